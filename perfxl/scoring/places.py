"""The cells that a mark rests on, and how an explanation names them: 基本情况表!D12、D14."""

import re
from collections.abc import Iterable, Mapping, Sequence

from perfxl.findings import Place
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Scheme, TableBlock
from perfxl.submission import Submission
from perfxl.wording import say

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_RUN = 3  # so many cells one below another are named as a range


@once_per_scheme
def _tables(scheme: Scheme) -> Mapping[str, TableBlock]:
    """The table of every column, by the name that expressions give it."""
    tables = scheme.tables().values()
    return {f"{table.prefix}_{column.name}": table for table in tables for column in table.columns}


class Atlas:
    """Where the fields of one submission stand; fields whose cells are lost are left out."""

    def __init__(self, scheme: Scheme, submission: Submission) -> None:
        """Note which names are columns of which table."""
        self._submission = submission
        self._tables = _tables(scheme)

    def places(self, names: Iterable[str]) -> tuple[Place, ...]:
        """The cell of each field, of a column its first; each once."""
        found = (cells[0] for name in names if (cells := self._cells(name)))
        return tuple(dict.fromkeys(found))

    def text(self, names: Iterable[str]) -> str:
        """All cells as a reader finds them: sheet by sheet, cells one below another as a range."""
        sheets: dict[str, dict[str, None]] = {}
        for name in names:
            for place in self._cells(name):
                sheets.setdefault(place.sheet, {})[place.cell] = None
        parts = (f"{sheet}!{say('scoring.list').join(_runs(list(cells)))}" for sheet, cells in sheets.items())
        return say("scoring.semicolon").join(parts)

    def _cells(self, name: str) -> Sequence[Place]:
        if name not in self._tables:
            place = self._submission.place(name)
            return [place] if place.sheet else []
        table = self._tables[name]
        own = name.removeprefix(f"{table.prefix}_")
        rows = self._submission.tables.get(table.name, ())
        entries = [row.cells[own].place for row in rows if own in row.cells]
        # A column of formulas has no entries: its own place tells the column, the rows' entries the rows.
        first = _CELL.match(self._submission.place(name).cell)
        if entries or first is None:
            return [place for place in entries if place.sheet]
        sheet = self._submission.place(name).sheet
        numbers = (_CELL.fullmatch(next(iter(row.cells.values())).place.cell) for row in rows)
        return [Place(sheet, first[1] + number[2]) for number in numbers if number] or [
            Place(sheet, first[0])
        ]


def _runs(cells: Sequence[str]) -> list[str]:
    """Cells in their order, three or more of one column one below another drawn together."""
    runs: list[list[str]] = []
    for cell in cells:
        if runs and _is_below(cell, runs[-1][-1]):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    texts: list[str] = []
    for run in runs:
        texts += [f"{run[0]}:{run[-1]}"] if len(run) >= _RUN else run
    return texts


def _is_below(cell: str, other: str) -> bool:
    lower, upper = _CELL.fullmatch(cell), _CELL.fullmatch(other)
    return bool(lower and upper and lower[1] == upper[1] and int(lower[2]) == int(upper[2]) + 1)
