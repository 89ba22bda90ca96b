"""Marks at the cells at fault: a fill and a note, found again by the note and removed without a trace."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from perfxl.engines.addresses import box_of
from perfxl.findings import Finding, Place, Severity
from perfxl.wording import say
from perfxl.workbook.cells import cleaned
from perfxl.workbook.colours import rgb
from perfxl.workbook.layout import FINDINGS_SHEET, Layout
from perfxl.workbook.slots import SlotKind

if TYPE_CHECKING:
    from perfxl.engines import Book

NOTE_HEAD = "【审核意见】"
"""What perfxl's part of a note begins with. Marks of earlier versions are found by it: it never changes."""

_RULE = "────────"
_SEPARATOR = f"\n{_RULE}\n"
"""Stands between a user's own note and perfxl's part, and closes that part: a reply may follow it."""

_SHOWN_IN_NOTE = 3
"""A note of ordinary size has room for no more; the rest stands in 审核结果."""

_FILLED: frozenset[SlotKind] = frozenset({"input", "formula", "output"})
"""The kinds of cell that have a fill in the template, each in the colour of its own name."""

_Fills = Mapping[tuple[str, int, int], tuple[int, int, int]]


def mark(book: "Book", findings: Iterable[Finding]) -> None:
    """Give every cell at fault its fill and its note; earlier marks must have been cleared.

    A user's own note stays, with perfxl's part below it. Findings on whole sheets, or on sheets that the
    workbook does not have, are left to 审核结果.
    """
    sheets = frozenset(book.sheet_names)
    for place, found in _by_cell(findings).items():
        if place.sheet not in sheets:
            continue
        cell = book.sheets[place.sheet].range(place.cell)[0, 0]
        cell.color = rgb(fill_of(found))
        note = cell.note
        if note is None:
            cell.add_note(note_text(found))
        else:
            note.text = note.text + _SEPARATOR + note_text(found)


def clear_marks(book: "Book", layout: Layout, places: Mapping[str, Place] | None = None) -> None:
    """Take back every mark of an earlier run: notes become what the user wrote, fills what the template has.

    Marks are found by their notes, wherever inserted rows have moved them. ``places`` tells where the defined
    names stand now, if not where ``layout`` put them.
    """
    ours = [(sheet.name, note) for sheet in book.sheets for note in sheet.notes if NOTE_HEAD in note.text]
    if not ours:
        return
    fills = _template_fills(layout, places or {})
    for sheet, note in ours:
        cell = note.location
        cell.color = fills.get((sheet, cell.row, cell.column))
        if own := users_part(note.text):
            note.text = own
        else:
            note.delete()


def fill_of(found: Iterable[Finding]) -> str:
    """The colour of a cell with these findings: an error outweighs any reminder."""
    return "error" if any(one.severity is Severity.ERROR for one in found) else "reminder"


def note_text(found: Iterable[Finding]) -> str:
    """Perfxl's part of a cell's note: every finding with what is wrong and what to do, the first in full."""
    findings = list(found)
    shown = findings[:_SHOWN_IN_NOTE]
    key = "results.note.one" if len(findings) == 1 else "results.note.several"
    lines = [
        say(
            key, number=number, severity=one.severity.value, code=one.code, fault=one.fault, remedy=one.remedy
        )
        for number, one in enumerate(shown, start=1)
    ]
    if rest := len(findings) - len(shown):
        lines.append(say("results.note.more", count=rest, sheet=FINDINGS_SHEET))
    return cleaned("\n".join([NOTE_HEAD, *lines, _RULE]))


def users_part(note: str) -> str:
    """What the user wrote in a note, above perfxl's part or below it; ``""`` where there is nothing."""
    own, _, ours = note.partition(NOTE_HEAD)
    _, _, reply = ours.partition(_SEPARATOR.rstrip("\n"))
    return "\n".join(part for part in (own.removesuffix(_SEPARATOR), reply.strip("\n")) if part)


def _by_cell(findings: Iterable[Finding]) -> dict[Place, list[Finding]]:
    found: dict[Place, list[Finding]] = {}
    for one in findings:
        if one.place.cell:
            found.setdefault(one.place, []).append(one)
    return found


def _template_fills(layout: Layout, places: Mapping[str, Place]) -> _Fills:
    """The fill that the template gives each named cell, by sheet, row and column counted from 1."""
    fills: dict[tuple[str, int, int], tuple[int, int, int]] = {}
    for slot in layout.slots.values():
        place = places.get(slot.name) or Place(slot.sheet, slot.range)
        box = box_of(place.cell)
        if slot.kind not in _FILLED or box is None:
            continue
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                fills[place.sheet, row, column] = rgb(slot.kind)
    return fills
