"""Writes the sheets that perfxl fills later: 审核结果 and 自评报告, still empty, and ``_perfxl``."""

from xlsxwriter.worksheet import Worksheet

from perfxl import __version__
from perfxl.wording import say
from perfxl.workbook.layout import (
    FINDINGS_COLUMNS,
    FINDINGS_HEADER_ROW,
    FINDINGS_ROWS,
    LAYOUT_VERSION,
    STATUS_ROW,
    SheetPlan,
)
from perfxl.workbook.slots import column_letters
from perfxl.workbook.template import paper
from perfxl.workbook.template.draft import Draft

_TITLE_HEIGHT, _STATUS_HEIGHT, _HEADER_HEIGHT = 34.0, 36.0, 24.0


def write_findings(draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
    """Write 审核结果: its headings, and a line that says no checks have run yet."""
    paper.set_up(page, plan, draft.scheme.title)
    last = len(plan.widths) - 1
    page.merge_range(0, 0, 0, last, say("template.findings.title"), draft.styles("title"))
    page.set_row(0, _TITLE_HEIGHT)
    page.merge_range(STATUS_ROW, 0, STATUS_ROW, last, say("template.findings.status"), draft.styles("remark"))
    page.set_row(STATUS_ROW, _STATUS_HEIGHT)
    for column, key in enumerate(FINDINGS_COLUMNS):
        page.write_string(
            FINDINGS_HEADER_ROW, column, say(f"template.findings.heading.{key}"), draft.styles("header")
        )
    page.set_row(FINDINGS_HEADER_ROW, _HEADER_HEIGHT)
    _rule_filled_rows(draft, page, last)
    page.freeze_panes(FINDINGS_HEADER_ROW + 1, 0)
    page.repeat_rows(FINDINGS_HEADER_ROW)


def _rule_filled_rows(draft: Draft, page: Worksheet, last: int) -> None:
    """Lines around each finding as soon as it is there, so that whoever writes it need draw none."""
    first = FINDINGS_HEADER_ROW + 1
    severity = column_letters(FINDINGS_COLUMNS.index("severity"))
    page.conditional_format(
        first,
        0,
        first + FINDINGS_ROWS - 1,
        last,
        {
            "type": "formula",
            "criteria": f'=${severity}{first + 1}<>""',
            "format": draft.styles.condition("ruled"),
        },
    )


def write_report(draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
    """Write 自评报告: in the place of the report one line that says how it comes about."""
    paper.set_up(page, plan, draft.scheme.title)
    page.set_margins(*paper.OFFICIAL_MARGINS)
    page.set_header("")
    page.set_footer(say("template.report.footer"))
    page.set_start_page(1)
    page.write_string(0, 0, say("template.report.status"), draft.styles("remark"))
    page.set_row(0, _STATUS_HEIGHT)


def write_identity(draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
    """Write ``_perfxl``: which scheme, which version of it, and what wrote the workbook."""
    for column, width in enumerate(plan.widths):
        page.set_column(column, column, width)
    for row, (key, value) in enumerate(identity_of(draft)):
        page.write_string(row, 0, key)
        page.write_string(row, 1, value)
    page.very_hidden()


def identity_of(draft: Draft) -> tuple[tuple[str, str], ...]:
    """The rows of ``_perfxl``: key and value."""
    scheme = draft.scheme
    return (
        ("scheme", scheme.id),
        ("version", scheme.version),
        ("digest", scheme.digest),
        ("perfxl", __version__),
        ("layout", LAYOUT_VERSION),
    )
