"""Cells on the other side: LibreOffice counts rows and columns from 0.

Fetching an object costs as much as a dozen calls on it. So ranges are fetched once for a task, and what can
be learnt from a whole block is not asked of its cells.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from perfxl.engines.backend import Box
from perfxl.engines.office.bridge import Uno, struct
from perfxl.engines.office.formats import Format, Formats

CONTENTS: Final = 1 | 2 | 4 | 16
"""What is cleared of cells: numbers, moments, texts and formulas."""


class Patch(NamedTuple):
    """Cells of one make."""

    boxes: tuple[Box, ...]
    format: Format
    locked: bool


def range_at(sheet: Uno, box: Box) -> Uno:
    """The range of a box."""
    return sheet.getCellRangeByPosition(box.left - 1, box.top - 1, box.right - 1, box.bottom - 1)


def cell_at(sheet: Uno, row: int, column: int) -> Uno:
    """One cell."""
    return sheet.getCellByPosition(column - 1, row - 1)


def address_at(sheet: Uno, row: int, column: int) -> Uno:
    """Where a cell is, as methods of UNO want to be told."""
    return struct("table.CellAddress", sheet.RangeAddress.Sheet, column - 1, row - 1)


def box_of_address(address: Uno) -> Box:
    """The box of a range's address."""
    return Box(address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1)


def boxes_of(ranges: Uno) -> tuple[Box, ...]:
    """The boxes of several ranges."""
    return tuple(box_of_address(address) for address in ranges.RangeAddresses)


def patches(block: Uno, formats: Formats) -> Iterator[Patch]:
    """The cells of a range, sorted by how they are made."""
    alike = block.getUniqueCellFormatRanges()
    for number in range(alike.Count):
        part = alike.getByIndex(number)
        yield Patch(boxes_of(part), formats.of(part.NumberFormat), part.CellProtection.IsLocked)


def is_mixed(block: Uno, name: str) -> bool:
    """Whether the cells of a range differ in a property."""
    return bool(block.getPropertyState(name).value == "AMBIGUOUS_VALUE")


def formats_of(sheet: Uno, box: Box, formats: Formats) -> Iterator[tuple[tuple[Box, ...], Format]]:
    """The number formats of the cells of a box, each with its cells."""
    block = range_at(sheet, box)
    if is_mixed(block, "NumberFormat"):
        yield from ((patch.boxes, patch.format) for patch in patches(block, formats))
    else:
        yield (box,), formats.of(block.NumberFormat)


def _place_of(annotation: Uno) -> tuple[int, int]:
    position = annotation.Position
    return position.Row + 1, position.Column + 1


class Held:
    """What has been fetched of a sheet."""

    def __init__(self, sheet: Uno) -> None:
        self.sheet = sheet
        self._annotations: dict[tuple[int, int], Uno] = {}

    @cached_property
    def rows(self) -> Uno:
        """All its rows."""
        return self.sheet.getRows()

    @cached_property
    def columns(self) -> Uno:
        """All its columns."""
        return self.sheet.getColumns()

    @cached_property
    def _cursor(self) -> Uno:
        return self.sheet.createCursor()

    def annotated(self) -> Iterable[tuple[int, int]]:
        """The cells with a note; the notes are kept for whoever reads them now, each once."""
        notes = self.sheet.getAnnotations()
        found = (notes.getByIndex(number) for number in range(notes.Count))
        self._annotations = {_place_of(one): one for one in found}
        return self._annotations.keys()

    def annotation(self, row: int, column: int) -> Uno:
        """The note of a cell, be there one or not."""
        kept = self._annotations.pop((row, column), None)
        return cell_at(self.sheet, row, column).getAnnotation() if kept is None else kept

    def merged(self, box: Box) -> Box:
        """The box, with every merged area that it touches."""
        cursor = self._cursor
        rows, columns = box.shape
        cursor.collapseToSize(columns, rows)
        here = cursor.RangeAddress
        cursor.gotoOffset(box.left - 1 - here.StartColumn, box.top - 1 - here.StartRow)
        cursor.collapseToMergedArea()
        return box_of_address(cursor.RangeAddress)
