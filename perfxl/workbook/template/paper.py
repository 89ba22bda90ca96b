"""How a sheet meets paper and screen: A4, margins, headings repeated, protection against slips."""

from xlsxwriter.worksheet import Worksheet

from perfxl.wording import say
from perfxl.workbook.layout import SheetPlan
from perfxl.workbook.template.styles import TAB_COLOURS

OFFICIAL_MARGINS = (28 / 25.4, 26 / 25.4, 37 / 25.4, 35 / 25.4)
"""Left, right, top and bottom of an official document (GB/T 9704—2012), in inches."""

_A4 = 9

_ALLOWED = {
    "objects": True,
    "scenarios": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}
"""What protection leaves open: looks and notes are the user's own, and a comment is an object."""


def set_up(page: Worksheet, plan: SheetPlan, title: str) -> None:
    """Paper, margins, header and footer, tab and column widths of a sheet."""
    page.set_paper(_A4)
    if plan.landscape:
        page.set_landscape()
    else:
        page.set_portrait()
    page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.set_header(say("template.paper.header", title=title.replace("&", "&&")))
    page.set_footer(say("template.paper.footer"))
    page.set_tab_color(TAB_COLOURS[plan.kind])
    page.hide_gridlines(2)
    for column, width in enumerate(plan.widths):
        page.set_column(column, column, width)


def protect(page: Worksheet, *, rows: bool = False) -> None:
    """Lock what is not an input, without a password; with ``rows`` a user may still insert rows."""
    page.protect("", {**_ALLOWED, "insert_rows": rows})


def bound(page: Worksheet, plan: SheetPlan, last_row: int, repeat_to: int) -> None:
    """Print down to ``last_row``, the rows down to ``repeat_to`` again on each page."""
    page.print_area(0, 0, last_row, len(plan.widths) - 1)
    page.repeat_rows(0, repeat_to)
