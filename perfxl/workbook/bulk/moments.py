"""Dates and times as a file keeps them: a number of days, and a format that says that a date is meant."""

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from perfxl.engines.closed.chinese_formats import CHINESE_FORMATS
from perfxl.engines.closed.source import MAIN
from perfxl.workbook.gate.parts import tree

_NUMBER_FORMATS = f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt"
_CELL_FORMATS = f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf"
_KNOWN_DATES, _KNOWN_DURATIONS = frozenset({*range(14, 23), 45, 46, 47, *CHINESE_FORMATS}), frozenset({46})
"""The numbers of formats that every program, or every Chinese one, knows without being told their text."""

_WORDS = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_OF_DATES = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_OF_DURATIONS = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)

_DAY_ZERO, _DAY_ZERO_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - cells know no zone
_MISSING_LEAP_DAY = 60
"""Excel takes 1900 for a leap year: the days before its 29 February are one later than they count."""
_KEPT = 64
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateStyles:
    """The numbers of cell formats that show a date or time, and of those that show a duration."""

    dates: frozenset[int] = frozenset()
    durations: frozenset[int] = frozenset()


@lru_cache(_KEPT)
def date_styles(styles: bytes) -> DateStyles:
    """The formats of dates in the part that lists all formats; none where there is no such part."""
    if not styles:
        return DateStyles()
    root = tree(styles)
    codes = {
        int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in root.iterfind(_NUMBER_FORMATS)
    }
    formats = [int(xf.get("numFmtId", "0")) for xf in root.iterfind(_CELL_FORMATS)]
    return DateStyles(
        _styles(formats, _KNOWN_DATES - codes.keys() | {one for one in codes if _is_date(codes[one])}),
        _styles(
            formats, _KNOWN_DURATIONS - codes.keys() | {one for one in codes if _is_duration(codes[one])}
        ),
    )


def _styles(formats: Iterable[int], of_dates: frozenset[int]) -> frozenset[int]:
    return frozenset(style for style, number in enumerate(formats) if number in of_dates)


def _is_date(code: str) -> bool:
    """Whether a format shows a date or a time: its first section has letters of such outside of words."""
    return _OF_DATES.search(_WORDS.sub("", code.partition(";")[0])) is not None


def _is_duration(code: str) -> bool:
    return _OF_DURATIONS.search(code.partition(";")[0]) is not None


def moment(days: float, *, from_1904: bool) -> dt.datetime | float:
    """The date and time of a cell that shows one; the number itself where it is none.

    A mere time of day is one of the day before the first, as Excel gives it.
    """
    try:
        day, fraction = math.floor(days), days % 1
        time = dt.timedelta(milliseconds=round(fraction * 86_400_000))
        if 0 <= days < 1 and not time.days:
            return _DAY_ZERO + time
        if 0 < days < _MISSING_LEAP_DAY and not from_1904:
            day += 1
        return (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO) + dt.timedelta(days=day) + time
    except (OverflowError, ValueError):
        return days


def duration(days: float) -> float:
    """The days of a cell that shows a duration, to the millisecond."""
    try:
        span = dt.timedelta(days=days)
    except (OverflowError, ValueError):
        return days
    if span.microseconds:
        span = dt.timedelta(seconds=span.total_seconds() // 1, microseconds=round(span.microseconds, -3))
    return span / _DAY
