"""Ordinals (序号): those of the report's headings, and those of items inside a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from perfxl.checks.text.quantities import small_number

_CHINESE = "[一二三四五六七八九十]{1,3}"
_BRACKETED_CHINESE = rf"[（(](?P<number>{_CHINESE})[）)]"
_BRACKETED_DIGITS = r"[（(](?P<number>\d{1,2})[）)]"
_DOTTED = r"(?P<number>\d{1,2})[.．、](?!\d)"

# GB/T 9704-2012: the four levels of a document, 一、（一）1.（1）.
_HEADINGS = tuple(
    re.compile(rf"\s*{form}")
    for form in (rf"(?P<number>{_CHINESE})、", _BRACKETED_CHINESE, _DOTTED, _BRACKETED_DIGITS)
)

_ITEM_START = r"(?:^|[\n。；：])[ \t\u3000]{0,4}"
_ITEMS = (
    re.compile(rf"(?:^|[\n。；：，、！？”）])(?P<mark>(?P<number>{_CHINESE})是)"),
    re.compile(rf"{_ITEM_START}(?P<mark>{_DOTTED})"),
    re.compile(rf"{_ITEM_START}(?P<mark>{_BRACKETED_DIGITS})"),
    re.compile(rf"{_ITEM_START}(?P<mark>{_BRACKETED_CHINESE})"),
)

_FARTHEST_GAP = 3
"""A number that is farther ahead belongs to something else: a clause cited, an amount."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal as written, its level (1 to 4 for headings, the family for items) and its number."""

    mark: str
    level: int
    number: int


@dataclass(frozen=True, slots=True)
class Disorder:
    """An ordinal out of order: ``case`` is ``gap``, ``repeat`` or ``skip``."""

    case: str
    ordinal: Ordinal
    before: str
    """The ordinal before it on its level, ``""`` where there is none."""
    position: int
    """Its number in the sequence of ordinals looked at, from 0."""


def heading_ordinal(text: str) -> Ordinal | None:
    """The ordinal with which a heading begins, None where it has none."""
    for level, pattern in enumerate(_HEADINGS, start=1):
        if match := pattern.match(text):
            return Ordinal(match[0].strip(), level, small_number(match["number"]) or 0)
    return None


def heading_disorders(ordinals: list[Ordinal]) -> Iterator[Disorder]:
    """What is out of order in a sequence of headings: numbers left out or used twice, levels skipped.

    A document of two levels may use 一、 and 1.: a level that no heading has is not one to be skipped.
    """
    levels = sorted({ordinal.level for ordinal in ordinals})
    latest: dict[int, Ordinal] = {}
    for position, ordinal in enumerate(ordinals):
        above = [level for level in levels if level < ordinal.level]
        before = latest.get(ordinal.level)
        if above and above[-1] not in latest:
            yield Disorder("skip", ordinal, _last_mark(latest), position)
        elif case := _fault(before.number if before else 0, ordinal.number):
            yield Disorder(case, ordinal, before.mark if before else "", position)
        latest = {level: known for level, known in latest.items() if level < ordinal.level}
        latest[ordinal.level] = ordinal


def item_sequences(text: str) -> Iterator[list[Ordinal]]:
    """The runs of items in a text, a family of ordinals each; a run begins at one, as in 一是……二是……."""
    for family, pattern in enumerate(_ITEMS):
        run: list[Ordinal] = []
        for match in pattern.finditer(text):
            ordinal = Ordinal(match["mark"], family, small_number(match["number"]) or 0)
            if ordinal.number == 1 and run:
                yield run
                run = []
            if run or ordinal.number == 1:
                run.append(ordinal)
        if run:
            yield run


def item_disorders(run: list[Ordinal]) -> Iterator[Disorder]:
    """What is out of order in one run of items."""
    latest = run[0]
    for position, ordinal in enumerate(run[1:], start=1):
        if ordinal.number > latest.number + _FARTHEST_GAP:
            continue
        if case := _fault(latest.number, ordinal.number):
            yield Disorder(case, ordinal, latest.mark, position)
        latest = ordinal


def _fault(before: int, number: int) -> str:
    if number == before + 1:
        return ""
    return "repeat" if number <= before else "gap"


def _last_mark(latest: dict[int, Ordinal]) -> str:
    return latest[max(latest)].mark if latest else ""
