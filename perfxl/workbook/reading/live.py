"""Reads what a department entered from an open workbook, in Excel or from a file, by xlwings' public API.

Everything is read, whatever is wrong elsewhere: a fault never hides another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from perfxl.findings import Finding, Place
from perfxl.scheme.model import Field, Scheme
from perfxl.submission import Claim, Entry, Row, State, Submission
from perfxl.workbook.due_formulas import due_formulas
from perfxl.workbook.layout import SCORING_SHEET, Layout, plan
from perfxl.workbook.reading.blocks import SheetCells, read_cells
from perfxl.workbook.reading.entries import read_entry, swallowed
from perfxl.workbook.reading.locating import Located, cell_place, locate, whole
from perfxl.workbook.reading.read_tables import read_table
from perfxl.workbook.reading.standing import standing_tables
from perfxl.workbook.reading.structure import about_formula, claim_of, structure_findings
from perfxl.workbook.slots import Slot, SlotKind

if TYPE_CHECKING:
    from perfxl.engines import Book


def read_submission(book: "Book", scheme: Scheme) -> Submission:
    """Read every input, table and formula cell of an open workbook of this scheme.

    The remarks tell all that departs from the template or cannot be read; that a required field is blank is
    not among them.
    """
    layout = plan(scheme)
    located = locate(book, layout)
    reading = _Reading(book, layout, located, read_cells(book, _wanted(layout, located)))
    return reading.submission()


def _wanted(layout: Layout, located: Located) -> Mapping[str, tuple[int, int]]:
    """The last row and column that matter on each sheet; what perfxl itself wrote does not."""
    wanted: dict[str, tuple[int, int]] = {}
    for name, spot in located.spots.items():
        if layout.slots[name].kind == "output":
            continue
        row, column = wanted.get(spot.sheet, (0, 0))
        wanted[spot.sheet] = max(row, spot.box.bottom), max(column, spot.box.right)
    return wanted


@dataclass
class _Reading:
    """One pass over one workbook."""

    book: "Book"
    layout: Layout
    located: Located
    cells: Mapping[str, SheetCells]
    findings: list[Finding] = field(default_factory=list)

    def submission(self) -> Submission:
        self.findings += self.located.findings
        self.findings += structure_findings(self.layout, self.located, self.cells)
        entries = {slot.name: self._entry(slot, asked) for slot, asked in self._scalars("input")}
        claims = {claim.name: claim for claim in self._claims()}
        tables = self._tables()
        return Submission(
            scheme_id=self.layout.scheme.id,
            entries=entries,
            tables=tables,
            claims=claims,
            places=self._places(),
            remarks=tuple(self.findings),
        )

    def _places(self) -> Mapping[str, Place]:
        """Where every name stands, and every table as a whole under its own name."""
        places = {name: spot.place for name, spot in self.located.spots.items()}
        for name, table in self.layout.tables.items():
            spots = [self.located.spots[slot.name] for slot in table.columns.values() if slot.name in places]
            if spots:
                places.setdefault(name, whole(spots))
        return places

    def _scalars(self, kind: SlotKind) -> Iterator[tuple[Slot, Field]]:
        """Every single cell of a kind, with its field; columns of tables are read row by row."""
        columns = {slot.name for table in self.layout.tables.values() for slot in table.columns.values()}
        for slot in self.layout.of_kind(kind):
            if slot.field is not None and slot.name not in columns:
                yield slot, slot.field

    def _entry(self, slot: Slot, asked: Field) -> Entry:
        spot = self.located.spots.get(slot.name)
        if spot is None:
            return Entry(slot.name, Place(""), state=State.LOST)
        row, column = spot.box.top, spot.box.left
        place = cell_place(spot.sheet, row, column)
        if slot.sheet == SCORING_SHEET:
            # A check of its own judges entered scores against the points (K02), and knows how to say it.
            asked = msgspec.structs.replace(asked, minimum=None, maximum=None)
        entry, found = read_entry(self.cells[spot.sheet].at(row, column), asked, slot.name, place)
        area = self._merged_away(spot.sheet, row, column) if entry.state is State.BLANK else ""
        if area:
            entry, found = swallowed(asked, slot.name, place, area)
        self.findings += found
        return entry

    def _merged_away(self, sheet: str, row: int, column: int) -> str:
        """The merged area that has swallowed a cell, ``""`` where there is none."""
        cell = self.book.sheets[sheet].range((row, column))
        if not cell.merge_cells:
            return ""
        area = cell.merge_area
        return "" if (area.row, area.column) == (row, column) else area.get_address(False, False)

    def _claims(self) -> Iterator[Claim]:
        due = due_formulas(self.layout)
        for slot, asked in self._scalars("formula"):
            spot = self.located.spots.get(slot.name)
            if spot is None:
                continue
            held = self.cells[spot.sheet].at(spot.box.top, spot.box.left)
            claim = claim_of(slot.name, spot.place, held)
            found = about_formula(claim, asked.label, held, due.get(slot.name, ""))
            self.findings += [found] if found is not None else []
            yield claim

    def _tables(self) -> Mapping[str, tuple[Row, ...]]:
        tables: dict[str, tuple[Row, ...]] = dict.fromkeys(self.layout.tables, ())
        for table in standing_tables(self.layout, self.located.spots, self.cells):
            reading = read_table(table, self._merged_away)
            self.findings += reading.findings
            tables[table.block.name] = reading.rows
        return tables
