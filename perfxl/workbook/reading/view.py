"""What reading asks of a workbook: so little that an open book and a closed file's parts both can tell it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from perfxl.engines.backend import Box
from perfxl.workbook.reading.parsing import Content


class Held(msgspec.Struct, frozen=True, gc=False):
    """What one cell holds: its value as shown, and the formula, if it has one."""

    content: Content = None
    formula: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be seen in the cell: spaces cannot."""
        content = self.content
        return not self.formula and (content is None or (isinstance(content, str) and not content.strip()))


NOTHING = Held()
"""What a cell holds that holds nothing."""


def held(content: Content, formula: str) -> Held:
    """What a cell holds that shows ``content``; ``formula`` is its formula, or a text that looks like one."""
    # A text may begin with an equals sign; then it is also what the cell shows.
    has_formula = formula.startswith("=") and formula != content
    return Held(content, formula if has_formula else "")


class NamedCells(NamedTuple):
    """A defined name, the sheet it is confined to (None: the whole workbook), and what it refers to."""

    name: str
    sheet: str | None
    refers_to: str


class Cells(Protocol):
    """The cells of one sheet, rows and columns counted from 1; beyond what was read, all are blank."""

    @property
    def last_row(self) -> int:
        """The last row that was read."""

    def at(self, row: int, column: int) -> Held:
        """What a cell holds."""

    def all_at(self, cells: Sequence[tuple[int, int]]) -> Sequence[Held]:
        """What several cells hold, each given by its row and column."""

    def in_row(self, row: int, columns: Sequence[int]) -> Sequence[Held]:
        """What cells of one row hold."""

    def formulas_of(self, rows: range, column: int) -> list[str]:
        """The formulas of a column, ``""`` where there is none."""

    def rows_with(self, rows: range, columns: Sequence[int], least: int) -> list[int]:
        """The rows in which at least so many cells of these columns are not blank."""


class Merged(Protocol):
    """The merged areas of one sheet."""

    def at(self, row: int, column: int) -> Box | None:
        """The one that a cell lies in, if it lies in one."""


class Directory(Protocol):
    """Which sheets and names a workbook has."""

    @property
    def sheet_names(self) -> Sequence[str]:
        """Its worksheets, in order."""

    def names(self) -> Iterable[NamedCells]:
        """Its defined names."""

    def visible(self, sheet: str) -> bool:
        """Whether a sheet's tab can be seen."""


class View(Directory, Protocol):
    """One workbook, as far as reading looks at it."""

    def cells(self, wanted: Mapping[str, tuple[int, int]]) -> Mapping[str, Cells]:
        """The cells of sheets; ``wanted`` gives the last row and column that matter on each.

        What lies further than :data:`MOST_ROWS_BEYOND` and :data:`MOST_COLUMNS_BEYOND` past them is left out.
        """

    def merged(self, sheet: str) -> Merged:
        """The merged areas of a sheet."""


MOST_ROWS_BEYOND, MOST_COLUMNS_BEYOND = 1000, 10
"""How far beyond the template's own cells a sheet is read: a stray cell may stand a million rows down."""
