"""Rows as nearly all programs write them: so plain that they are read without a parser, and much faster.

A row is taken apart into its values and what stands between them (where cells are, their formats and
formulas), which is the same in many workbooks and is understood once. It is accepted only if tokens fill it
from end to end, so that nothing can hide between them; and what is accepted is well-formed, as the tokens
are. Rows that are wholly the same, as the blank ones of a template, are recognized by their bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import lt
from typing import Final, NamedTuple

from perfxl.engines.addresses import column_number
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW
from perfxl.workbook.bulk.characters import characters, unescaped
from perfxl.workbook.bulk.contents import NO_CELLS, Kind, Line
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.memory import Memory
from perfxl.workbook.bulk.shifting import SHARED, formula_text
from perfxl.workbook.bulk.strings import without_marks

_PREFIXED: Final = {"x14ac:dyDescent": "x14ac"}
"""Attributes of another namespace than the sheet's own, with its prefix; the sheet must say what it means."""

_ROWS_KEPT, _FRAMES_KEPT, _HEADS_KEPT, _TAGS_KEPT = 8192, 8192, 16384, 4096
_LONGEST = 4096
"""Rows of so many bytes at most are remembered."""
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,20}="[^"<&]*")*'
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_ROW = re.compile(f"<row({_ATTRIBUTES})")
_HERE: Final = "\0"
"""Stands for the number of its own row in the address of a cell; no XML has such a character."""
_STYLE, _HERE_AND_STYLE = '" s=', f'{_HERE}" s='
_ADDRESS = f"([A-Z]{{1,3}})({_HERE}|[1-9][0-9]{{0,6}})"
_PLACE = rf'<c r="{_ADDRESS}"(?: s="([0-9]{{1,5}})")?(?: t="([A-Za-z]{{1,9}})")?'
_TEXT = f"[^<{_HERE}]*"
_INLINE_TYPE: Final = "inlineStr"
_FORMULA = rf"(?:<f({_ATTRIBUTES})(?:/>|>({_TEXT})</f>))?"
_INLINE = rf'<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>'
_WITHOUT_VALUE = re.compile(rf"{_PLACE}(?:/>|>{_FORMULA}(?:<v ?/>|{_INLINE})?</c>)")
_UP_TO_VALUE = re.compile(f"{_PLACE}>{_FORMULA}")
_VALUES = re.compile(f"<v>({_TEXT})</v></c>")


class Shared(NamedTuple):
    """A cell whose formula the sheet's cells share: the formula's number; its text, if this is the first."""

    column: int
    number: str
    text: str


class Row(NamedTuple):
    """One row, with the cells that may hold anything; not to be changed."""

    number: int
    line: Line
    shared: tuple[Shared, ...] = ()
    tags: int = 0
    linked: int = 0
    """How many of its formulas may have another's text, as the gate counts them."""
    prefix: str = ""
    """A prefix of a namespace that its tag uses."""


class _Tag(NamedTuple):
    """What the tag of a row says: its number, and a prefix that it uses.

    ``here`` is how the addresses of its cells end, where a style follows: by :data:`_HERE` in place of the
    number, cells that are alike in different rows are the same text.
    """

    number: int
    here: str
    prefix: str


class _Head(NamedTuple):
    """What stands between two values of a row: cells without a value, and the beginning of one that has one.

    ``elsewhere`` are the numbers of rows in their addresses, where they are written out. ``first`` and
    ``last`` are their columns, ``last`` that of the cell with a value, whose kind is ``kind`` (None at the
    end of the row); ``held`` are those of the others that hold something.
    """

    elsewhere: frozenset[str]
    first: int
    last: int
    kind: Kind | None
    held: tuple[tuple[int, Kind, str], ...]
    shared: tuple[Shared, ...]
    linked: int


class _Frame(NamedTuple):
    """All of a row but its values: where its cells are and of which kinds, those that have a value first.

    ``texts`` are what the others hold of their own.
    """

    elsewhere: frozenset[str]
    places: Mapping[int, int]
    kinds: tuple[Kind, ...]
    texts: tuple[str, ...]
    shared: tuple[Shared, ...]
    tags: int
    linked: int


_known: Memory[bytes, tuple[Row, ...]] = Memory(_ROWS_KEPT)


def read_rows(pieces: Sequence[bytes]) -> Iterable[Row]:
    """The row in each piece of a sheet up to ``</row>``, and the rows without cells in front of it.

    Raises:
        DoubtError: one is not written plainly.
    """
    known = _known.get
    return chain.from_iterable([known(piece) or _read_row(piece) for piece in pieces])


def _read_row(piece: bytes) -> tuple[Row, ...]:
    opening, _, text = characters(piece).partition(">")
    before: list[Row] = []
    while opening.endswith("/"):
        tag = _tag(opening[:-1])
        before.append(Row(tag.number, NO_CELLS, tags=1, prefix=tag.prefix))
        opening, _, text = text.partition(">")
    tag = _tag(opening)
    parts = _VALUES.split(text.replace(tag.here, _HERE_AND_STYLE))
    frame = _frame(tuple(parts[::2]))
    if frame.elsewhere and frame.elsewhere != {str(tag.number)}:
        raise DoubtError
    values = parts[1::2]
    if "&" in text:
        values = [unescaped(value) for value in values]
    line = Line(frame.places, frame.kinds, [*values, *frame.texts] if frame.texts else values)
    rows = (*before, Row(tag.number, line, frame.shared, frame.tags, frame.linked, tag.prefix))
    if len(piece) <= _LONGEST:
        _known.keep_from_twice(piece, rows)
    return rows


def read_rows_without_cells(piece: bytes) -> tuple[Row, ...]:
    """The rows in what follows the last ``</row>`` of a sheet.

    Raises:
        DoubtError: there is anything else in it.
    """
    *rows, end = _read_row(piece + f'<row r="{MAX_ROW}">'.encode())
    if end.line.places or end.number != MAX_ROW:
        raise DoubtError
    return tuple(rows)


@lru_cache(_FRAMES_KEPT)
def _frame(parts: tuple[str, ...]) -> _Frame:
    """What stands before, between and after the values of a row."""
    *parts_with_value, end = parts
    heads = [_head(part) for part in parts_with_value]
    kinds = [head.kind for head in heads if head.kind is not None]
    columns = [head.last for head in heads]
    if end:
        heads.append(_head(end))
    if len(kinds) < len(columns) or (end and heads[-1].kind) or not _ascends(heads):
        raise DoubtError
    others = [other for head in heads for other in head.held]
    columns += [column for column, _, _ in others]
    return _Frame(
        elsewhere=frozenset(chain.from_iterable(head.elsewhere for head in heads)),
        places={column: place for place, column in enumerate(columns)},
        kinds=(*kinds, *(kind for _, kind, _ in others)),
        texts=tuple(text for _, _, text in others),
        shared=tuple(chain.from_iterable(head.shared for head in heads)),
        tags=sum(part.count("<") for part in parts) + 3 * len(parts_with_value) + 2,
        linked=sum(head.linked for head in heads),
    )


def ascending(numbers: Sequence[int]) -> bool:
    """Whether every number is larger than the one before it."""
    return all(map(lt, numbers, numbers[1:]))


def _ascends(heads: Sequence[_Head]) -> bool:
    """Whether every cell stands further right than those before it."""
    return all(left.last < right.first for left, right in pairwise(heads))


@lru_cache(_HEADS_KEPT)
def _head(text: str) -> _Head:
    found: list[tuple[str, int, Kind, str]] = []
    shared: list[Shared] = []
    end = linked = 0
    while match := _WITHOUT_VALUE.match(text, end):
        end = match.end()
        linked += bool(match[5])
        if match[7] is not None and (match[4] != _INLINE_TYPE or match[5] is not None):
            raise DoubtError  # a text of its own where none counts
        found.append((*_cell(match, shared), without_marks(unescaped(match[7] or ""))))
    match = _UP_TO_VALUE.fullmatch(text, end)
    if match is not None and match[4] != _INLINE_TYPE:
        linked += bool(match[5])
        found.append((*_cell(match, shared), ""))
    elif end < len(text):
        raise DoubtError
    columns = [column for _, column, *_ in found]
    if not columns or not ascending(columns) or columns[-1] > MAX_COLUMN:
        raise DoubtError
    others = found if match is None else found[:-1]
    held = tuple((at, kind, text) for _, at, kind, text in others if kind.formula is not None or text)
    kind = None if match is None else found[-1][2]
    elsewhere = frozenset(row for row, *_ in found) - {_HERE}
    return _Head(elsewhere, columns[0], columns[-1], kind, held, tuple(shared), linked)


def _cell(match: re.Match[str], shared: list[Shared]) -> tuple[str, int, Kind]:
    """Row, column and kind of a cell; a formula that is shared is noted."""
    letters, row, style, kind, attributes, formula = match.groups()[:6]
    column, text = column_number(letters), None
    if attributes is not None:
        kind_of_formula, number = _formula_kind(attributes)
        own = unescaped(formula or "")
        text = formula_text(kind_of_formula, own)
        if kind_of_formula == SHARED:
            shared.append(Shared(column, number, own))
    return row, column, Kind(kind or "n", int(style or 0), text)


@lru_cache(_TAGS_KEPT)
def _tag(opening: str) -> _Tag:
    """What the tag of a row says, which comes without its closing bracket."""
    match = _ROW.fullmatch(opening)
    given = _attributes(match[1]) if match else {}
    number = given.get("r", "")
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= MAX_ROW:
        raise DoubtError
    prefix = next((_PREFIXED[name] for name in given if name in _PREFIXED), "")
    return _Tag(int(number), f"{int(number)}{_STYLE}", prefix)


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
