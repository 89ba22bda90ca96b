"""Fills blank workbooks as a spreadsheet program does, hundreds of times faster than a workbook library.

The blank workbook of a scheme is written once and cut at every cell that may hold something; a filled one is
put together from the pieces. Beside every formula stands the value that the spreadsheet would show.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from perfxl.scheme.inventory import input_fields
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Field
from perfxl.submission import Entry, Row, Submission
from perfxl.workbook.computed import computed_values
from perfxl.workbook.layout import Layout, plan
from perfxl.workbook.reading.parsing import ERROR_VALUES, parse, show
from perfxl.workbook.slots import Slot
from tests.support.county.departments import Department
from tests.support.workbooks import cell_of, template, unzipped

_CELL = re.compile(
    r'<c r="(?P<cell>[A-Z]+\d+)"(?: s="(?P<style>\d+)")?(?: t="\w+")?(?:/>|>(?P<held>.*?)</c>)'
)
_FORMULA = re.compile(r"<f>.*?</f>")
_STRINGS = "xl/sharedStrings.xml"
_DAY_ZERO = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula, without its equals sign, and the value that was saved beside it (None: it was not)."""

    text: str
    value: Any = None


@dataclass(frozen=True)
class Mould:
    """One scheme's blank workbook in pieces: by part, text and cells in turns."""

    layout: Layout
    parts: Mapping[str, bytes]
    pieces: Mapping[str, list[str | re.Match[str]]]
    sheets: Mapping[str, str]
    """The part of every sheet."""


@cache
def _mould(scheme_id: str) -> Mould:
    layout = plan(load_scheme(scheme_id))
    parts = unzipped(template(scheme_id, None))
    sheets = {name: f"xl/worksheets/sheet{n}.xml" for n, name in enumerate(layout.sheet_names, start=1)}
    pieces = {part: list(_pieces(parts[part].decode())) for part in sheets.values()}
    return Mould(layout, parts, pieces, sheets)


def _pieces(text: str) -> Iterator[str | re.Match[str]]:
    left = 0
    for cell in _CELL.finditer(text):
        yield text[left : cell.start()]
        yield cell
        left = cell.end()
    yield text[left:]


def workbook(department: Department, edits: Mapping[str, Any] | None = None) -> bytes:
    """The department's filled workbook, as Excel would save it; then some cells changed.

    ``edits`` are named as in :func:`tests.support.workbooks.cell_of`: values, texts that begin with ``#``
    (error values), :class:`Formula`, or None for a blank. Formulas show what the edited entries come to,
    unless an edit gives them a value of their own.
    """
    mould = _mould(department.scheme_id)
    placed = {cell_of(name, department.scheme_id, None): value for name, value in (edits or {}).items()}
    contents = _inputs(mould.layout, department) | placed
    shown = _shown(mould.layout, contents)
    return _packed(mould, {**shown, **contents})


def _inputs(layout: Layout, department: Department) -> dict[tuple[str, str], Any]:
    found = {_at(layout.slots[name]): value for name, value in department.values.items()}
    for name, rows in department.tables.items():
        columns = layout.tables[name].columns
        for offset, row in enumerate(rows):
            for column, value in row.items():
                found[columns[column].sheet, columns[column].cell(offset)] = value
    return found


def _at(slot: Slot) -> tuple[str, str]:
    return slot.sheet, slot.address


def _shown(layout: Layout, contents: Mapping[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    """What every formula shows, by cell."""
    made = _submission(layout, contents)
    shown: dict[tuple[str, str], Any] = {}
    tables = {slot.name: table for table in layout.tables.values() for slot in table.columns.values()}
    for name, value in computed_values(layout.scheme, made).items():
        slot = layout.slots[name]
        if isinstance(value, list):
            numbers = [row.number - slot.row - 1 for row in made.tables[tables[name].name]]
            shown |= {(slot.sheet, slot.cell(n)): one for n, one in zip(numbers, value, strict=True)}
        else:
            shown[_at(slot)] = value
    return shown


def _submission(layout: Layout, contents: Mapping[tuple[str, str], Any]) -> Submission:
    scheme = layout.scheme
    tables = {name: tuple(_rows(layout, name, contents)) for name in layout.tables}
    entries = {}
    for name, field in input_fields(scheme).items():
        slot = layout.slots[name]
        entries[name] = _entry(name, slot, 0, field, contents.get(_at(slot), field.default or None))
    places = {slot.name: slot.place for slot in layout.slots.values()}
    return Submission(scheme.id, entries, tables, places=places)


def _rows(layout: Layout, name: str, contents: Mapping[tuple[str, str], Any]) -> Iterator[Row]:
    table = layout.tables[name]
    inputs = {column: slot for column, slot in table.columns.items() if slot.kind == "input"}
    for offset in range(table.rows):
        held = {column: contents.get((slot.sheet, slot.cell(offset))) for column, slot in inputs.items()}
        if any(value not in {None, ""} for value in held.values()):
            cells = {
                column: _entry(column, slot, offset, slot.field, held[column])
                for column, slot in inputs.items()
            }
            yield Row(table.first_row + offset + 1, cells)


def _entry(name: str, slot: Slot, offset: int, field: Field | None, content: Any) -> Entry:
    assert field is not None
    if isinstance(content, Formula):
        content = content.value
    parsed = parse(content, field)
    place = slot.place if not offset else type(slot.place)(slot.sheet, slot.cell(offset))
    return Entry(name, place, parsed.value, parsed.state, show(content), isinstance(content, str))


def _packed(mould: Mould, contents: Mapping[tuple[str, str], Any]) -> bytes:
    strings: list[str] = []
    first = mould.parts[_STRINGS].count(b"<si>")
    parts = dict(mould.parts)
    for sheet in {sheet for sheet, _ in contents}:
        part = mould.sheets[sheet]
        own = {cell: value for (on, cell), value in contents.items() if on == sheet}
        text = "".join(
            piece if isinstance(piece, str) else _cell(piece, own, strings, first)
            for piece in mould.pieces[part]
        )
        assert not own, f"no such cells in {sheet}: {sorted(own)}"
        parts[part] = text.encode()
    parts[_STRINGS] = parts[_STRINGS].replace(b"</sst>", f"{''.join(strings)}</sst>".encode())
    return _zipped(parts)


def _cell(cell: re.Match[str], contents: dict[str, Any], strings: list[str], first: int) -> str:
    if cell["cell"] not in contents:
        return cell[0]
    value = contents.pop(cell["cell"])
    formula = _FORMULA.match(cell["held"] or "")
    kept = formula[0] if formula else ""
    if isinstance(value, Formula):
        kept, value = f"<f>{escape(value.text)}</f>", value.value
    elif kept and isinstance(value, Typed):
        kept, value = "", value.value
    start = f'<c r="{cell["cell"]}"' + (f' s="{cell["style"]}"' if cell["style"] else "")
    return start + _content(kept, value, strings, first)


@dataclass(frozen=True)
class Typed:
    """A value typed over a formula."""

    value: Any


def _content(formula: str, value: Any, strings: list[str], first: int) -> str:
    if value is None or (value == "" and not formula):
        return f">{formula}</c>" if formula else "/>"
    if isinstance(value, dt.date):
        value = (value - _DAY_ZERO).days
    if not isinstance(value, str):
        return f">{formula}<v>{value!r}</v></c>"
    if value in ERROR_VALUES:
        return f' t="e">{formula}<v>{value}</v></c>'
    if formula:
        return f' t="str">{formula}<v>{escape(value)}</v></c>'
    strings.append(f'<si><t xml:space="preserve">{escape(value)}</t></si>')
    return f' t="s"><v>{first + len(strings) - 1}</v></c>'


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()
