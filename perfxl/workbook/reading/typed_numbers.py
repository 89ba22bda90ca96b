"""A number that was typed as text: what was meant, and how it departs from what the cell asks for.

What cannot be mistaken is understood; where a guess would be needed, the guess is only shown.
"""

import re
import unicodedata
from dataclasses import dataclass

from perfxl.numbers import excel_round
from perfxl.wording import subject

_SPACES = re.compile(r"[\s\u00a0\u200b-\u200f\u2060\ufeff\u3000]+")
_MINUS = str.maketrans(dict.fromkeys("−﹣–", "-"))
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_PARENTHESES = re.compile(r"\((.+)\)")
_WITH_UNIT = re.compile(r"([+-]?[\d,.]+)([^\d,.%].*)", re.ASCII)
_LONGEST = 40
"""More figures than that are no number; so many more would not even fit into a float."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text says. ``case`` names the departure: a case of T14.

    ``value`` is the number where it is beyond doubt, in the field's unit; ``guess`` where it is only likely.
    """

    case: str
    value: float | None = None
    guess: float | None = None


def without_spaces(text: str) -> str:
    """The text without any space or invisible character, its full-width characters narrowed."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def read_number(text: str, unit: str = "", *, ratio: bool = False, year: bool = False) -> Typed:
    """What number a text stands for in a field of this unit; a ``ratio`` is written in percent."""
    flat = without_spaces(text).lstrip("'").translate(_MINUS)
    if flat.casefold() in subject("reading")["words"]["nothing"]:
        return Typed("nothing", guess=0.0)
    value = _number(flat)
    if value is not None:
        return Typed(_way_of_writing(text, flat), value)
    if flat.endswith("%"):
        return _percent(flat, ratio=ratio)
    endings = tuple(subject("reading")["units"]["years"]) if year else _same_units(unit)
    return (
        _in_parentheses(flat) or _with_unit(flat, unit, endings) or _in_words(flat, endings) or Typed("words")
    )


def _number(flat: str) -> float | None:
    if len(flat) <= _LONGEST and (_PLAIN.fullmatch(flat) or _GROUPED.fullmatch(flat)):
        return float(flat.replace(",", ""))
    return None


def _way_of_writing(text: str, flat: str) -> str:
    """What made the cell hold a text instead of a number."""
    close = _SPACES.sub("", text)
    if unicodedata.normalize("NFKC", close) != close:
        return "fullwidth"
    if "," in flat:
        return "separators"
    return "spaces" if close != text else "text"


def _percent(flat: str, *, ratio: bool) -> Typed:
    value = _number(flat[:-1])
    if value is None:
        return Typed("words")
    return Typed("percent", excel_round(value / 100, 10)) if ratio else Typed("percent_here")


def _in_parentheses(flat: str) -> Typed | None:
    inner = _PARENTHESES.fullmatch(flat)
    value = _number(inner[1]) if inner else None
    return None if value is None else Typed("parentheses", guess=-value)


def _with_unit(flat: str, unit: str, endings: tuple[str, ...]) -> Typed | None:
    match = _WITH_UNIT.fullmatch(flat)
    value = _number(match[1]) if match else None
    if match is None or value is None:
        return None
    if match[2] in endings:
        return Typed("unit", value)
    units = subject("reading")["units"]
    scale = units["in_money"].get(match[2]) if unit == units["money"] else None
    return None if scale is None else Typed("other_unit", guess=excel_round(value * scale, 6))


def _same_units(unit: str) -> tuple[str, ...]:
    """The endings that mean the field's own unit."""
    groups = (group for group in subject("reading")["units"]["same"] if group[0] == unit)
    return tuple(next(groups, (unit,) if unit else ()))


def _in_words(flat: str, endings: tuple[str, ...]) -> Typed | None:
    """``九``, ``十二人``: only shown, since a cell for numbers asks for figures."""
    for ending in ("", *endings):
        value = spelt_number(flat.removesuffix(ending))
        if value is not None:
            return Typed("spelt", guess=value)
    return None


def spelt_number(text: str) -> float | None:
    """The number that Chinese number words spell: ``一百二十`` is 120, ``二〇二〇`` is 2020; else None."""
    numerals = subject("reading")["numerals"]
    digits, tens = numerals["digits"], numerals["tens"]
    if len(text) > 1 and all(sign in digits for sign in text):
        return float("".join(str(digits[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in digits:
            digit = digits[sign]
        elif sign in tens:
            section += (digit or 1) * tens[sign]
            digit = 0
        elif sign == numerals["myriad"]:
            total += (section + digit) * 10**4
            section = digit = 0
        elif sign == numerals["myriad_myriads"]:
            total = (total + section + digit) * 10**8
            section = digit = 0
        else:
            return None
    return float(total + section + digit) if text else None
