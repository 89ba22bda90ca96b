"""A second opinion: a spreadsheet engine that others made shows what a native formula comes to."""

import datetime as dt
from collections.abc import Mapping

from cellrune import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

_SHEET = "Sheet1"
_DAY_ZERO = dt.date(1899, 12, 30)
CAPACITY = 6
"""Rows of a column; values beyond those given stay blank, as in a table that is not full."""

Cell = float | str | bool | dt.date | None


class Spreadsheet:
    """One sheet: every name has a spreadsheet column of its own, a single value its first cell only."""

    def __init__(self, values: Mapping[str, Cell | tuple[Cell, ...]]) -> None:
        self._book = Workbook.create()
        self._references: dict[str, str] = {}
        for column, (name, value) in enumerate(values.items(), start=1):
            cells = value if isinstance(value, tuple) else (value,)
            for row, cell in enumerate(cells):
                self._put(xl_rowcol_to_cell(row, column), cell)
            first, last = xl_rowcol_to_cell(0, column), xl_rowcol_to_cell(CAPACITY - 1, column)
            self._references[name] = f"{first}:{last}" if isinstance(value, tuple) else first

    def refer(self, name: str) -> str:
        return self._references[name]

    def show(self, formula: str) -> float | str | bool:
        """What a cell with this formula shows; an error shows as its own text."""
        self._book.set_formula(_SHEET, "A1", f"={formula}")
        self._book.recalculate()
        return self._book.read_values(_SHEET, "A1", "A1")[0][0]["value"]

    def _put(self, address: str, cell: Cell) -> None:
        value = as_number(cell)
        if isinstance(value, bool):
            self._book.set_logical(_SHEET, address, value)
        elif isinstance(value, str):
            self._book.set_text(_SHEET, address, value)
        elif value is not None:
            self._book.set_number(_SHEET, address, value)


def as_number(cell: Cell) -> float | str | bool | None:
    """The cell with a day as the number that stands for it in a spreadsheet."""
    return float((cell - _DAY_ZERO).days) if isinstance(cell, dt.date) else cell
