"""Texts of different departments that are the same, or nearly so (雷同), found among a hundred thousand.

Every long text leaves a *print*: a digest of what it says, and a MinHash signature from which its likeness
to any other text is estimated without having that text. Likeness is that of Jaccard, over runs of four
characters. Prints that may be alike are found by locality-sensitive hashing: those that agree in any whole
band of their signatures are compared, and no others.
"""

import hashlib
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import eq
from typing import Final, Generic, TypeVar

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

_HALF: Final = 16
"""Hexadecimal digits of a digest by which texts are told apart."""
_WORD: Final = 8
"""Bytes that are taken together as a number, a band and two bytes more: numbers are quicker than slices."""
_BAND_MASK: Final = int.from_bytes(bytes([0xFF] * _BAND_BYTES).ljust(_WORD, b"\0"), sys.byteorder)
"""What of a word is the band."""

_Known = TypeVar("_Known", str, tuple[str, str, str])

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

    ``prints`` are read once. What is kept of each is its signature and where it stands: some 150 bytes, for a
    province hands in more than a million texts.
    """
    texts = _Texts()
    for owner, one in prints:
        texts.add(owner, one)
    groups = [group for group in texts.groups() if len({texts.owner(one) for one in group}) > 1]
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        yield tuple(texts.member(one, group[0]) for one in group)


class _Numbered(Generic[_Known]):
    """Things by number, from 0; the same thing has one number."""

    def __init__(self) -> None:
        self._numbers: dict[_Known, int] = {}
        self._things: list[_Known] = []

    def number(self, thing: _Known) -> int:
        number = self._numbers.setdefault(thing, len(self._things))
        if number == len(self._things):
            self._things.append(thing)
        return number

    def __getitem__(self, number: int) -> _Known:
        return self._things[number]


class _Texts:
    """Prints by number, in rows of plain numbers and bytes."""

    def __init__(self) -> None:
        self._known_owners = _Numbered[str]()
        self._known_places = _Numbered[tuple[str, str, str]]()
        self._owners, self._places, self._lengths = array("I"), array("I"), array("I")
        self._digests = array("Q")
        """The first half of each: no two texts of a country have that in common by chance."""
        self._signatures = bytearray()

    def add(self, owner: str, one: TextPrint) -> None:
        self._owners.append(self._known_owners.number(owner))
        self._places.append(self._known_places.number((one.label, one.sheet, one.cell)))
        self._lengths.append(one.length)
        self._digests.append(int(one.digest[:_HALF], 16))
        self._signatures += one.signature

    def owner(self, number: int) -> str:
        return self._known_owners[self._owners[number]]

    def member(self, number: int, first: int) -> Member:
        label, sheet, cell = self._known_places[self._places[number]]
        alike_ = likeness(self._signature(number), self._signature(first))
        return Member(self.owner(number), label, Place(sheet, cell), self._lengths[number], alike_)

    def _signature(self, number: int) -> bytes:
        return bytes(self._signatures[number * _LENGTH : (number + 1) * _LENGTH])

    def groups(self) -> Iterable[list[int]]:
        """The numbers of prints that are alike, directly or through others, each group in order."""
        joined = _Joined(self._first_of_each())
        firsts = joined.firsts()
        for start in range(0, _BANDS * _BAND_BYTES, _BAND_BYTES):
            for run in self._agreeing(firsts, start):
                self._compare(run, joined)
        return joined.groups()

    def _first_of_each(self) -> "array[int]":
        """For each print the first one of the very same text."""
        firsts = array("I", range(len(self._digests)))
        repeated = _repeated(self._digests)
        known: dict[int, int] = {}
        for number, digest in enumerate(self._digests):
            if digest in repeated:
                firsts[number] = known.setdefault(digest, number)
        return firsts

    def _agreeing(self, firsts: bytes, start: int) -> Iterable[list[int]]:
        """The prints whose signatures agree in one whole band, in order, wherever there are several."""
        bands = map(_BAND_MASK.__and__, compress(self._words(start), firsts))
        runs: dict[int, list[int]] = {band: [] for band in sorted(_repeated(bands), key=_as_bytes)}
        if runs:
            for number, word in compress(enumerate(self._words(start)), firsts):
                if (band := word & _BAND_MASK) in runs:
                    runs[band].append(number)
        return runs.values()

    def _words(self, start: int) -> "memoryview[int]":
        """Of each signature the bytes from ``start`` on as one number: a band, and what follows it."""
        rest = memoryview(self._signatures)[start:]
        whole = len(rest) // _WORD * _WORD
        return rest[:whole].cast("Q")[:: _LENGTH // _WORD]

    def _compare(self, run: Sequence[int], joined: "_Joined") -> None:
        """Join those of a run that are alike."""
        others: list[int] = []
        for number in run:
            signature = self._signature(number)
            for other in others:
                apart = joined.root(number) != joined.root(other)
                if apart and likeness(signature, self._signature(other)) >= LIKENESS:
                    joined.join(number, other)
            # Copies of one text are joined to the first: only what differs from it is kept to compare with.
            if len(others) < _COMPARED and all(joined.root(other) != joined.root(number) for other in others):
                others.append(number)


class _Joined:
    """Which prints belong together: each knows an earlier one of its group, the first knows itself."""

    def __init__(self, roots: "array[int]") -> None:
        self._roots = roots

    def firsts(self) -> bytes:
        """For each print whether it is the first of its group."""
        return bytes(map(eq, self._roots, count()))

    def root(self, one: int) -> int:
        """The first of a print's group."""
        roots = self._roots
        while roots[one] != one:
            roots[one] = one = roots[roots[one]]
        return one

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        mine, its = self.root(one), self.root(other)
        self._roots[max(mine, its)] = min(mine, its)

    def groups(self) -> Iterable[list[int]]:
        """The groups of more than one print, each in order."""
        groups: dict[int, list[int]] = {}
        for number, before in enumerate(self._roots):
            if before != number:
                root = self.root(number)
                groups.setdefault(root, [root]).append(number)
        return groups.values()


def _repeated(numbers: Iterable[int]) -> set[int]:
    """Those that occur more than once."""
    seen: set[int] = set()
    add = seen.add
    return {number for number in numbers if number in seen or add(number)}


def _as_bytes(word: int) -> bytes:
    return word.to_bytes(_WORD, sys.byteorder)
