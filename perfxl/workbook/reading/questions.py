"""What is asked of a cell; and contents of which nothing is to be said, as most are, told at a glance."""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from perfxl.scheme.model import Field
from perfxl.submission import Value
from perfxl.workbook.reading.parsing import Content
from perfxl.workbook.validation import TEXT_LIMIT, limits

Glance: TypeAlias = Callable[[Content], Value | None]
"""Gives the value of a content if nothing is to be said of it, None if it must be looked at."""

_EXACT: Final = 1e13
"""Up to here a number with two decimals has no more figures than a spreadsheet keeps."""
_DECIMALS: Final = {"integer": 0, "year": 0, "money": 2}


class Question(NamedTuple):
    """What is asked of a cell: a field; ``name`` is that of the entry, a field's or a table column's own."""

    field: Field
    name: str
    glance: Glance


def question(field: Field, name: str) -> Question:
    """What is asked of a field's cell.

    Where its glance gives a value, :func:`perfxl.workbook.reading.parsing.parse` gives the same, without a
    remark.
    """
    return Question(field, name, _glance(field))


def _glance(field: Field) -> Glance:
    if field.options:
        return _at_options(field)
    if field.type in {"text", "longtext"}:
        return _at_text(field)
    return _never if field.type in {"choice", "date"} else _at_number(field)


def _never(_content: Content) -> None:
    return None


def _at_options(field: Field) -> Glance:
    options = frozenset(field.options)
    return lambda content: content if type(content) is str and content in options else None


def _at_text(field: Field) -> Glance:
    # Excel counts a rare character as two: of half as many there cannot be too many.
    longest = float("inf") if field.type == "longtext" else TEXT_LIMIT // 2

    def glance(content: Content) -> Value | None:
        is_plain = (
            type(content) is str
            and content[:1].isalnum()
            and content.isprintable()
            and len(content) <= longest
        )
        return content.strip() if is_plain else None  # type: ignore[union-attr]

    return glance


def _at_number(field: Field) -> Glance:
    low, high = limits(field)
    low, high = max(low, -_EXACT), min(high, _EXACT)
    decimals = _DECIMALS.get(field.type)

    def glance(content: Content) -> Value | None:
        is_plain = (
            type(content) is float
            and low <= content <= high
            and (decimals is None or round(content, decimals) == content)
        )
        return content if is_plain else None  # type: ignore[return-value]

    return glance
