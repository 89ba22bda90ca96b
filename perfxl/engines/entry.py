"""What Excel makes of a text that is assigned to ``Range.value``: the same as if it had been typed.

``001`` becomes 1, ``50%`` becomes 0.5, ``2024-03-05`` a date, and what begins with ``=`` a formula. Our own
engines do so too: code that would spoil a text in Excel must spoil it here, where tests can see it.
"""

import datetime as dt
import re
from enum import Enum
from typing import Final, NamedTuple

from perfxl.engines.backend import ERRORS, CellError

TEXT_FORMAT: Final = "@"
MAX_TEXT: Final = 32_767
"""The most characters that a cell holds."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?:\.\d*)?(?:[eE][+-]?\d+)?(?P<percent>%?)")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月)")
_SHORT_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})")


class Kind(Enum):
    """What an entry becomes."""

    BLANK = "blank"
    VALUE = "value"
    TEXT = "text"
    QUOTED_TEXT = "text that Excel keeps an apostrophe in front of"
    FORMULA = "formula"


class Entry(NamedTuple):
    """What an entry becomes; ``number_format`` is what a cell in the general format then shows it in."""

    kind: Kind
    value: float | str | bool | dt.datetime | CellError | None
    number_format: str = "General"


def typed(value: float | str | bool | dt.datetime | None, number_format: str) -> Entry:
    """What the entry of a value into a cell of this format becomes.

    Raises:
        ValueError: the text is longer than a cell can hold.
    """
    if value is None or value == "":
        return Entry(Kind.BLANK, None)
    if isinstance(value, dt.datetime):
        return Entry(Kind.VALUE, value, "yyyy/m/d" if value.time() == dt.time() else "yyyy/m/d h:mm")
    if isinstance(value, str):
        return _text(value, number_format)
    return Entry(Kind.VALUE, value)


def _text(text: str, number_format: str) -> Entry:
    if len(text) > MAX_TEXT:
        raise ValueError(f"a cell holds at most {MAX_TEXT} characters, not {len(text)}")
    if text.startswith("'"):
        return Entry(Kind.QUOTED_TEXT, text[1:])
    if number_format == TEXT_FORMAT:
        return Entry(Kind.TEXT, text)
    if text.startswith("=") and len(text) > 1:
        return Entry(Kind.FORMULA, text)
    return _parsed(text.strip()) or Entry(Kind.TEXT, text)


def _parsed(text: str) -> Entry | None:
    return _number(text) or _date(text) or _constant(text)


def _number(text: str) -> Entry | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    number = float(text.rstrip("%").replace(",", ""))
    if match["percent"]:
        return Entry(Kind.VALUE, number / 100, "0.00%" if "." in text else "0%")
    return Entry(Kind.VALUE, number)


def _date(text: str) -> Entry | None:
    try:
        if day := _DAY.fullmatch(text):
            year, month, number = (int(part) for part in day.groups() if part)
            return Entry(Kind.VALUE, dt.datetime(year, month, number), "yyyy/m/d")  # noqa: DTZ001  (cells have no zone)
        if month_only := _MONTH.fullmatch(text):
            year, month = (int(part) for part in month_only.groups() if part)
            return Entry(Kind.VALUE, dt.datetime(year, month, 1), "mmm-yy")  # noqa: DTZ001
        if short := _SHORT_DAY.fullmatch(text):
            this_year = dt.datetime.now().astimezone().year
            return Entry(Kind.VALUE, dt.datetime(this_year, int(short[1]), int(short[2])), "d-mmm")  # noqa: DTZ001
    except ValueError:
        return None
    return None


def _constant(text: str) -> Entry | None:
    if text.upper() in ("TRUE", "FALSE"):
        return Entry(Kind.VALUE, text.upper() == "TRUE")
    if text.upper() in ERRORS:
        return Entry(Kind.VALUE, CellError(text.upper()))
    return None
