"""综合报告: the consolidated report as a sheet, a paragraph a row, on upright pages with official margins."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.sheets.page import Book
from perfxl.narrative import Paragraph
from perfxl.wording import say
from perfxl.workbook.cells import written
from perfxl.workbook.layout import REPORT_WIDTH
from perfxl.workbook.report_rows import Look, report_rows
from perfxl.workbook.template.paper import OFFICIAL_MARGINS


def write_report(book: Book, page: Worksheet, paragraphs: Sequence[Paragraph]) -> None:
    """Write the sheet."""
    page.set_portrait()
    page.set_margins(*OFFICIAL_MARGINS)
    page.set_header("")
    page.set_footer(say("template.report.footer"))
    page.set_column(0, 0, REPORT_WIDTH)
    for number, row in enumerate(report_rows(paragraphs, REPORT_WIDTH)):
        page.set_row(number, row.height)
        page.write_string(number, 0, written(row.text), book.custom(row.look, _properties(row.look)))


def _properties(look: Look) -> dict[str, Any]:
    return {
        "font_name": look.font,
        "font_size": look.size,
        "align": "center" if look.centred else "left",
        "valign": "vcenter",
        "text_wrap": True,
    }
