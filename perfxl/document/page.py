"""Sections: upright pages for the text, landscape pages for the tables."""

from collections.abc import Mapping

from lxml.etree import _Element

from perfxl.document.layout import Layout, mm
from perfxl.document.nodes import node, value


def upright(layout: Layout, footer: float) -> _Element:
    """The section of the text: 22 lines of 28 characters.

    Args:
        layout: the document's measures.
        footer: millimetres from the lower edge of the paper to the bottom of the page number's line.
    """
    page = layout.page
    size = {"w:w": mm(page.width), "w:h": mm(page.height)}
    margins = {
        "w:top": mm(page.top),
        "w:right": mm(page.right),
        "w:bottom": mm(page.bottom),
        "w:left": mm(page.left),
        "w:header": mm(footer),
        "w:footer": mm(footer),
        "w:gutter": 0,
    }
    grid = {"w:type": "linesAndChars", "w:linePitch": layout.pitch, "w:charSpace": layout.grid_squeeze}
    return _section(size, margins, grid)


def landscape(layout: Layout) -> _Element:
    """The section of the tables: the same sheet turned, so that its binding edge is above.

    Seen upright, the head of a table is then at the binding edge on odd pages and, printed on both sides, at
    the outer edge on even ones.
    """
    page = layout.page
    size = {"w:w": mm(page.height), "w:h": mm(page.width), "w:orient": "landscape"}
    edge = mm(page.right) // 2
    margins = {
        "w:top": mm(page.left),
        "w:right": mm(page.top),
        "w:bottom": mm(page.right),
        "w:left": mm(page.bottom),
        "w:header": edge,
        "w:footer": edge,
        "w:gutter": 0,
    }
    return _section(size, margins, {"w:type": "lines", "w:linePitch": layout.pitch})


def _section(
    size: Mapping[str, object], margins: Mapping[str, object], grid: Mapping[str, object]
) -> _Element:
    return node(
        "w:sectPr",
        None,
        value("w:type", "nextPage"),
        node("w:pgSz", size),
        node("w:pgMar", margins),
        node("w:docGrid", grid),
    )
