"""Rows as nearly all programs write them: so plain that they are read without a parser, and much faster.

A row is cut at the ends of its values. What stands before a value (where the cell is, its format, its
formula) is the same in many workbooks and is understood once. It is accepted only if tokens fill it from end
to end, so that nothing can hide between them; and what is accepted is well-formed, as the tokens are. Rows
that are wholly the same, as the blank ones of a template, are recognized and not even cut.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from perfxl.engines.addresses import column_number
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW
from perfxl.workbook.bulk.characters import refuse_odd, unescaped
from perfxl.workbook.bulk.contents import Cell, Kind
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.shifting import SHARED, formula_text
from perfxl.workbook.bulk.strings import without_marks

_PREFIXED: Final = {"x14ac:dyDescent": "x14ac"}
"""Attributes of another namespace than the sheet's own, with its prefix; the sheet must say what it means."""

_ROWS_KEPT, _HEADS_KEPT, _TAGS_KEPT = 8192, 16384, 4096
_LONGEST = 2048
"""Rows up to this length are remembered."""
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,20}="[^"<&]*")*'
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_ROW = re.compile(f"<row({_ATTRIBUTES})")
_PLACE = r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?'
_FORMULA = rf"(?:<f({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?"
_INLINE = r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>'
_WITHOUT_VALUE = re.compile(rf"{_PLACE}(?:/>|>{_FORMULA}(?:<v ?/>|{_INLINE})?</c>)")
_UP_TO_VALUE = re.compile(f"{_PLACE}>{_FORMULA}")
_VALUE, _VALUE_END = "<v>", "</v></c>"


class Shared(NamedTuple):
    """A cell whose formula the sheet's cells share: the formula's number; its text, if this is the first."""

    column: int
    number: str
    text: str


class Row(NamedTuple):
    """One row: the cells that hold anything, by column; not to be changed."""

    number: int
    cells: Mapping[int, Cell]
    shared: tuple[Shared, ...] = ()
    tags: int = 0
    linked: int = 0
    """How many of its formulas may have another's text, as the gate counts them."""
    prefix: str = ""
    """A prefix of a namespace that its tag uses."""


class _Head(NamedTuple):
    """What stands between two values of a row: cells without a value, and the beginning of one that has one.

    ``first`` and ``last`` are their columns, ``last`` that of the cell with a value, whose kind is ``kind``
    (None at the end of the row); ``held`` are those of the others that hold something.
    """

    row: int
    first: int
    last: int
    kind: Kind | None
    held: tuple[tuple[int, Cell], ...]
    shared: tuple[Shared, ...]
    linked: int


def read_rows(pieces: Sequence[str]) -> Iterable[Row]:
    """The row in each piece of a sheet up to ``</row>``, and the rows without cells in front of it.

    Raises:
        DoubtError: one is not written plainly.
    """
    long = max(map(len, pieces), default=0) > _LONGEST
    return chain.from_iterable(map(_read if long else _remembered, pieces))


def _read(piece: str) -> tuple[Row, ...]:
    return _remembered(piece) if len(piece) <= _LONGEST else _read_row(piece)


def _read_row(piece: str) -> tuple[Row, ...]:
    refuse_odd(piece)
    tag, _, text = piece.partition(">")
    before: list[Row] = []
    while tag.endswith("/"):
        number, prefix = _row_tag(tag[:-1])
        before.append(Row(number, {}, tags=1, prefix=prefix))
        tag, _, text = text.partition(">")
    number, prefix = _row_tag(tag)
    cells, heads = _read_cells(text, number)
    shared = tuple(chain.from_iterable(head.shared for head in heads))
    linked = sum(head.linked for head in heads)
    return (*before, Row(number, cells, shared, text.count("<") + 2, linked, prefix))


_remembered = lru_cache(_ROWS_KEPT)(_read_row)


def read_rows_without_cells(piece: str) -> tuple[Row, ...]:
    """The rows in what follows the last ``</row>`` of a sheet.

    Raises:
        DoubtError: there is anything else in it.
    """
    *rows, end = _read(f'{piece}<row r="{MAX_ROW}">')
    if end.cells or end.number != MAX_ROW:
        raise DoubtError
    return tuple(rows)


def _read_cells(text: str, number: int) -> tuple[Mapping[int, Cell], list[_Head]]:
    """The cells of a row that hold anything, and the heads that tell more of their formulas."""
    *pieces, end = text.split(_VALUE_END)
    cells: dict[int, Cell] = {}
    heads: list[_Head] = []
    before = 0
    for piece in pieces:
        beginning, _, value = piece.rpartition(_VALUE)
        head = _head(beginning)
        row, first, last, kind, held, _, linked = head
        if row != number or first <= before or kind is None or "<" in value:
            raise DoubtError
        before = last
        if held:
            cells.update(held)
        if value or kind.formula is not None:
            cells[last] = kind, unescaped(value) if "&" in value else value
        if linked:
            heads.append(head)
    if end:
        head = _head(end)
        if head.row != number or head.first <= before or head.kind is not None:
            raise DoubtError
        cells.update(head.held)
        heads.append(head)
    return cells, heads


@lru_cache(_HEADS_KEPT)
def _head(text: str) -> _Head:
    found: list[tuple[int, int, Kind, str]] = []
    shared: list[Shared] = []
    end = linked = 0
    while match := _WITHOUT_VALUE.match(text, end):
        end = match.end()
        linked += bool(match[5])
        found.append((*_cell(match, shared), without_marks(unescaped(match[7] or ""))))
    match = _UP_TO_VALUE.fullmatch(text, end)
    if match is not None:
        linked += bool(match[5])
        found.append((*_cell(match, shared), ""))
    elif end < len(text):
        raise DoubtError
    rows, columns = {row for row, *_ in found}, [column for _, column, *_ in found]
    if len(rows) != 1 or columns != sorted(set(columns)) or columns[-1] > MAX_COLUMN:
        raise DoubtError
    others = found if match is None else found[:-1]
    held = tuple((at, (kind, inline)) for _, at, kind, inline in others if kind.formula is not None or inline)
    kind = None if match is None else found[-1][2]
    return _Head(rows.pop(), columns[0], columns[-1], kind, held, tuple(shared), linked)


def _cell(match: re.Match[str], shared: list[Shared]) -> tuple[int, int, Kind]:
    """Row, column and kind of a cell; a formula that is shared is noted."""
    letters, row, style, kind, attributes, formula = match.groups()[:6]
    column, text = column_number(letters), None
    if attributes is not None:
        kind_of_formula, number = _formula_kind(attributes)
        own = unescaped(formula or "")
        text = formula_text(kind_of_formula, own)
        if kind_of_formula == SHARED:
            shared.append(Shared(column, number, own))
    return int(row), column, Kind(kind or "n", int(style or 0), text)


@lru_cache(_TAGS_KEPT)
def _row_tag(tag: str) -> tuple[int, str]:
    """The number of a row, and the prefix that its tag uses; the tag comes without its closing bracket."""
    match = _ROW.fullmatch(tag)
    given = _attributes(match[1]) if match else {}
    number = given.get("r", "")
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= MAX_ROW:
        raise DoubtError
    return int(number), next((_PREFIXED[name] for name in given if name in _PREFIXED), "")


def _formula_kind(attributes: str) -> tuple[str, str]:
    """The kind of a formula, and its number among the sheet's shared ones."""
    given = _attributes(attributes)
    return given.get("t", ""), given.get("si", "")


def _attributes(text: str) -> Mapping[str, str]:
    given = _ATTRIBUTE.findall(text)
    by_name = dict(given)
    if len(by_name) < len(given) or any(":" in name for name in by_name.keys() - _PREFIXED):
        raise DoubtError
    return by_name
