"""Random submissions with the sheet they came from: what the cells hold, and what reading made of it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from perfxl.findings import Place
from perfxl.scheme.expression import Refer, parse
from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    TOTAL_TITLE,
    UNSCORED,
    formula_fields,
    input_fields,
    measure_name,
    points_name,
    score_name,
    subtotal_name,
    subtotal_title_name,
)
from perfxl.scheme.model import Field, Scheme
from perfxl.scoring import digits_of
from perfxl.submission import Entry, Row, State, Submission
from perfxl.workbook import formulas
from tests.support.spreadsheet import CAPACITY, NOT_AVAILABLE, Cell, Spreadsheet


@dataclass(frozen=True)
class Held:
    """One input cell: what it holds, and the state and value that reading gave it; ``gone`` with its name."""

    content: Cell
    state: State
    value: Any = None
    gone: bool = False

    def entry(self, name: str) -> Entry:
        raw = "" if self.content is None else str(self.content)
        place = Place("") if self.gone else Place("表", "A1")
        return Entry(name, place, self.value, self.state, raw)


def _given(content: Cell) -> Held:
    return Held(content, State.BLANK if content is None else State.GIVEN, content)


BLANK = Held(None, State.BLANK)
SWALLOWED = Held(None, State.LOST)
GONE = Held(None, State.LOST, gone=True)
_NUMBERS = ("integer", "number", "money", "ratio", "year")


def cells(field: Field, *, holed: bool, single: bool) -> st.SearchStrategy[Held]:
    """What an input cell may hold; a ``single`` one may also be gone."""
    good = _good(field).map(_given)
    if not holed:
        return good
    odd = [st.just(BLANK), st.just(Held("不详", State.INVALID)), st.just(Held(NOT_AVAILABLE, State.INVALID))]
    odd.append(st.just(GONE if single else SWALLOWED))
    if field.type in _NUMBERS:
        odd += [st.just(Held("12元", State.MENDED, 12.0)), st.just(Held(-3.5, State.INVALID))]
    return st.sampled_from([good] * 10 + odd).flatmap(lambda strategy: strategy)


def _good(field: Field) -> st.SearchStrategy[Any]:
    if field.type == "choice":
        return st.sampled_from(field.options)
    if field.type == "date":
        return st.dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    if field.type in {"text", "longtext"}:
        return st.sampled_from(["甲项目", "说明文字"])
    if field.type == "integer":
        return st.integers(0, 9).map(float)
    top = int(field.maximum * 100) if field.maximum is not None else 30000
    return st.one_of(st.integers(0, top).map(lambda number: number / 100), st.just(0.0))


@dataclass(frozen=True)
class Filled:
    """One submission of a scheme, and the cells of its workbook."""

    scheme: Scheme
    scalars: Mapping[str, Held]
    tables: Mapping[str, tuple[Mapping[str, Held], ...]]

    def submission(self) -> Submission:
        return Submission(
            scheme_id=self.scheme.id,
            entries={name: held.entry(name) for name, held in self.scalars.items()},
            tables={
                name: tuple(
                    Row(number, {column: held.entry(column) for column, held in row.items()})
                    for number, row in enumerate(rows, start=1)
                )
                for name, rows in self.tables.items()
            },
        )

    def shown(self) -> dict[str, Any]:
        """What a spreadsheet shows in every formula cell, columns cut to the filled rows."""
        constants: dict[str, Any] = {
            points_name(indicator.id): indicator.points for indicator in self.scheme.indicators()
        }
        inputs = {name: held.content for name, held in self.scalars.items()}
        columns = {
            f"{table.prefix}_{column.name}": tuple(row[column.name].content for row in self.tables[name])
            for name, table in self.scheme.tables().items()
            for column in table.columns
            if not column.formula
        }
        lost = {name for name, held in self.scalars.items() if held.gone}
        sheet = Spreadsheet(constants | inputs | columns)
        names = self._define_columns(sheet)
        for name, write in self._formulas():
            sheet.define(name, write(lambda other: "#REF!" if other in lost else sheet.refer(other)))
            names.append(name)
        shown = sheet.shown(names)
        for name, table in self.scheme.tables().items():
            for key in names:
                if key.startswith(f"{table.prefix}_"):
                    shown[key] = shown[key][: len(self.tables[name])]
        return shown

    def _define_columns(self, sheet: Spreadsheet) -> list[str]:
        names = []
        for table in self.scheme.tables().values():
            for column in table.columns:
                if column.formula:
                    names.append(f"{table.prefix}_{column.name}")
                    sheet.define(names[-1], *_column(sheet, table.prefix, column))
        return names

    def _formulas(self) -> Iterator[tuple[str, Callable[[Refer], str]]]:
        """Every formula outside the tables, in an order in which each refers to earlier ones only."""
        scheme = self.scheme
        for name, field in formula_fields(scheme).items():
            yield name, partial(parse(field.formula).native_guarded, digits=digits_of(field.type))
        for indicator in scheme.indicators():
            if indicator.measure:
                yield measure_name(indicator.id), partial(formulas.native_measure, indicator)
            yield score_name(indicator.id), partial(formulas.native_score, indicator)
        for number in range(1, len(scheme.levels) + 1):
            yield subtotal_name(number), partial(formulas.native_subtotal, scheme, number)
            yield subtotal_title_name(number), partial(formulas.native_subtotal_title, scheme, number)
        yield TOTAL, partial(formulas.native_total, scheme)
        yield UNSCORED, partial(formulas.native_unscored, scheme)
        yield TOTAL_TITLE, formulas.native_total_title
        yield GRADE, partial(formulas.native_grade, scheme)


def _column(sheet: Spreadsheet, prefix: str, column: Field) -> Iterator[str]:
    expression = parse(column.formula)
    for row in range(CAPACITY):
        same_row = partial(_same_row, sheet, prefix, row)
        yield expression.native_guarded(same_row, digits_of(column.type))


def _same_row(sheet: Spreadsheet, prefix: str, row: int, column: str) -> str:
    return sheet.cell(f"{prefix}_{column}", row)


@st.composite
def filled(draw: st.DrawFn, scheme: Scheme) -> Filled:
    """Half of them whole, half with blanks, texts and lost cells among their inputs."""
    holed = draw(st.booleans())
    return Filled(
        scheme,
        {name: draw(cells(field, holed=holed, single=True)) for name, field in input_fields(scheme).items()},
        {
            name: tuple(
                {
                    column.name: draw(cells(column, holed=holed, single=False))
                    for column in table.columns
                    if not column.formula
                }
                for _ in range(draw(st.integers(0, CAPACITY - 1)))
            )
            for name, table in scheme.tables().items()
        },
    )
