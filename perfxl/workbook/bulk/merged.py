"""The merged areas of a sheet, and which of them a cell lies in."""

from collections.abc import Mapping, Sequence

from perfxl.engines.backend import Box

_SPREAD_OUT = 4096
"""So many cells below merged areas are each noted; where there are more, the areas are gone through."""


class MergedAreas:
    """The merged areas of one sheet."""

    def __init__(self, areas: Sequence[Box] = ()) -> None:
        self._areas = areas
        cells = sum(rows * columns for rows, columns in (area.shape for area in areas))
        self._by_cell: Mapping[tuple[int, int], Box] | None = (
            _by_cell(areas) if cells <= _SPREAD_OUT else None
        )

    def at(self, row: int, column: int) -> Box | None:
        """The merged area that a cell lies in, if it lies in one."""
        if self._by_cell is not None:
            return self._by_cell.get((row, column))
        here = Box(row, column, row, column)
        return next((area for area in self._areas if area.cut(here)), None)


def _by_cell(areas: Sequence[Box]) -> Mapping[tuple[int, int], Box]:
    return {
        (row, column): area
        for area in reversed(areas)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }
