"""How cells look: fonts, fills, alignments, widths and heights of a sheet that openpyxl holds."""

import re
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any, Final, cast

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Color, PatternFill
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.engines.addresses import column_letters
from perfxl.engines.backend import Box, Colour, Look
from perfxl.engines.closed.cells import held

_PADDING: Final = 5 / 7
"""What a file adds to the width that Excel shows, in characters: 5 pixels, a digit being 7 wide."""
_DEFAULT_WIDTH: Final = 8.43
_NOTE_WIDTH: Final = 260
_NOTE_LINE: Final = 18
_PIXELS_A_HALF_CHARACTER: Final = 7
_WIDE: Final = re.compile(r"[\u1100-\u115F\u2E80-\uFFE6]")

_ALIGNMENTS: Final[dict[object, str | None]] = {
    "general": None,
    "center_across_selection": "centerContinuous",
}
_ALIGNMENTS_BACK: Final = {name: ours for ours, name in _ALIGNMENTS.items()}


def look(sheet: Worksheet, box: Box, trait: Look) -> object:
    """The trait that all cells of the box share, or None where they differ."""
    if trait is Look.COLUMN_WIDTH:
        found = {_width(sheet, column) for column in range(box.left, box.right + 1)}
    elif trait is Look.ROW_HEIGHT:
        found = {_height(sheet, row) for row in range(box.top, box.bottom + 1)}
    else:
        found = _traits(sheet, box, _READ[trait])
    return found.pop() if len(found) == 1 else None


def _traits(sheet: Worksheet, box: Box, read: Callable[[Any], Any]) -> set[Any]:
    """Looked up without making cells; all cells that do not exist look like one that does not."""
    cells = held(sheet)
    blank = Cell(sheet, box.top, box.left)
    found = set()
    for row in range(box.top, box.bottom + 1):
        for column in range(box.left, box.right + 1):
            found.add(read(cells.get((row, column), blank)))
            if len(found) > 1:
                return found
    return found


def set_look(sheet: Worksheet, box: Box, trait: Look, value: object) -> None:
    """Give all cells of the box one trait."""
    if trait is Look.COLUMN_WIDTH:
        for column in range(box.left, box.right + 1):
            _own_column(sheet, column).width = cast("float", value) + _PADDING
    elif trait is Look.ROW_HEIGHT:
        for row in range(box.top, box.bottom + 1):
            sheet.row_dimensions[row].height = cast("float", value)
    else:
        _repaint(sheet, box, partial(_WRITE[trait], value=value))


def _repaint(sheet: Worksheet, box: Box, change: Callable[[Any], None]) -> None:
    """Change how every cell looks; cells that looked alike do so afterwards, so it is worked out once."""
    alike: dict[tuple[int, ...], Any] = {}
    for row in range(box.top, box.bottom + 1):
        for column in range(box.left, box.right + 1):
            cell: Any = sheet.cell(row, column)
            before = tuple(cell._style or ())  # noqa: SLF001 - where a cell's looks stand, one number a trait
            if before in alike:
                cell._style = copy(alike[before])  # noqa: SLF001
            else:
                change(cell)
                alike[before] = cell._style  # noqa: SLF001


def note_size(text: str) -> tuple[int, int]:
    """The width and height in pixels of a box that a note fits into."""
    halves = _NOTE_WIDTH // _PIXELS_A_HALF_CHARACTER
    lines = sum(1 + (len(line) + len(_WIDE.findall(line))) // halves for line in text.split("\n"))
    return _NOTE_WIDTH, max(3, lines + 1) * _NOTE_LINE


def underline(cell: Cell | MergedCell, colour: Colour) -> None:
    """Make the cell look like a link."""
    _write_font(cell, "single", trait="u")
    _write_font(cell, Color(_hexadecimal(colour)), trait="color")


def _colour(colour: Color | None) -> Colour | None:
    """Red-green-blue; None where the colour comes from the theme, which openpyxl does not resolve."""
    if colour is None or colour.type != "rgb":
        return None
    red, green, blue = (int(colour.rgb[at : at + 2], 16) for at in (2, 4, 6))
    return red, green, blue


def _read_fill(cell: Cell) -> Colour | None:
    return _colour(cell.fill.fgColor) if cell.fill.fill_type == "solid" else None


def _write_fill(cell: Cell, value: Colour | None) -> None:
    cell.fill = PatternFill() if value is None else PatternFill("solid", fgColor=_hexadecimal(value))


def _hexadecimal(colour: Colour) -> str:
    return "FF{:02X}{:02X}{:02X}".format(*colour)


def _read_number_format(cell: Cell) -> str:
    return cell.number_format


def _write_number_format(cell: Cell, value: str) -> None:
    cell.number_format = value


def _read_horizontal(cell: Cell) -> str:
    name = cell.alignment.horizontal
    return str(_ALIGNMENTS_BACK.get(name, name))


def _read_font(cell: Cell, *, trait: str) -> object:
    return getattr(cell.font, trait)


def _write_font(cell: Cell | MergedCell, value: object, *, trait: str) -> None:
    font: Any = copy(cell.font)
    setattr(font, trait, value)
    cell.font = font


def _write_alignment(cell: Cell | MergedCell, value: object, *, trait: str) -> None:
    alignment: Any = copy(cell.alignment)
    setattr(alignment, trait, _ALIGNMENTS.get(value, value))
    cell.alignment = alignment


_READ: Final[dict[Look, Callable[[Any], Any]]] = {
    Look.NUMBER_FORMAT: _read_number_format,
    Look.COLOR: _read_fill,
    Look.WRAP_TEXT: lambda cell: bool(cell.alignment.wrap_text),
    Look.HORIZONTAL: _read_horizontal,
    Look.VERTICAL: lambda cell: cell.alignment.vertical or "bottom",
    Look.BOLD: lambda cell: bool(cell.font.b),
    Look.ITALIC: lambda cell: bool(cell.font.i),
    Look.SIZE: partial(_read_font, trait="sz"),
    Look.FONT_NAME: partial(_read_font, trait="name"),
    Look.FONT_COLOR: lambda cell: (0, 0, 0) if cell.font.color is None else _colour(cell.font.color),
}
_WRITE: Final[dict[Look, Callable[..., None]]] = {
    Look.NUMBER_FORMAT: _write_number_format,
    Look.COLOR: _write_fill,
    Look.WRAP_TEXT: partial(_write_alignment, trait="wrap_text"),
    Look.HORIZONTAL: partial(_write_alignment, trait="horizontal"),
    Look.VERTICAL: partial(_write_alignment, trait="vertical"),
    Look.BOLD: partial(_write_font, trait="b"),
    Look.ITALIC: partial(_write_font, trait="i"),
    Look.SIZE: partial(_write_font, trait="sz"),
    Look.FONT_NAME: partial(_write_font, trait="name"),
    Look.FONT_COLOR: lambda cell, value: _write_font(cell, Color(_hexadecimal(value)), trait="color"),
}


def _height(sheet: Worksheet, row: int) -> float:
    own = sheet.row_dimensions[row].height if row in sheet.row_dimensions else None
    return float(own or sheet.sheet_format.defaultRowHeight)


def _width(sheet: Worksheet, column: int) -> float:
    group = _group(sheet, column)
    width = group.width if group is not None else sheet.sheet_format.defaultColWidth
    return round(max(0.0, width - _PADDING), 2) if width else _DEFAULT_WIDTH


def _group(sheet: Worksheet, column: int) -> ColumnDimension | None:
    """What the file says of a column; one entry may stand for many columns."""
    for dimension in sheet.column_dimensions.values():
        first, last = _span(dimension)
        if first <= column <= last:
            return dimension
    return None


def _span(dimension: ColumnDimension) -> tuple[int, int]:
    dimension.reindex()
    return cast("int", dimension.min), cast("int", dimension.max)


def _own_column(sheet: Worksheet, column: int) -> ColumnDimension:
    """An entry for this column alone: entries that overlap make Excel repair the file."""
    columns = sheet.column_dimensions
    group = _group(sheet, column)
    if group is not None:
        first, last = _span(group)
        del columns[group.index]
        for low, high in ((first, column - 1), (column, column), (column + 1, last)):
            if low <= high:
                part = copy(group)
                part.index, part.min, part.max = column_letters(low), low, high
                columns[part.index] = part
    return columns[column_letters(column)]
