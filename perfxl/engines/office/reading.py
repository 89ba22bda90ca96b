"""What the cells of a block show and hold.

LibreOffice keeps dates and truth values as numbers; only their format tells. It is asked for all cells with a
date at once. Of formulas it does not tell in that way, so their formats are looked at. A truth value is a
formula there, be it ``=TRUE()``.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from perfxl.engines.backend import ERRORS, Box, CellError, Value
from perfxl.engines.office.bridge import Uno
from perfxl.engines.office.cells import boxes_of, cell_at, formats_of, range_at
from perfxl.engines.office.formats import Formats
from perfxl.engines.office.grammar import as_excel_writes

_ERRORS: Final = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""By LibreOffice's numbers. It has more errors than Excel, about values that are not what they should be."""
_OTHER_ERROR: Final = "#VALUE!"
_CONSTANTS: Final = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"} | {f"={error}": error for error in ERRORS}
_MOMENTS: Final = 2
_NUMBERS: Final = 1
_ALL_RESULTS: Final = 7
_PHANTOM_DAY: Final = 60
"""29 February 1900, which never was: to Excel the days before it have a number one too high."""


class Reader(NamedTuple):
    """Reads blocks of one sheet; ``epoch`` is the day that the workbook counts from."""

    sheet: Uno
    formats: Formats
    epoch: dt.datetime

    def values(self, box: Box) -> list[list[Value]]:
        """What the cells show."""
        block = range_at(self.sheet, box)
        raw, texts = block.getDataArray(), block.getFormulaArray()
        rows: list[list[Value]] = [
            [value or None if isinstance(value, str) else value for value in values] for values in raw
        ]
        for ranges in _maybe_formatted(block, rows, texts):
            for part in boxes_of(ranges):
                self._convert(part, box, rows)
        for row, values in enumerate(raw):
            for column, value in enumerate(values):
                if value is None:
                    rows[row][column] = self._error(box.top + row, box.left + column)
        return rows

    def formulas(self, box: Box) -> list[list[str]]:
        """What the cells hold."""
        block = range_at(self.sheet, box)
        raw, texts = block.getDataArray(), block.getFormulaArray()
        rows = [[_constant(value) for value in values] for values in raw]
        if any(_is_formula(text) for line in texts for text in line):
            for part in boxes_of(block.queryFormulaCells(_ALL_RESULTS)):
                for row, column in _places(part, box):
                    rows[row][column] = _formula(texts[row][column])
        return rows

    def _convert(self, part: Box, box: Box, rows: list[list[Value]]) -> None:
        """Make dates and truth values of the numbers that are formatted so."""
        for boxes, number_format in formats_of(self.sheet, part, self.formats):
            if not (number_format.is_moment or number_format.is_logical):
                continue
            for row, column in (place for alike in boxes for place in _places(alike, box)):
                value = rows[row][column]
                if isinstance(value, float):
                    truth = number_format.is_logical
                    rows[row][column] = bool(value) if truth else moment(value, self.epoch)

    def _error(self, row: int, column: int) -> CellError:
        return CellError(_ERRORS.get(cell_at(self.sheet, row, column).getError(), _OTHER_ERROR))


def moment(days: float, epoch: dt.datetime) -> dt.datetime | float:
    """The date and time of a number; the number itself where there is no such day."""
    whole, fraction = divmod(days, 1)
    if 0 < whole < _PHANTOM_DAY:
        whole += 1
    try:
        return epoch + dt.timedelta(days=whole, milliseconds=round(fraction * 86_400_000))
    except OverflowError:
        return days


def _maybe_formatted(
    block: Uno, rows: list[list[Value]], texts: tuple[tuple[str, ...], ...]
) -> Iterator[Uno]:
    """The cells of the block whose format may make something else of their number."""
    numbers = [
        _is_formula(text)
        for values, line in zip(rows, texts, strict=True)
        for value, text in zip(values, line, strict=True)
        if isinstance(value, float)
    ]
    if any(numbers):
        yield block.queryFormulaCells(_NUMBERS)
    if not all(numbers):
        yield block.queryContentCells(_MOMENTS)


def _is_formula(text: str) -> bool:
    """Whether this may be a formula; a text that begins so may be just that."""
    return text.startswith(("=", "{="))


def _places(part: Box, box: Box) -> Iterator[tuple[int, int]]:
    """The cells of a part, counted from 0 within the block."""
    for row in range(part.top, part.bottom + 1):
        for column in range(part.left, part.right + 1):
            yield row - box.top, column - box.left


def _constant(value: float | str | None) -> str:
    """A constant as Excel's formula bar shows it."""
    return f"{value:.15g}" if isinstance(value, float) else value or ""


def _formula(text: str) -> str:
    """A formula as Excel writes it; to LibreOffice errors and truth values as constants are formulas, too."""
    text = text[1:-1] if text.startswith("{=") else text
    return _CONSTANTS.get(text) or as_excel_writes(text)
