"""The texts of the template by which a user knows what a cell is for: labels of rows, headings of columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from perfxl.scheme.inventory import indicator_fields, point_name, points_name
from perfxl.scheme.model import Indicator, ListBlock, MatrixBlock
from perfxl.scheme.rules import Checklist
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
    """The label beside every single cell of inputs and formulas, and the heading above every column."""
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
        yield from _of_indicator(layout, indicator)


def _of_matrix(layout: Layout, block: BlockPlan, matrix: MatrixBlock) -> Iterator[Landmark]:
    slots = [layout.slots[name] for name in block.slots]
    labels = dict(zip(sorted({slot.row for slot in slots}), matrix.rows, strict=True))
    heads = dict(zip(sorted({slot.column for slot in slots}), matrix.columns, strict=True))
    for slot in slots:
        yield Landmark(slot.name, labels[slot.row].label, 0, -slot.column)
        yield Landmark(slot.name, heads[slot.column].label, block.header_row - slot.row, 0)


def _of_indicator(layout: Layout, indicator: Indicator) -> Iterator[Landmark]:
    items = indicator.rule.items if isinstance(indicator.rule, Checklist) else ()
    points = {point_name(indicator.id, number): item.text for number, item in enumerate(items, start=1)}
    for name, text in points.items():
        yield Landmark(name, text, 0, scoring_layout.CLAUSE - layout.slots[name].column)
    own = [points_name(indicator.id), *(field.name for field in indicator_fields(indicator))]
    for name in own:
        if name not in points:
            yield Landmark(name, indicator.name, 0, scoring_layout.NAME - layout.slots[name].column)
