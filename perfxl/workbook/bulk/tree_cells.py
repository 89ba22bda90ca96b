"""A sheet's cells through a parser of XML: the way for sheets that are not written as most are."""

from collections.abc import Iterator

from lxml import etree

from perfxl.engines.addresses import box_of
from perfxl.engines.backend import Box
from perfxl.engines.closed.source import MAIN
from perfxl.workbook.bulk.contents import Grid, Raw, UnreadableCellError
from perfxl.workbook.bulk.shifting import shifted
from perfxl.workbook.bulk.strings import text_of

_ROW, _CELL, _VALUE, _FORMULA, _INLINE = (f"{{{MAIN}}}{tag}" for tag in ("row", "c", "v", "f", "is"))
_MERGED = f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell"
_KINDS_OF_OWN = frozenset({"dataTable"})


def read_grid(root: etree._Element) -> Grid:
    """All cells of a sheet that hold anything."""
    grid: dict[int, dict[int, Raw]] = {}
    shared: dict[str, tuple[str, int, int]] = {}
    for row, column, cell in _places(root):
        raw = _raw(cell, row, column, shared)
        cells = grid.setdefault(row, {})
        if raw is not None:
            cells[column] = raw
        else:
            cells.pop(column, None)
    return grid


def _places(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Every cell with its row and column; what does not say where it stands follows what is before it."""
    row = 0
    for line in root.iter(_ROW):
        row = _number(line.get("r", str(row + 1)))
        column, here = 0, row
        for cell in line.iterfind(_CELL):
            address = cell.get("r")
            box = None if address is None else box_of(address)
            if address is not None and (box is None or box.shape != (1, 1)):
                raise UnreadableCellError(address)
            here, column = (row, column + 1) if box is None else (box.top, box.left)
            yield here, column, cell


def _number(text: str) -> int:
    try:
        number = float(text)
    except ValueError:
        raise UnreadableCellError(text) from None
    if not number.is_integer():
        raise UnreadableCellError(text)
    return int(number)


def _raw(cell: etree._Element, row: int, column: int, shared: dict[str, tuple[str, int, int]]) -> Raw | None:
    kind, style = cell.get("t", "n"), int(cell.get("s", "0"))
    formula = cell.find(_FORMULA)
    if formula is not None:
        return Raw(kind, style, cell.findtext(_VALUE), _formula(formula, row, column, shared))
    if kind == "inlineStr":
        inline = cell.find(_INLINE)
        return None if inline is None else Raw(kind, style, text_of(inline), None)
    text = cell.findtext(_VALUE)
    return Raw(kind, style, text, None) if text else None


def _formula(formula: etree._Element, row: int, column: int, shared: dict[str, tuple[str, int, int]]) -> str:
    """The text of a formula; of one that is shared, the first cell has it and all others refer to that."""
    kind, text = formula.get("t", "normal"), formula.text or ""
    if kind in _KINDS_OF_OWN:
        return ""
    if kind == "shared":
        number = formula.get("si", "")
        if number in shared:
            first, top, left = shared[number]
            text = shifted(first, row - top, column - left)
        elif text:
            shared[number] = text, row, column
    return f"={text}"


def read_merged(root: etree._Element) -> tuple[Box, ...]:
    """All merged areas of a sheet."""
    boxes = (box_of(area.get("ref", "")) for area in root.iterfind(_MERGED))
    return tuple(box for box in boxes if box is not None)


def merged_at(areas: tuple[Box, ...], row: int, column: int) -> Box:
    """The merged area of a cell, or the cell alone."""
    here = Box(row, column, row, column)
    return next((area for area in areas if area.cut(here)), here)
