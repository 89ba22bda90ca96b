"""Writes the scoring sheet (评分表) of the blank workbook: its heading, and a row an indicator."""

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from perfxl.numbers import show_plain
from perfxl.scheme.inventory import (
    entered_name,
    explanation_name,
    measure_name,
    option_name,
    points_name,
    reason_name,
    score_name,
)
from perfxl.scheme.model import Group, Indicator, Level
from perfxl.scheme.rules import Checklist, Violations
from perfxl.wording import say
from perfxl.workbook import formulas
from perfxl.workbook import scoring_layout as at
from perfxl.workbook.layout import SheetPlan
from perfxl.workbook.slots import Slot, address
from perfxl.workbook.template import paper
from perfxl.workbook.template.draft import Draft, field_of, put
from perfxl.workbook.template.scoring_closing import write_closing, write_points
from perfxl.workbook.template.scoring_prompts import prompted
from perfxl.workbook.template.styles import SMALL_SIZE
from perfxl.workbook.textfit import text_height

_HEADINGS = (
    "number", "level", "group", "indicator", "points", "clause",
    "measure", "option", "entered", "score", "reason", "explanation",
)  # fmt: skip
_TITLE_HEIGHT, _HEADER_HEIGHT, _ROW_HEIGHT = 34.0, 36.0, 40.0
_ZOOM = 90


def write_scoring(draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
    """Write the scoring sheet, its formulas with the values they have in the blank workbook."""
    paper.set_up(page, plan, draft.scheme.title)
    _head(draft, page)
    for number, indicator in enumerate(draft.scheme.indicators(), start=1):
        _indicator(draft, page, number, indicator)
    for rows in draft.layout.scoring.levels:
        _level_labels(draft, page, rows.level)
    write_closing(draft, page)
    write_points(draft, page)
    page.set_zoom(_ZOOM)
    page.freeze_panes(at.HEADER_ROW + 1, at.NAME + 1)
    first = next(slot for slot in draft.layout.of_kind("input") if slot.sheet == plan.name)
    page.set_selection(first.row, first.column, first.row, first.column)
    paper.bound(page, plan, draft.layout.scoring.last_row, at.HEADER_ROW)
    paper.protect(page)


def _head(draft: Draft, page: Worksheet) -> None:
    scheme, last = draft.scheme, at.EXPLANATION
    example = scheme.weights == "example"
    title = say("template.scoring.title")
    page.merge_range(at.TITLE_ROW, 0, at.TITLE_ROW, last, title, draft.styles("title"))
    page.set_row(at.TITLE_ROW, _TITLE_HEIGHT)
    lines = [(at.NOTE_ROW, say("template.scoring.note", basis=scheme.basis), "under_title")]
    if example:
        lines.append((at.NOTICE_ROW, say("template.scoring.example"), "notice"))
    for row, text, looks in lines:
        page.merge_range(row, 0, row, last, text, draft.styles(looks))
        page.set_row(row, text_height(text, sum(at.WIDTHS), SMALL_SIZE))
    for column, key in enumerate(_HEADINGS):
        heading = say(f"template.scoring.heading.{'points_example' if example and key == 'points' else key}")
        page.write_string(at.HEADER_ROW, column, heading, draft.styles("header"))
    page.set_row(at.HEADER_ROW, _HEADER_HEIGHT)


def _indicator(draft: Draft, page: Worksheet, number: int, indicator: Indicator) -> None:
    slots, styles = draft.layout.slots, draft.styles
    row = draft.layout.scoring.indicators[indicator.id]
    page.write_number(row, at.NUMBER, number, styles("grid", "center"))
    page.write_string(row, at.NAME, indicator.name, styles("grid"))
    put(page, slots[points_name(indicator.id)], indicator.points, styles("number", "constant"))
    page.write_string(row, at.CLAUSE, indicator.clause, styles("grid", "small"))
    _measure(draft, page, row, indicator)
    _inputs(draft, page, row, indicator)
    score = slots[score_name(indicator.id)]
    draft.formula(page, score, formulas.native_score(indicator), styles("score", "formula"))
    lost = f"AND(ISNUMBER({score.address}),{score.address}<{address(row, at.POINTS)})"
    draft.mark(page, score, lost, "lost")
    put(page, slots[explanation_name(indicator.id)], None, styles("output", "small", "left"))
    page.set_row(row, _height(indicator))


def _height(indicator: Indicator) -> float:
    return max(
        _ROW_HEIGHT,
        text_height(indicator.clause, at.WIDTHS[at.CLAUSE], SMALL_SIZE),
        text_height(indicator.name, at.WIDTHS[at.NAME]),
    )


def _measure(draft: Draft, page: Worksheet, row: int, indicator: Indicator) -> None:
    if not indicator.measure:
        page.write_blank(row, at.MEASURE, None, draft.styles("unused"))
        return
    slot = draft.layout.slots[measure_name(indicator.id)]
    looks = draft.styles(field_of(slot).type, "formula", "center")
    draft.formula(page, slot, formulas.native_measure(indicator), looks)


# ── what the accountant enters beside the clause ──


def _inputs(draft: Draft, page: Worksheet, row: int, indicator: Indicator) -> None:
    slots = draft.layout.slots
    for column, name in ((at.OPTION, option_name(indicator.id)), (at.ENTERED, entered_name(indicator.id))):
        if name in slots:
            _input(draft, page, slots[name], indicator)
        else:
            page.write_blank(row, column, None, draft.styles("unused"))
    if isinstance(indicator.rule, Checklist):
        _point_to_checklist(draft, page, row, indicator)
    if entered_name(indicator.id) in slots:
        _mark_wrong(draft, page, slots[entered_name(indicator.id)], indicator)
    _reason(draft, page, row, slots[reason_name(indicator.id)], indicator)


def _input(draft: Draft, page: Worksheet, slot: Slot, indicator: Indicator) -> None:
    field = prompted(field_of(slot), indicator)
    size = ("small",) if field.type == "choice" else ()
    draft.input(page, slot, draft.styles(field.type, "input", "center", *size), field)
    if field.required:
        draft.mark(page, slot, f"AND(LEN({slot.address})=0,{draft.scoring_begun})", "missing")


def _point_to_checklist(draft: Draft, page: Worksheet, row: int, indicator: Indicator) -> None:
    """Where the answers stand below the table, a link leads to them."""
    first = draft.layout.scoring.points[indicator.id, 1]
    target = f"internal:'{page.name}'!{address(first, at.ANSWER)}"
    looks = draft.styles("unused", "link", "center", "small")
    page.write_url(row, at.OPTION, target, looks, say("template.scoring.see_points"))


def _mark_wrong(draft: Draft, page: Worksheet, slot: Slot, indicator: Indicator) -> None:
    """A pasted score escapes the validation: one outside its limits is shown in red."""
    cell = slot.address
    beyond = [f"NOT(ISNUMBER({cell}))", f"{cell}<0"]
    if not isinstance(indicator.rule, Violations):
        beyond.append(f"{cell}>{address(slot.row, at.POINTS)}")
    draft.mark(page, slot, f"AND(LEN({cell})>0,OR({','.join(beyond)}))", "wrong")


def _reason(draft: Draft, page: Worksheet, row: int, slot: Slot, indicator: Indicator) -> None:
    """A reason is asked for once points are lost."""
    looks = draft.styles("longtext", "input", "small")
    draft.input(page, slot, looks, prompted(field_of(slot), indicator))
    score, full = address(row, at.SCORE), address(row, at.POINTS)
    draft.mark(page, slot, f"AND(LEN({slot.address})=0,ISNUMBER({score}),N({score})<{full})", "missing")


# ── levels ──


def _level_labels(draft: Draft, page: Worksheet, level: Level) -> None:
    """Each first- and second-level indicator once, with its points, over all its rows."""
    first = draft.layout.scoring.indicators[level.groups[0].indicators[0].id]
    count = sum(len(group.indicators) for group in level.groups)
    _down(draft, page, (first, first + count - 1, at.LEVEL), _with_points(level))
    for start, group in _group_rows(level, first):
        _down(draft, page, (start, start + len(group.indicators) - 1, at.GROUP), _with_points(group))


def _group_rows(level: Level, first: int) -> Iterator[tuple[int, Group]]:
    for group in level.groups:
        yield first, group
        first += len(group.indicators)


def _with_points(part: Level | Group) -> str:
    return say("template.scoring.level", name=part.name, points=show_plain(part.points))


def _down(draft: Draft, page: Worksheet, cells: tuple[int, int, int], text: str) -> None:
    """Write a text from the first to the last of some rows in one column."""
    first, last, column = cells
    looks = draft.styles("grid", "center")
    if last > first:
        page.merge_range(first, column, last, column, text, looks)
    else:
        page.write_string(first, column, text, looks)
