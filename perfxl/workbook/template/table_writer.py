"""Writes one table (明细表) of a sheet of inputs: header, numbered rows, validations, each row's formulas."""

from perfxl.scheme.model import Field, TableBlock
from perfxl.wording import say
from perfxl.workbook.slots import BlockPlan, Slot, column_letters
from perfxl.workbook.template.desk import Desk, live
from perfxl.workbook.template.draft import field_of
from perfxl.workbook.textfit import text_height
from perfxl.workbook.validation import validation

_HEADER_HEIGHT, _ROW_HEIGHT = 22.0, 20.0


def write_table(desk: Desk, plan: BlockPlan, block: TableBlock) -> None:
    """Write a table with all its rows; the rows' own heights stay free to follow what is typed."""
    start = desk.grid.table_start(block)
    columns = [desk.slots[plan.columns[field.name]] for field in block.columns]
    by_name = {field.name: slot for field, slot in zip(block.columns, columns, strict=True)}
    _header(desk, plan, columns, start)
    _numbers(desk, plan, start)
    for slot in columns:
        if slot.kind == "formula":
            _formula_column(desk, slot, by_name)
        else:
            _input_column(desk, slot)
    _mark_missing(desk, columns)


def _header(desk: Desk, plan: BlockPlan, columns: list[Slot], start: int) -> None:
    header = desk.styles("header")
    desk.merge(plan.header_row, 0, start - 1, say("template.heading.number"), header)
    heights = [_HEADER_HEIGHT]
    for slot in columns:
        text = _heading(field_of(slot))
        desk.page.write_string(plan.header_row, slot.column, text, header)
        heights.append(text_height(text, desk.grid.widths[slot.column]))
    desk.page.set_row(plan.header_row, max(heights))


def _heading(field: Field) -> str:
    if not field.unit:
        return field.label
    return say("template.heading.with_unit", label=field.label, unit=field.unit)


def _numbers(desk: Desk, plan: BlockPlan, start: int) -> None:
    looks = desk.styles("grid", "center")
    for number, row in enumerate(range(plan.first_row, plan.last_row + 1), start=1):
        # A number alone would look lost in a wide cell.
        shown = number if start == 1 else say("template.heading.nth", number=number)
        desk.merge(row, 0, start - 1, shown, looks)
        desk.draft.grow(desk.page, row, _ROW_HEIGHT)


def _formula_column(desk: Desk, slot: Slot, columns: dict[str, Slot]) -> None:
    looks = desk.styles(field_of(slot).type, "formula", "center")
    for offset in range(slot.rows):
        row = slot.row + offset

        def same_row(name: str, row: int = row) -> str:
            return f"${column_letters(columns[name].column)}{row + 1}"

        desk.page.write_formula(row, slot.column, f"={live(slot, same_row)}", looks, "")
    desk.over_mark(slot)


def _input_column(desk: Desk, slot: Slot) -> None:
    field = field_of(slot)
    looks = desk.styles(field.type, "input")
    last = slot.row + slot.rows - 1
    for row in range(slot.row, last + 1):
        desk.page.write_blank(row, slot.column, None, looks)
    desk.page.data_validation(slot.row, slot.column, last, slot.column, validation(field))


def _mark_missing(desk: Desk, columns: list[Slot]) -> None:
    """A required cell is marked only once something stands in its row."""
    row = columns[0].row + 1
    entered = [f"LEN(${column_letters(slot.column)}{row})>0" for slot in columns if slot.kind == "input"]
    begun = f"OR({','.join(entered)})"
    for slot in columns:
        if slot.kind == "input" and field_of(slot).required:
            desk.mark(slot, f"AND(LEN({column_letters(slot.column)}{row})=0,{begun})", "missing")
