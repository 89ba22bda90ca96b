"""Writes one sheet of inputs of the blank workbook: its title, its lists and its matrices."""

import re

from xlsxwriter.worksheet import Worksheet

from perfxl.scheme.model import Field, ListBlock, MatrixBlock, MatrixRow
from perfxl.wording import say
from perfxl.workbook.field_sheets import NOTE_ROW, TITLE_ROW
from perfxl.workbook.layout import SheetPlan
from perfxl.workbook.slots import BlockPlan, Slot
from perfxl.workbook.template import paper
from perfxl.workbook.template.desk import Desk, live
from perfxl.workbook.template.draft import Draft, field_of
from perfxl.workbook.template.styles import SMALL_SIZE
from perfxl.workbook.template.table_writer import write_table
from perfxl.workbook.textfit import height_of, text_height

_LONG_TEXT_LINES = 4
_TITLE_HEIGHT, _HEADING_HEIGHT, _ROW_HEIGHT = 34.0, 24.0, 21.0
_IN_WORDS = str.maketrans("/*-+()_", "÷×－＋（）的", " ")
_ANY_FUNCTION = re.compile(r"[A-Za-z]")


def write_fields(draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
    """Write a sheet of inputs, formatted, validated and protected.

    Raises:
        ValueError: the plan is not that of a sheet of inputs.
    """
    if plan.sheet is None or plan.grid is None:
        raise ValueError(f"{plan.name!r} is no sheet of inputs")
    desk = Desk(draft, page, plan, plan.grid)
    paper.set_up(page, plan, draft.scheme.title)
    desk.across(TITLE_ROW, plan.sheet.title, "title", height=_TITLE_HEIGHT)
    desk.across(NOTE_ROW, plan.sheet.note, "under_title", height=desk.note_height(plan.sheet.note))
    for block in plan.blocks:
        _write_block(desk, block)
    _finish(desk)


def _write_block(desk: Desk, plan: BlockPlan) -> None:
    block = plan.block
    if plan.title_row is not None:
        desk.across(plan.title_row, block.title, "heading", height=_HEADING_HEIGHT)
    if plan.note_row is not None:
        desk.across(plan.note_row, block.note, "remark", height=desk.note_height(block.note))
    if isinstance(block, ListBlock):
        _write_list(desk, plan, block)
    elif isinstance(block, MatrixBlock):
        _write_matrix(desk, plan, block)
    else:
        write_table(desk, plan, block)


def _finish(desk: Desk) -> None:
    """Print area, frozen headings, and the first input as the active cell."""
    plan, page = desk.plan, desk.page
    tables = [block for block in plan.blocks if block.columns]
    alone = len(plan.blocks) == 1 and bool(tables)
    head = plan.blocks[0].header_row if alone else NOTE_ROW
    page.freeze_panes(head + 1, 2 if alone else 0)
    paper.bound(page, plan, plan.blocks[-1].last_row, head if alone else TITLE_ROW)
    paper.protect(page, rows=bool(tables))
    first = next(
        slot for name in plan.blocks[0].slots if (slot := desk.slots[name]).kind == "input"
    )  # a sheet without inputs is refused by the scheme's proof
    page.set_selection(first.row, first.column, first.row, first.column)


# ── lists ──


def _write_list(desk: Desk, plan: BlockPlan, block: ListBlock) -> None:
    _list_header(desk, plan.header_row)
    for number, field in enumerate(block.fields, start=1):
        slot = desk.slots[field.name]
        _label(desk, slot.row, number, field)
        _value(desk, slot)
        _beside(desk, slot, field)
        _set_height(desk, slot, field)
    desk.missing_marks(plan)


def _list_header(desk: Desk, row: int) -> None:
    grid, header = desk.grid, desk.styles("header")
    if grid.label_span > 1:
        desk.page.write_string(row, 0, say("template.heading.number"), header)
    desk.page.write_string(row, grid.value - 1, say("template.heading.field"), header)
    if grid.note is not None:
        desk.page.write_string(row, grid.value, say("template.heading.value"), header)
        desk.merge(row, grid.note, grid.last, say("template.heading.note"), header)
    else:
        end = grid.last if grid.unit is None else grid.value
        desk.merge(row, grid.value, end, say("template.heading.value"), header)
    if grid.unit is not None:
        desk.page.write_string(row, grid.unit, say("template.heading.unit"), header)
    desk.page.set_row(row, _ROW_HEIGHT)


def _label(desk: Desk, row: int, number: int, field: Field) -> None:
    """The label, and beneath it, smaller, the hint that finds no room in a column of notes."""
    column = desk.grid.value - 1
    if desk.grid.label_span > 1:
        desk.page.write_number(row, 0, number, desk.styles("grid", "center"))
    looks = desk.styles("grid")
    if _hint_beneath(desk, field) and hint_of(field):
        small = f"\n{hint_of(field)}"
        desk.page.write_rich_string(row, column, field.label, desk.styles("hint"), small, looks)
    else:
        desk.page.write_string(row, column, field.label, looks)


def _hint_beneath(desk: Desk, field: Field) -> bool:
    return desk.grid.note is None or field.type == "longtext"


def hint_of(field: Field) -> str:
    """What a user reads beside a field: its prompt, or how a plain formula comes about."""
    if field.prompt or not field.formula or _ANY_FUNCTION.search(field.formula):
        return field.prompt
    return say("template.hint.formula", formula=field.formula.translate(_IN_WORDS))


def _value(desk: Desk, slot: Slot) -> None:
    field = field_of(slot)
    looks = desk.styles(field.type, slot.kind)
    if slot.kind == "formula":
        desk.draft.formula(desk.page, slot, live(slot), looks)
        desk.over_mark(slot)
    else:
        desk.draft.input(desk.page, slot, looks)


def _beside(desk: Desk, slot: Slot, field: Field) -> None:
    """Unit and note, in what the value leaves of the row."""
    grid, taken = desk.grid, slot.column + slot.merged - 1
    if grid.unit is not None and taken < grid.unit:
        desk.page.write_string(slot.row, grid.unit, field.unit, desk.styles("grid", "center", "small"))
    if grid.note is not None and taken < grid.note:
        desk.merge(slot.row, grid.note, grid.last, hint_of(field), desk.styles("grid", "remark"))
    if grid.note is None and field.type != "longtext":
        desk.fill(slot.row, max(taken, grid.unit or 0) + 1, grid.last, desk.styles("unused"))


def _set_height(desk: Desk, slot: Slot, field: Field) -> None:
    """Room for label, hint and value; only a row whose value is not merged can grow by itself later."""
    grid, beneath = desk.grid, _hint_beneath(desk, field)
    label_room = grid.widths[grid.value - 1]
    hint_room = label_room if beneath or grid.note is None else grid.width(grid.note, grid.last)
    hint = text_height(hint_of(field), hint_room, SMALL_SIZE) if hint_of(field) else 0.0
    label = text_height(field.label, label_room)
    held = str(desk.draft.held.get(slot.name, ""))
    height = max(
        label + hint if beneath else max(label, hint),
        height_of(_LONG_TEXT_LINES) if field.type == "longtext" else _ROW_HEIGHT,
        text_height(held, grid.width(slot.column, slot.column + slot.merged - 1)),
    )
    if slot.merged == 1 and grid.note is None:
        desk.draft.grow(desk.page, slot.row, height)
    else:
        desk.page.set_row(slot.row, height)


# ── matrices ──


def _write_matrix(desk: Desk, plan: BlockPlan, block: MatrixBlock) -> None:
    _matrix_header(desk, plan.header_row, block)
    for row, line in enumerate(block.rows, start=plan.first_row):
        _matrix_row(desk, row, line, block)
    desk.missing_marks(plan, without=sum(len(line.without) for line in block.rows))


def _matrix_header(desk: Desk, row: int, block: MatrixBlock) -> None:
    grid, header = desk.grid, desk.styles("header")
    corner = say("template.heading.matrix", unit=block.unit) if block.unit else say("template.heading.item")
    desk.merge(row, 0, grid.value - 1, corner, header)
    heights = [_ROW_HEIGHT]
    for column, head in enumerate(block.columns, start=grid.value):
        desk.page.write_string(row, column, head.label, header)
        heights.append(text_height(head.label, grid.widths[column]))
    desk.page.set_row(row, max(heights))


def _matrix_row(desk: Desk, row: int, line: MatrixRow, block: MatrixBlock) -> None:
    grid = desk.grid
    looks = desk.styles("grid", f"indent{line.indent}") if line.indent else desk.styles("grid", "bold")
    desk.merge(row, 0, grid.value - 1, line.label, looks)
    for column, head in enumerate(block.columns, start=grid.value):
        name = f"{line.name}_{head.name}"
        if name in desk.slots:
            _value(desk, desk.slots[name])
        else:
            desk.page.write_string(row, column, say("template.none.mark"), desk.styles("unused", "center"))
    label_room = grid.width(0, grid.value - 1) - line.indent
    desk.page.set_row(row, max(_ROW_HEIGHT, text_height(line.label, label_room)))
