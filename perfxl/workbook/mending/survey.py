"""An old workbook seen whole: its cells, and where every input stands, found by its name or by its label."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.workbook.layout import Layout
from perfxl.workbook.mending.recovery import recover
from perfxl.workbook.reading.blocks import SheetCells, read_cells
from perfxl.workbook.reading.live import OpenBook
from perfxl.workbook.reading.locating import Spot, likely_sheet, locate

if TYPE_CHECKING:
    from perfxl.engines import Book

_WORK = ("fields", "scoring")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a workbook holds.

    ``sheets`` gives every planned sheet with inputs its present name, those that are gone left out; ``cells``
    what they hold, by present name; ``recovered`` the names in ``spots`` that were found by labels;
    ``strangers`` the sheets that are not the template's.
    """

    layout: Layout
    sheets: Mapping[str, str]
    cells: Mapping[str, SheetCells]
    spots: Mapping[str, Spot]
    recovered: frozenset[str]
    strangers: tuple[str, ...]


def survey(book: "Book", layout: Layout) -> Survey:
    """Look through an open workbook."""
    names = tuple(book.sheet_names)
    located = locate(OpenBook(book), layout)
    sheets: dict[str, str] = {}
    for plan in layout.sheets:
        if plan.kind in _WORK:
            present = located.sheets.get(plan.name, "") or likely_sheet(plan.name, layout, names)
            if present and present not in sheets.values():
                sheets[plan.name] = present
    cells = read_cells(book, _extents(layout, sheets, located.spots))
    found = recover(layout, located.spots, sheets, cells)
    return Survey(
        layout=layout,
        sheets=sheets,
        cells=cells,
        spots={**located.spots, **found},
        recovered=frozenset(found),
        strangers=tuple(
            name for name in names if name not in layout.sheet_names and name not in sheets.values()
        ),
    )


def _extents(
    layout: Layout, sheets: Mapping[str, str], spots: Mapping[str, Spot]
) -> Mapping[str, tuple[int, int]]:
    """The last row and column that matter on each sheet, as the template had it or as it is now."""
    extents = dict.fromkeys(sheets.values(), (0, 0))
    boxes = [(spot.sheet, spot.box.bottom, spot.box.right) for spot in spots.values()]
    for slot in layout.slots.values():
        present = sheets.get(slot.sheet, "")
        boxes.append((present, slot.row + slot.rows, slot.column + slot.columns))
    for sheet, row, column in boxes:
        if sheet in extents:
            last_row, last_column = extents[sheet]
            extents[sheet] = max(last_row, row), max(last_column, column)
    return extents
