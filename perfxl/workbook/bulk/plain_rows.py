"""Rows as nearly all programs write them: so plain that they are read without a parser, and much faster.

A row is read only if its tokens fill it from end to end, so that nothing can hide between them; what is
accepted is well-formed by the way the tokens are made. Rows that many workbooks share, the blank ones of a
template above all, are recognized and not even read.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from perfxl.engines.addresses import column_number
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW
from perfxl.workbook.bulk.characters import characters, unescaped
from perfxl.workbook.bulk.contents import Raw
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.shifting import SHARED, formula_text
from perfxl.workbook.bulk.strings import without_marks

PREFIXED: Final = frozenset({"x14ac:dyDescent"})
"""Attributes of other namespaces than the sheet's own; the sheet must say which namespace is meant."""

_KEPT, _LONGEST_KEPT = 2048, 4096
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,20}="[^"<&]*")*'
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_ROW = re.compile(rf"<row({_ATTRIBUTES})(/?)>")
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?(?:/>|>'
    rf"(?:<f({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
    r'(?:<v>([^<]*)</v>|<v ?/>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_COLUMN, _NUMBER, _STYLE, _STRIDE = 1, 2, 3, 9
"""Splitting gives what stands between two tokens and then the groups of a token, all in one list."""


class Shared(NamedTuple):
    """A cell whose formula the sheet's cells share: the formula's number; its text, if this is the first."""

    column: int
    number: str
    text: str


class _FormulaKind(NamedTuple):
    """What the tag of a formula tells: its kind, and its number among the sheet's shared ones."""

    kind: str
    number: str


class Row(NamedTuple):
    """One row: the cells that hold anything, by column; not to be changed."""

    number: int
    cells: Mapping[int, Raw]
    shared: tuple[Shared, ...] = ()


def read_rows(piece: bytes) -> tuple[Row, ...]:
    """The row in a piece of a sheet up to ``</row>``, and the rows without cells in front of it.

    Raises:
        DoubtError: it is not written plainly.
    """
    return (_remembered if len(piece) < _LONGEST_KEPT else _read_rows)(piece)


def _read_rows(piece: bytes) -> tuple[Row, ...]:
    text = characters(piece)
    rows: list[Row] = []
    while match := _ROW.match(text):
        number, text = _row_number(match[1]), text[match.end() :]
        if not match[2]:
            return (*rows, _read_cells(text, number))
        rows.append(Row(number, {}))
    raise DoubtError


_remembered = lru_cache(_KEPT)(_read_rows)


def read_rows_without_cells(piece: bytes) -> tuple[Row, ...]:
    """The rows in what follows the last ``</row>`` of a sheet.

    Raises:
        DoubtError: there is anything else in it.
    """
    *rows, end = read_rows(piece + b'<row r="%d">' % MAX_ROW)
    if end.cells:
        raise DoubtError
    return tuple(rows)


def _read_cells(text: str, number: int) -> Row:
    parts = _CELL.split(text)
    if any(parts[::_STRIDE]) or parts[_NUMBER::_STRIDE].count(str(number)) < len(parts) // _STRIDE:
        raise DoubtError
    cells: dict[int, Raw] = {}
    shared: list[Shared] = []
    columns = _column_numbers(tuple(parts[_COLUMN::_STRIDE]))
    strides = (parts[start::_STRIDE] for start in range(_STYLE, _STRIDE))
    for column, style, kind, of_formula, formula, value, inline in zip(columns, *strides, strict=True):
        if of_formula is not None:
            share, text = _formula_kind(of_formula), unescaped(formula or "")
            result = unescaped(value) if value else None
            cells[column] = Raw(kind or "n", int(style or 0), result, formula_text(share.kind, text))
            if share.kind == SHARED:
                shared.append(Shared(column, share.number, text))
        elif kind == "inlineStr":
            if inline:
                cells[column] = Raw(kind, int(style or 0), without_marks(unescaped(inline)), None)
        elif value:
            cells[column] = Raw(kind or "n", int(style or 0), unescaped(value), None)
    return Row(number, cells, tuple(shared))


@lru_cache(_KEPT)
def _column_numbers(letters: tuple[str, ...]) -> tuple[int, ...]:
    """The columns of a row's cells, which must stand in their order."""
    numbers = tuple(column_number(one) for one in letters)
    if any(after <= before for before, after in pairwise(numbers)) or (numbers and numbers[-1] > MAX_COLUMN):
        raise DoubtError
    return numbers


@lru_cache(_KEPT)
def _row_number(attributes: str) -> int:
    number = _attributes(attributes).get("r", "")
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= MAX_ROW:
        raise DoubtError
    return int(number)


@lru_cache(_KEPT)
def _formula_kind(attributes: str) -> _FormulaKind:
    given = _attributes(attributes)
    return _FormulaKind(given.get("t", ""), given.get("si", ""))


def _attributes(text: str) -> Mapping[str, str]:
    given = _ATTRIBUTE.findall(text)
    by_name = dict(given)
    if len(by_name) < len(given) or any(":" in name for name in by_name.keys() - PREFIXED):
        raise DoubtError
    return by_name
