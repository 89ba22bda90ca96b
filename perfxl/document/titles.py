"""Titles: what a line of one is, and where one that is too long is broken.

The standard wants the lines of a title whole in meaning, balanced, and not all of one length (7.3.1).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import east_asian_width

from perfxl.document.layout import Titles

_TORN: Final = 6.0
"""What it costs to break a title inside what might be a word, as much as so many characters of imbalance."""
_SQUARE: Final = 2.5
"""What it costs if all lines are of one length."""
_LONGEST: Final = 4
_DIGITS: Final = re.compile(r"[0-9A-Za-z.．〔〕\[\]%]+年?度?")


def width(text: str) -> float:
    """How many characters wide a text is; digits and Latin letters take half of one."""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def style_of(line: str, titles: Titles) -> str:
    """The style of a line of the title: the title, the mark of an attachment, or a line in brackets."""
    if re.fullmatch(titles.mark, line):
        return "AttachmentMark"
    return "Subtitle" if re.fullmatch(titles.subtitle, line) else "Title"


def broken(title: str, room: float, titles: Titles) -> tuple[str, ...]:
    """A title in as few lines as have room for it, ``room`` characters each, broken where it reads best.

    One that is longer than any title is left to the word processor.
    """
    if width(title) > room * _LONGEST:
        return (title,)
    places = [place for place in range(1, len(title)) if _may_break(title, place, titles)]
    for count in range(1, _LONGEST + 1):
        ways = tuple(_ways(title, (0, *places), count, room))
        if ways:
            return min(ways, key=lambda lines: _cost(lines, titles))
    return (title,)


def _ways(title: str, places: Sequence[int], count: int, room: float) -> Iterator[tuple[str, ...]]:
    """Every way to break what follows the first of ``places`` at the others, into so many lines that fit."""
    begin, *ends = places
    if count == 1:
        if width(title[begin:]) <= room:
            yield (title[begin:],)
    elif width(title[begin:]) <= room * count:
        for number, end in enumerate(ends):
            if width(title[begin:end]) <= room:
                for rest in _ways(title, ends[number:], count - 1, room):
                    yield (title[begin:end], *rest)


def _may_break(title: str, place: int, titles: Titles) -> bool:
    if title[place] in titles.never_first or title[place - 1] in titles.never_last:
        return False
    return not any(begin < place < end for begin, end in _words(title, titles))


def _words(title: str, titles: Titles) -> Iterator[tuple[int, int]]:
    """Where the known words stand in a title, and its figures."""
    for found in _DIGITS.finditer(title):
        yield found.span()
    for word in titles.words:
        for found in re.finditer(re.escape(word), title):
            yield found.span()


def _cost(lines: Sequence[str], titles: Titles) -> float:
    """How badly a title reads in these lines."""
    widths = [width(line) for line in lines]
    uneven = max(widths) - min(widths)
    title = "".join(lines)
    edges = {edge for word in _words(title, titles) for edge in word}
    ends = [len("".join(lines[:number])) for number in range(1, len(lines))]
    torn = sum(end not in edges for end in ends)
    return uneven + torn * _TORN + (_SQUARE if uneven == 0 else 0)
