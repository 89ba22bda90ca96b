"""Typesetting: sentences broken by line ends, blanks at figures (T10), half-width punctuation (T11)."""

import re
from collections.abc import Iterator

from perfxl.checks.passages import HAN, SPACE_AT_FIGURE, Passage, Role
from perfxl.checks.text.excerpts import around, listed
from perfxl.checks.text.remains import remains
from perfxl.findings import Finding, finding

_HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}”》）％%])[,;:!?()\"]|(?<=[{HAN}”》）])\.(?![A-Za-z0-9.])|[,;:!?()\"](?=[{HAN}“《（])"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff，。；、）]{1,2000}")
BREAK_SHOWN = "□"
"""Stands for the end of a line where a message quotes a text on one line."""
_IN_FIGURES = "0123456789.,%％ \t\u3000\xa0"
_LONGEST_FIGURE = 20


def breaks_and_blanks(passage: Passage) -> Iterator[Finding]:
    """T10: line ends inside sentences, blanks between characters and figures; one finding a passage."""
    if passage.role is Role.NAME:
        return
    breaks = [
        f"{passage.lines[number][-4:]}{BREAK_SHOWN}{passage.lines[number + 1][:4]}"
        for number in passage.broken_after
    ]
    blanks = [
        _figure_and_word(line, match) for line in passage.lines for match in SPACE_AT_FIGURE.finditer(line)
    ]
    if breaks or blanks:
        yield finding(
            "T10",
            passage.place,
            passage.label,
            case="both" if breaks and blanks else "breaks" if breaks else "blanks",
            breaks=len(breaks),
            blanks=len(blanks),
            broken=listed(breaks),
            spaced=listed(list(dict.fromkeys(blanks))),
        )


def _figure_and_word(line: str, blank: re.Match[str]) -> str:
    """A blank with the figure beside it, the blank on the figure's other side, and the words around."""
    start, end = blank.span()
    while start > max(0, blank.start() - _LONGEST_FIGURE) and line[start - 1] in _IN_FIGURES:
        start -= 1
    while end < min(len(line), blank.end() + _LONGEST_FIGURE) and line[end] in _IN_FIGURES:
        end += 1
    return around(line, start, end, 2)


def half_width(passage: Passage) -> Iterator[Finding]:
    """T11: half-width punctuation in Chinese sentences; one finding a passage."""
    if passage.role is Role.NAME:
        return
    text = _without_addresses_and_remains(passage)
    found = [around(text, match.start(), match.end(), 4) for match in _HALF_WIDTH.finditer(text)]
    if found:
        yield finding(
            "T11", passage.place, passage.label, case="half_width", count=len(found), quoted=listed(found)
        )


def _without_addresses_and_remains(passage: Passage) -> str:
    """The text without what is no sentence; what a template left behind is reported as such (T05)."""
    characters = list(passage.text)
    for match in [*_ADDRESS.finditer(passage.text), *remains(passage)]:
        characters[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(characters)
