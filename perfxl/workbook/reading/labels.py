"""The template's own texts in a sheet: whether a cell still says one, and how far away a heading may be."""

from functools import lru_cache

from perfxl.workbook.landmarks import Landmark
from perfxl.workbook.reading.locating import Spot
from perfxl.workbook.reading.parsing import show
from perfxl.workbook.reading.typed_numbers import without_spaces
from perfxl.workbook.reading.view import Cells, Held

HEADING_REACH = 50
"""How many rows above its column a heading is looked for."""

_KEPT, _LONGEST_KEPT = 4096, 200
"""So many comparisons are remembered: workbooks of one template say the same in the same places."""


def says(held: Held, text: str) -> bool:
    """Whether a cell still begins with a text of the template; a hint may follow it, spaces do not matter."""
    shown = held.content if isinstance(held.content, str) else show(held.content)
    if shown == text:
        return True
    return _begins(shown, text) if len(shown) < _LONGEST_KEPT else _compared(shown, text)


def _compared(shown: str, text: str) -> bool:
    return without_spaces(shown).startswith(without_spaces(text))


_begins = lru_cache(_KEPT)(_compared)


def heading_row(mark: Landmark, spot: Spot, cells: Cells) -> int:
    """The row of a heading, the nearest above its column; 0 where it is nowhere within reach."""
    highest = spot.box.top + mark.row
    for row in range(highest, max(0, highest - HEADING_REACH), -1):
        if says(cells.at(row, spot.box.left + mark.column), mark.text):
            return row
    return 0
