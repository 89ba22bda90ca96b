"""What a reader of the document sees of an entry or a formula: figures with their units, words as entered."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from perfxl.numbers import show_fixed, show_percent, show_plain
from perfxl.scheme.expression import Resolve, Unresolved
from perfxl.scheme.model import Field, FieldType, Scheme, TableBlock
from perfxl.scoring import resolver, row_resolver
from perfxl.submission import Entry, Row, Submission, Value
from perfxl.wording import say

_NUMBERS: Final[frozenset[FieldType]] = frozenset({"integer", "number", "money", "ratio"})


def is_number(field: Field) -> bool:
    """Whether the field holds figures, which stand at the right."""
    return field.type in _NUMBERS


class Shown:
    """The texts of one submission's fields; what is blank or cannot be computed is ``""``."""

    def __init__(self, scheme: Scheme, submission: Submission) -> None:
        """Read ``submission``, entered under ``scheme``."""
        self._scheme = scheme
        self._submission = submission
        self._resolve = resolver(scheme, submission)

    def field(self, field: Field) -> str:
        """A scalar field, without its unit."""
        if field.formula:
            return _computed(field, self._resolve)
        entry = self._submission.entries.get(field.name)
        return "" if entry is None else _entry(entry, field)

    def with_unit(self, field: Field) -> str:
        """The same, and its unit behind a figure; what cannot be read has none."""
        text = self.field(field)
        entry = self._submission.entries.get(field.name)
        unreadable = entry is not None and entry.value is None
        return text if not text or unreadable or not is_number(field) else f"{text}{field.unit}"

    def row(self, table: TableBlock, row: Row) -> Mapping[str, str]:
        """The cells of a table's row by the names of its columns."""
        resolve = row_resolver(self._scheme, self._submission, table, row)
        return {
            column.name: _computed(column, resolve)
            if column.formula
            else _entry(row.cells[column.name], column, short=True)
            for column in table.columns
        }


def _computed(field: Field, resolve: Resolve) -> str:
    try:
        content = resolve(field.name)
    except Unresolved:
        return ""
    return "" if content is None or isinstance(content, tuple) else _value(content, field)


def _entry(entry: Entry, field: Field, *, short: bool = False) -> str:
    """What was entered; where it could not be read, what stands in the cell."""
    return entry.raw if entry.value is None else _value(entry.value, field, short=short)


def _value(content: Value, field: Field, *, short: bool = False) -> str:
    """A value in words; ``short`` gives dates as narrow columns have room for them."""
    if isinstance(content, str):
        return content
    if isinstance(content, dt.date):
        parts = {"year": content.year, "month": content.month, "day": content.day}
        return say("document.short_date" if short else "report.date", **parts)
    if field.type == "money":
        return show_fixed(content)
    return show_percent(content) if field.type == "ratio" else show_plain(content)
