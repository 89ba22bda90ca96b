"""Submissions from small texts: fields by name, tables as tables, every cell where the layout puts it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from perfxl.findings import Place
from perfxl.scheme.inventory import input_fields
from perfxl.scheme.model import Field, Scheme
from perfxl.submission import Claim, Entry, Row, State, Submission, Value
from perfxl.workbook.layout import Layout, plan

Given = Value | State | None
"""A value, None for a blank, or a state (``State.INVALID``, ``State.LOST``) for a cell without a value."""


def table(text: str) -> list[dict[str, str]]:
    """Rows by column name from a table drawn with bars, its first line the header; empty cells are blank."""
    header, *lines = [
        [cell.strip() for cell in line.strip().split("|")] for line in text.strip().splitlines()
    ]
    return [dict(zip(header, line, strict=True)) for line in lines]


def submission(
    scheme: Scheme,
    values: Mapping[str, Given] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, Given]]] | None = None,
    claims: Mapping[str, Value] | None = None,
    typed: Mapping[str, Value] | None = None,
) -> Submission:
    """A submission in which everything not given is blank.

    ``claims`` are values saved beside whole formulas, ``typed`` values that were typed over formulas.
    """
    layout = plan(scheme)
    given = dict(values or {})
    fields = input_fields(scheme)
    assert not (unknown := given.keys() - fields.keys()), f"no such fields: {unknown}"
    saved = {name: Claim(name, layout.slots[name].place, value) for name, value in (claims or {}).items()}
    over = {
        name: Claim(name, layout.slots[name].place, value, typed=True)
        for name, value in (typed or {}).items()
    }
    return Submission(
        scheme_id=scheme.id,
        entries={name: entry(name, layout.slots[name].place, given.get(name)) for name in fields},
        tables={name: _rows(layout, name, rows) for name, rows in (tables or {}).items()},
        claims=saved | over,
        places={name: Place(slot.sheet, slot.range) for name, slot in layout.slots.items()},
    )


def entry(name: str, place: Place, given: Given) -> Entry:
    """An entry with a value, a blank one, or one in the state given."""
    if isinstance(given, State):
        return Entry(name, place, None, given, raw="#?")
    if given is None or given == "":
        return Entry(name, place)
    value = float(given) if isinstance(given, int) else given
    return Entry(name, place, value, State.GIVEN, raw=str(given))


def _rows(layout: Layout, name: str, rows: Sequence[Mapping[str, Given]]) -> tuple[Row, ...]:
    columns = {column.name: column for column in layout.scheme.tables()[name].columns if not column.formula}
    slots = layout.tables[name].columns
    made = []
    for offset, row in enumerate(rows):
        assert not (unknown := row.keys() - columns.keys()), f"no such columns: {unknown}"
        cells = {
            column: entry(
                column, Place(slots[column].sheet, slots[column].cell(offset)), _typed(field, row.get(column))
            )
            for column, field in columns.items()
        }
        made.append(Row(slots[next(iter(columns))].row + offset + 1, cells))
    return tuple(made)


def _typed(field: Field, given: Given) -> Given:
    """A cell of a drawn table in its column's type; what is no text is taken as it is."""
    if not isinstance(given, str) or not given:
        return None if given == "" else given
    if field.type == "date":
        return dt.date.fromisoformat(given)
    return given if field.type in {"text", "longtext", "choice"} else float(given)
