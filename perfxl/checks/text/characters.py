"""Characters foreign to simplified Chinese prose: Japanese kana (T01), traditional characters (T02)."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import around
from perfxl.checks.text.lexicon import lexicon
from perfxl.findings import Finding, finding

_BASIC_PLANE = 0xFFFF
_KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d]")


def kana(passage: Passage) -> Iterator[Finding]:
    """T01: every Japanese letter of a passage, each letter once."""
    lookalikes = lexicon().kana.lookalikes
    text = passage.text
    for character, where in _first_occurrences(text, (match.start() for match in _KANA.finditer(text))):
        meant = lookalikes.get(character, "")
        yield finding(
            "T01",
            passage.place,
            passage.label,
            case="lookalike" if meant else "letter",
            character=character,
            point=f"U+{ord(character):04X}",
            meant=meant,
            context=around(text, where, where + 1),
        )


def traditional(passage: Passage) -> Iterator[Finding]:
    """T02: every traditional character of a passage, each once, with its simplified form."""
    # The converter stops at a NUL and takes no lone surrogates; neither is a character of Chinese.
    text = re.sub(r"[\x00\ud800-\udfff]", " ", passage.text)
    if not _may_be_traditional(text):
        return
    accepted = lexicon().traditional.accepted
    simplified = _simplified(text)
    changed = (
        position
        for position, (old, new) in enumerate(zip(text, simplified, strict=True))
        # A form beyond the basic plane is a scholar's analogy that no county's font can show.
        if old != new and old not in accepted and ord(new) <= _BASIC_PLANE
    )
    for character, where in _first_occurrences(text, changed):
        yield finding(
            "T02",
            passage.place,
            passage.label,
            character=character,
            simplified=simplified[where],
            context=around(text, where, where + 1),
            word=around(simplified, where, where + 1),
        )


def _first_occurrences(text: str, positions: Iterator[int]) -> list[tuple[str, int]]:
    first: dict[str, int] = {}
    for position in positions:
        first.setdefault(text[position], position)
    return list(first.items())


def _may_be_traditional(text: str) -> bool:
    """Whether a text holds anything beyond GB 2312, which has hardly a traditional character.

    It spares nearly every submission the loading of the converter.
    """
    if not set(lexicon().traditional.within_gb2312).isdisjoint(text):
        return True
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _simplified(text: str) -> str:
    """The text in simplified characters, position by position."""
    convert = _converter()
    whole = convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(new if len(new := convert(old)) == 1 else old for old in text)


@cache
def _converter() -> Callable[[str], str]:
    # Only a text with characters beyond GB 2312 pays for the import and the dictionaries.
    import opencc  # noqa: PLC0415

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
