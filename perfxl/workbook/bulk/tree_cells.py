"""A sheet's cells through a parser of XML: the way for sheets that are not written as most are."""

from collections.abc import Iterator, Mapping

from lxml import etree

from perfxl.engines.addresses import box_of
from perfxl.engines.backend import Box
from perfxl.engines.closed.source import MAIN
from perfxl.workbook.bulk.contents import Grid, Kind, Line, UnreadableCellError
from perfxl.workbook.bulk.shifting import SHARED, SharedFormulas, formula_text
from perfxl.workbook.bulk.strings import text_of

_ROW, _CELL, _VALUE, _FORMULA, _INLINE = (f"{{{MAIN}}}{tag}" for tag in ("row", "c", "v", "f", "is"))
_MERGED = f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell"


def read_grid(root: etree._Element) -> Grid:
    """All cells of a sheet that hold anything."""
    rows: dict[int, dict[int, tuple[Kind, str]]] = {}
    shared = SharedFormulas()
    for row, column, element in _places(root):
        rows.setdefault(row, {})[column] = _cell(element, row, column, shared)
    return {row: _line(cells) for row, cells in rows.items()}


def _line(cells: Mapping[int, tuple[Kind, str]]) -> Line:
    """The cells of one row."""
    held = {column: cell for column, cell in cells.items() if cell[1] or cell[0].formula is not None}
    kinds, texts = [kind for kind, _ in held.values()], [text for _, text in held.values()]
    return Line({column: place for place, column in enumerate(held)}, kinds, texts)


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


def _cell(element: etree._Element, row: int, column: int, shared: SharedFormulas) -> tuple[Kind, str]:
    formula, inline = element.find(_FORMULA), element.find(_INLINE)
    kind = Kind(
        element.get("t", "n"),
        int(element.get("s", "0")),
        None if formula is None else _formula(formula, row, column, shared),
    )
    if formula is None and kind.type == "inlineStr":
        return kind, "" if inline is None else text_of(inline)
    return kind, element.findtext(_VALUE) or ""


def _formula(formula: etree._Element, row: int, column: int, shared: SharedFormulas) -> str:
    kind, text = formula.get("t", ""), formula.text or ""
    if kind == SHARED:
        text = shared.text(formula.get("si", ""), text, row, column)
    return formula_text(kind, text)


def read_merged(root: etree._Element) -> tuple[Box, ...]:
    """All merged areas of a sheet."""
    boxes = (box_of(area.get("ref", "")) for area in root.iterfind(_MERGED))
    return tuple(box for box in boxes if box is not None)
