"""The cells that openpyxl holds, looked at without making new ones."""

from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet


def held(sheet: Worksheet) -> dict[tuple[int, int], Cell | MergedCell]:
    """All cells with content or format, by (row, column); openpyxl's public ways make cells of blanks."""
    return sheet._cells  # noqa: SLF001
