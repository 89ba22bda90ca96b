"""Counts in front of a colon against what is listed behind it (N04): 从三个方面：甲、乙、丙."""

import re
from collections.abc import Iterator
from functools import cache

from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import any_of, around
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.ordinals import item_sequences
from perfxl.checks.text.quantities import NUMERAL, small_number
from perfxl.findings import Finding, finding

_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）|\([^()]*\)")
_AND = re.compile(r"以及|及|和|与")


def enumerations(passage: Passage) -> Iterator[Finding]:
    """N04: a count that the items listed behind its colon do not reach or exceed.

    Only lists that can be counted without doubt are: 一是……二是……, 1. 2., items between 、 up to a stop.
    """
    if not passage.running:
        return
    text = passage.flat
    counts = list(_pattern().finditer(text))
    for match, following in zip(counts, [*counts[1:], None], strict=False):
        stated = small_number(match["number"])
        body = text[match.end() : following.start() if following else len(text)]
        listed = _numbered(body) or _between_commas(body)
        if stated is not None and listed and stated not in listed:
            yield finding(
                "N04",
                passage.place,
                passage.label,
                stated=match["number"] + match["counter"],
                listed=min(listed),
                context=around(text, match.start(), match.end(), 12),
            )


@cache
def _pattern() -> re.Pattern[str]:
    counters = any_of(lexicon().enumerations.counters)
    return re.compile(
        rf"(?<![\d.一二三四五六七八九十百千万第])(?P<number>{NUMERAL})"
        rf"(?P<counter>{counters})[^，。；：、\n\d]{{0,12}}[：:]"
    )


def _numbered(body: str) -> set[int]:
    """The number of items of the first run that starts right away."""
    paragraph = body.lstrip("\n")
    for run in item_sequences(paragraph):
        if paragraph.startswith(run[0].mark):
            return {max(ordinal.number for ordinal in run)}
    return set()


def _between_commas(body: str) -> set[int]:
    """The number of items of a plain list; 和 may join the last two or stand within one: both count."""
    sentence = _QUOTED.sub("某", re.split(r"[。\n]", body, maxsplit=1)[0])
    items = sentence.split("；") if "；" in sentence else sentence.split("、")
    if len(items) < 2 or ("；" not in sentence and "，" in sentence):
        return set()
    if items[-1].endswith(lexicon().enumerations.open_endings):
        return set()
    joined = len(_AND.findall(items[-1])) if "；" not in sentence else 0
    return set(range(len(items), len(items) + joined + 1))
