"""Writes what stands below the indicators of the scoring sheet: totals, grade, points of checklists."""

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    TOTAL_TITLE,
    UNSCORED,
    point_name,
    subtotal_name,
    subtotal_title_name,
)
from perfxl.scheme.model import Indicator
from perfxl.scheme.rules import Checklist
from perfxl.wording import say
from perfxl.workbook import formulas
from perfxl.workbook import scoring_layout as at
from perfxl.workbook.slots import Slot
from perfxl.workbook.template.draft import Draft, field_of
from perfxl.workbook.template.scoring_prompts import prompted
from perfxl.workbook.template.styles import SMALL_SIZE
from perfxl.workbook.textfit import text_height

_TOTAL_HEIGHT, _HEADING_HEIGHT, _HEADER_HEIGHT, _POINT_HEIGHT = 26.0, 26.0, 22.0, 21.0


def write_closing(draft: Draft, page: Worksheet) -> None:
    """Subtotals, the total that never passes for final while something is unscored, and the grade."""
    plan, slots = draft.layout.scoring, draft.layout.slots
    for number, rows in enumerate(plan.levels, start=1):
        _closing_row(draft, page, slots[subtotal_name(number)], rows.level.points)
        title = formulas.native_subtotal_title(draft.scheme, number)
        _live_heading(draft, page, slots[subtotal_title_name(number)], title)
        draft.formula(
            page, slots[subtotal_name(number)], formulas.native_subtotal(draft.scheme, number), _score(draft)
        )
    _closing_row(draft, page, slots[TOTAL], draft.scheme.total)
    _live_heading(draft, page, slots[TOTAL_TITLE], formulas.native_total_title())
    draft.formula(page, slots[TOTAL], formulas.native_total(draft.scheme), _score(draft))
    _closing_row(draft, page, slots[UNSCORED])
    _fixed_heading(draft, page, slots[UNSCORED], say("template.scoring.unscored"))
    draft.formula(page, slots[UNSCORED], formulas.native_unscored(draft.scheme), _whole(draft))
    _closing_row(draft, page, slots[GRADE])
    _fixed_heading(draft, page, slots[GRADE], say("template.scoring.grade"))
    draft.formula(page, slots[GRADE], formulas.native_grade(draft.scheme), _word(draft))
    _mark_closing(draft, page)


def _live_heading(draft: Draft, page: Worksheet, slot: Slot, native: str) -> None:
    """A heading that is longest in the blank workbook, where nothing is scored."""
    draft.formula(page, slot, native, _heading(draft))
    longest = text_height(str(draft.computed[slot.name]), sum(at.WIDTHS[: at.NAME + 1]))
    page.set_row(slot.row, max(_TOTAL_HEIGHT, longest))


def _fixed_heading(draft: Draft, page: Worksheet, slot: Slot, text: str) -> None:
    page.merge_range(slot.row, at.NUMBER, slot.row, at.NAME, text, _heading(draft))


def _heading(draft: Draft) -> Format:
    return draft.styles("grid", "total", "center")


def _closing_row(draft: Draft, page: Worksheet, slot: Slot, points: float | None = None) -> None:
    """Everything of a closing row but its heading and its value."""
    total = draft.styles("grid", "total")
    if points is None:
        page.write_blank(slot.row, at.POINTS, None, total)
    else:
        page.write_number(slot.row, at.POINTS, points, draft.styles("number", "constant", "total"))
    for first, last in ((at.CLAUSE, at.ENTERED), (at.REASON, at.EXPLANATION)):
        page.merge_range(slot.row, first, slot.row, last, "", total)
    page.set_row(slot.row, _TOTAL_HEIGHT)


def _score(draft: Draft) -> Format:
    return draft.styles("score", "formula", "total")


def _whole(draft: Draft) -> Format:
    return draft.styles("integer", "formula", "total", "center")


def _word(draft: Draft) -> Format:
    return draft.styles("formula", "total", "center")


def _mark_closing(draft: Draft, page: Worksheet) -> None:
    slots, grades = draft.layout.slots, draft.scheme.grades
    draft.mark(page, slots[TOTAL], f"N(${slots[UNSCORED].address})>0", "unfinished")
    for grade, looks in ((grades[0], "best"), (grades[-1], "worst")):
        draft.mark(page, slots[GRADE], f'{slots[GRADE].address}="{grade.name}"', looks)


# ── the points of checklists ──


def write_points(draft: Draft, page: Worksheet) -> None:
    """The block in which each point of a checklist is answered with yes or no."""
    plan = draft.layout.scoring
    if not plan.points:
        return
    title, last = plan.points_title_row, at.EXPLANATION
    page.merge_range(title, 0, title, last, say("template.scoring.points_title"), draft.styles("heading"))
    page.set_row(title, _HEADING_HEIGHT)
    _points_header(draft, page, plan.points_header_row)
    for indicator in draft.scheme.indicators():
        if isinstance(indicator.rule, Checklist):
            _points_of(draft, page, indicator, indicator.rule)


def _points_header(draft: Draft, page: Worksheet, row: int) -> None:
    header = draft.styles("header")
    page.write_string(row, at.NUMBER, say("template.scoring.heading.number"), header)
    page.merge_range(row, at.LEVEL, row, at.NAME, say("template.scoring.heading.indicator"), header)
    page.write_string(row, at.POINTS, say("template.scoring.heading.worth"), header)
    page.write_string(row, at.CLAUSE, say("template.scoring.heading.point"), header)
    page.write_string(row, at.ANSWER, say("template.scoring.heading.answer"), header)
    page.set_row(row, _HEADER_HEIGHT)


def _points_of(draft: Draft, page: Worksheet, indicator: Indicator, rule: Checklist) -> None:
    rows = draft.layout.scoring.points
    for number, item in enumerate(rule.items, start=1):
        row = rows[indicator.id, number]
        slot = draft.layout.slots[point_name(indicator.id, number)]
        page.write_number(row, at.NUMBER, number, draft.styles("grid", "center"))
        page.write_number(row, at.POINTS, item.points, draft.styles("number", "constant"))
        page.write_string(row, at.CLAUSE, item.text, draft.styles("grid", "small"))
        draft.input(page, slot, draft.styles("choice", "input"), prompted(field_of(slot), indicator))
        draft.mark(page, slot, f"AND(LEN({slot.address})=0,{draft.scoring_begun})", "missing")
        page.set_row(row, max(_POINT_HEIGHT, text_height(item.text, at.WIDTHS[at.CLAUSE], SMALL_SIZE)))
    first, last = rows[indicator.id, 1], rows[indicator.id, len(rule.items)]
    page.merge_range(first, at.LEVEL, last, at.NAME, indicator.name, draft.styles("grid"))
