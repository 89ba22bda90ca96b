"""Writes the blank workbook of a scheme: the same scheme gives the same bytes, always."""

import datetime as dt
from collections.abc import Callable, Mapping
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from perfxl.scheme.inventory import input_fields
from perfxl.scheme.model import Field, Scheme
from perfxl.submission import Entry, State, Submission, Value
from perfxl.wording import say
from perfxl.workbook.computed import computed_values
from perfxl.workbook.layout import Layout, SheetKind, SheetPlan, plan
from perfxl.workbook.template.archive import finish
from perfxl.workbook.template.draft import Draft
from perfxl.workbook.template.field_writer import write_fields
from perfxl.workbook.template.instructions_writer import write_instructions
from perfxl.workbook.template.own_sheets_writer import write_findings, write_identity, write_report
from perfxl.workbook.template.scoring_writer import write_scoring
from perfxl.workbook.template.styles import BODY_FONT, Styles
from perfxl.workbook.textfit import NORMAL_SIZE

_CREATED = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - a property of the file without a zone, and never the clock's
"""Never the clock: the file must be the same at every build."""

OPTIONS: Mapping[str, object] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": BODY_FONT, "font_size": NORMAL_SIZE},
    # The metrics of 宋体 11, in pixels; without them columns would be reckoned in Calibri's narrower digits.
    "default_row_height": 18,
    "default_column_width": 72,
}
"""How XlsxWriter is to write: text stays text, and everything is as large as Chinese fonts draw it."""

_Writer: TypeAlias = Callable[[Draft, Worksheet, SheetPlan], None]

_WRITERS: Mapping[SheetKind, _Writer] = {
    "instructions": write_instructions,
    "fields": write_fields,
    "scoring": write_scoring,
    "findings": write_findings,
    "report": write_report,
    "identity": write_identity,
}


def write_template(
    scheme: Scheme, target: Path | BinaryIO, *, prefilled: Mapping[str, Value] | None = None
) -> None:
    """Write the blank workbook of a scheme, an ``.xlsx`` without macros.

    Args:
        scheme: the scheme, loaded and proved.
        target: the file, replaced if it exists, or an open binary stream.
        prefilled: values that single inputs shall already hold, by field name (such as the department's
            name); they come before the scheme's own defaults.

    Raises:
        KeyError: ``prefilled`` names something that is not a single input.
        OSError: the file cannot be written.
    """
    buffer = BytesIO()
    # A copy, since XlsxWriter notes its own findings in what it is given, and the next workbook would differ.
    with Workbook(buffer, dict(deepcopy(OPTIONS))) as book:
        growing = _write(book, scheme, prefilled or {})
    content = finish(buffer.getvalue(), growing)
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def _write(book: Workbook, scheme: Scheme, prefilled: Mapping[str, Value]) -> dict[int, set[int]]:
    """Write everything; the rows that may grow, by the number of their sheet."""
    layout = plan(scheme)
    held = _held(scheme, prefilled)
    draft = Draft(layout, Styles(book), held, computed_values(scheme, _submission(layout, held)))
    _describe(book, scheme)
    for sheet in layout.sheets:
        _WRITERS[sheet.kind](draft, book.add_worksheet(sheet.name), sheet)
    _define_names(book, layout)
    numbers = {name: number for number, name in enumerate(layout.sheet_names, start=1)}
    return {numbers[name]: rows for name, rows in draft.growing.items()}


def _held(scheme: Scheme, prefilled: Mapping[str, Value]) -> dict[str, Value]:
    """What the inputs already hold: the scheme's defaults, and over them what was asked for."""
    fields = input_fields(scheme)
    if unknown := prefilled.keys() - fields.keys():
        raise KeyError(f"no single input bears the name {sorted(unknown)}")
    defaults = {name: _default(field) for name, field in fields.items() if field.default}
    return {**defaults, **prefilled}


def _default(field: Field) -> Value:
    if field.type == "date":
        return dt.date.fromisoformat(field.default)
    numeric = field.type in {"integer", "number", "money", "ratio", "year"}
    return float(field.default) if numeric else field.default


def _submission(layout: Layout, held: Mapping[str, Value]) -> Submission:
    """What the blank workbook itself submits: nothing but what its inputs already hold."""
    entries = {
        name: Entry(name, layout.place(name), held.get(name), State.GIVEN if name in held else State.BLANK)
        for name in input_fields(layout.scheme)
    }
    return Submission(
        scheme_id=layout.scheme.id,
        entries=entries,
        tables=dict.fromkeys(layout.tables, ()),
        places={slot.name: slot.place for slot in layout.slots.values()},
    )


def _describe(book: Workbook, scheme: Scheme) -> None:
    book.set_properties(
        {
            "title": say("template.properties.title", title=scheme.title),
            "subject": say("template.properties.subject"),
            "author": "perfxl",
            "company": "",
            "comments": say("template.properties.comments", scheme=scheme.id, version=scheme.version),
            "created": _CREATED,
        }
    )


def _define_names(book: Workbook, layout: Layout) -> None:
    for slot in layout.slots.values():
        if book.define_name(slot.name, f"={slot.reference}") != 0:
            raise ValueError(f"Excel takes no cell name {slot.name!r}")
