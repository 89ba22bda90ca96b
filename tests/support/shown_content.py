"""All that a workbook shows, whatever engine has it open: to be compared between engines."""

from dataclasses import dataclass, field

from perfxl.engines import Book, Sheet

Place = tuple[str, int, int]
"""Sheet, row, column."""


@dataclass
class Content:
    """Cells by place: what they show and hold, their notes, and the fills of those with a note."""

    values: dict[Place, object] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    notes: dict[Place, str] = field(default_factory=dict)
    fills: dict[Place, object] = field(default_factory=dict)


def content(book: Book) -> Content:
    """Read the whole workbook; blank cells are left out."""
    found = Content()
    for sheet in book.sheets:
        _read_cells(sheet, found)
        for note in sheet.notes:
            place = sheet.name, note.location.row, note.location.column
            found.notes[place] = note.text
            found.fills[place] = note.location.color
    return found


def _read_cells(sheet: Sheet, found: Content) -> None:
    last = sheet.used_range.last_cell
    block = sheet.range((1, 1), (max(2, last.row), max(2, last.column)))
    values = block.options(ndim=2, err_to_str=True).value
    for row, (shown, held) in enumerate(zip(values, block.formula, strict=True), start=1):
        for column, (value, formula) in enumerate(zip(shown, held, strict=True), start=1):
            if value is not None:
                found.values[sheet.name, row, column] = value
            if formula.startswith("="):
                found.formulas[sheet.name, row, column] = formula
