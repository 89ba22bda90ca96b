"""What the cells of a file show: types and texts made values, just as the engine for closed files does it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from perfxl.engines.closed.source import decoded, moment_of, number_of
from perfxl.workbook.bulk.moments import DateStyles, duration, moment
from perfxl.workbook.reading.parsing import Content
from perfxl.workbook.reading.view import NOTHING, Held, held

_TRUE = ("1", "true")
_KEPT = 4096


class Kind(NamedTuple):
    """All of a cell in a file but what it shows: its type, the number of its format, its formula.

    The formula has its equals sign; it is None where there is none.
    """

    type: str
    style: int
    formula: str | None


Cell: TypeAlias = tuple[Kind, str]
"""One cell as the file has it: its kind, and the text of its value or its own; ``""`` where it has none."""


class UnreadableCellError(ValueError):
    """A cell holds what no program would write."""


class Contents:
    """What the cells of one workbook may refer to."""

    def __init__(self, strings: Sequence[str], styles: DateStyles, *, from_1904: bool) -> None:
        """Take the texts that cells share, the formats that show dates, and the calendar."""
        self._strings = strings
        self._styles = styles
        self._from_1904 = from_1904
        self._shared: dict[str, Held] = {}

    def held(self, cell: Cell) -> Held:
        """What a cell holds.

        Raises:
            ValueError: nothing that can be understood.
        """
        kind, text = cell
        type_, _, formula = kind
        if formula is not None:
            return held(self._result(kind, text), decoded(formula)) if text else _without_result(formula)
        if type_ != "s":
            return _typed(self._content(kind, text)) if text else NOTHING
        shared = self._shared.get(text)
        if shared is None:
            shared = self._shared[text] = _typed(decoded(self._string(text)) or None) if text else NOTHING
        return shared

    def _content(self, kind: Kind, text: str) -> Content:
        """What was typed into a cell."""
        match kind.type:
            case "n":
                return self._number(text, kind.style)
            case "b":
                return bool(_whole(text))
            case "e":
                return text
            case "d":
                return moment_of(text)
            case _:
                return decoded(text) or None

    def _result(self, kind: Kind, text: str) -> Content:
        """What is saved beside a formula."""
        match kind.type:
            case "n":
                number = number_of(text)
                is_date = kind.style in self._styles.dates
                return moment(number, from_1904=self._from_1904) if is_date else number
            case "b":
                return text in _TRUE
            case "e":
                return text
            case "d":
                return moment_of(text)
            case _:
                return decoded(text) or None

    def _number(self, text: str, style: int) -> Content:
        number = number_of(text)
        if style not in self._styles.dates:
            return number
        if style in self._styles.durations:
            return duration(number)
        return moment(number, from_1904=self._from_1904)

    def _string(self, text: str) -> str:
        try:
            return self._strings[_whole(text)]
        except IndexError:
            raise UnreadableCellError(text) from None


def _typed(content: Content) -> Held:
    return held(content, content) if isinstance(content, str) else Held(content)


@lru_cache(_KEPT)
def _without_result(formula: str) -> Held:
    """A formula that shows nothing: such stand in all the blank rows of a template."""
    return held(None, decoded(formula))


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UnreadableCellError(text) from None


Grid: TypeAlias = Mapping[int, Mapping[int, Cell]]
"""The cells of a sheet that hold anything, by row and column, both counted from 1."""


class FileCells:
    """The cells of one sheet of a file (:class:`~perfxl.workbook.reading.view.Cells`)."""

    def __init__(self, grid: Grid, contents: Contents, rows: int) -> None:
        """Look at the first ``rows`` of a grid."""
        self._grid = grid
        self._held = contents.held
        self.last_row = max((row for row in grid if row <= rows), default=0)

    def at(self, row: int, column: int) -> Held:
        """What a cell holds."""
        cells = self._grid.get(row)
        if cells is None:
            return NOTHING
        cell = cells.get(column)
        return NOTHING if cell is None else self._held(cell)

    def formulas_of(self, rows: range, column: int) -> list[str]:
        """The formulas of a column, ``""`` where there is none."""
        grid = self._grid
        cells = [grid[row].get(column) if row in grid else None for row in rows]
        return [decoded(cell[0].formula or "") if cell is not None else "" for cell in cells]

    def rows_with(self, rows: range, columns: Sequence[int], least: int) -> list[int]:
        """The rows in which at least so many cells of these columns are not blank."""
        grid = self._grid
        some = [row for row in rows if row in grid and not grid[row].keys().isdisjoint(columns)]
        return [row for row in some if sum(not self.at(row, one).is_blank for one in columns) >= least]
