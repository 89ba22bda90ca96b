"""The geometry of a sheet of inputs: lists, matrices and tables one below another on one grid of columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from perfxl.scheme.inventory import matrix_field
from perfxl.scheme.model import Block, Field, FieldType, ListBlock, MatrixBlock, Sheet, TableBlock
from perfxl.workbook.slots import BlockPlan, Slot

TITLE_ROW, NOTE_ROW, FIRST_BLOCK_ROW = 0, 1, 2
"""A sheet begins with its title and its note."""

NUMBER_WIDTH, LABEL_WIDTH, VALUE_WIDTH, UNIT_WIDTH, NOTE_WIDTH = 6.0, 34.0, 20.0, 16.0, 38.0
MATRIX_WIDTH = 16.0

_WIDTH_OF_TYPE: dict[FieldType, float] = {
    "text": 16, "longtext": 36, "choice": 9,
    "integer": 9, "number": 9, "money": 13, "ratio": 9, "year": 8, "date": 13,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns that all blocks of a sheet share.

    Labels take ``label_span`` columns: two where a table's row numbers need a narrow first column. ``unit``
    and ``note`` are None where the lists have no such column; notes run from theirs to the last one.
    """

    label_span: int
    widths: tuple[float, ...]
    unit: int | None = None
    note: int | None = None

    @property
    def value(self) -> int:
        """The column of a list's values, and the first column of a matrix."""
        return self.label_span

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def width(self, first: int, last: int) -> float:
        """The width of some columns together, in characters."""
        return sum(self.widths[first : last + 1])

    def table_start(self, block: TableBlock) -> int:
        """The column of a table's first field: a narrow table moves right, to end where the sheet ends."""
        return min(len(self.widths) - len(block.columns), self.label_span)


def column_width(field: Field) -> float:
    """The width of a table's column, in characters: its own, or what its type needs."""
    if field.formula and not field.width and field.type == "text":
        return _WIDTH_OF_TYPE["choice"]  # a formula gives a word, such as 是
    return field.width or _WIDTH_OF_TYPE[field.type]


def grid_of(sheet: Sheet) -> Grid:
    """The grid on which every block of the sheet has room."""
    if any(isinstance(block, TableBlock) for block in sheet.blocks):
        return _table_grid(sheet)
    matrices = [len(block.columns) for block in sheet.blocks if isinstance(block, MatrixBlock)]
    shared = max(1, max(matrices, default=0) - 2)
    notes = (max(MATRIX_WIDTH, NOTE_WIDTH / shared),) * shared
    return Grid(1, (LABEL_WIDTH, VALUE_WIDTH, UNIT_WIDTH, *notes), unit=2, note=3)


def _table_grid(sheet: Sheet) -> Grid:
    """Tables set the columns; lists beside them have no notes, and a unit only where there is one."""
    tables = [block for block in sheet.blocks if isinstance(block, TableBlock)]
    others = [block for block in sheet.blocks if not isinstance(block, TableBlock)]
    span = 2 if others else 1
    count = max(
        [1 + len(table.columns) for table in tables] + [span + _columns_of(block) for block in others]
    )
    widths = [NUMBER_WIDTH, *[0.0] * (count - 1)]
    bare = Grid(span, tuple(widths))
    for table in tables:
        for column, field in enumerate(table.columns, start=bare.table_start(table)):
            widths[column] = max(widths[column], column_width(field))
    for column, width in enumerate(_list_widths(others), start=span):
        widths[column] = max(widths[column], width)
    if others:
        widths[1] = max(widths[1], LABEL_WIDTH - NUMBER_WIDTH)
    return Grid(span, tuple(widths), unit=span + 1 if _has_units(others) else None)


def _columns_of(block: Block) -> int:
    if isinstance(block, MatrixBlock):
        return len(block.columns)
    return 2 if _has_units([block]) else 1


def _has_units(blocks: Iterable[Block]) -> bool:
    return any(field.unit for block in blocks if isinstance(block, ListBlock) for field in block.fields)


def _list_widths(blocks: Iterable[Block]) -> Iterator[float]:
    """What the lists and matrices of a sheet of tables ask of the columns from the values on."""
    fields = [field for block in blocks if isinstance(block, ListBlock) for field in block.fields]
    columns = max((len(block.columns) for block in blocks if isinstance(block, MatrixBlock)), default=0)
    if fields:
        yield max(MATRIX_WIDTH, *(column_width(field) for field in fields))
    yield from (MATRIX_WIDTH for _ in range(columns - (1 if fields else 0)))


def plan_blocks(sheet: Sheet) -> tuple[Grid, tuple[BlockPlan, ...], tuple[Slot, ...]]:
    """Place every block of a sheet from the top down; a block that has the sheet to itself needs no title."""
    grid = grid_of(sheet)
    blocks: list[BlockPlan] = []
    slots: list[Slot] = []
    row = FIRST_BLOCK_ROW
    for block in sheet.blocks:
        title_row = row if len(sheet.blocks) > 1 else None
        row += title_row is not None
        note_row = row if block.note else None
        row += note_row is not None
        placed = tuple(_block_slots(sheet.name, block, row + 1, grid))
        last = row + _height(block)
        blocks.append(
            BlockPlan(
                block=block,
                title_row=title_row,
                note_row=note_row,
                header_row=row,
                first_row=row + 1,
                last_row=last,
                slots=tuple(slot.name for slot in placed),
                columns=MappingProxyType(_column_names(block)),
            )
        )
        slots += placed
        row = last + 2
    return grid, tuple(blocks), tuple(slots)


def _height(block: Block) -> int:
    """The number of rows below the header."""
    if isinstance(block, TableBlock):
        return block.capacity
    return len(block.rows) if isinstance(block, MatrixBlock) else len(block.fields)


def _column_names(block: Block) -> dict[str, str]:
    if not isinstance(block, TableBlock):
        return {}
    return {column.name: f"{block.prefix}_{column.name}" for column in block.columns}


def _block_slots(sheet: str, block: Block, first_row: int, grid: Grid) -> Iterable[Slot]:
    if isinstance(block, ListBlock):
        return _list_slots(sheet, block, first_row, grid)
    if isinstance(block, MatrixBlock):
        return _matrix_slots(sheet, block, first_row, grid)
    return _table_slots(sheet, block, first_row, grid)


def _list_slots(sheet: str, block: ListBlock, first_row: int, grid: Grid) -> Iterator[Slot]:
    for row, field in enumerate(block.fields, start=first_row):
        yield _scalar(sheet, field, row, grid.value, _merged(field, grid))


def _merged(field: Field, grid: Grid) -> int:
    """How many columns a list's value takes.

    A long text in one narrow column would outgrow the tallest row that Excel allows; a name needs more room
    than a figure, and has no unit.
    """
    if field.type == "longtext":
        return grid.last - grid.value + 1
    if field.type == "text" and not field.unit and grid.unit is not None:
        return grid.unit - grid.value + 1
    return 1


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


def _table_slots(sheet: str, block: TableBlock, first_row: int, grid: Grid) -> Iterator[Slot]:
    for column, field in enumerate(block.columns, start=grid.table_start(block)):
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
