"""A long table, written row by row: what one sheet cannot hold goes on in further sheets of the same kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.sheets.cells import Content, is_plain, put
from perfxl.bureau.summary.sheets.page import Book, forget_heights, quoted
from perfxl.workbook.template.styles import SMALL_SIZE
from perfxl.workbook.textfit import NORMAL_SIZE, height_of

_HEIGHTS: Final = 64
"""Heights are let go of about every so many rows."""
_WIDE: Final = 1.95
"""Digits that a Chinese character takes."""

Begin: TypeAlias = Callable[[Worksheet], int]
"""Writes what stands above the rows of a sheet, and tells the first row (from 0)."""


@dataclass(frozen=True, slots=True)
class Area:
    """Rows of one sheet, counted from 1 as a spreadsheet does."""

    page: Worksheet
    first: int
    last: int

    def column(self, letters: str) -> str:
        """One column of the area, as it stands in a formula on another sheet."""
        return f"{quoted(self.page.name)}!${letters}${self.first}:${letters}${self.last}"


@dataclass(frozen=True, slots=True)
class RollColumn:
    """One column: how its cells look, how wide it is (in digits), whether it holds texts that may be long."""

    look: Format
    width: float
    wraps: bool = False


class Roll:
    """The rows of one table."""

    def __init__(
        self,
        book: Book,
        name: str,
        columns: Sequence[RollColumn],
        begin: Begin,
        *,
        below: int = 0,
        frozen: int = 0,
        colour: str = "#2E75B6",
    ) -> None:
        """Begin the first sheet.

        ``below`` rows are kept free at the foot of each, ``frozen`` columns at the left stay in sight.
        """
        self._book, self._name, self._columns, self._begin = book, name, columns, begin
        self._looks = [(number, column.look) for number, column in enumerate(columns)]
        self._wrapping = [
            (number, room_of(column.width)) for number, column in enumerate(columns) if column.wraps
        ]
        self._end, self._frozen, self._colour = book.rows - below, frozen, colour
        self._done: list[Area] = []
        self.page, self._first = self._new_page()
        self._next = self._first

    def _new_page(self) -> tuple[Worksheet, int]:
        page = self._book.page(self._name, colour=self._colour)
        for number, column in enumerate(self._columns):
            page.set_column(number, number, column.width)
        return page, self._begin(page)

    @property
    def row(self) -> int:
        """The next row's number, as a formula in it calls it."""
        if self._next >= self._end:
            self._turn()
        return self._next + 1

    def add(self, cells: Sequence[Content]) -> None:
        """Write one row."""
        row, page = self.row - 1, self.page
        write_string, write_number = page.write_string, page.write_number
        for (column, look), content in zip(self._looks, cells, strict=True):
            # Figures and plain texts are nearly all that there is, and there are millions of them.
            kind = content.__class__
            if kind is float or kind is int:
                write_number(row, column, content, look)
            elif kind is str and is_plain(content):  # type: ignore[arg-type]
                write_string(row, column, content, look)
            else:
                put(page, row, column, content, look)
        lines = 1
        for column, room in self._wrapping:
            text = cells[column]
            if isinstance(text, str) and (len(text) > room or "\n" in text):
                lines = max(lines, lines_of(text, room))
        if lines > 1:
            if not row % _HEIGHTS:
                forget_heights(page)
            page.set_row(row, _height(lines))
        self._next += 1

    def _turn(self) -> None:
        self._close()
        self.page, self._first = self._new_page()
        self._next = self._first

    def _close(self) -> None:
        last = max(self._next - 1, self._first)
        self._done.append(Area(self.page, self._first + 1, last + 1))
        width = len(self._looks) - 1
        self.page.autofilter(self._first - 1, 0, last, width)
        self.page.freeze_panes(self._first, self._frozen)

    def end(self) -> tuple[Area, ...]:
        """Close the last sheet; the areas in which the rows stand, one at least even without rows."""
        self._close()
        return tuple(self._done)

    @property
    def foot(self) -> int:
        """The row (from 0) below the last one of the last sheet."""
        return max(self._next, self._first + 1)


def room_of(width: float) -> float:
    """How many Chinese characters in small print fit on a line of a column."""
    return max(1.0, (width - 1) * NORMAL_SIZE / SMALL_SIZE / _WIDE)


def lines_of(text: str, room: float) -> int:
    """How many lines a text takes at most: every character is taken for a Chinese one, which is quick."""
    if "\n" in text:
        return sum(lines_of(line, room) for line in text.split("\n"))
    return max(1, -int(-len(text) // room))


@cache
def _height(lines: int) -> float:
    return height_of(lines, SMALL_SIZE)


def total(areas: Sequence[Area], letters: str, formula: str) -> str:
    """A formula over one column of all areas, added up: ``formula`` has the column as ``{}``."""
    return "+".join(formula.format(area.column(letters)) for area in areas)


def over(areas: Sequence[Area], formula: Callable[[Area], str]) -> str:
    """A formula over several columns of each area, added up."""
    return "+".join(map(formula, areas))


def listed(areas: Sequence[Area], letters: str) -> str:
    """One column of all areas, as the arguments of a function that takes any number."""
    return ",".join(area.column(letters) for area in areas)
