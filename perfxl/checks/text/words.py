"""Wrong words: characters taken for others that look or sound alike (T03), faulty set phrases (T04)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import any_of, around, occurrences
from perfxl.checks.text.lexicon import Word, lexicon
from perfxl.findings import Finding, finding


def confusions(passage: Passage) -> Iterator[Finding]:
    """T03: every wrong word of a passage, each word once."""
    yield from _wrong_words("T03", passage, _confusions())


def set_phrases(passage: Passage) -> Iterator[Finding]:
    """T04: every faulty set phrase or collocation of a passage, each once."""
    yield from _wrong_words("T04", passage, _set_phrases())


@dataclass(frozen=True)
class _List:
    """Wrong words, and one pattern that tells at a glance whether a text has any of them."""

    words: tuple[Word, ...]

    @cached_property
    def any(self) -> re.Pattern[str]:
        return re.compile(any_of([word.wrong for word in self.words]))


@cache
def _confusions() -> _List:
    return _List(lexicon().confusions.words)


@cache
def _set_phrases() -> _List:
    return _List(lexicon().set_phrases.words)


def _wrong_words(code: str, passage: Passage, wrong: _List) -> Iterator[Finding]:
    text = passage.flat
    if not wrong.any.search(text):
        return
    for word in wrong.words:
        for where in islice(occurrences(text, word.wrong, word.unless), 1):
            yield finding(
                code,
                passage.place,
                passage.label,
                wrong=word.wrong,
                right=word.right,
                context=around(text, where, where + len(word.wrong)),
            )
