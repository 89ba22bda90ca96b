"""Rows high enough for entered texts: a row with a height of its own does not grow by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfxl.engines.addresses import box_of
from perfxl.findings import Place
from perfxl.scheme.model import Scheme
from perfxl.submission import Entry, Submission
from perfxl.workbook.layout import plan
from perfxl.workbook.slots import Slot
from perfxl.workbook.textfit import height_of, text_height

if TYPE_CHECKING:
    from perfxl.engines import Book


def make_room(book: "Book", scheme: Scheme, submission: Submission) -> None:
    """Let every row grow until its texts can be read; no row becomes lower, and no content is touched."""
    heights: dict[tuple[str, int], float] = {}
    for place, needed in _needed(scheme, submission):
        box = box_of(place.cell)
        if box is not None and needed > height_of(1):
            where = place.sheet, box.top
            heights[where] = max(needed, heights.get(where, 0.0))
    for (sheet, row), height in heights.items():
        cell = book.sheets[sheet].range((row, 1))
        if height > (cell.row_height or 0.0):
            cell.row_height = height


def _needed(scheme: Scheme, submission: Submission) -> Iterator[tuple[Place, float]]:
    """Where every text stands, and the height in points that it takes in its column."""
    layout = plan(scheme)
    widths = {sheet.name: sheet.widths for sheet in layout.sheets}
    for slot, entry in _texts(scheme, submission):
        room = sum(widths[slot.sheet][slot.column : slot.column + slot.merged])
        yield entry.place, text_height(str(entry.value), room)


def _texts(scheme: Scheme, submission: Submission) -> Iterator[tuple[Slot, Entry]]:
    layout = plan(scheme)
    for name, entry in submission.entries.items():
        if isinstance(entry.value, str):
            yield layout.slots[name], entry
    for name, rows in submission.tables.items():
        columns = layout.tables[name].columns
        for row in rows:
            for column, entry in row.cells.items():
                if isinstance(entry.value, str) and column in columns:
                    yield columns[column], entry
