"""Puts given values into a workbook's inputs: all of them or, where anything is wrong with them, none.

What already stands in a cell is never lost silently: it is replaced only where that was asked, and listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfxl.engines.addresses import box_of
from perfxl.engines.backend import Box, EngineError
from perfxl.errors import ValuesError
from perfxl.findings import Place
from perfxl.scheme.model import Field, Scheme
from perfxl.submission import Entry, Row, State, Submission, Value
from perfxl.wording import nested, say
from perfxl.workbook.filling.entering import enter_column
from perfxl.workbook.filling.matching import Matched, match
from perfxl.workbook.filling.values import Given
from perfxl.workbook.layout import plan
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.reading.locating import cell_place
from perfxl.workbook.reading.parsing import parse, quoted
from perfxl.workbook.slots import TablePlan

if TYPE_CHECKING:
    from perfxl.engines import Book

_FAULTS_TOLD = 40


@dataclass(frozen=True, slots=True)
class FillReport:
    """What was filled in: how many cells, what they held before, and how odd values were understood."""

    count: int
    replaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """All that a user should look at, a line each."""
        yield from self.replaced
        yield from self.notes


def fill(book: "Book", scheme: Scheme, given: Given, *, overwrite: bool = False) -> FillReport:
    """Put values into the inputs of an open workbook of this scheme.

    A cell that holds the template's own default counts as blank. With ``overwrite`` other contents are
    replaced and listed; a table is then replaced as a whole. Texts go in as texts, whatever they look like.

    Raises:
        ValuesError: something is wrong with the values or has no room (E405, which lists all of it), and
            nothing was written; or a cell is locked (E407).
    """
    task = _Task(book, scheme, match(scheme, given), read_submission(book, scheme), overwrite)
    return task.done()


@dataclass
class _Task:
    """One filling of one workbook: first everything is planned, then everything is written."""

    book: "Book"
    scheme: Scheme
    matched: Matched
    standing: Submission
    overwrite: bool
    blocks: list[tuple[Place, list[Value | None]]] = field(default_factory=list)
    """Columns of values to be written, each with its first cell."""
    faults: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def done(self) -> FillReport:
        self.faults += self.matched.faults
        layout = plan(self.scheme)
        for name, value in self.matched.singles.items():
            self._plan_single(layout.slots[name].field, self.standing.entries[name], value)
        for name, rows in self.matched.tables.items():
            self._plan_table(layout.tables[name], rows)
        if self.faults:
            raise _refusal(self.faults)
        for place, values in self.blocks:
            self._write(place, values)
        count = sum(value is not None for _, values in self.blocks for value in values)
        return FillReport(count, tuple(self.replaced), tuple(self.matched.notes))

    def _plan_single(self, asked: Field | None, entry: Entry, value: Value) -> None:
        if asked is None or not entry.place.cell:
            self.faults.append(say("filling.lost", name=entry.name))
        elif _differs(entry, value):
            if not _is_default(entry, asked):
                self._meet(entry, asked.label, value)
            self.blocks.append((entry.place, [value]))

    def _meet(self, entry: Entry, label: str, value: Value | None) -> None:
        """A cell that is to be written already holds something else."""
        figures = {"place": entry.place, "label": label, "raw": quoted(entry.raw), "value": quoted(value)}
        if not entry.raw.strip():
            return
        if self.overwrite:
            self.replaced.append(nested(say("filling.replaced", **figures)))
        else:
            self.faults.append(nested(say("filling.occupied", **figures)))

    def _plan_table(self, table: TablePlan, rows: Sequence[Mapping[str, Value]]) -> None:
        columns = self._columns(table)
        lost = {column for row in rows for column in row} - columns.keys()
        self.faults += [say("filling.lost", name=f"{table.name}.{column}") for column in sorted(lost)]
        if lost or not columns:
            return
        top = min(place.top for _, place in columns.values())
        room = max(place.bottom for _, place in columns.values()) - top + 1
        if len(rows) > room:
            self.faults.append(say("filling.too_many", table=table.name, count=len(rows), room=room))
            return
        standing = self.standing.tables[table.name]
        if not _same_rows(standing, rows, top):
            self._meet_rows(table.name, standing)
            depth = max([len(rows), *(row.number - top + 1 for row in standing)])
            for column, (sheet, place) in columns.items():
                values = [row.get(column) for row in rows]
                self.blocks.append(
                    (cell_place(sheet, top, place.left), [*values, *[None] * (depth - len(rows))])
                )

    def _columns(self, table: TablePlan) -> Mapping[str, tuple[str, Box]]:
        """Where every input column of a table stands now: its sheet and its cells."""
        found: dict[str, tuple[str, Box]] = {}
        for column, slot in table.columns.items():
            place = self.standing.places.get(slot.name, Place(""))
            box = box_of(place.cell)
            if box is not None and slot.kind == "input":
                found[column] = place.sheet, box
        return found

    def _meet_rows(self, table: str, standing: Sequence[Row]) -> None:
        """A table that is to be written already has rows."""
        if standing and not self.overwrite:
            self.faults.append(say("filling.occupied_table", table=table, count=len(standing)))
        for row in standing if self.overwrite else ():
            held = say("reading.and").join(entry.raw for entry in row.cells.values() if entry.raw.strip())
            self.replaced.append(say("filling.replaced_row", table=table, row=row.number, raw=quoted(held)))

    def _write(self, place: Place, values: Sequence[Value | None]) -> None:
        try:
            enter_column(self.book.sheets[place.sheet].range(place.cell), values)
        except EngineError:
            raise ValuesError("E407", place=place) from None


def _differs(entry: Entry, value: Value) -> bool:
    return entry.state is not State.GIVEN or entry.value != value


def _is_default(entry: Entry, asked: Field) -> bool:
    return bool(asked.default) and entry.value == parse(asked.default, asked).value


def _same_rows(standing: Sequence[Row], rows: Sequence[Mapping[str, Value]], top: int) -> bool:
    """Whether a table already holds just these rows, from its top."""
    held = [
        {column: entry.value for column, entry in row.cells.items() if entry.state is not State.BLANK}
        for row in standing
    ]
    in_order = [row.number for row in standing] == list(range(top, top + len(standing)))
    return in_order and held == [dict(row) for row in rows]


def _refusal(faults: Sequence[str]) -> ValuesError:
    shown = list(faults[:_FAULTS_TOLD])
    if len(faults) > _FAULTS_TOLD:
        shown.append(say("filling.more", count=len(faults) - _FAULTS_TOLD))
    return ValuesError("E405", count=len(faults), lines="\n".join(shown))
