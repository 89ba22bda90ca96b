"""What the cells of a file show: types and texts made values, just as the engine for closed files does it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import msgspec

from perfxl.engines.closed.source import decoded, moment_of, number_of
from perfxl.workbook.bulk.moments import DateStyles, duration, moment
from perfxl.workbook.reading.parsing import Content
from perfxl.workbook.reading.view import NOTHING, Held, held

_TRUE = ("1", "true")
_KEPT = 4096


class Kind(NamedTuple):
    """All of a cell in a file but what it shows: its type, the number of its format, its formula.

    The formula is as a user sees it, with its equals sign; it is None where there is none.
    """

    type: str
    style: int
    formula: str | None


class Line(msgspec.Struct, frozen=True, gc=False):
    """The cells of one row as the file has them.

    ``places`` tells of each column at which place of ``kinds`` and ``texts`` its cell is; a text is that of
    the value or the cell's own, ``""`` where it has none.
    """

    places: Mapping[int, int]
    kinds: Sequence[Kind]
    texts: Sequence[str]


NO_CELLS: Final = Line({}, (), ())
"""A row in which nothing stands."""

Grid: TypeAlias = Mapping[int, Line]
"""The rows of a sheet in which cells hold anything, by their number, counted from 1 as columns are."""


class UnreadableCellError(ValueError):
    """A cell holds what no program would write."""


class Contents:
    """What the cells of one workbook may refer to."""

    def __init__(self, strings: Sequence[str], styles: DateStyles, *, from_1904: bool) -> None:
        """Take the texts that cells share, the formats that show dates, and the calendar."""
        self._texts = [Held(decoded(text)) if text else NOTHING for text in strings]
        self._styles = styles
        self._from_1904 = from_1904

    def held(self, kind: Kind, text: str) -> Held:
        """What a cell holds.

        Raises:
            ValueError: nothing that can be understood.
        """
        type_, style, formula = kind
        if formula is not None:
            return held(self._result(type_, style, text), formula) if text else _without_result(formula)
        if not text:
            return NOTHING
        if type_ == "s":
            place = _whole(text)
            if not 0 <= place < len(self._texts):
                raise UnreadableCellError(text)
            return self._texts[place]
        content = self._content(type_, style, text)
        return Held(content) if type(content) is float else _typed(content)

    def _content(self, type_: str, style: int, text: str) -> Content:
        """What was typed into a cell."""
        match type_:
            case "n":
                number = number_of(text)
                return number if style not in self._styles.dates else self._moment(number, style)
            case "b":
                return bool(_whole(text))
            case _:
                return _written(type_, text)

    def _result(self, type_: str, style: int, text: str) -> Content:
        """What is saved beside a formula."""
        match type_:
            case "n":
                number = number_of(text)
                is_date = style in self._styles.dates
                return moment(number, from_1904=self._from_1904) if is_date else number
            case "b":
                return text in _TRUE
            case _:
                return _written(type_, text)

    def _moment(self, days: float, style: int) -> Content:
        """What was typed into a cell that shows a date, a time or a duration."""
        if style in self._styles.durations:
            return duration(days)
        return moment(days, from_1904=self._from_1904)


def _written(type_: str, text: str) -> Content:
    """An error, a date that is written out, or a text: the same typed in or beside a formula."""
    match type_:
        case "e":
            return text
        case "d":
            return moment_of(text)
        case _:
            return decoded(text) or None


def _typed(content: Content) -> Held:
    return held(content, content) if isinstance(content, str) else Held(content)


@lru_cache(_KEPT)
def _without_result(formula: str) -> Held:
    """A formula that shows nothing: such stand in all the blank rows of a template."""
    return held(None, formula)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UnreadableCellError(text) from None


class FileCells:
    """The cells of one sheet of a file (:class:`~perfxl.workbook.reading.view.Cells`)."""

    def __init__(self, grid: Grid, contents: Contents, rows: int) -> None:
        """Look at the first ``rows`` of a grid."""
        self._grid = grid
        self._held = contents.held
        last = max(grid, default=0)
        self.last_row = last if last <= rows else max((row for row in grid if row <= rows), default=0)

    def at(self, row: int, column: int) -> Held:
        """What a cell holds."""
        line = self._grid.get(row, NO_CELLS)
        place = line.places.get(column)
        return NOTHING if place is None else self._held(line.kinds[place], line.texts[place])

    def all_at(self, cells: Sequence[tuple[int, int]]) -> list[Held]:
        """What several cells hold."""
        line_of, held = self._grid.get, self._held
        found: list[Held] = []
        for row, column in cells:
            line = line_of(row, NO_CELLS)
            place = line.places.get(column)
            found.append(NOTHING if place is None else held(line.kinds[place], line.texts[place]))
        return found

    def in_row(self, row: int, columns: Sequence[int]) -> list[Held]:
        """What cells of one row hold."""
        line = self._grid.get(row, NO_CELLS)
        found = [line.places.get(column) for column in columns]
        kinds, texts, held = line.kinds, line.texts, self._held
        return [NOTHING if place is None else held(kinds[place], texts[place]) for place in found]

    def formulas_of(self, rows: range, column: int) -> list[str]:
        """The formulas of a column, ``""`` where there is none."""
        lines = [self._grid.get(row, NO_CELLS) for row in rows]
        found = [(line.places.get(column), line.kinds) for line in lines]
        return ["" if place is None else kinds[place].formula or "" for place, kinds in found]

    def rows_with(self, rows: range, columns: Sequence[int], least: int) -> list[int]:
        """The rows in which at least so many cells of these columns are not blank."""
        get = self._grid.get
        some = [row for row in rows if not get(row, NO_CELLS).places.keys().isdisjoint(columns)]
        return [row for row in some if self._has(row, columns, least)]

    def _has(self, row: int, columns: Sequence[int], least: int) -> bool:
        for column in columns:
            least -= not self.at(row, column).is_blank
            if not least:
                return True
        return False
