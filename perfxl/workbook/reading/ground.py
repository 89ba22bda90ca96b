"""Where everything stands that reading asks for: worked out once for workbooks whose names stand alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import msgspec

from perfxl.findings import Place
from perfxl.scheme.inventory import points_name
from perfxl.scheme.model import Field, Indicator
from perfxl.submission import Entry, State
from perfxl.workbook.due_formulas import due_formulas
from perfxl.workbook.landmarks import Landmark, landmarks
from perfxl.workbook.layout import SCORING_SHEET, Layout
from perfxl.workbook.reading.locating import Located, Spot, cell_place, whole
from perfxl.workbook.reading.standing import StandingTable, standing_tables
from perfxl.workbook.slots import Slot, SlotKind


class Site(NamedTuple):
    """One single cell: what is asked of it, where it stands (row 0: nowhere), and its entry while blank."""

    asked: Field
    place: Place
    sheet: str
    row: int
    column: int
    blank: Entry


class Mark(NamedTuple):
    """A text of the template: where it stands, if nothing moved, and the cell from which it is looked for."""

    sheet: str
    row: int
    column: int
    landmark: Landmark
    spot: Spot


@dataclass(frozen=True)
class Ground:
    """The layout of a scheme and where its names stand now; nothing of it depends on what the cells hold."""

    layout: Layout
    located: Located

    @cached_property
    def wanted(self) -> Mapping[str, tuple[int, int]]:
        """The last row and column that matter on each sheet; what perfxl itself wrote does not."""
        wanted: dict[str, tuple[int, int]] = {}
        for name, spot in self.located.spots.items():
            if self.layout.slots[name].kind in {"output", "state"}:
                continue
            row, column = wanted.get(spot.sheet, (0, 0))
            wanted[spot.sheet] = max(row, spot.box.bottom), max(column, spot.box.right)
        return wanted

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where every name stands, and every table as a whole under its own name."""
        places = {name: spot.place for name, spot in self.located.spots.items()}
        for name, table in self.layout.tables.items():
            spots = [self.located.spots[slot.name] for slot in table.columns.values() if slot.name in places]
            if spots:
                places.setdefault(name, whole(spots))
        return places

    @cached_property
    def inputs(self) -> Mapping[str, Site]:
        """Every single input, by its name."""
        return {slot.name: self._site(slot, _entered(slot, asked)) for slot, asked in self._scalars("input")}

    @cached_property
    def formulas(self) -> Mapping[str, Site]:
        """Every single formula cell that still stands, by its name."""
        return {
            slot.name: self._site(slot, asked)
            for slot, asked in self._scalars("formula")
            if slot.name in self.located.spots
        }

    @cached_property
    def due(self) -> Mapping[str, str]:
        """The formula that the template has in each of them, without the equals sign."""
        return due_formulas(self.layout)

    @cached_property
    def tables(self) -> Sequence[StandingTable]:
        """Every table of which at least one input column is left."""
        return tuple(standing_tables(self.layout, self.located.spots))

    @cached_property
    def marks(self) -> Sequence[Mark]:
        """The template's texts; those that many cells share once."""
        found: dict[tuple[object, ...], Mark] = {}
        for landmark in landmarks(self.layout):
            spot = self.located.spots.get(landmark.name)
            if spot is not None:
                row, column = spot.box.top + landmark.row, spot.box.left + landmark.column
                key = spot.sheet, row, column, landmark.row < 0, landmark.text
                found.setdefault(key, Mark(spot.sheet, row, column, landmark, spot))
        return tuple(found.values())

    @cached_property
    def points(self) -> Sequence[tuple[Indicator, Spot]]:
        """Every indicator with the cell of its points."""
        spots = self.located.spots
        found = ((indicator, points_name(indicator.id)) for indicator in self.layout.scheme.indicators())
        return tuple((indicator, spots[name]) for indicator, name in found if name in spots)

    def _scalars(self, kind: SlotKind) -> Iterator[tuple[Slot, Field]]:
        """Every single cell of a kind, with its field; columns of tables are read row by row."""
        columns = {slot.name for table in self.layout.tables.values() for slot in table.columns.values()}
        for slot in self.layout.of_kind(kind):
            if slot.field is not None and slot.name not in columns:
                yield slot, slot.field

    def _site(self, slot: Slot, asked: Field) -> Site:
        spot = self.located.spots.get(slot.name)
        if spot is None:
            return Site(asked, Place(""), "", 0, 0, Entry(slot.name, Place(""), state=State.LOST))
        row, column = spot.box.top, spot.box.left
        place = cell_place(spot.sheet, row, column)
        return Site(asked, place, spot.sheet, row, column, Entry(slot.name, place))


def _entered(slot: Slot, asked: Field) -> Field:
    """The field as reading asks for it."""
    if slot.sheet != SCORING_SHEET:
        return asked
    # A check of its own judges entered scores against the points (K02), and knows how to say it.
    return msgspec.structs.replace(asked, minimum=None, maximum=None)
