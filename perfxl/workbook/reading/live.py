"""Reads what a department entered from an open workbook, in Excel or from a file, by xlwings' public API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from perfxl.engines.backend import Box
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from perfxl.workbook.layout import plan
from perfxl.workbook.reading.blocks import SheetCells, read_cells
from perfxl.workbook.reading.gathering import gather
from perfxl.workbook.reading.ground import Ground
from perfxl.workbook.reading.locating import locate
from perfxl.workbook.reading.view import NamedCells

if TYPE_CHECKING:
    from perfxl.engines import Book


def read_submission(book: "Book", scheme: Scheme) -> Submission:
    """Read every input, table and formula cell of an open workbook of this scheme.

    The remarks tell all that departs from the template or cannot be read; that a required field is blank is
    not among them.
    """
    layout, view = plan(scheme), OpenBook(book)
    return gather(view, Ground(layout, locate(view, layout)))


@dataclass(frozen=True, slots=True)
class OpenBook:
    """An open workbook as reading looks at it (:class:`~perfxl.workbook.reading.view.View`)."""

    book: "Book"

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Its worksheets, in order."""
        return tuple(self.book.sheet_names)

    def names(self) -> Iterator[NamedCells]:
        """Its defined names."""
        for name in self.book.names:
            scope, _, own = name.name.rpartition("!")
            yield NamedCells(own, scope.strip("'").replace("''", "'") or None, name.refers_to or "")

    def visible(self, sheet: str) -> bool:
        """Whether a sheet's tab can be seen."""
        return bool(self.book.sheets[sheet].visible)

    def cells(self, wanted: Mapping[str, tuple[int, int]]) -> Mapping[str, SheetCells]:
        """The cells of sheets, each in one block."""
        return read_cells(self.book, wanted)

    def merged(self, sheet: str) -> "_MergedAreas":
        """The merged areas of a sheet."""
        return _MergedAreas(self.book, sheet)


_STRETCHES: Final = (512, 64, 8)
"""So many cells of a column are asked at once whether any is merged: a question goes to another program."""


@dataclass(frozen=True, slots=True)
class _MergedAreas:
    """The merged areas of one sheet of an open workbook."""

    book: "Book"
    sheet: str
    _free: dict[tuple[int, int, int], bool] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Box | None:
        """The one that a cell lies in, if it lies in one."""
        if any(self._is_free(size, (row - 1) // size, column) for size in _STRETCHES):
            return None
        cell = self.book.sheets[self.sheet].range((row, column))
        if not cell.merge_cells:
            return None
        area = cell.merge_area
        rows, columns = area.shape
        return Box(area.row, area.column, area.row + rows - 1, area.column + columns - 1)

    def _is_free(self, size: int, number: int, column: int) -> bool:
        """Whether a stretch of a column has no merged cell; Excel says None where some are merged."""
        if (size, number, column) not in self._free:
            first, last = number * size + 1, (number + 1) * size
            stretch = self.book.sheets[self.sheet].range((first, column), (last, column))
            self._free[size, number, column] = stretch.merge_cells is False
        return self._free[size, number, column]
