"""What every input held when the workbook was finished, kept in ``_perfxl`` beside formulas that compare.

The list begins in the fourth column: a name, what its cell held, whether it holds something else now. Of a
table's column the contents stand further right, in a column of their own. The cover sums the differences up.
What a cell cannot hold as it was (control characters, times of day) is not kept, and the cover does not see
it change; a check does, by the receipt.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from perfxl.engines.addresses import address_of, box_of
from perfxl.engines.backend import Box
from perfxl.engines.entry import MAX_TEXT
from perfxl.findings import Place
from perfxl.scheme.inventory import STATE
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from perfxl.workbook.cells import cleaned, write_texts
from perfxl.workbook.computed import Shown
from perfxl.workbook.filling.entering import enter_column
from perfxl.workbook.layout import IDENTITY_SHEET, KEPT_COLUMN, plan
from perfxl.workbook.reading.blocks import read_cells
from perfxl.workbook.reading.locating import cell_place
from perfxl.workbook.reading.parsing import ERROR_VALUES, Content, show
from perfxl.workbook.state import ERROR, native_changes, native_sum, shown_state

if TYPE_CHECKING:
    from perfxl.engines import Book, Sheet

_NAME: Final = KEPT_COLUMN + 1
_CONTENT, _COMPARED, _COLUMNS = _NAME + 1, _NAME + 2, _NAME + 4
"""Columns counted from 1: those of the list, and the first of those that keep a table's columns."""

_FIRST: Final = 4
"""The first row of contents, counted from 1; above them stand words and sum, and the names of columns."""

_HEAD: Final = _FIRST - 1
_MOST_ROWS: Final = 20_000
_FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Before it programs disagree about days, and times of day are such days."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: the words for the finishing, and what the cells of every input held, by its name."""

    words: str
    contents: Mapping[str, tuple[Content, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that no longer holds what it held, both as a user sees it."""

    place: Place
    kept: str
    now: str


def gather(book: "Book", scheme: Scheme, submission: Submission, words: str) -> Kept:
    """What all inputs of an open workbook hold, as far as a cell can keep it."""
    inputs = {slot.name: _standing(submission, slot.name) for slot in plan(scheme).of_kind("input")}
    standing = {name: found for name, found in inputs.items() if found is not None}
    wanted: dict[str, tuple[int, int]] = {}
    for sheet, box in standing.values():
        row, column = wanted.get(sheet, (0, 0))
        wanted[sheet] = max(row, box.bottom), max(column, box.right)
    cells = read_cells(book, wanted)
    contents = {
        name: tuple(_kept(cells[sheet].at(row, box.left).content) for row in range(box.top, box.bottom + 1))
        for name, (sheet, box) in standing.items()
    }
    return Kept(words, {name: held for name, held in contents.items() if all(map(_keepable, held))})


def _standing(submission: Submission, name: str) -> tuple[str, Box] | None:
    """The sheet and the cells of a name, None where they are gone."""
    place = submission.places.get(name, Place(""))
    box = box_of(place.cell)
    return None if box is None else (place.sheet, box)


def _kept(content: Content) -> Content:
    return ERROR if content in ERROR_VALUES else content


def _keepable(content: Content) -> bool:
    if isinstance(content, str):
        return cleaned(content) == content and len(content) < MAX_TEXT
    if isinstance(content, dt.datetime):
        return content.date() >= _FIRST_DAY
    return True


def write_kept(book: "Book", submission: Submission, kept: Kept) -> None:
    """Keep contents in ``_perfxl``, with a formula for each name that compares them with its cells.

    What an earlier finishing kept is replaced. ``submission`` tells where the cells stand.
    """
    sheet = book.sheets[IDENTITY_SHEET]
    _clear(sheet)
    listed = list(_fitted(submission, kept))
    write_texts(sheet.range((1, _CONTENT)), [[kept.words]])
    last = _FIRST + max(1, len(listed)) - 1
    sheet.range((1, _COMPARED)).formula = f"={native_sum(_COMPARED, _FIRST, last)}"
    if listed:
        places = list(_write_contents(sheet, [(name, held) for name, _, held in listed]))
        formulas = [_formula(*one, at) for one, at in zip(listed, places, strict=True)]
        sheet.range((_FIRST, _COMPARED), (last, _COMPARED)).formula = [[formula] for formula in formulas]


_Listed: TypeAlias = tuple[str, tuple[str, Box], tuple[Content, ...]]


def _fitted(submission: Submission, kept: Kept) -> Iterator[_Listed]:
    """Every name that still stands with its cells, and just as many contents as it has cells."""
    for name, held in kept.contents.items():
        place = _standing(submission, name)
        if place is not None:
            height = place[1].shape[0]
            yield name, place, (*held[:height], *[None] * (height - len(held)))


def _write_contents(sheet: "Sheet", listed: Sequence[tuple[str, tuple[Content, ...]]]) -> Iterator[Box]:
    """Write names and contents; where each name's contents then stand."""
    write_texts(sheet.range((_FIRST, _NAME)), [[name] for name, _ in listed])
    singles = [held[0] if len(held) == 1 else None for _, held in listed]
    enter_column(sheet.range((_FIRST, _CONTENT)), singles)
    column = _COLUMNS
    for row, (name, held) in enumerate(listed, start=_FIRST):
        if len(held) == 1:
            yield Box(row, _CONTENT, row, _CONTENT)
        else:
            write_texts(sheet.range((_HEAD, column)), [[name]])
            enter_column(sheet.range((_FIRST, column)), held)
            yield Box(_FIRST, column, _FIRST + len(held) - 1, column)
            column += 1


def _formula(_name: str, place: tuple[str, Box], held: Sequence[Content], at: Box) -> str:
    sheet, box = place
    # Quoted always: a sheet may be named like a cell.
    quoted = sheet.replace("'", "''")
    cells = f"'{quoted}'!{address_of(box)}"
    return "=" + native_changes(cells, address_of(at), several=len(held) > 1, errors=ERROR in held)


def _clear(sheet: "Sheet") -> None:
    last = sheet.used_range.last_cell
    if last.column >= _NAME:
        sheet.range((1, _NAME), (last.row, last.column)).clear()


# ── what was kept, and what has changed since ──


def read_kept(book: "Book", scheme: Scheme) -> Kept | None:
    """What an open workbook of this scheme keeps of its last finishing; None where it was never finished.

    Names that the scheme does not know are passed over: a file that came by mail may hold anything.
    """
    sheet = book.sheets[IDENTITY_SHEET]
    words, rows = _listed(sheet)
    if not words:
        return None
    slots = plan(scheme).slots
    columns = _kept_columns(sheet, {name for _, name, _ in rows})
    known = ((name, content) for _, name, content in rows if name in slots and slots[name].kind == "input")
    contents = {name: columns.get(name, (content,)) for name, content in known}
    return Kept(words, contents)


def _listed(sheet: "Sheet") -> tuple[str, list[tuple[int, str, Content]]]:
    """The words for the finishing, and every row of the list: its number, the name, what its cell held."""
    last = max(_FIRST, min(sheet.used_range.last_cell.row, _MOST_ROWS))
    block = sheet.range((1, _NAME), (last, _CONTENT)).options(ndim=2, err_to_str=True).value
    rows = [
        (row, name, content)
        for row, (name, content) in enumerate(block[_FIRST - 1 :], start=_FIRST)
        if isinstance(name, str) and name
    ]
    return show(block[0][1]), rows


def _kept_columns(sheet: "Sheet", names: set[str]) -> Mapping[str, tuple[Content, ...]]:
    last = sheet.used_range.last_cell
    right, bottom = min(last.column, _COLUMNS + len(names)), max(_FIRST, min(last.row, _MOST_ROWS))
    if right < _COLUMNS:
        return {}
    block = sheet.range((_HEAD, _COLUMNS), (bottom, right)).options(ndim=2, err_to_str=True).value
    return {str(column[0]): column[1:] for column in zip(*block, strict=True) if column[0] in names}


def changes(submission: Submission, kept: Kept) -> tuple[Change, ...]:
    """Every cell that holds something else now, in the order of the workbook's sheets and blocks."""
    by_name = _changes_by_name(submission, kept)
    return tuple(change for found in by_name.values() for change in found)


def _changes_by_name(submission: Submission, kept: Kept) -> Mapping[str, list[Change]]:
    shown = _shown_now(submission)
    return {name: list(_changed(submission, name, held, shown)) for name, held in kept.contents.items()}


def _changed(
    submission: Submission, name: str, held: Sequence[Content], shown: Mapping[tuple[str, int, int], str]
) -> Iterator[Change]:
    standing = _standing(submission, name)
    if standing is None:
        yield Change(Place(""), show(held[0]) if held else "", "")
        return
    sheet, box = standing
    for row, content in enumerate(held, start=box.top):
        before, now = show(content), shown.get((sheet, row, box.left), "") if row <= box.bottom else ""
        if before != now:
            yield Change(cell_place(sheet, row, box.left), before, now)


def _shown_now(submission: Submission) -> Mapping[tuple[str, int, int], str]:
    """What the inputs show that are not blank, by sheet, row and column."""
    found = [*submission.entries.values()]
    for rows in submission.tables.values():
        found += [entry for row in rows for entry in row.cells.values()]
    shown = {}
    for entry in found:
        box = box_of(entry.place.cell)
        if box is not None:
            shown[entry.place.sheet, box.top, box.left] = show(_kept(entry.raw))
    return shown


def shown_by_formulas(book: "Book", scheme: Scheme, submission: Submission) -> dict[tuple[str, str], Shown]:
    """What these formulas and the cover's show, for a file that is saved without being calculated."""
    kept = read_kept(book, scheme)
    state = _standing(submission, STATE)
    saved: dict[tuple[str, str], Shown] = {}
    total = 0
    if kept is not None:
        counts = {name: len(found) for name, found in _changes_by_name(submission, kept).items()}
        total = sum(counts.values())
        for row, name, _ in _listed(book.sheets[IDENTITY_SHEET])[1]:
            place = cell_place(IDENTITY_SHEET, row, _COMPARED)
            saved[place.sheet, place.cell] = float(counts.get(name, 0))
        saved[IDENTITY_SHEET, cell_place(IDENTITY_SHEET, 1, _COMPARED).cell] = float(total)
    if state is not None:
        sheet, box = state
        saved[sheet, cell_place(sheet, box.top, box.left).cell] = shown_state(
            kept.words if kept else "", total
        )
    return saved
