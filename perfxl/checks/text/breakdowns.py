"""Breakdowns in a text: a whole and its parts, as in 共计1097项（第一批875项、第二批222项） or 支出…，其中….

What is read here is only what a sentence says; :mod:`perfxl.checks.text.subcounts` judges it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfxl.checks.text.excerpts import Sentence, label_before, sentences, shortened
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import Quantity, quantities

_OPENING, _CLOSING = "（(", "）)"
_DEEPEST = 3
"""Brackets within brackets are read to this depth; official prose has two at most."""
_NEAR = 8
"""A bracket that lists parts follows its whole within so many characters, as in 1097项事项（…）."""
_BACK = 300
_AHEAD = 800
"""A whole stands at most so many characters before its parts, and they take up no more than these."""
_CLOSE = 40
"""So far back the quantity right before a bracket begins."""
_MOST_MARKERS = 10
_NEXT_SENTENCES = 6
"""Limits that no prose reaches; they keep the work in proportion to the length of any text."""
_BETWEEN = re.compile(r"[，。；：、,;:]")
_SEGMENT = re.compile(r"[^、，；：,;:]+")
_AND = re.compile(r"(?:以及|及|和|与|或)")
_SIMPLE = re.compile(r"[^\d，、；：（）,;:()]{1,24}")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and the parts that a text gives for it.

    ``wholes`` are the quantities that may be the whole, the likeliest first; ``complete`` tells that the
    parts read like all parts, ``posts`` that the whole is an establishment (编制); ``following`` are the
    quantities of the plain sentences right behind, which may be parts that a full stop cut off.
    """

    wholes: tuple[Quantity, ...]
    parts: tuple[Quantity, ...]
    complete: bool
    posts: bool
    quote: str
    following: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    quantities: tuple[Quantity, ...]
    complete: bool


def breakdowns(text: str) -> Iterator[Breakdown]:
    """Every breakdown of a text; text as :attr:`Passage.flat` gives it."""
    for paragraph in text.split("\n"):
        inside = sentences(paragraph)
        for number, sentence in enumerate(inside):
            before = inside[number - 1].text if number else ""
            yield from _in_sentence(sentence.text, before, inside[number + 1 : number + 1 + _NEXT_SENTENCES])


def _in_sentence(
    text: str, before: str = "", following: Sequence[Sentence] = (), depth: int = 0
) -> Iterator[Breakdown]:
    groups = _brackets(text)
    outer = _masked(text, groups)
    yield from _marked(text, outer, before, following)
    for start, end in groups:
        inner = text[start + 1 : end]
        yield from _bracketed(text, outer, start, end)
        if depth < _DEEPEST:
            yield from _in_sentence(inner, depth=depth + 1)


def _brackets(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of round brackets; what is not closed is no pair."""
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for position, character in enumerate(text):
        if character in _OPENING:
            open_at.append(position)
        elif character in _CLOSING and open_at:
            start = open_at.pop()
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, position))
    return pairs


def _masked(text: str, groups: Sequence[tuple[int, int]]) -> str:
    """The text with what stands in brackets blanked out, every other character keeping its position."""
    pieces: list[str] = []
    left = 0
    for start, end in groups:
        pieces += [text[left:start], " " * (end + 1 - start)]
        left = end + 1
    return "".join([*pieces, text[left:]])


def _bracketed(text: str, outer: str, start: int, end: int) -> Iterator[Breakdown]:
    """Parts in a bracket behind their whole."""
    marker = lexicon().parts.marker
    inner = text[start + 1 : end]
    marked = inner.startswith(marker)
    body = inner.removeprefix(marker)
    if marker in body or len(body) > _AHEAD:
        return
    body = _masked(body, _brackets(body))
    for kind in _kinds(body):
        wholes = _left_of(outer, start, kind, _BACK if marked else _CLOSE)
        adjacent = [whole for whole in wholes[-1:] if _adjacent(outer[whole.end : start])]
        if adjacent or not marked:
            wholes = adjacent
        parts = _parts(body, kind)
        if wholes and parts is not None and (marked or len(parts.quantities) > 1):
            yield _breakdown(text, outer, wholes, parts, end=end + 1)


def _adjacent(between: str) -> bool:
    return len(between) <= _NEAR and not _BETWEEN.search(between)


def _marked(text: str, outer: str, before: str, following: Sequence[Sentence]) -> Iterator[Breakdown]:
    """Parts that 其中 introduces."""
    marker = lexicon().parts.marker
    markers = [match.start() for match in re.finditer(marker, outer)][:_MOST_MARKERS]
    for number, position in enumerate(markers):
        first = number == 0
        start = position + len(marker)
        body, end = _body(outer, start, reaches_on=first)
        last = number == len(markers) - 1
        for kind in _kinds(body):
            wholes = _wholes(outer, position, before, kind)
            parts = _parts(body, kind)
            if wholes and parts is not None and parts.quantities:
                yield _breakdown(
                    text,
                    outer,
                    wholes if first else wholes[-1:],
                    parts,
                    end=end,
                    following=_plain(following, kind) if last and end == len(outer) else (),
                )


def _body(outer: str, start: int, *, reaches_on: bool) -> tuple[str, int]:
    """What a marker introduces, and where it ends.

    It reaches to the next semicolon, and beyond it over plain segments (正股级领导职数4名). A second marker
    within makes it clear only with semicolons which parts are whose; without them nothing is read.
    """
    marker = lexicon().parts.marker
    blocks = outer[start : start + _AHEAD].split("；")
    first, *rest = blocks
    if marker in first:
        if not (rest and reaches_on):
            return "", start
        pieces = [first[: first.index(marker)]]
    else:
        pieces = [first]
    end = start + len(first)
    for block in rest if reaches_on else []:
        plain = block.split(marker)[0].strip(" ，")
        if not _is_plain(plain):
            break
        pieces.append(plain)
        end += 1 + len(block)
    return "；".join(pieces), end


def _is_plain(block: str) -> bool:
    """Whether a block is nothing but a label and one quantity."""
    found = quantities(block)
    return (
        len(found) == 1
        and not block[found[0].end :].strip()
        and _SIMPLE.fullmatch(block[: found[0].start]) is not None
    )


def _plain(following: Sequence[Sentence], kind: str) -> tuple[Quantity, ...]:
    """The quantities of the plain sentences that come next, as long as they are of one kind."""
    found: list[Quantity] = []
    for sentence in following:
        if not _is_plain(sentence.text) or (quantity := quantities(sentence.text)[0]).kind != kind:
            break
        found.append(quantity)
    return tuple(found)


def _wholes(outer: str, position: int, before: str, kind: str) -> list[Quantity]:
    """What may be the whole: quantities to the left, or the only one of the sentence before."""
    wholes = _left_of(outer, position, kind)
    if wholes or outer[:position].strip(" ，"):
        return wholes
    wholes = [quantity for quantity in quantities(before) if quantity.kind == kind]
    return wholes if len(wholes) == 1 else []


def _left_of(outer: str, position: int, kind: str, back: int = _BACK) -> list[Quantity]:
    """The quantities of a kind to the left, back to a semicolon, placed as in the whole text."""
    offset = max(0, position - back, outer.rfind("；", 0, position))
    return [
        replace(quantity, start=quantity.start + offset, end=quantity.end + offset)
        for quantity in quantities(outer[offset:position])
        if quantity.kind == kind
    ]


def _kinds(body: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(quantity.kind for quantity in quantities(body)))


def _parts(body: str, kind: str) -> _Parts | None:
    """The parts of a kind; None where a segment leaves it open which of its quantities is the part."""
    words = lexicon().parts
    parts: list[Quantity] = []
    labels = tail = ""
    for segment in _SEGMENT.finditer(body):
        found = [quantity for quantity in quantities(segment[0]) if quantity.kind == kind]
        if not found or _any_in(words.not_a_part, segment[0][: found[0].start]):
            continue
        if any(not _AND.match(segment[0][left.end :]) for left in found[:-1]):
            return None
        parts += found
        labels += segment[0]
        tail = segment[0][found[-1].end :]
    overlapping_or_few = _any_in((*words.attributes, *words.partial), labels)
    trails_off = _any_in(words.partial_endings, tail)
    return _Parts(tuple(parts), complete=not (overlapping_or_few or trails_off))


def _any_in(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _breakdown(
    text: str,
    outer: str,
    wholes: Sequence[Quantity],
    parts: _Parts,
    *,
    end: int,
    following: tuple[Quantity, ...] = (),
) -> Breakdown:
    words = lexicon().parts
    nearest = wholes[-1]
    posts: list[Quantity] = []
    if _any_in(words.posts, label_before(outer, nearest.start)):
        posts = [whole for whole in wholes if _any_in(words.posts, label_before(outer, whole.start))]
    partial = _any_in(words.partial, label_before(outer, nearest.start))
    return Breakdown(
        wholes=tuple(reversed(posts or wholes)),
        parts=parts.quantities,
        complete=parts.complete and not partial and not posts,
        posts=bool(posts),
        quote=shortened(text[nearest.start : end]),
        following=following,
    )
