"""Writes the report into the sheet 自评报告, a paragraph a row, looking like an official document."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfxl.errors import TemplateError
from perfxl.narrative import Paragraph
from perfxl.wording import say
from perfxl.workbook.areas import empty, named_area, runs
from perfxl.workbook.cells import plain
from perfxl.workbook.layout import REPORT_AREA, REPORT_SHEET, REPORT_WIDTH
from perfxl.workbook.report_rows import ReportRow, report_rows

if TYPE_CHECKING:
    from perfxl.engines import Book, Range


_BLACK = (0, 0, 0)


def write_report(book: "Book", paragraphs: Sequence[Paragraph]) -> None:
    """Replace what the sheet held by these paragraphs.

    Heights are computed for the width of the column; a paragraph that would need a taller row than Excel has
    goes on in the next row, after the end of a sentence.

    Raises:
        TemplateError: the sheet, or the name of its area, is gone (E521).
    """
    area = named_area(book, REPORT_AREA)
    if area is None:
        raise TemplateError("E521", sheet=REPORT_SHEET)
    empty(area)
    width = area.column_width or REPORT_WIDTH
    rows = _within(area.shape[0], list(report_rows(paragraphs, width)))
    if rows:
        block = area[: len(rows), :]
        block.value = [[plain(row.text)] for row in rows]
        _dress(block, rows)


def _within(limit: int, rows: list[ReportRow]) -> list[ReportRow]:
    """The rows that the area has room for; where that is not all, the last one says so."""
    if len(rows) <= limit:
        return rows
    return [*rows[: limit - 1], *report_rows([Paragraph("note", say("report.sheet.cut"))], REPORT_WIDTH)]


def _dress(block: "Range", rows: Sequence[ReportRow]) -> None:
    """Give the rows their look, neighbours that share one in one stroke."""
    block.wrap_text = True
    block.vertical_alignment = "center"
    block.font.color = _BLACK
    for look, run in runs([row.look for row in rows]):
        lines = block[run, 0]
        lines.font.name = look.font
        lines.font.size = look.size
        lines.horizontal_alignment = "center" if look.centred else "left"
    for height, run in runs([row.height for row in rows]):
        block[run, 0].row_height = height
