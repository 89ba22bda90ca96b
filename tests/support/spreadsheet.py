"""A second opinion: a spreadsheet engine that others made shows what a native formula comes to."""

import datetime as dt
from collections.abc import Iterable, Mapping

from cellrune import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

_SHEET = "Sheet1"
_DAY_ZERO = dt.date(1899, 12, 30)
CAPACITY = 6
"""Rows of a column; values beyond those given stay blank, as in a table that is not full."""

NOT_AVAILABLE = "#N/A"
"""Stands for the error value, not for the text."""

Cell = float | str | bool | dt.date | None


class Spreadsheet:
    """One sheet: every name has a spreadsheet column of its own, a single value its first cell only."""

    def __init__(self, values: Mapping[str, Cell | tuple[Cell, ...]]) -> None:
        self._book = Workbook.create()
        self._columns: dict[str, tuple[int, int]] = {}
        for name, value in values.items():
            column = self._add(name, CAPACITY if isinstance(value, tuple) else 1)
            for row, cell in enumerate(value if isinstance(value, tuple) else (value,)):
                self._put(xl_rowcol_to_cell(row, column), cell)

    def refer(self, name: str) -> str:
        column, rows = self._columns[name]
        first, last = self.cell(name, 0), xl_rowcol_to_cell(rows - 1, column)
        return first if rows == 1 else f"{first}:{last}"

    def cell(self, name: str, row: int) -> str:
        return xl_rowcol_to_cell(row, self._columns[name][0])

    def define(self, name: str, *formulas: str) -> None:
        """Give a name to a new cell with a formula, or to a column of them."""
        column = self._add(name, len(formulas))
        for row, formula in enumerate(formulas):
            self._book.set_formula(_SHEET, xl_rowcol_to_cell(row, column), f"={formula}")

    def show(self, formula: str) -> float | str | bool:
        """What a cell with this formula shows; an error shows as its own text."""
        self._book.set_formula(_SHEET, "A1", f"={formula}")
        self._book.recalculate()
        return self._at("A1")

    def shown(self, names: Iterable[str]) -> dict[str, float | str | bool | list[float | str | bool]]:
        """What every named formula shows, a column as a list."""
        self._book.recalculate()
        found: dict[str, float | str | bool | list[float | str | bool]] = {}
        for name in names:
            rows = self._columns[name][1]
            cells = [self._at(self.cell(name, row)) for row in range(rows)]
            found[name] = cells[0] if rows == 1 else cells
        return found

    def _at(self, address: str) -> float | str | bool:
        return self._book.read_values(_SHEET, address, address)[0][0]["value"]

    def _add(self, name: str, rows: int) -> int:
        column = len(self._columns) + 1
        self._columns[name] = column, rows
        return column

    def _put(self, address: str, cell: Cell) -> None:
        value = as_number(cell)
        if isinstance(value, bool):
            self._book.set_logical(_SHEET, address, value)
        elif value == NOT_AVAILABLE:
            self._book.set_error(_SHEET, address, NOT_AVAILABLE)
        elif isinstance(value, str):
            self._book.set_text(_SHEET, address, value)
        elif value is not None:
            self._book.set_number(_SHEET, address, value)


def as_number(cell: Cell) -> float | str | bool | None:
    """The cell with a day as the number that stands for it in a spreadsheet."""
    return float((cell - _DAY_ZERO).days) if isinstance(cell, dt.date) else cell
