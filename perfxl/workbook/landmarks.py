"""The texts of the template by which a user knows what a cell is for: labels of rows, headings of columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from perfxl.scheme.inventory import points_name
from perfxl.scheme.model import ListBlock, MatrixBlock
from perfxl.workbook import scoring_layout
from perfxl.workbook.layout import Layout
from perfxl.workbook.slots import BlockPlan


@dataclass(frozen=True, slots=True)
class Landmark:
    """A text of the template in the row, or in the column above, the cell of a name.

    ``row`` and ``column`` count from that cell. A heading (``row`` is negative) may have moved away upward,
    where rows were inserted below it.
    """

    name: str
    text: str
    row: int
    column: int


def landmarks(layout: Layout) -> Iterator[Landmark]:
    """The label of every row and the heading of every column of inputs, and the indicators' names."""
    for plan in layout.sheets:
        for block in plan.blocks:
            if isinstance(block.block, MatrixBlock):
                yield from _of_matrix(layout, block, block.block)
            elif isinstance(block.block, ListBlock):
                yield from (Landmark(field.name, field.label, 0, -1) for field in block.block.fields)
            else:
                for field in block.block.columns:
                    yield Landmark(block.columns[field.name], field.label, -1, 0)
    for indicator in layout.scheme.indicators():
        name = points_name(indicator.id)
        yield Landmark(name, indicator.name, 0, scoring_layout.NAME - layout.slots[name].column)


def _of_matrix(layout: Layout, block: BlockPlan, matrix: MatrixBlock) -> Iterator[Landmark]:
    by_row: dict[int, str] = {}
    by_column: dict[int, str] = {}
    for name in block.slots:
        by_row.setdefault(layout.slots[name].row, name)
        by_column.setdefault(layout.slots[name].column, name)
    for line, (_, name) in zip(matrix.rows, sorted(by_row.items()), strict=True):
        yield Landmark(name, line.label, 0, -layout.slots[name].column)
    for head, (_, name) in zip(matrix.columns, sorted(by_column.items()), strict=True):
        yield Landmark(name, head.label, block.header_row - layout.slots[name].row, 0)
