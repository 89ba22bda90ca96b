"""One workbook open in LibreOffice, into which the contents of others of its kind are entered.

LibreOffice takes longer to open a workbook than to compute it a dozen times.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from perfxl.engines import Book
from tests.support.saved_cells import Cells, Place, Value

Area = tuple[int, int, int, int]
"""Top, left, bottom, right."""


class Recalculating:
    """The open workbook; the formulas that all have stay, other cells are overwritten as often as wanted."""

    def __init__(self, book: Book, alike: Iterable[Cells]) -> None:
        """Prepare the areas that are written into.

        Args:
            book: a workbook that is open in LibreOffice.
            alike: the contents that will be entered, those of the open workbook among them.
        """
        alike = list(alike)
        first, *others = (one.formulas.items() for one in alike)
        self._common = dict(first & set.intersection(*map(set, others)))
        self._book = book
        self._component = book.impl.document.component
        self._component.enableAutomaticCalculation(False)
        self._sheets = {name: self._component.Sheets.getByName(name) for name in book.sheet_names}
        for sheet in self._sheets.values():
            sheet.unprotect("")
        places = {place for one in alike for place in (*one.entered, *one.formulas)} - self._common.keys()
        self._areas = [
            (sheet, area, self._range(sheet, area))
            for sheet in self._sheets
            for area in _areas(sheet, places, self._common.keys())
        ]

    def _range(self, sheet: str, area: Area) -> Any:
        top, left, bottom, right = (number - 1 for number in area)
        return self._sheets[sheet].getCellRangeByPosition(left, top, right, bottom)

    def shown(self, cells: Cells) -> dict[Place, Value]:
        """What every formula comes to, with these contents in the other cells."""
        for sheet, (top, left, bottom, right), block in self._areas:
            rows = [
                # Nothing at all would be taken for #N/A.
                [cells.entered.get((sheet, row, column), "") for column in range(left, right + 1)]
                for row in range(top, bottom + 1)
            ]
            block.setDataArray(tuple(map(tuple, rows)))
        own = dict(cells.formulas.items() - self._common.items())
        for sheet, (top, left, bottom, right) in _boxes(own):
            block = self._book.sheets[sheet].range((top, left), (bottom, right))
            block.formula = [[f"={own[sheet, row, left]}"] for row in range(top, bottom + 1)]
        self._component.calculateAll()
        return dict(self._results(cells.formulas))

    def _results(self, formulas: Iterable[Place]) -> Iterator[tuple[Place, Value]]:
        for sheet in self._sheets:
            places = [place for place in formulas if place[0] == sheet]
            if places:
                bottom, right = (max(place[side] for place in places) for side in (1, 2))
                rows = self._range(sheet, (1, 1, bottom, right)).getDataArray()
                yield from ((place, rows[place[1] - 1][place[2] - 1]) for place in places)


def _boxes(formulas: Iterable[Place]) -> Iterator[tuple[str, Area]]:
    """Unbroken stretches of columns."""
    places = sorted((sheet, column, row) for sheet, row, column in formulas)
    for _, stretch in groupby(enumerate(places), key=lambda one: (*one[1][:2], one[1][2] - one[0])):
        (_, (sheet, column, top)), *_, (_, (_, _, bottom)) = [*(found := list(stretch)), found[-1]]
        yield sheet, (top, column, bottom, column)


def _areas(sheet: str, places: Iterable[Place], formulas: Iterable[Place]) -> Iterator[Area]:
    """Boxes that hold all these places of a sheet and no formula: stretches of columns, side by side."""
    rows_of: dict[int, list[int]] = {}
    for _, row, column in (place for place in places if place[0] == sheet):
        rows_of.setdefault(column, []).append(row)
    taken = {(row, column) for name, row, column in formulas if name == sheet}
    open_areas: dict[tuple[int, int], tuple[int, int]] = {}
    for column in sorted(rows_of):
        stretches = set(_stretches(column, rows_of[column], taken))
        for (top, bottom), (left, right) in list(open_areas.items()):
            if (top, bottom) not in stretches or right != column - 1:
                yield top, left, bottom, right
                del open_areas[top, bottom]
        for stretch in stretches:
            open_areas[stretch] = open_areas.get(stretch, (column, column))[0], column
    for (top, bottom), (left, right) in open_areas.items():
        yield top, left, bottom, right


def _stretches(column: int, rows: list[int], taken: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first = last = min(rows)
    for row in sorted(rows)[1:]:
        if any((between, column) in taken for between in range(last + 1, row)):
            yield first, last
            first = row
        last = row
    yield first, last
