"""One sheet's part: its cells and its merged areas, by the quick way where it is written plainly."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lxml import etree

from perfxl.engines.closed.source import MAIN
from perfxl.workbook.bulk.contents import Grid, Raw
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.memory import Memory
from perfxl.workbook.bulk.merged import MergedAreas
from perfxl.workbook.bulk.plain_rows import PREFIXED, Row, read_rows, read_rows_without_cells
from perfxl.workbook.bulk.shifting import SHARED, SharedFormulas, formula_text
from perfxl.workbook.bulk.tree_cells import read_grid, read_merged
from perfxl.workbook.gate.parts import sound_tree, tree

_WORKSHEET, _SHEET_DATA, _ROW, _MERGED = (
    f"{{{MAIN}}}{tag}" for tag in ("worksheet", "sheetData", "row", "mergeCells")
)
_START, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_ROOT: Final = re.compile(rb"<worksheet[^<>]*>")
_KEPT, _LONGEST_HEAD = 256, 16 * 1024


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What a sheet's part holds."""

    grid: Grid
    merged: MergedAreas


def read_sheet(content: bytes) -> SheetPart:
    """Read a sheet's part, which is well-formed."""
    try:
        return plain_sheet(content)
    except DoubtError:
        root = tree(content)
        return SheetPart(read_grid(root), MergedAreas(read_merged(root)))


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
    if not 0 < start < end or root is None or _may_hide(head) or _may_hide(tail):
        raise DoubtError
    declared = _head(head) if len(head) < _LONGEST_HEAD else _read_head(head)
    data = content[len(head) : end]
    if any(use in data and prefix not in declared for use, prefix in _PREFIXES):
        raise DoubtError
    return SheetPart(_grid(data), _tail(root[0], tail))


_PREFIXES = tuple((f'{name}="'.encode(), name.partition(":")[0]) for name in PREFIXED)


def _may_hide(part: bytes) -> bool:
    """Whether a comment, or what is meant for some program, may hide what looks like tags."""
    return b"<!" in part or part.find(b"<?", 1) > 0


def _read_head(head: bytes) -> frozenset[str | None]:
    """Make sure of all up to the rows; give back the prefixes of namespaces that are declared there."""
    root = _parsed(head + b"</sheetData></worksheet>")
    if root[-1].tag != _SHEET_DATA or root.find(_MERGED) is not None:
        raise DoubtError
    return frozenset(root.nsmap)


_head = lru_cache(_KEPT)(_read_head)
_tails: Memory[bytes, MergedAreas] = Memory(_KEPT)


def _tail(root: bytes, tail: bytes) -> MergedAreas:
    """Make sure of all after the rows; give back the merged areas, which are told of there."""
    whole = root + _START + tail
    digest = hashlib.sha256(whole).digest()
    merged = _tails.get(digest)
    if merged is None:
        merged = MergedAreas(read_merged(_parsed(whole)))
        _tails.keep(digest, merged)
    return merged


def _parsed(content: bytes) -> etree._Element:
    """A sheet without its rows."""
    root = sound_tree(content)
    if root is None or root.tag != _WORKSHEET or next(root.iter(_ROW), None) is not None:
        raise DoubtError
    return root


def _grid(data: bytes) -> Grid:
    *pieces, last = data.split(_ROW_END)
    rows = [row for piece in pieces for row in read_rows(piece)]
    if last:
        rows += read_rows_without_cells(last)
    if any(after.number <= before.number for before, after in pairwise(rows)):
        raise DoubtError
    shared = SharedFormulas()
    return {row.number: _cells(row, shared) for row in rows if row.cells}


def _cells(row: Row, shared: SharedFormulas) -> Mapping[int, Raw]:
    """The cells of a row; formulas that it shares with others get their text."""
    if not row.shared:
        return row.cells
    texts = {
        column: formula_text(SHARED, shared.text(number, text, row.number, column))
        for column, number, text in row.shared
    }
    return {column: raw._replace(formula=texts.get(column, raw.formula)) for column, raw in row.cells.items()}
