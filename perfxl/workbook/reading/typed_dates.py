"""A date that is not stored as one: typed as text or as eight figures, or bare of its format."""

import datetime as dt
import re
from dataclasses import dataclass

from perfxl.wording import subject
from perfxl.workbook.reading.typed_numbers import spelt_number, without_spaces

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
"""The dates that a workbook's date cells take."""

_EPOCH = dt.date(1899, 12, 30)
# Excel's day 0, its imaginary 29 February 1900 allowed for: right for every date from March 1900 on.
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
_SEPARATED = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})", re.ASCII)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH_ONLY = re.compile(r"\d{4}[./-]\d{1,2}[./-]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedDate:
    """What was meant: ``case`` is one of R03; ``value`` is None where the day is in doubt."""

    case: str
    value: dt.date | None = None


def read_date(text: str) -> TypedDate:
    """What date a text stands for: ``2021年3月5日``, ``2021.3.5``, ``20210305``, ``二〇二一年三月五日``."""
    flat = _in_figures(without_spaces(_TIME.sub("", text.strip())))
    for case, pattern in (("text", _SEPARATED), ("eight", _EIGHT)):
        if match := pattern.fullmatch(flat):
            return _made(case, *(int(part) for part in match.groups()))
    return TypedDate("no_day" if _MONTH_ONLY.fullmatch(flat) else "unclear")


def read_date_number(number: float) -> TypedDate:
    """What date a number stands for: eight figures, or Excel's count of days without its format."""
    if number != int(number) and number > (LAST - _EPOCH).days + 1:
        return TypedDate("unclear")
    match = _EIGHT.fullmatch(str(int(number)))
    if match is not None:
        return _made("eight", *(int(part) for part in match.groups()))
    if (FIRST - _EPOCH).days <= number <= (LAST - _EPOCH).days:
        return TypedDate("serial", _EPOCH + dt.timedelta(days=int(number)))
    return TypedDate("unclear")


def _made(case: str, year: int, month: int, day: int) -> TypedDate:
    try:
        return TypedDate(case, dt.date(year, month, day))
    except ValueError:
        return TypedDate("impossible")


def _in_figures(flat: str) -> str:
    """Words between the signs put in figures: ``二〇二一年十二月五日`` is ``2021-12-5``."""
    words = subject("reading")
    numerals = words["numerals"]

    def figures(match: re.Match[str]) -> str:
        value = spelt_number(match[0])
        return match[0] if value is None else str(int(value))

    spelt = "".join((*numerals["digits"], *numerals["tens"]))
    return re.sub(f"[{spelt}]+", figures, flat).translate(str.maketrans(words["dates"]))
