"""The geometry of a sheet of inputs: lists, matrices and tables one below another on one grid of columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from perfxl.scheme.inventory import matrix_field
from perfxl.scheme.model import Block, Field, FieldType, ListBlock, MatrixBlock, Sheet, TableBlock
from perfxl.workbook.slots import BlockPlan, Slot

TITLE_ROW, NOTE_ROW, FIRST_BLOCK_ROW = 0, 1, 3
"""A sheet begins with its title and its note; row 2 stays free as the foot of the heading."""

NUMBER_COLUMN_WIDTH = 6.0
LABEL_WIDTH, NOTE_WIDTH, UNIT_WIDTH = 34.0, 40.0, 11.0
MATRIX_WIDTH = 16.0

_WIDTH_OF_TYPE: dict[FieldType, float] = {
    "text": 24, "longtext": 44, "choice": 13,
    "integer": 10, "number": 12, "money": 14, "ratio": 11, "year": 10, "date": 14,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns that all blocks of a sheet share.

    Labels take ``label_span`` columns: two where a table's row numbers need a narrow first column.
    """

    label_span: int
    widths: tuple[float, ...]

    @property
    def value(self) -> int:
        """The column of a list's values, and the first column of a matrix."""
        return self.label_span

    @property
    def unit(self) -> int:
        """The column of a list's units."""
        return self.label_span + 1

    @property
    def note(self) -> int:
        """The first column of a list's notes, which run to the last column."""
        return self.label_span + 2

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1


def column_width(field: Field) -> float:
    """The width of a table's column, in characters: its own, or what its type needs."""
    return field.width or _WIDTH_OF_TYPE[field.type]


def grid_of(sheet: Sheet) -> Grid:
    """The narrowest grid on which every block of the sheet has room."""
    span = 2 if any(isinstance(block, TableBlock) for block in sheet.blocks) else 1
    widths: list[float] = []
    for block in sheet.blocks:
        wanted = list(_wanted_widths(block, span))
        widths += [0.0] * (len(wanted) - len(widths))
        widths = [
            max(width, wish) for width, wish in zip(widths, chain(wanted, iter(lambda: 0.0, 1)), strict=False)
        ]
    return Grid(span, tuple(widths))


def _wanted_widths(block: Block, span: int) -> Iterator[float]:
    """The width that a block asks of each column; labels share theirs with a table's number and key."""
    if isinstance(block, TableBlock):
        yield NUMBER_COLUMN_WIDTH
        yield from (column_width(column) for column in block.columns)
        return
    if span == 1:
        yield LABEL_WIDTH
    else:
        yield NUMBER_COLUMN_WIDTH
        yield 20.0
    if isinstance(block, MatrixBlock):
        yield from (MATRIX_WIDTH for _ in block.columns)
        return
    single = [field for field in block.fields if field.type != "longtext"]
    yield max((column_width(field) for field in single), default=24.0)
    yield UNIT_WIDTH
    yield NOTE_WIDTH if span == 1 else UNIT_WIDTH


def plan_blocks(sheet: Sheet) -> tuple[Grid, tuple[BlockPlan, ...], tuple[Slot, ...]]:
    """Place every block of a sheet from the top down."""
    grid = _with_room(sheet, grid_of(sheet))
    blocks: list[BlockPlan] = []
    slots: list[Slot] = []
    row = FIRST_BLOCK_ROW
    for block in sheet.blocks:
        note_row = row + 1 if block.note else None
        header = row + (2 if block.note else 1)
        placed = tuple(_block_slots(sheet.name, block, header + 1, grid))
        height = block.capacity if isinstance(block, TableBlock) else 1 + placed[-1].row - (header + 1)
        blocks.append(
            BlockPlan(
                block=block,
                title_row=row,
                note_row=note_row,
                header_row=header,
                first_row=header + 1,
                last_row=header + height,
                slots=tuple(slot.name for slot in placed),
                columns=MappingProxyType(_column_names(block)),
            )
        )
        slots += placed
        row = header + height + 2
    return grid, tuple(blocks), tuple(slots)


def _with_room(sheet: Sheet, grid: Grid) -> Grid:
    """Where lists share the sheet with a matrix, its columns share the room that the lists' notes need."""
    if grid.label_span > 1 or not any(isinstance(block, MatrixBlock) for block in sheet.blocks):
        return grid
    shared = grid.last - grid.note + 1
    if shared < 1:
        return grid
    each = max(MATRIX_WIDTH, NOTE_WIDTH / shared)
    return Grid(grid.label_span, grid.widths[: grid.note] + (each,) * shared)


def _column_names(block: Block) -> dict[str, str]:
    if not isinstance(block, TableBlock):
        return {}
    return {column.name: f"{block.prefix}_{column.name}" for column in block.columns}


def _block_slots(sheet: str, block: Block, first_row: int, grid: Grid) -> Iterable[Slot]:
    if isinstance(block, ListBlock):
        return _list_slots(sheet, block, first_row, grid)
    if isinstance(block, MatrixBlock):
        return _matrix_slots(sheet, block, first_row, grid)
    return _table_slots(sheet, block, first_row)


def _list_slots(sheet: str, block: ListBlock, first_row: int, grid: Grid) -> Iterator[Slot]:
    for row, field in enumerate(block.fields, start=first_row):
        # A long text in one narrow column would outgrow the tallest row that Excel allows.
        merged = grid.last - grid.value + 1 if field.type == "longtext" else 1
        yield _scalar(sheet, field, row, grid.value, merged)


def _matrix_slots(sheet: str, block: MatrixBlock, first_row: int, grid: Grid) -> Iterator[Slot]:
    for row, line in enumerate(block.rows, start=first_row):
        for column, head in enumerate(block.columns, start=grid.value):
            if head.name not in line.without:
                yield _scalar(sheet, matrix_field(block, line, head), row, column)


def _scalar(sheet: str, field: Field, row: int, column: int, merged: int = 1) -> Slot:
    return Slot(
        name=field.name,
        sheet=sheet,
        row=row,
        column=column,
        kind="formula" if field.formula else "input",
        field=field,
        formula=field.formula,
        merged=merged,
    )


def _table_slots(sheet: str, block: TableBlock, first_row: int) -> Iterator[Slot]:
    for column, field in enumerate(block.columns, start=1):
        yield Slot(
            name=f"{block.prefix}_{field.name}",
            sheet=sheet,
            row=first_row,
            column=column,
            rows=block.capacity,
            kind="formula" if field.formula else "input",
            field=field,
            formula=field.formula,
        )
