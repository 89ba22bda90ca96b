"""Quantities in a text: a number with its unit, converted so that quantities of one kind can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from perfxl.checks.text.excerpts import any_of
from perfxl.checks.text.lexicon import lexicon

MONEY = "money"
"""The kind of all money; its values are in 万元."""

_KEPT, _LONGEST_KEPT = 512, 2000
_YUAN_IN_TEN_THOUSANDS = 1e-4
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,15})(?:\.(?P<fraction>\d{1,10}))?"
# Neither the middle of a longer number, nor an ordinal (第3项), nor part of a code.
_NOT_BEFORE = r"(?<![\d.,第A-Za-z〔])"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written.

    ``value`` is in 万元 for money and a plain count otherwise; ``step`` is what one unit of the last digit
    written is worth; ``about`` tells that the text itself calls it approximate.
    """

    value: float
    unit: str
    kind: str
    step: float
    decimals: int
    about: bool
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage as written, ``value`` in percentage points."""

    value: float
    decimals: int
    text: str
    start: int
    end: int


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text whose unit is known, in order; text as :attr:`Passage.flat` gives it."""
    return _remembered(text) if len(text) < _LONGEST_KEPT else tuple(_quantities(text))


@lru_cache(_KEPT)
def _remembered(text: str) -> tuple[Quantity, ...]:
    """Several checks look at the same sentence one after the other."""
    return tuple(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    kinds = _kinds()
    multipliers = lexicon().units.multipliers
    for match in _pattern().finditer(text):
        kind = kinds[match["unit"]]
        factor = multipliers.get(match["multiplier"], 1.0)
        if kind == MONEY:
            factor *= _YUAN_IN_TEN_THOUSANDS
        fraction = match["fraction"] or ""
        number = float(f"{match['number'].replace(',', '')}.{fraction or 0}")
        yield Quantity(
            value=number * factor,
            unit=(match["multiplier"] or "") + match["unit"],
            kind=kind,
            step=factor / 10 ** len(fraction),
            decimals=len(fraction),
            about=bool(match["some"] or match["more"]) or is_vague(text, match.start(), match.end()),
            text=match[0],
            start=match.start(),
            end=match.end(),
        )


@cache
def _kinds() -> dict[str, str]:
    units = lexicon().units
    return dict.fromkeys(units.money, MONEY) | {unit: row[0] for row in units.counters for unit in row}


@cache
def _pattern() -> re.Pattern[str]:
    units = lexicon().units
    return re.compile(
        f"{_NOT_BEFORE}{_NUMBER}(?P<some>[余多])?(?P<multiplier>{any_of(list(units.multipliers))})?(?P<more>[余多])?"
        f"(?!{any_of(units.apart)})(?P<unit>{any_of(list(_kinds()))})"
    )


_PERCENTAGE = re.compile(rf"{_NOT_BEFORE}(?P<number>\d{{1,6}})(?:\.(?P<fraction>\d{{1,10}}))?[%％]")


def percentages(text: str) -> tuple[Percentage, ...]:
    """Every percentage of a text, in order."""
    return tuple(
        Percentage(
            value=float(f"{match['number']}.{match['fraction'] or 0}"),
            decimals=len(match["fraction"] or ""),
            text=match[0],
            start=match.start(),
            end=match.end(),
        )
        for match in _PERCENTAGE.finditer(text)
    )


def vague_words(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and behind a figure that make it approximate, each ``""`` where there is none."""
    words = lexicon().vague
    left = next((word for word in _longest_first(words.before) if text.endswith(word, 0, start)), "")
    if left and any(text.endswith(harmless, 0, start) for harmless in words.not_vague):
        left = ""
    right = next((word for word in _longest_first(words.after) if text.startswith(word, end)), "")
    return left, right


def is_vague(text: str, start: int, end: int) -> bool:
    """Whether the text itself calls a figure approximate."""
    return any(vague_words(text, start, end))


def _longest_first(words: tuple[str, ...]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below a thousand, such as 九 or 二十三; None where it is not one."""
    numerals = lexicon().numerals
    total, digit = 0, 0
    for character in text:
        if character in numerals.digits:
            digit = numerals.digits[character]
        elif character in numerals.powers:
            # 十二 is short for 一十二.
            total += (digit or 1) * numerals.powers[character]
            digit = 0
        else:
            return None
    return total + digit if text else None


NUMERAL = r"(?:\d{1,3}|[一二两三四五六七八九十百零]{1,5})"
"""A small whole number, in digits or in Chinese."""


def small_number(text: str) -> int | None:
    """The value of a text that :data:`NUMERAL` matches."""
    return int(text) if text.isdecimal() else chinese_number(text)
