"""The values that expressions read: inputs, live formulas computed on the fly, columns of tables.

There are two views of one submission. The *entries* are what the department meant: a number typed with its
unit counts as that number. The *sheet* is what the spreadsheet sees: there the same cell still holds text, so
that its formulas stay blank. Scores come from the entries; values saved beside formulas from the sheet.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from perfxl.numbers import excel_round
from perfxl.scheme.expression import (
    DivisionByZero,
    InvalidValue,
    MissingValue,
    Resolve,
    Resolved,
    Result,
    Scalar,
    Unresolved,
    parse,
)
from perfxl.scheme.inventory import column_names, formula_fields, input_fields
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Field, FieldType, Scheme, TableBlock
from perfxl.submission import Entry, Row, State, Submission

Read: TypeAlias = Callable[[Entry], Scalar]

CALCULATED_DIGITS: Final = 10
"""Decimals to which measures and numeric formula fields are rounded, here and in the spreadsheet alike."""

_DAY_ZERO: Final = dt.date(1899, 12, 30)  # of Excel's serial days, from 1 March 1900 on
_WORDS: Final[frozenset[FieldType]] = frozenset({"text", "longtext", "choice", "date"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ERROR = re.compile(r"#[A-Z/0]+[!?A]?")


def digits_of(type_: FieldType) -> int | None:
    """Decimals to which a formula field of this type is rounded; None for words and dates."""
    return None if type_ in _WORDS else CALCULATED_DIGITS


def entered(entry: Entry) -> Scalar:
    """What the department meant by an entry.

    Raises:
        InvalidValue: the cell cannot be read as the field's type, or is gone.
    """
    if entry.state is State.INVALID or entry.state is State.LOST:
        raise InvalidValue((entry.name,))
    return entry.value


def seen(entry: Entry) -> Scalar:
    """What the spreadsheet's own formulas find in the entry's cell.

    Raises:
        InvalidValue: the cell is gone, or holds an error.
    """
    if entry.state is State.LOST and entry.place.sheet:
        return None  # swallowed by a merged area, where a formula finds it blank
    if entry.state is State.LOST or _ERROR.fullmatch(entry.raw.strip()):
        raise InvalidValue((entry.name,))
    if entry.state is State.INVALID and not entry.text and _NUMBER.fullmatch(entry.raw):
        return float(entry.raw)  # a number that is out of range or not whole is still a number there
    if isinstance(entry.value, dt.date) and not entry.text and entry.raw == str(_serial(entry.value)):
        return entry.value  # a date bare of its format is the same number there
    if entry.state is State.INVALID and not entry.text and _DATE.fullmatch(entry.raw):
        return float(_serial(dt.date.fromisoformat(entry.raw)))  # and so is a number that looks like a date
    if entry.state is State.GIVEN and not isinstance(entry.value, str):
        return entry.value
    return entry.raw or entry.value


def _serial(day: dt.date) -> int:
    return (day - _DAY_ZERO).days


@once_per_scheme
def _columns(scheme: Scheme) -> Mapping[str, tuple[TableBlock, Field]]:
    """Every column of a table by the name that expressions give it."""
    return {
        name: (table, column)
        for table in scheme.tables().values()
        for name, column in zip(column_names(table), table.columns, strict=True)
    }


class Values:
    """Resolves every name of a scheme for one submission; what was computed once is kept."""

    def __init__(self, scheme: Scheme, submission: Submission, *, as_shown: bool = False) -> None:
        """Set up the view of the entries, or with ``as_shown`` that of the sheet."""
        self._submission = submission
        self._as_shown = as_shown
        self.read: Read = seen if as_shown else entered
        self._inputs = input_fields(scheme)
        self._formulas = formula_fields(scheme)
        self._columns = _columns(scheme)
        self._known: dict[str, Resolved | Unresolved] = {}

    def __call__(self, name: str) -> Resolved:
        """The value of a name: None for a blank, a tuple of the filled rows for a column.

        Raises:
            Unresolved: a formula field has no value, or a cell cannot be read.
            KeyError: the scheme has no such name (a programmer's error; loading proves it).
        """
        if name not in self._known:
            # Stands while the name itself is worked out: a formula that comes back to itself is invalid.
            self._known[name] = InvalidValue((name,))
            try:
                self._known[name] = self._resolved(name)
            except Unresolved as error:
                self._known[name] = error
        known = self._known[name]
        if isinstance(known, Unresolved):
            raise known
        return known

    def _resolved(self, name: str) -> Resolved:
        if name in self._columns:
            return self.column(*self._columns[name])
        if name in self._formulas:
            return self._calculated(
                self._formulas[name], self, blank_for=(Unresolved,) if self._as_shown else ()
            )
        entry = self._submission.entries.get(name)
        if entry is None and name not in self._inputs:
            raise KeyError(name)
        return None if entry is None else self.read(entry)

    def column(self, table: TableBlock, column: Field) -> tuple[Scalar, ...]:
        """One column of a table, a cell for each filled row; a formula without its inputs is blank.

        Raises:
            InvalidValue: a cell of it cannot be read, or the whole table is gone.
        """
        name = f"{table.prefix}_{column.name}"
        if not self._as_shown and not self._submission.stands(column_names(table)):
            raise InvalidValue((name,))
        cells: list[Scalar] = []
        for row in self._submission.tables.get(table.name, ()):
            try:
                cells.append(self.cell(table, row, column.name, shown=True))
            except InvalidValue:
                raise InvalidValue((name,)) from None
        return tuple(cells)

    def cell(
        self,
        table: TableBlock,
        row: Row,
        name: str,
        *,
        shown: bool = False,
        above: frozenset[str] = frozenset(),
    ) -> Scalar:
        """One cell of a row by its column's own name; ``shown``: a formula without its inputs is blank.

        ``above`` are the formulas that are being worked out already.

        Raises:
            Unresolved: a formula has no value, or the cell cannot be read.
            KeyError: the table has no such column.
        """
        field = next((column for column in table.columns if column.name == name), None)
        if field is None:
            raise KeyError(name)
        if not field.formula:
            entry = row.cells.get(name)
            return None if entry is None else self.read(entry)
        if name in above:
            raise InvalidValue((name,))

        def beside(other: str) -> Scalar:
            return self.cell(table, row, other, shown=shown, above=above | {name})

        return self._calculated(field, beside, blank_for=self._blanks(shown=shown))

    def _blanks(self, *, shown: bool) -> tuple[type[Unresolved], ...]:
        if self._as_shown:
            return (Unresolved,)
        return (MissingValue, DivisionByZero) if shown else ()

    def _calculated(self, field: Field, resolve: Resolve, blank_for: tuple[type[Unresolved], ...]) -> Scalar:
        try:
            return calculate(field.formula, digits_of(field.type), resolve)
        except blank_for:
            return None


def calculate(text: str, digits: int | None, resolve: Resolve) -> Result | None:
    """The value of an expression as its cell shows it, rounded to ``digits``; None for an empty text.

    Raises:
        Unresolved: it has no value, or where ``digits`` says that a number is due, another kind of value.
    """
    expression = parse(text)
    value = expression.evaluate(resolve)
    if value == "":
        return None
    if digits is None:
        return value
    if isinstance(value, str | bool | dt.date):
        raise InvalidValue(expression.names)
    return excel_round(value, digits)


def resolver(scheme: Scheme, submission: Submission) -> Resolve:
    """The values of fields, live formulas and columns (``prefix_column``) as the department meant them.

    The function it gives returns None for a blank and a tuple for a column's filled rows; it raises
    :class:`~perfxl.scheme.expression.Unresolved` where a formula has no value or a cell cannot be read.
    """
    return Values(scheme, submission)


def row_resolver(scheme: Scheme, submission: Submission, table: TableBlock, row: Row) -> Resolve:
    """The same for one row of a table: names are the columns' own names."""
    values = Values(scheme, submission)
    return lambda name: values.cell(table, row, name)
