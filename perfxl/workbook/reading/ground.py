"""Where everything stands that reading asks for: worked out once for workbooks whose names stand alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import msgspec

from perfxl.findings import Place
from perfxl.scheme.inventory import points_name
from perfxl.scheme.model import Field, Indicator
from perfxl.submission import Entry, State
from perfxl.workbook.due_formulas import due_formulas
from perfxl.workbook.landmarks import Landmark, landmarks
from perfxl.workbook.layout import SCORING_SHEET, Layout
from perfxl.workbook.reading.locating import Located, Spot, cell_place, whole
from perfxl.workbook.reading.questions import Question, question
from perfxl.workbook.reading.standing import StandingTable, standing_tables
from perfxl.workbook.slots import Slot, SlotKind

Cell: TypeAlias = tuple[int, int]
"""Row and column, counted from 1."""


class Site(NamedTuple):
    """One single cell: what is asked of it, where it stands, and its entry while blank."""

    question: Question
    place: Place
    cell: Cell
    blank: Entry


class Mark(NamedTuple):
    """A text of the template: where it stands, if nothing moved, and the cell from which it is looked for."""

    cell: Cell
    landmark: Landmark
    spot: Spot


_Standing = TypeVar("_Standing", Site, Mark)


class OnSheet(NamedTuple, Generic[_Standing]):
    """What stands in single cells of one sheet; cells and items go together."""

    sheet: str
    cells: tuple[Cell, ...]
    items: tuple[_Standing, ...]


def _by_sheet(found: Iterable[tuple[str, _Standing]]) -> tuple[OnSheet[_Standing], ...]:
    """The same, sheet by sheet."""
    items: dict[str, list[_Standing]] = {}
    for sheet, one in found:
        items.setdefault(sheet, []).append(one)
    return tuple(OnSheet(sheet, tuple(one.cell for one in own), tuple(own)) for sheet, own in items.items())


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
    def inputs(self) -> Sequence[OnSheet[Site]]:
        """Every single input that still stands."""
        return _by_sheet(
            (spot.sheet, _site(slot, _entered(slot, asked), spot))
            for slot, asked, spot in self._scalars("input")
            if spot is not None
        )

    @cached_property
    def lost(self) -> Mapping[str, Entry]:
        """The entry of every single input that stands nowhere, by its name."""
        lost = (slot.name for slot, _, spot in self._scalars("input") if spot is None)
        return {name: Entry(name, Place(""), state=State.LOST) for name in lost}

    @cached_property
    def formulas(self) -> Sequence[OnSheet[Site]]:
        """Every single formula cell that still stands."""
        return _by_sheet(
            (spot.sheet, _site(slot, asked, spot))
            for slot, asked, spot in self._scalars("formula")
            if spot is not None
        )

    @cached_property
    def due(self) -> Mapping[str, str]:
        """The formula that the template has in each of them, without the equals sign."""
        return due_formulas(self.layout)

    @cached_property
    def tables(self) -> Sequence[StandingTable]:
        """Every table of which at least one input column is left."""
        return tuple(standing_tables(self.layout, self.located.spots))

    @cached_property
    def marks(self) -> Sequence[OnSheet[Mark]]:
        """The template's texts; those that many cells share once."""
        found: dict[tuple[object, ...], Mark] = {}
        for landmark in landmarks(self.layout):
            spot = self.located.spots.get(landmark.name)
            if spot is not None:
                row, column = spot.box.top + landmark.row, spot.box.left + landmark.column
                key = spot.sheet, row, column, landmark.row < 0, landmark.text
                found.setdefault(key, Mark((row, column), landmark, spot))
        return _by_sheet((mark.spot.sheet, mark) for mark in found.values())

    @cached_property
    def points(self) -> Sequence[tuple[Indicator, Spot]]:
        """Every indicator with the cell of its points."""
        spots = self.located.spots
        found = ((indicator, points_name(indicator.id)) for indicator in self.layout.scheme.indicators())
        return tuple((indicator, spots[name]) for indicator, name in found if name in spots)

    def _scalars(self, kind: SlotKind) -> Iterator[tuple[Slot, Field, Spot | None]]:
        """Every single cell of a kind, its field and where it stands; columns of tables are read by rows."""
        columns = {slot.name for table in self.layout.tables.values() for slot in table.columns.values()}
        for slot in self.layout.of_kind(kind):
            if slot.field is not None and slot.name not in columns:
                yield slot, slot.field, self.located.spots.get(slot.name)


def _site(slot: Slot, field: Field, spot: Spot) -> Site:
    row, column = spot.box.top, spot.box.left
    place = cell_place(spot.sheet, row, column)
    return Site(question(field, slot.name), place, (row, column), Entry(slot.name, place))


def _entered(slot: Slot, asked: Field) -> Field:
    """The field as reading asks for it."""
    if slot.sheet != SCORING_SHEET:
        return asked
    # A check of its own judges entered scores against the points (K02), and knows how to say it.
    return msgspec.structs.replace(asked, minimum=None, maximum=None)
