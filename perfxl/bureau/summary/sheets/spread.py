"""A table wider than a page: which columns stand on which page across, and what is written above them.

The first columns come again on every page. What is written over several of the others (the title, the notes,
the heading of a group) begins and ends with a page; otherwise the paper's edge would cut it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.sheets.page import Book, across
from perfxl.wording import say
from perfxl.workbook.textfit import height_of, lines_needed

PAGE: Final = 102.0
"""The width of a page across at full size, in digits of the normal font: of the widest that stands for it."""
_LARGEST, _SMALLEST = 75, 60
"""Percent of their size in which columns may be printed; smaller, nobody can read them."""
_ON_SCREEN: Final = 90
"""Percent: a small screen, too, has room for what stays in sight and for a page's columns beside it."""
_GROUP_HEIGHT: Final = 20.0


@dataclass(frozen=True)
class Spread:
    """The columns of a table on paper: the group and the width of each, and how many come on every page."""

    groups: Sequence[str]
    widths: Sequence[float]
    repeated: int

    @cached_property
    def scale(self) -> int:
        """The largest of those that take the fewest pages and tear the fewest groups apart."""
        return min(range(_LARGEST, _SMALLEST - 1, -1), key=lambda scale: self._harm(self._starts(scale)))

    @cached_property
    def pages(self) -> tuple[tuple[int, int], ...]:
        """The first and the last column of each page, without those that come on every page."""
        starts = [*self._starts(self.scale), len(self.groups)]
        return tuple((first, following - 1) for first, following in pairwise(starts))

    def _harm(self, starts: Sequence[int]) -> tuple[int, int]:
        return len(starts), sum(map(self._tears, starts))

    def _tears(self, column: int) -> bool:
        """Whether a page that begins with this column goes on with a group."""
        return column > self.repeated and self.groups[column] == self.groups[column - 1]

    def _starts(self, scale: int) -> list[int]:
        """The first column of each page: a group's, unless the group has no room on a page of its own."""
        room = PAGE / (scale / 100) - sum(self.widths[: self.repeated])
        starts, used, column = [self.repeated], 0.0, self.repeated
        for _, members in groupby(self.groups[self.repeated :]):
            widths = self.widths[column : column + len(list(members))]
            if used and used + sum(widths) > room >= sum(widths):
                starts.append(column)
                used = 0.0
            for number, width in enumerate(widths, start=column):
                if used and used + width > room:
                    starts.append(number)
                    used = 0.0
                used += width
            column += len(widths)
        return starts

    def headings(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Over which columns the heading of each group stands, and what it says; again on a further page."""
        for first, last in ((0, self.repeated - 1), *self.pages):
            column = first
            for group, members in groupby(self.groups[first : last + 1]):
                end = column + len(list(members)) - 1
                again = column == first and self._tears(column)
                yield (column, end), say("summary.spread.again", name=group) if again else group
                column = end + 1

    def begin(self, book: Book, page: Worksheet, title: str, notes: Sequence[str]) -> int:
        """Set the pages, and write title, notes and the headings of groups; the row that follows."""
        page.set_print_scale(self.scale)
        page.print_across()
        page.set_v_pagebreaks([first for first, _ in self.pages[1:]])
        page.repeat_columns(0, self.repeated - 1)
        page.set_zoom(_ON_SCREEN)
        for number, span in enumerate(self.pages):
            book.title_over(page, span, say("summary.spread.again", name=title) if number else title)
        first, last = self.pages[0]
        row = book.notes_over(page, (first, last), notes, sum(self.widths[first : last + 1]))
        headings = list(self.headings())
        page.set_row(row, max(_GROUP_HEIGHT, *(self._height(*heading) for heading in headings)))
        for span, heading in headings:
            across(page, row, span, heading, book.styles("header"))
        return row + 1

    def _height(self, span: tuple[int, int], heading: str) -> float:
        first, last = span
        lines = lines_needed(heading, sum(self.widths[first : last + 1]))
        return height_of(lines) if lines > 1 else 0.0
