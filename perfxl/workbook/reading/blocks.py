"""The cells of an open workbook, a sheet in one block: in a live Excel every call costs a millisecond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from perfxl.workbook.reading.parsing import Content
from perfxl.workbook.reading.view import MOST_COLUMNS_BEYOND, MOST_ROWS_BEYOND, NOTHING, Held, held

if TYPE_CHECKING:
    from perfxl.engines import Book


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The cells of one sheet, from A1 on."""

    values: tuple[tuple[Content, ...], ...] = ()
    formulas: tuple[tuple[str, ...], ...] = ()

    @property
    def last_row(self) -> int:
        """The last row that was read."""
        return len(self.values)

    def at(self, row: int, column: int) -> Held:
        """What a cell holds, rows and columns counted from 1; beyond what was read, cells are blank."""
        if row < 1 or column < 1 or row > len(self.values) or column > len(self.values[0]):
            return NOTHING
        return held(self.values[row - 1][column - 1], self.formulas[row - 1][column - 1])

    def all_at(self, cells: Sequence[tuple[int, int]]) -> list[Held]:
        """What several cells hold."""
        return [self.at(*cell) for cell in cells]

    def in_row(self, row: int, columns: Sequence[int]) -> list[Held]:
        """What cells of one row hold."""
        return [self.at(row, column) for column in columns]

    def formulas_of(self, rows: range, column: int) -> list[str]:
        """The formulas of a column, ``""`` where there is none."""
        return [self.at(row, column).formula for row in rows]

    def rows_with(self, rows: range, columns: Sequence[int], least: int) -> list[int]:
        """The rows in which at least so many cells of these columns are not blank."""
        return [row for row in rows if sum(not self.at(row, one).is_blank for one in columns) >= least]


def read_cells(book: "Book", wanted: Mapping[str, tuple[int, int]]) -> Mapping[str, SheetCells]:
    """Read sheets in one block each; ``wanted`` gives the last row and column that matter on every sheet."""
    return {name: _read(book, name, *last) for name, last in wanted.items()}


def _read(book: "Book", name: str, last_row: int, last_column: int) -> SheetCells:
    sheet = book.sheets[name]
    used = sheet.used_range.last_cell
    rows = max(2, min(used.row, last_row + MOST_ROWS_BEYOND))
    columns = max(2, min(used.column, last_column + MOST_COLUMNS_BEYOND))
    block = sheet.range((1, 1), (rows, columns))
    values = block.options(ndim=2, err_to_str=True).value
    formulas = cast("Sequence[Sequence[str]]", block.formula)
    return SheetCells(tuple(tuple(row) for row in values), tuple(tuple(row) for row in formulas))
