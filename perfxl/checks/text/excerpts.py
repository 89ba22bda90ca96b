"""Parts of a text: sentences, the words before a figure, and short quotations for messages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。！？\n]+")
_SEPARATORS = "，。；：、！？（）()\n,;:"
_CLAUSE_ENDS = "，。；：、！？\n"
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without its closing mark, and where it begins in its text."""

    text: str
    start: int


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, a paragraph's end closing one too."""
    return tuple(Sentence(match[0], match.start()) for match in _SENTENCE.finditer(text))


def around(text: str, start: int, end: int, width: int = 6) -> str:
    """``text[start:end]`` with up to ``width`` characters of its clause on either side, on one line."""
    left, right = start, end
    while left > max(0, start - width) and text[left - 1] not in _CLAUSE_ENDS:
        left -= 1
    while right < min(len(text), end + width) and text[right] not in _CLAUSE_ENDS:
        right += 1
    return text[left:right].replace("\n", "").strip()


def shortened(text: str, limit: int = 60) -> str:
    """The text on one line, cut after ``limit`` characters."""
    line = text.replace("\n", "").strip()
    return line if len(line) <= limit else line[:limit] + _ELLIPSIS


def label_before(text: str, position: int, limit: int = 30) -> str:
    """The words that lead up to a position, back to the nearest punctuation mark."""
    left = position
    while left > max(0, position - limit) and text[left - 1] not in _SEPARATORS:
        left -= 1
    return text[left:position]


def listed(quotations: Sequence[str], limit: int = 5) -> str:
    """The first few quotations as one text: ``“甲”、“乙”``, an ellipsis where there are more."""
    shown = "、".join(f"“{quotation}”" for quotation in quotations[:limit])
    return shown + (_ELLIPSIS if len(quotations) > limit else "")


def occurrences(text: str, word: str, unless: Sequence[str] = ()) -> Iterator[int]:
    """Where a word stands in a text, but for places that touch one of the phrases in ``unless``."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not any(phrase in _touching(text, start, end, len(phrase)) for phrase in unless):
            yield start
        start = text.find(word, end)


def _touching(text: str, start: int, end: int, length: int) -> str:
    """The stretch in which any phrase of so many characters shares one with ``text[start:end]``."""
    return text[max(0, start - length + 1) : end + length - 1]


def any_of(words: Sequence[str]) -> str:
    """A regular expression that matches any of the words, longer ones first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
