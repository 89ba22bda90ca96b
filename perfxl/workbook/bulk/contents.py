"""What the cells of a file show: types and texts made values, just as the engine for closed files does it."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from perfxl.engines.closed.source import decoded
from perfxl.workbook.bulk.moments import DateStyles, duration, moment
from perfxl.workbook.reading.parsing import Content
from perfxl.workbook.reading.view import NOTHING, Held, held

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)
_TRUE = ("1", "true")


class Raw(NamedTuple):
    """One cell as the file has it: its type, the number of its format, its text, its formula.

    The text is that of the value, or the inline text; the formula has its equals sign, None where there is
    none.
    """

    kind: str
    style: int
    text: str | None
    formula: str | None


class UnreadableCellError(ValueError):
    """A cell holds what no program would write."""


@dataclass(frozen=True)
class Contents:
    """What the cells of one workbook may refer to."""

    strings: Sequence[str] = ()
    styles: DateStyles = field(default_factory=DateStyles)
    from_1904: bool = False

    def held(self, raw: Raw) -> Held:
        """What a cell holds.

        Raises:
            UnreadableCellError: nothing that can be understood.
        """
        if raw.formula is not None:
            return held(self._result(raw), decoded(raw.formula))
        if not raw.text:
            return NOTHING
        content = self._content(raw)
        return held(content, content if isinstance(content, str) else "")

    def _content(self, raw: Raw) -> Content:
        """What was typed into a cell."""
        text = raw.text or ""
        match raw.kind:
            case "n":
                return self._number(text, raw.style)
            case "s":
                return decoded(self._string(text)) or None
            case "b":
                return bool(_whole(text))
            case "e":
                return text
            case "d":
                return _written_out(text)
            case _:
                return decoded(text) or None

    def _result(self, raw: Raw) -> Content:
        """What is saved beside a formula."""
        text = raw.text
        if not text:
            return None
        match raw.kind:
            case "n":
                number = _number(text)
                is_date = raw.style in self.styles.dates
                return moment(number, from_1904=self.from_1904) if is_date else number
            case "b":
                return text in _TRUE
            case "e":
                return text
            case "d":
                return _written_out(text)
            case _:
                return decoded(text) or None

    def _number(self, text: str, style: int) -> Content:
        number = _number(text)
        if style not in self.styles.dates:
            return number
        if style in self.styles.durations:
            return duration(number)
        return moment(number, from_1904=self.from_1904)

    def _string(self, text: str) -> str:
        try:
            return self.strings[_whole(text)]
        except IndexError:
            raise UnreadableCellError(text) from None


def _number(text: str) -> float:
    if _NUMBER.fullmatch(text) is None:
        raise UnreadableCellError(text)
    return float(text)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UnreadableCellError(text) from None


def _written_out(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise UnreadableCellError(text) from None


Grid: TypeAlias = Mapping[int, Mapping[int, Raw]]
"""The cells of a sheet that hold anything, by row and column, both counted from 1."""


class FileCells:
    """The cells of one sheet of a file (:class:`~perfxl.workbook.reading.view.Cells`)."""

    def __init__(self, grid: Grid, contents: Contents, rows: int, columns: int) -> None:
        """Look at the first ``rows`` and ``columns`` of a grid."""
        self._grid = grid
        self._contents = contents
        self._columns = columns
        self.last_row = max((row for row in grid if row <= rows), default=0)

    def at(self, row: int, column: int) -> Held:
        """What a cell holds."""
        cells = self._grid.get(row)
        raw = None if cells is None or row > self.last_row else cells.get(column)
        return NOTHING if raw is None or column > self._columns else self._contents.held(raw)

    def filled(self, row: int, columns: Sequence[int]) -> int:
        """How many cells of a row are not blank."""
        cells = self._grid.get(row)
        if not cells:
            return 0
        return sum(column in cells and not self.at(row, column).is_blank for column in columns)
