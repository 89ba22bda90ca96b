"""One sheet's part: its cells and its merged areas, by the quick way where it is written plainly."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml import etree

from perfxl.engines.closed.source import MAIN
from perfxl.workbook.bulk.contents import Grid, Line
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.memory import Memory, key_of
from perfxl.workbook.bulk.merged import MergedAreas
from perfxl.workbook.bulk.plain_rows import Row, ascending, read_rows, read_rows_without_cells
from perfxl.workbook.bulk.shifting import SHARED, SharedFormulas, formula_text
from perfxl.workbook.bulk.tree_cells import read_grid, read_merged
from perfxl.workbook.gate.parts import Amounts, at_most, sound_tree, tree

_WORKSHEET, _SHEET_DATA, _ROW, _MERGED = (
    f"{{{MAIN}}}{tag}" for tag in ("worksheet", "sheetData", "row", "mergeCells")
)
_START, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_ROOT: Final = re.compile(rb"<worksheet[^<>]*>")
_KEPT, _LONGEST_HEAD = 256, 16 * 1024


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What a sheet's part holds; ``amounts`` bound it as the gate counts."""

    grid: Grid
    merged: MergedAreas
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class _Tail:
    """What is told after the rows."""

    merged: MergedAreas
    amounts: Amounts


def read_sheet(content: bytes) -> SheetPart:
    """Read a sheet's part, which is well-formed."""
    try:
        return plain_sheet(content)
    except DoubtError:
        root = tree(content)
        return SheetPart(read_grid(root), MergedAreas(read_merged(root)), Amounts(len(content)))


def plain_sheet(content: bytes) -> SheetPart:
    """The same for a sheet that is written plainly; it is proved well-formed by being read.

    Its rows are read by their tokens. What stands before them and after them is given to a parser: the first
    is short, the second (validations, conditional formats) the same in many workbooks.

    Raises:
        DoubtError: it is not written plainly.
    """
    start, end = content.find(_START), content.rfind(_END)
    head, tail = content[: start + len(_START)], content[end:]
    root = _ROOT.search(head)
    if not 0 < start < end or root is None:
        raise DoubtError
    declared = _head(head) if len(head) < _LONGEST_HEAD else _read_head(head)
    after = _tail(root[0], tail)
    grid, amounts = _grid(content[len(head) : end], declared)
    return SheetPart(grid, after.merged, amounts.plus(after.amounts).plus(at_most(head)))


def _may_hide(part: bytes) -> bool:
    """Whether a comment, or what is meant for some program, may hide what looks like tags."""
    return b"<!" in part or part.find(b"<?", 1) > 0


def _read_head(head: bytes) -> frozenset[str | None]:
    """Make sure of all up to the rows; give back the prefixes of namespaces that are declared there."""
    if _may_hide(head):
        raise DoubtError
    root = _parsed(head + b"</sheetData></worksheet>")
    if root[-1].tag != _SHEET_DATA or root.find(_MERGED) is not None:
        raise DoubtError
    return frozenset(root.nsmap)


_head = lru_cache(_KEPT)(_read_head)
_tails: Memory[tuple[bytes, bytes], _Tail] = Memory(_KEPT)


def _tail(root: bytes, tail: bytes) -> _Tail:
    """Make sure of all after the rows; give back the merged areas, which are told of there."""
    key = root, key_of(tail)
    known = _tails.get(key)
    if known is None:
        if _may_hide(tail):
            raise DoubtError
        known = _Tail(MergedAreas(read_merged(_parsed(root + _START + tail))), at_most(tail))
        _tails.keep(key, known)
    return known


def _parsed(content: bytes) -> etree._Element:
    """A sheet without its rows."""
    root = sound_tree(content)
    if root is None or root.tag != _WORKSHEET or next(root.iter(_ROW), None) is not None:
        raise DoubtError
    return root


def _grid(text: bytes, declared: frozenset[str | None]) -> tuple[Grid, Amounts]:
    """All cells of the rows; ``declared`` are the prefixes of namespaces that they may use."""
    *pieces, last = text.split(_ROW_END)
    rows = [*read_rows(pieces), *(read_rows_without_cells(last) if last else ())]
    if not rows:
        return {}, Amounts(len(text))
    numbers, lines, shared, tags, linked, prefixes = zip(*rows, strict=True)
    if not ascending(numbers) or not declared.issuperset(filter(None, prefixes)):
        raise DoubtError
    grid = {number: line for number, line in zip(numbers, lines, strict=True) if line.places}
    if any(shared):
        formulas = SharedFormulas()
        grid |= {row.number: _with_shared(row, formulas) for row in rows if row.shared}
    count = sum(tags)
    return grid, Amounts(len(text), count, count, len(rows), sum(linked))


def _with_shared(row: Row, shared: SharedFormulas) -> Line:
    """The cells of a row, in which formulas that it shares with others have their text."""
    kinds = list(row.line.kinds)
    for column, number, text in row.shared:
        place = row.line.places[column]
        own = shared.text(number, text, row.number, column)
        kinds[place] = kinds[place]._replace(formula=formula_text(SHARED, own))
    return Line(row.line.places, kinds, row.line.texts)
