"""A table (明细表) where it stands in a workbook now, and the rows in it, or by it, that hold something."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from perfxl.engines.backend import Box
from perfxl.findings import Place
from perfxl.scheme.model import Field, TableBlock
from perfxl.workbook.due_formulas import due_in_rows
from perfxl.workbook.layout import Layout
from perfxl.workbook.reading.labels import HEADING_REACH, says
from perfxl.workbook.reading.locating import Spot, box_place, cell_place
from perfxl.workbook.reading.questions import Question, question
from perfxl.workbook.reading.view import Cells
from perfxl.workbook.slots import BlockPlan

_END_OF_SHEET = 1_048_577


@dataclass(frozen=True)
class StandingTable:
    """One table; of its columns only those whose cells are still known.

    ``end`` is the first row below it that is no longer free: rows up to there may have been typed below it.
    """

    block: TableBlock
    sheet: str
    spots: Mapping[str, Spot]
    end: int

    @cached_property
    def top(self) -> int:
        """The first row of any column."""
        return min(spot.box.top for spot in self.spots.values())

    @cached_property
    def bottom(self) -> int:
        """The last row of any column; never in the next block."""
        return min(max(spot.box.bottom for spot in self.spots.values()), self.end - 1)

    @cached_property
    def inputs(self) -> Sequence[tuple[Question, int]]:
        """Every input column that still stands: what is asked in it, and its column in the sheet."""
        return tuple((question(asked, asked.name), column) for asked, column in self._fields(formulas=False))

    @cached_property
    def columns(self) -> Sequence[int]:
        """The columns of all inputs."""
        return tuple(column for _, column in self.inputs)

    @cached_property
    def formulas(self) -> Sequence[tuple[Field, int]]:
        """Every formula column that still stands, with its column in the sheet."""
        return tuple(self._fields(formulas=True))

    def _fields(self, *, formulas: bool) -> Iterator[tuple[Field, int]]:
        for asked in self.block.columns:
            if asked.name in self.spots and bool(asked.formula) == formulas:
                yield asked, self.spots[asked.name].box.left

    @cached_property
    def lost(self) -> Sequence[str]:
        """The input columns whose cells are gone."""
        return tuple(
            asked.name for asked in self.block.columns if not asked.formula and asked.name not in self.spots
        )

    @cached_property
    def due(self) -> Mapping[str, list[str]]:
        """The formulas of every formula column as cells hold them, row by row; none if a column is gone."""
        if len(self.spots) < len(self.block.columns):
            return {}
        columns = {name: spot.box.left for name, spot in self.spots.items()}
        rows = range(self.top, self.bottom + 1)
        return {asked.name: due_in_rows(asked, columns, rows) for asked, _ in self.formulas}

    def place(self, row: int, column: int) -> Place:
        """One cell of the table's sheet."""
        return cell_place(self.sheet, row, column)

    def rows_place(self, first: int, last: int) -> Place:
        """Some rows of the table, over all its columns."""
        left = min(spot.box.left for spot in self.spots.values())
        right = max(spot.box.right for spot in self.spots.values())
        return box_place(self.sheet, Box(first, left, last, right))

    def filled(self, cells: Cells) -> list[int]:
        """The rows of the table in which any input cell holds something."""
        return cells.rows_with(range(self.top, self.bottom + 1), self.columns, 1)

    def typed_above(self, cells: Cells) -> list[int]:
        """The rows between the headings and the table that were filled in: rows were inserted there."""
        return self._typed(cells, range(self._heading(cells) + 1, self.top))

    def typed_below(self, cells: Cells) -> list[int]:
        """The rows below the table that were filled in."""
        return self._typed(cells, range(self.bottom + 1, min(self.end, cells.last_row + 1)))

    def _typed(self, cells: Cells, rows: range) -> list[int]:
        """A lone cell beside a table may be a user's note; two make a row, where a row has two."""
        return cells.rows_with(rows, self.columns, min(2, len(self.inputs)))

    def _heading(self, cells: Cells) -> int:
        """The row of the headings, the nearest above the table; the one just above it where none is found."""
        (asked, _, _), column = self.inputs[0]
        for row in range(self.top - 1, max(0, self.top - 1 - HEADING_REACH), -1):
            if says(cells.at(row, column), asked.label):
                return row
        return self.top - 1


def standing_tables(layout: Layout, spots: Mapping[str, Spot]) -> Iterator[StandingTable]:
    """Every table of which at least one input column is left."""
    for plan in layout.sheets:
        for number, block in enumerate(plan.blocks):
            if isinstance(block.block, TableBlock):
                columns = {own: spots[name] for own, name in block.columns.items() if name in spots}
                inputs = [one.name for one in block.block.columns if not one.formula and one.name in columns]
                if inputs:
                    sheet = columns[inputs[0]].sheet
                    own = {name: spot for name, spot in columns.items() if spot.sheet == sheet}
                    end = _end(layout, spots, plan.blocks[number + 1 :], sheet) or _END_OF_SHEET
                    yield StandingTable(block.block, sheet, own, end)


def _end(layout: Layout, spots: Mapping[str, Spot], after: tuple[BlockPlan, ...], sheet: str) -> int:
    """The row in which the next block begins; 0 where there is none."""
    for name in after[0].slots if after else ():
        spot = spots.get(name)
        if spot is not None and spot.sheet == sheet:
            return spot.box.top - (layout.slots[name].row - _first_row(after[0]))
    return 0


def _first_row(block: BlockPlan) -> int:
    """The row in which a block begins, counted from 0."""
    return min(row for row in (block.title_row, block.note_row, block.header_row) if row is not None)
