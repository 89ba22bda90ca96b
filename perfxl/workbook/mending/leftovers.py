"""What stays behind when a workbook's inputs are moved into a fresh one: all else that somebody typed."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from perfxl.findings import Place
from perfxl.wording import say
from perfxl.workbook.mending.survey import Survey
from perfxl.workbook.reading.blocks import SheetCells
from perfxl.workbook.reading.locating import cell_place
from perfxl.workbook.reading.parsing import quoted, show
from perfxl.workbook.reading.typed_numbers import without_spaces
from perfxl.workbook.results.marks import users_part

if TYPE_CHECKING:
    from perfxl.engines import Book

_CELLS_TOLD = 30
_PLACES_TOLD = 5
_NOTE_QUOTED = 200
_NUMBER = re.compile(r"[-+]?[\d.]+")

Position = tuple[str, int, int]
"""Sheet, row and column, counted from 1."""


def leftovers(
    old: "Book", seen: Survey, fresh: Mapping[str, SheetCells], known: Collection[Position]
) -> Iterator[str]:
    """A line on each thing that will not be in the fresh workbook.

    ``fresh`` is what the blank template's sheets hold, by their planned names; ``known`` are the cells that
    were moved, or told of otherwise, or that the template fills by itself.
    """
    stray = list(_stray_cells(seen, fresh, known))
    yield from stray[:_CELLS_TOLD]
    if len(stray) > _CELLS_TOLD:
        yield say("repairing.more_cells", count=len(stray) - _CELLS_TOLD)
    yield from _notes(old, seen)
    for stranger in seen.strangers:
        yield say("repairing.stranger", sheet=stranger)


def _stray_cells(seen: Survey, fresh: Mapping[str, SheetCells], known: Collection[Position]) -> Iterator[str]:
    for planned, present in seen.sheets.items():
        # Rows move, columns seldom do. A text of the template's own is known in any column; a number is not,
        # which may be a serial number in one column and somebody's figure in another.
        contents = list(_contents(fresh[planned]))
        printed = {(column, without_spaces(text)) for _, column, text in contents}
        texts = {text for _, text in printed if not _NUMBER.fullmatch(text)}
        for row, column, text in _contents(seen.cells[present]):
            form = without_spaces(text)
            own = (column, form) in printed or form in texts
            if (present, row, column) not in known and not own:
                yield say("repairing.stray", place=cell_place(present, row, column), raw=quoted(text))


def _contents(cells: SheetCells) -> Iterator[tuple[int, int, str]]:
    """Every cell that holds something but a formula."""
    for row, values in enumerate(cells.values, start=1):
        for column, content in enumerate(values, start=1):
            text = show(content).strip()
            if text and not cells.at(row, column).formula:
                yield row, column, text


def _notes(old: "Book", seen: Survey) -> Iterator[str]:
    """A line on each text of notes, wherever they stand: many cells may bear the same one."""
    places = dict[str, list[Place]]()
    for sheet in seen.sheets.values():
        for note in old.sheets[sheet].notes:
            own = users_part(note.text).strip()
            if own:
                place = cell_place(sheet, note.location.row, note.location.column)
                places.setdefault(own, []).append(place)
    for text, found in places.items():
        yield say("repairing.note", place=_listed(found), text=quoted(text, _NOTE_QUOTED))


def _listed(places: Sequence[Place]) -> str:
    told = say("reading.and").join(map(str, places[:_PLACES_TOLD]))
    many = len(places) > _PLACES_TOLD
    return say("repairing.places", places=told, count=len(places)) if many else told
