"""Texts of different departments that are the same, or nearly so (雷同), found among a hundred thousand.

Every long text leaves a *print*: a digest of what it says, and a MinHash signature from which its likeness
to any other text is estimated without having that text. Likeness is that of Jaccard, over runs of four
characters. Prints that may be alike are found by locality-sensitive hashing: those that agree in any whole
band of their signatures are compared, and no others.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Final

from rensa import RMinHash

from perfxl.bureau.records import TextPrint
from perfxl.findings import Place

SHORTEST: Final = 40
"""Characters, spaces and punctuation apart, from which on a text is worth comparing: short ones are alike."""

LIKENESS: Final = 0.8
"""From this likeness on two texts are told of (rule C06)."""

_GRAM: Final = 4
_SEED: Final = 20200101
_BANDS, _BAND_BYTES = 21, 6
"""Of two texts of likeness 0.8 the bands miss 2 pairs in 1,000; of likeness 0.4 they compare 8 in 100."""
_LENGTH: Final = 128
"""Bytes of a signature, one of each MinHash value: the estimate's standard error is 0.035 at 0.8."""
_BY_CHANCE: Final = 1 / 256
_COMPARED: Final = 8
"""With how many others that share a band a print is compared at most."""

_FIT = re.compile(r"[\W_]+")


def text_print(text: str, *, label: str, place: Place, department: str = "") -> TextPrint | None:
    """The print of one text, None where it is too short; the department's own name in it does not count."""
    said = _said(text, department)
    if len(said) < SHORTEST:
        return None
    return TextPrint(
        label=label,
        sheet=place.sheet,
        cell=place.cell,
        length=len(said),
        digest=hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        signature=_signature(said),
    )


def _said(text: str, department: str) -> str:
    own = _FIT.sub("", department)
    said = _FIT.sub("", text)
    return said.replace(own, "") if own else said


def _signature(said: str) -> bytes:
    minhash = RMinHash(num_perm=_LENGTH, seed=_SEED)
    minhash.update([said[start : start + _GRAM] for start in range(len(said) - _GRAM + 1)])
    return bytes(value & 0xFF for value in minhash.digest())


def likeness(one: bytes, other: bytes) -> float:
    """How much two texts are alike by their signatures: 0 not at all, 1 the same."""
    agreeing: float = sum(map(eq, one, other)) / _LENGTH
    return max(0.0, (agreeing - _BY_CHANCE) / (1 - _BY_CHANCE))


@dataclass(frozen=True, slots=True)
class Member:
    """One text of a group: whose it is, where it stands, how much it is like the group's first."""

    owner: str
    label: str
    place: Place
    length: int
    likeness: float


def alike(prints: Iterable[tuple[str, TextPrint]]) -> Iterator[tuple[Member, ...]]:
    """Groups of texts that are alike, the largest first; texts of one owner alone make no group.

    ``prints`` are read once. What is kept of each is its signature and where it stands: some 500 bytes.
    """
    texts = _Texts()
    for owner, one in prints:
        texts.add(owner, one)
    groups = [group for group in texts.groups() if len({texts.owner(one) for one in group}) > 1]
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        yield tuple(texts.member(one, group[0]) for one in group)


class _Texts:
    """Prints by number; those of the same digest share one signature, and are compared once."""

    def __init__(self) -> None:
        self._places: list[tuple[str, str, str, str, int]] = []
        self._kinds: list[int] = []
        self._known: dict[str, int] = {}
        self._signatures: list[bytes] = []
        self._strings: dict[str, str] = {}

    def add(self, owner: str, one: TextPrint) -> None:
        owner, label, sheet = (self._strings.setdefault(text, text) for text in (owner, one.label, one.sheet))
        self._places.append((owner, label, sheet, one.cell, one.length))
        kind = self._known.setdefault(one.digest, len(self._signatures))
        if kind == len(self._signatures):
            self._signatures.append(one.signature)
        self._kinds.append(kind)

    def owner(self, number: int) -> str:
        return self._places[number][0]

    def member(self, number: int, first: int) -> Member:
        owner, label, sheet, cell, length = self._places[number]
        likeness_ = likeness(self._signature(number), self._signature(first))
        return Member(owner, label, Place(sheet, cell), length, likeness_)

    def _signature(self, number: int) -> bytes:
        return self._signatures[self._kinds[number]]

    def groups(self) -> Iterable[list[int]]:
        """The numbers of prints that are alike, directly or through others, each group in order."""
        roots = _joined(self._signatures)
        groups: dict[int, list[int]] = {}
        for number, kind in enumerate(self._kinds):
            groups.setdefault(roots[kind], []).append(number)
        return groups.values()


def _joined(signatures: Sequence[bytes]) -> list[int]:
    """For each signature the first of all that it is joined with."""
    roots = list(range(len(signatures)))

    def root(one: int) -> int:
        while roots[one] != one:
            roots[one] = one = roots[roots[one]]
        return one

    for start in range(0, _BANDS * _BAND_BYTES, _BAND_BYTES):
        seen: dict[bytes, list[int]] = {}
        for number, signature in enumerate(signatures):
            others = seen.setdefault(signature[start : start + _BAND_BYTES], [])
            for other in others:
                mine, its = root(number), root(other)
                if mine != its and likeness(signature, signatures[other]) >= LIKENESS:
                    roots[max(mine, its)] = min(mine, its)
            # Copies of one text are joined to the first: only what differs from it is kept to compare with.
            if len(others) < _COMPARED and all(root(other) != root(number) for other in others):
                others.append(number)
    return [root(number) for number in range(len(signatures))]
