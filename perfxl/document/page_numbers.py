"""The page number — 1 —: at the right on odd pages, at the left on even ones, one character from the edge.

A landscape page is an upright one, turned: there the number stands in the left margin, turned as well, so
that in the bound document it is found where it stands on all other pages.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from lxml.etree import _Element

from perfxl.document.layout import Layout, emu
from perfxl.document.nodes import node, paragraph, run, value
from perfxl.wording import say

_MM_PER_POINT: Final = 25.4 / 72
_BOX: Final = Path(__file__).with_name("turned_box.xml")


def line_below(layout: Layout) -> tuple[float, float]:
    """How far below the type area the line of the page number begins and ends, in millimetres.

    The standard measures to the dashes, which stand in the middle of the line.
    """
    number = layout.page_number
    height = layout.style(number.style).size * _MM_PER_POINT
    begins = number.below - number.dash * height
    return begins, begins + height


def footer_distance(layout: Layout) -> float:
    """Millimetres from the lower edge of an upright page to the bottom of its page number's line."""
    return layout.page.bottom - line_below(layout)[1]


def number_upright(section: Section, layout: Layout) -> None:
    """Put the page numbers below the type area of upright pages."""
    _footers(section, lambda odd: _number(layout, odd=odd))


def number_landscape(section: Section, layout: Layout) -> None:
    """Put the page numbers beside the type area of landscape pages, turned."""
    style = layout.page_number.style
    _footers(section, lambda odd: paragraph(style, _turned(layout, odd=odd)))


def _footers(section: Section, line: Callable[[bool], _Element]) -> None:
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        content = footer.part.element
        for old in list(content):
            content.remove(old)
        content.append(line(odd))


def _number(layout: Layout, *, odd: bool) -> _Element:
    """The line with the number: from the outer edge on odd pages, from the inner one on even ones."""
    gap = layout.characters(1)
    settings = (
        node("w:ind", {"w:right": gap} if odd else {"w:left": gap}),
        value("w:jc", "right" if odd else "left"),
    )
    before, after = say("document.page_number").split("#")
    return paragraph(layout.page_number.style, run(before), *_field(), run(after), settings=settings)


def _field() -> list[_Element]:
    """A field that Word and WPS replace by the number of the page."""

    def mark(kind: str) -> _Element:
        return node("w:r", None, node("w:fldChar", {"w:fldCharType": kind}))

    code = node("w:instrText", {"xml:space": "preserve"})
    code.text = " PAGE "
    return [mark("begin"), node("w:r", None, code), mark("separate"), run("1"), mark("end")]


def _turned(layout: Layout, *, odd: bool) -> _Element:
    """A box in the left margin that holds the same line, the top of its type to the right."""
    page, height = layout.page, layout.page_number.box
    begins, ends = line_below(layout)
    template = _BOX.read_text(encoding="utf-8")
    box: _Element = parse_xml(
        template.format(
            number=1 if odd else 2,
            name=say("document.page_number_box"),
            across=emu(page.bottom - ends),
            down=emu(page.width - page.right - height if odd else page.left),
            width=emu(ends - begins),
            height=emu(height),
        )
    )
    content = next(box.iter(qn("w:txbxContent")))
    content.append(_number(layout, odd=odd))
    return box
