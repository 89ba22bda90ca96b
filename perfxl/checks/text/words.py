"""Wrong words: characters taken for others that look or sound alike (T03), faulty set phrases (T04)."""

from collections.abc import Iterator
from itertools import islice

from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import around, occurrences
from perfxl.checks.text.lexicon import Word, lexicon
from perfxl.findings import Finding, finding


def confusions(passage: Passage) -> Iterator[Finding]:
    """T03: every wrong word of a passage, each word once."""
    yield from _wrong_words("T03", passage, lexicon().confusions.words)


def set_phrases(passage: Passage) -> Iterator[Finding]:
    """T04: every faulty set phrase or collocation of a passage, each once."""
    yield from _wrong_words("T04", passage, lexicon().set_phrases.words)


def _wrong_words(code: str, passage: Passage, words: tuple[Word, ...]) -> Iterator[Finding]:
    text = passage.flat
    for word in words:
        for where in islice(occurrences(text, word.wrong, word.unless), 1):
            yield finding(
                code,
                passage.place,
                passage.label,
                wrong=word.wrong,
                right=word.right,
                context=around(text, where, where + len(word.wrong)),
            )
