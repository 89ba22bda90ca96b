"""Tables of cells as Word tables: fixed widths, all lines drawn, headings repeated on each page."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from lxml.etree import _Element

from perfxl.document.grid import Cell, Grid, Line, Size
from perfxl.document.layout import Layout, points
from perfxl.document.nodes import node, text_paragraph, value

_EDGES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINE: Final = {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "000000"}
"""Half a point, black."""
_SIDE_MARGIN: Final = 57
"""Twips (1 mm) between a cell's text and its sides."""
_ABOVE: Final = 23
"""Twips above and below it."""


def word_table(grid: Grid, layout: Layout) -> _Element:
    """The table as WordprocessingML, as wide as the type area of a landscape page."""
    widths = shared_out(layout.table_width, grid.widths)
    columns = node("w:tblGrid", None, *(node("w:gridCol", {"w:w": width}) for width in widths))
    headings = [_row(line, grid.size, widths, layout, heading=True) for line in grid.headings]
    lines = [_row(line, grid.size, widths, layout) for line in grid.lines]
    return node("w:tbl", None, _properties(layout), columns, *headings, *lines)


def shared_out(total: int, shares: Sequence[float]) -> list[int]:
    """A whole length in whole parts that stand to each other as ``shares`` do, nothing left over."""
    ends = [round(total * end / sum(shares)) for end in accumulate(shares)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _properties(layout: Layout) -> _Element:
    sides = {"w:w": _SIDE_MARGIN, "w:type": "dxa"}
    upper = {"w:w": _ABOVE, "w:type": "dxa"}
    margins = [node(f"w:{edge}", upper if edge in ("top", "bottom") else sides) for edge in _EDGES[:4]]
    return node(
        "w:tblPr",
        None,
        node("w:tblW", {"w:w": layout.table_width, "w:type": "dxa"}),
        value("w:jc", "center"),
        node("w:tblBorders", None, *(node(f"w:{edge}", _LINE) for edge in _EDGES)),
        node("w:tblLayout", {"w:type": "fixed"}),
        node("w:tblCellMar", None, *margins),
    )


def _row(line: Line, size: Size, widths: Sequence[int], layout: Layout, *, heading: bool = False) -> _Element:
    settings = [] if line.long else [node("w:cantSplit")]
    if heading:
        settings.append(node("w:tblHeader"))
    row = node("w:tr", None, *([node("w:trPr", None, *settings)] if settings else []))
    first = 0
    for cell in line.cells:
        last = first + cell.columns
        row.append(_cell(cell, size, sum(widths[first:last]), layout))
        first = last
    return row


def _cell(cell: Cell, size: Size, width: int, layout: Layout) -> _Element:
    settings = [node("w:tcW", {"w:w": width, "w:type": "dxa"})]
    if cell.columns > 1:
        settings.append(value("w:gridSpan", cell.columns))
    if cell.down:
        settings.append(value("w:vMerge", "restart" if cell.down == "begins" else "continue"))
    settings.append(value("w:vAlign", "center"))
    return node("w:tc", None, node("w:tcPr", None, *settings), *_paragraphs(cell, size, layout))


def _paragraphs(cell: Cell, size: Size, layout: Layout) -> Iterator[_Element]:
    """The lines of a cell's text, a paragraph each; a cell holds at least one."""
    style = f"{size}{cell.look}"
    indent = points(layout.style(style).size * cell.indent)
    settings = (node("w:ind", {"w:left": indent}),) if indent else ()
    for line in cell.text.splitlines() or [""]:
        yield text_paragraph(style, line, settings)
