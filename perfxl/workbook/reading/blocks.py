"""The cells of a workbook, a sheet in one block: in a live Excel every single call costs a millisecond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from perfxl.workbook.reading.parsing import Content, show

if TYPE_CHECKING:
    from perfxl.engines import Book

MOST_ROWS_BEYOND, MOST_COLUMNS_BEYOND = 1000, 10
"""How far beyond the template's own cells a sheet is read: a stray cell may stand a million rows down."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one cell holds: its value as shown, and the formula, if it has one."""

    content: Content = None
    formula: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be seen in the cell: spaces cannot."""
        return not self.formula and not show(self.content).strip()


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
            return Held()
        content, formula = self.values[row - 1][column - 1], self.formulas[row - 1][column - 1]
        # A text may begin with an equals sign; then it is also what the cell shows.
        has_formula = formula.startswith("=") and formula != content
        return Held(content, formula if has_formula else "")


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
