"""What the sheets that perfxl fills have in common: their area found and emptied, looks given in runs."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from perfxl.engines.addresses import place_of
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.engines import Book, Range

T = TypeVar("T")

_BLANK_ROW = 18.0
"""Points of a row with nothing in it, as the template has them."""


def named_area(book: "Book", name: str) -> "Range | None":
    """The cells of a defined name, None where the name or its sheet is gone."""
    if name not in book.names:
        return None
    place = place_of(book.names[name].refers_to or "")
    if place is None or place[0] not in book.sheet_names:
        return None
    sheet, box = place
    return book.sheets[sheet].range((box.top, box.left), (box.bottom, box.right))


def empty(area: "Range") -> None:
    """Empty an area of perfxl's own, as far down as an earlier run may have filled it."""
    last = area.sheet.used_range.last_cell.row
    rows = min(area.shape[0], last - area.row + 1)
    if rows > 0:
        used = area[:rows, :]
        used.clear_contents()
        used.color = None
        used.row_height = _BLANK_ROW


def runs(values: Sequence[T]) -> Iterator[tuple[T, slice]]:
    """Each value with the slice of neighbours that share it: one call to a live program for the whole run."""
    start = 0
    for value, group in groupby(values):
        length = sum(1 for _ in group)
        yield value, slice(start, start + length)
        start += length


def moment(at: dt.datetime) -> str:
    """A point in time as a reader sees it."""
    return say("results.moment", year=at.year, month=at.month, day=at.day, hour=at.hour, minute=at.minute)
