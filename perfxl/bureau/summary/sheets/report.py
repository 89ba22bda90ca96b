"""综合报告: the consolidated report as a sheet, a paragraph a row, on upright pages with official margins.

It is printed at its own size. A sheet that is made to fit a page's width breaks wherever a page is full, and
a heading would stand alone at the foot of one.
"""

from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.sheets.page import Book
from perfxl.narrative import Paragraph
from perfxl.wording import say
from perfxl.workbook.cells import written
from perfxl.workbook.report_rows import Look, ReportRow, report_rows
from perfxl.workbook.template.paper import OFFICIAL_MARGINS

_WIDTH: Final = 68.5
"""Digits: 28 characters a line, as official documents have."""
_SIDES: Final = 20 / 25.4
"""Inches. The column stands in the middle; it has room to spare for a font with wider digits than 宋体."""
_ROOM: Final = 630.0
"""Points that the rows of a page may be tall: A4 without the margins above and below, and some to spare."""
_LEAST: Final = 100.0
"""Points that must stand on the last page: nobody prints a page for a line."""


def write_report(book: Book, page: Worksheet, paragraphs: Sequence[Paragraph]) -> None:
    """Write the sheet."""
    rows = list(report_rows(paragraphs, _WIDTH))
    page.set_portrait()
    _, _, top, bottom = OFFICIAL_MARGINS
    page.set_margins(_SIDES, _SIDES, top, bottom)
    page.set_print_scale(100)
    page.set_h_pagebreaks(page_starts(rows)[1:])
    page.set_start_page(1)
    page.set_header(book.upright_header)
    page.set_footer(say("template.report.footer"))
    page.set_column(0, 0, _WIDTH)
    for number, row in enumerate(rows):
        page.set_row(number, row.height)
        page.write_string(number, 0, written(row.text), book.custom(row.look, _properties(row.look)))


def page_starts(rows: Sequence[ReportRow]) -> list[int]:
    """The first row of each page: headings go with what they head, and the last page has some lines."""
    starts, used = [0], 0.0
    for number, row in enumerate(rows):
        if used + row.height > _ROOM and number > starts[-1]:
            starts.append(_led(rows, number, starts[-1]))
            used = _height(rows[starts[-1] : number])
        used += row.height
    while len(starts) > 1 and _height(rows[starts[-1] :]) < _LEAST and starts[-1] - 1 > starts[-2]:
        starts[-1] = _led(rows, starts[-1] - 1, starts[-2])
    return starts


def _led(rows: Sequence[ReportRow], number: int, after: int) -> int:
    """The first of the headings right above a row, or the row; beyond the row ``after`` in any case."""
    first = number
    while first - 1 > after and rows[first - 1].look.leads:
        first -= 1
    return number if rows[first - 1].look.leads else first


def _height(rows: Sequence[ReportRow]) -> float:
    return sum(row.height for row in rows)


def _properties(look: Look) -> dict[str, Any]:
    return {
        "font_name": look.font,
        "font_size": look.size,
        "align": "center" if look.centred else "left",
        "valign": "vcenter",
        "text_wrap": True,
    }
