"""Values on their way into the cells of a block, as Excel takes them when they are typed."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

from perfxl.engines.backend import Box, CellError, Value
from perfxl.engines.entry import Entry, Kind, typed
from perfxl.engines.office.bridge import Uno
from perfxl.engines.office.cells import CONTENTS, Held, Patch, cell_at, range_at
from perfxl.engines.office.formats import GENERAL, Format, Formats

Raw = float | str


class Change(NamedTuple):
    """What a cell gets beside its raw value: a formula, an error, a number format, or none of these."""

    raw: Raw
    formula: str = ""
    error: str = ""
    number_format: str = ""


class Writer(NamedTuple):
    """Writes blocks into one sheet.

    ``parser`` reads formulas, and ``epoch`` is the day that the workbook counts from.
    """

    parser: Uno
    held: Held
    formats: Formats
    epoch: dt.datetime

    def enter(
        self, box: Box, rows: Sequence[Sequence[Value]], made: Sequence[Patch], *, undoing: bool
    ) -> None:
        """Put values in; ``made`` tells how the cells are formatted.

        Undoing what is done here, LibreOffice leaves the values in cells that were blank before. But it
        clears the whole block when it undoes an array formula: where all shall be undone, one comes first.
        """
        formats = _by_cell(box, made)
        changes = [
            [self._change(value, formats[row][column]) for column, value in enumerate(values)]
            for row, values in enumerate(rows)
        ]
        for row, column in self._covered(box):
            changes[row][column] = Change("")  # nobody would ever see the value
        block = range_at(self.held.sheet, box)
        if undoing:
            block.setArrayFormula("=0")
            block.clearContents(CONTENTS)
        block.setDataArray(tuple(tuple(change.raw for change in line) for line in changes))
        for row, line in enumerate(changes, box.top):
            for column, change in enumerate(line, box.left):
                self._finish(row, column, change)

    def fill(self, box: Box, formula: str) -> None:
        """Put one formula into every cell, its relative references shifted."""
        first = cell_at(self.held.sheet, box.top, box.left)
        tokens = self.parser.parseFormula(formula.removeprefix("="), first.CellAddress)
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                cell_at(self.held.sheet, row, column).setTokens(tokens)

    def _change(self, value: Value, number_format: Format) -> Change:
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{value} is no number to Excel")
        entry = typed(value, number_format.code)
        raw = self._raw(entry)
        if isinstance(entry.value, CellError):
            return Change("", error=entry.value)
        if entry.kind is Kind.FORMULA:
            return Change("", formula=str(entry.value)[1:])
        if isinstance(entry.value, bool):
            return Change("", formula=f"{entry.value}()".upper())
        if isinstance(raw, float) and number_format.code == GENERAL != entry.number_format:
            return Change(raw, number_format=entry.number_format)
        return Change(raw)

    def _raw(self, entry: Entry) -> Raw:
        value = entry.value
        if value is None:
            return ""
        if isinstance(value, dt.datetime):
            return (value - self.epoch) / dt.timedelta(days=1)
        return value if isinstance(value, str) else float(value)

    def _finish(self, row: int, column: int, change: Change) -> None:
        if not (change.formula or change.error or change.number_format):
            return
        cell = cell_at(self.held.sheet, row, column)
        if change.number_format:
            cell.NumberFormat = self.formats.key(change.number_format)
        if change.error:
            cell.setFormula(f"={change.error}")
        if change.formula:
            cell.setTokens(self.parser.parseFormula(change.formula, cell.CellAddress))

    def _covered(self, box: Box) -> set[tuple[int, int]]:
        """The cells of the block, counted from 0, that are hidden parts of merged areas."""
        if self.held.merged(box) == box and not range_at(self.held.sheet, box).getIsMerged():
            return set()
        hidden = set()
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                area = self.held.merged(Box(row, column, row, column))
                if (area.top, area.left) != (row, column):
                    hidden.add((row - box.top, column - box.left))
        return hidden


def _by_cell(box: Box, made: Sequence[Patch]) -> list[list[Format]]:
    rows, columns = box.shape
    formats = [[Format(GENERAL)] * columns for _ in range(rows)]
    for patch in made:
        for part in patch.boxes:
            for row in range(part.top, part.bottom + 1):
                for column in range(part.left, part.right + 1):
                    formats[row - box.top][column - box.left] = patch.format
    return formats
