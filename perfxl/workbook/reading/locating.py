"""Where the template's named cells stand in a workbook now: rows inserted, sheets renamed, names lost."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from perfxl.engines.addresses import address_of, place_of
from perfxl.engines.backend import Box
from perfxl.findings import Finding, Place, finding
from perfxl.wording import say
from perfxl.workbook.layout import Layout
from perfxl.workbook.reading.view import Directory
from perfxl.workbook.slots import Slot

_TOLD_SINGLY = 6
"""So many lost names of a sheet are each told; more of them together."""
_MOST_ROWS = 20_000
"""A name that somebody has stretched over more rows than that names no table any more."""
_PLACES_KEPT = 8192
"""So many cells' places are remembered: the workbooks of one template have theirs in common."""


def box_place(sheet: str, box: Box) -> Place:
    """Some cells, as a user would name them."""
    return Place(sheet, address_of(box, row_absolute=False, column_absolute=False))


@lru_cache(_PLACES_KEPT)
def cell_place(sheet: str, row: int, column: int) -> Place:
    """One cell, as a user would name it; rows and columns are counted from 1."""
    return box_place(sheet, Box(row, column, row, column))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name's cells stand."""

    sheet: str
    box: Box

    @property
    def place(self) -> Place:
        """The cells, as a user would name them."""
        return box_place(self.sheet, self.box)


def whole(spots: Iterable[Spot]) -> Place:
    """The smallest area that holds several spots of one sheet."""
    found = list(spots)
    boxes = [spot.box for spot in found]
    area = Box(
        min(box.top for box in boxes),
        min(box.left for box in boxes),
        max(box.bottom for box in boxes),
        max(box.right for box in boxes),
    )
    return box_place(found[0].sheet, area)


@dataclass(frozen=True, slots=True)
class Located:
    """Every name that still stands, and the findings on those that do not.

    ``sheets`` gives every planned sheet of named cells its present name, ``""`` where it is gone.
    """

    spots: Mapping[str, Spot]
    sheets: Mapping[str, str]
    findings: tuple[Finding, ...]


def locate(directory: Directory, layout: Layout) -> Located:
    """Find every named cell of the layout in a workbook."""
    sheet_names = tuple(directory.sheet_names)
    scopes = _references(directory, layout)
    spots: dict[str, Spot] = {}
    borrowed: set[str] = set()
    for slot in layout.slots.values():
        spot, copy = _spot(scopes.get(slot.name.casefold(), {}), sheet_names)
        if spot is not None:
            spots[slot.name] = spot if slot.rows * slot.columns > 1 else _first_cell(spot)
            borrowed.add(copy)
    sheets = _present_sheets(layout, spots, sheet_names)
    found = [
        *_sheet_findings(layout, spots, sheets, sheet_names),
        *_copies(scopes, sheets, borrowed),
        *_hidden(directory, layout, sheets),
    ]
    return Located(spots, sheets, tuple(found))


_Scopes = Mapping[str | None, str]


def _references(directory: Directory, layout: Layout) -> Mapping[str, dict[str | None, str]]:
    """What each of the layout's names refers to, by the sheet it is confined to (None: the whole book)."""
    known = {name.casefold() for name in layout.slots}
    found: dict[str, dict[str | None, str]] = {}
    for name, sheet, refers_to in directory.names():
        if name.casefold() in known:
            found.setdefault(name.casefold(), {})[sheet] = refers_to
    return found


def _spot(scopes: _Scopes, sheet_names: tuple[str, ...]) -> tuple[Spot | None, str]:
    """Where a name stands; if only copies of it confined to one sheet are left, where that one does."""
    spot = _resolved(scopes.get(None, ""), sheet_names)
    if spot is not None:
        return spot, ""
    copies = [
        (found, sheet)
        for sheet, refers_to in scopes.items()
        if sheet and (found := _resolved(refers_to, sheet_names))
    ]
    return copies[0] if len(copies) == 1 else (None, "")


def _first_cell(spot: Spot) -> Spot:
    top, left, _, _ = spot.box
    return Spot(spot.sheet, Box(top, left, top, left))


def _resolved(reference: str, sheet_names: tuple[str, ...]) -> Spot | None:
    place = place_of(reference)
    if place is None or place[1].shape[0] > _MOST_ROWS:
        return None
    present = next((name for name in sheet_names if name.casefold() == place[0].casefold()), None)
    return None if present is None else Spot(present, place[1])


def _present_sheets(
    layout: Layout, spots: Mapping[str, Spot], sheet_names: tuple[str, ...]
) -> Mapping[str, str]:
    """The present name of every planned sheet: its own, or the one on which most of its names stand."""
    votes: dict[str, Counter[str]] = {}
    for slot in layout.slots.values():
        votes.setdefault(slot.sheet, Counter())
        if slot.name in spots:
            votes[slot.sheet][spots[slot.name].sheet] += 1
    return {
        planned: count.most_common(1)[0][0] if count else planned if planned in sheet_names else ""
        for planned, count in votes.items()
    }


def _sheet_findings(
    layout: Layout, spots: Mapping[str, Spot], sheets: Mapping[str, str], sheet_names: tuple[str, ...]
) -> Iterator[Finding]:
    with_inputs = {slot.sheet for slot in layout.of_kind("input")}
    for planned, present in sheets.items():
        slots = [slot for slot in layout.slots.values() if slot.sheet == planned]
        lost = [slot for slot in slots if slot.name not in spots]
        if len(lost) == len(slots) and planned not in with_inputs:
            yield finding("T13", Place(planned), case="own_area_lost")
        elif not present:
            yield _missing_sheet(planned, layout, sheet_names)
        elif len(lost) == len(slots):
            yield finding("T13", Place(planned), case="all_names_lost")
        else:
            if present != planned:
                case = "sheet_exchanged" if planned in sheet_names else "sheet_renamed"
                yield finding("T13", Place(present), case=case, planned=planned)
            yield from _lost_names(lost, present)


def _missing_sheet(planned: str, layout: Layout, sheet_names: tuple[str, ...]) -> Finding:
    likely = likely_sheet(planned, layout, sheet_names)
    if likely:
        return finding("T13", Place(planned), case="sheet_missing_likely", likely=likely)
    return finding("T13", Place(planned), case="sheet_missing")


def likely_sheet(planned: str, layout: Layout, sheet_names: Iterable[str]) -> str:
    """The sheet that, by its name, may be what became of a missing one; empty if none is near."""
    strangers = [name for name in sheet_names if name not in layout.sheet_names]
    near = difflib.get_close_matches(planned, strangers, n=1, cutoff=0.5)
    return near[0] if near else ""


def _lost_names(lost: list[Slot], sheet: str) -> Iterator[Finding]:
    if len(lost) <= _TOLD_SINGLY:
        for slot in lost:
            yield finding("T13", Place(sheet), _label(slot), case="name_lost", cell=slot.range)
    else:
        labels = say("reading.and").join(_label(slot) for slot in lost[:_TOLD_SINGLY])
        yield finding("T13", Place(sheet), case="names_lost", labels=labels, count=len(lost))


def _label(slot: Slot) -> str:
    return slot.label if slot.field is not None else say("reading.own_area")


def _copies(
    scopes: Mapping[str, _Scopes], sheets: Mapping[str, str], borrowed: set[str]
) -> Iterator[Finding]:
    """Excel gives the copy of a sheet names of its own; what stands on the copy is not read."""
    copies = dict.fromkeys(sheet for by_scope in scopes.values() for sheet in by_scope if sheet)
    for sheet in copies:
        if sheet in borrowed:
            yield finding("R14", Place(sheet), case="read")
        elif sheet not in sheets.values():
            yield finding("R14", Place(sheet), case="ignored")


def _hidden(directory: Directory, layout: Layout, sheets: Mapping[str, str]) -> Iterator[Finding]:
    with_inputs = dict.fromkeys(slot.sheet for slot in layout.of_kind("input"))
    for planned in with_inputs:
        present = sheets.get(planned)
        if present and not directory.visible(present):
            yield finding("R13", Place(present), case="sheet")
