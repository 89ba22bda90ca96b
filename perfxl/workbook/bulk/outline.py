"""The workbook part: which sheets there are and where their cells stand, the defined names, the calendar."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml import etree

from perfxl.engines.closed.source import MAIN
from perfxl.workbook.gate.parts import RELATION_ID, Relation, relations, tree
from perfxl.workbook.reading.view import NamedCells

_SHEETS, _NAMES = f"{{{MAIN}}}sheets/{{{MAIN}}}sheet", f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"
_PROPERTIES = f"{{{MAIN}}}workbookPr"
_TRUE = ("1", "true", "t")
_KEPT, _LONGEST_KEPT = 64, 256 * 1024
_PASSING: Final = tuple(
    re.compile(rb"<%s(?=[ />])[^<>]*(?:/>|>(?:(?!<%s[ />]).)*?</%s>)" % (tag, tag, tag), re.DOTALL)
    for tag in (b"fileVersion", b"bookViews", b"calcPr", b"mc:AlternateContent", b"xr:revisionPtr")
)
"""What differs from one saving to the next and tells nothing of cells: windows, revisions, who saved last."""


@dataclass(frozen=True, eq=False)
class Outline:
    """What a workbook says of itself (:class:`~perfxl.workbook.reading.view.Directory`).

    ``parts`` gives the part of every worksheet by its name, in order; ``shown`` those whose tab can be seen.
    ``strings`` and ``styles`` are parts too, ``""`` where there are none.
    """

    parts: Mapping[str, str]
    shown: frozenset[str]
    defined: tuple[NamedCells, ...]
    from_1904: bool
    strings: str
    styles: str

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Its worksheets, in order."""
        return tuple(self.parts)

    def names(self) -> tuple[NamedCells, ...]:
        """Its defined names."""
        return self.defined

    def visible(self, sheet: str) -> bool:
        """Whether a sheet's tab can be seen."""
        return sheet in self.shown


def telling(workbook: bytes) -> bytes:
    """A workbook part, or any other, without what tells nothing: of the same sheets and names, the same."""
    if b"<!" not in workbook:
        for passing in _PASSING:
            workbook = passing.sub(b"", workbook)
    return workbook


def outline_of(main: str, workbook: bytes, rels: bytes) -> Outline:
    """Read the workbook part, whose name is ``main``, and its relationships.

    Workbooks that have all this in common have the very same outline.
    """
    return (_remembered if len(workbook) + len(rels) < _LONGEST_KEPT else _read)(main, workbook, rels)


def _read(main: str, workbook: bytes, rels: bytes) -> Outline:
    root = tree(workbook)
    related = {one.id: one for one in relations(relationships_of(main), rels)}
    listed = [(sheet, related.get(sheet.get(RELATION_ID, ""))) for sheet in root.iterfind(_SHEETS)]
    parts = {
        sheet.get("name", ""): one.target
        for sheet, one in listed
        if one is not None and "chartsheet" not in one.kind
    }
    properties = root.find(_PROPERTIES)
    return Outline(
        parts=parts,
        shown=frozenset(
            sheet.get("name", "") for sheet, _ in listed if sheet.get("state", "visible") == "visible"
        ),
        defined=tuple(_names(root, [sheet.get("name", "") for sheet, one in listed if one], parts)),
        from_1904=properties is not None and properties.get("date1904", "0") in _TRUE,
        strings=_target(related, "sharedStrings"),
        styles=_target(related, "styles"),
    )


_remembered = lru_cache(_KEPT)(_read)


def relationships_of(part: str) -> str:
    """The name of the part that lists the relationships of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(related: Mapping[str, Relation], kind: str) -> str:
    return next((one.target for one in related.values() if one.kind == kind), "")


def _names(root: etree._Element, sheets: Sequence[str], parts: Mapping[str, str]) -> Iterator[NamedCells]:
    """The names of the workbook, then those confined to a sheet, sheet by sheet.

    A sheet is meant by its number among all sheets, those of charts included, whose own names do not count.
    """
    found: dict[str | None, dict[str, str]] = {None: {}} | {sheet: {} for sheet in parts}
    for name in root.iterfind(_NAMES):
        number = name.get("localSheetId")
        sheet = None if number is None else sheets[int(number)] if int(number) < len(sheets) else ""
        if sheet in found:
            found[sheet][name.get("name", "")] = f"={name.text}"
    for sheet, names in found.items():
        yield from (NamedCells(name, sheet, refers_to) for name, refers_to in names.items())
