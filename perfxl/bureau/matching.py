"""What came in, held against the roster (名录): who has not handed in, who did twice, who is not on it.

Names are compared without what typing leaves to chance: spaces, full and half width, kinds of brackets. What
only looks alike is told as a hint and never taken for the same.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from perfxl.bureau.records import Received, RosterEntry

_CHANCE: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BRACKETS: Final = str.maketrans("〔［【{[〕］】}]", "(((((" + ")))))")
_ALIKE: Final = 0.7
"""How alike, of 1, two names must be for the one to be a hint to the other."""


def folded(name: str) -> str:
    """Equal for names that differ only by chance."""
    return _CHANCE.sub("", unicodedata.normalize("NFKC", name).translate(_BRACKETS)).casefold()


def folded_code(code: str) -> str:
    """A budget code without spaces, and without the leading zeros that a spreadsheet takes for nothing."""
    return folded(code).lstrip("0")


@dataclass(frozen=True, slots=True)
class Sender:
    """A department by the name and budget code it gave, and all that it sent."""

    department: str
    code: str
    items: tuple[Received, ...]

    @property
    def versions(self) -> int:
        """How many different workbooks it sent."""
        return len({one.digest for one in self.items})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the roster, and whoever sent as it."""

    entry: RosterEntry
    senders: tuple[Sender, ...] = ()
    hint: str = ""
    """A stranger's name that may be this unit's, where it has sent nothing."""

    @property
    def items(self) -> tuple[Received, ...]:
        """All that was sent."""
        return tuple(one for sender in self.senders for one in sender.items)

    @property
    def versions(self) -> int:
        """How many different workbooks were sent."""
        return len({one.digest for one in self.items})


@dataclass(frozen=True, slots=True)
class Stranger:
    """A sender that is not on the roster; ``hint`` is a unit that it may be and that has sent nothing."""

    sender: Sender
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """The roster, in its own order, and what came in."""

    units: tuple[Unit, ...]
    strangers: tuple[Stranger, ...]

    @property
    def missing(self) -> tuple[Unit, ...]:
        """Units that have sent nothing."""
        return tuple(unit for unit in self.units if not unit.senders)

    @property
    def ranks(self) -> Mapping[str, int]:
        """The place in the roster of each department that has handed in, by the name it gave."""
        return {sender.department: rank for rank, unit in enumerate(self.units) for sender in unit.senders}

    @property
    def repeated(self) -> tuple[Unit, ...]:
        """Units that have sent more than once."""
        return tuple(unit for unit in self.units if len(unit.items) > 1)


def match(roster: Iterable[RosterEntry], received: Iterable[Received]) -> Matching:
    """Tell of every unit what it sent, and of every sender whether it is on the roster.

    A budget code that is on the roster decides; else the name does, if only one unit bears it and nobody
    has sent in with that unit's own code: a namesake of another code is a department of its own. Workbooks
    that name no department are nobody's.
    """
    entries = tuple(roster)
    by_code = _unique({number: folded_code(one.code) for number, one in enumerate(entries)})
    by_name = _unique({number: folded(one.department) for number, one in enumerate(entries)})
    sent: dict[int, list[Sender]] = defaultdict(list)
    strangers: list[Sender] = []
    senders = tuple(_senders(received))
    certain = {by_code.get(folded_code(sender.code)) for sender in senders}
    for sender in senders:
        number = by_code.get(folded_code(sender.code))
        if number is None:
            number = by_name.get(folded(sender.department))
            number = None if sender.code and number in certain else number
        strangers.append(sender) if number is None else sent[number].append(sender)
    silent = [one.department for number, one in enumerate(entries) if number not in sent]
    hints = _hints([one.department for one in strangers], silent)
    back = {hint: name for name, hint in hints.items()}
    return Matching(
        tuple(
            Unit(one, tuple(sent[number]), "" if sent[number] else back.get(one.department, ""))
            for number, one in enumerate(entries)
        ),
        tuple(Stranger(one, hints.get(one.department, "")) for one in strangers),
    )


def count_departments(received: Iterable[Received]) -> int:
    """How many departments have sent in: a name counts once for each budget code that came with it."""
    codes: dict[str, set[str]] = defaultdict(set)
    for one in received:
        if one.department:
            codes[folded(one.department)].add(folded_code(one.code))
    return sum(max(1, len(each - {""})) for each in codes.values())


def namesakes(received: Iterable[Received]) -> set[str]:
    """Names that departments of several budget codes bear: they are departments of their own."""
    codes: dict[str, str] = {}
    found = set()
    for one in received:
        if one.department and one.code and codes.setdefault(one.department, one.code) != one.code:
            found.add(one.department)
    return found


def of_one_code(received: Iterable[Received]) -> Mapping[str, tuple[str, ...]]:
    """Names that give the same budget code, by that code: a department may have been renamed meanwhile.

    What is nothing but zeros is no code.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for one in received:
        code = folded_code(one.code)
        if one.department and code:
            names[code].setdefault(folded(one.department), one.department)
    return {code: tuple(same.values()) for code, same in names.items() if len(same) > 1}


def _unique(keys: Mapping[int, str]) -> dict[str, int]:
    """Each key that only one entry has; blank ones are no keys."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, key in keys.items():
        found[key].append(number)
    return {key: numbers[0] for key, numbers in found.items() if key and len(numbers) == 1}


def _senders(received: Iterable[Received]) -> Iterable[Sender]:
    groups: dict[tuple[str, str], list[Received]] = defaultdict(list)
    for one in received:
        if one.department:
            groups[folded(one.department), folded_code(one.code)].append(one)
    return (Sender(items[-1].department, items[-1].code, tuple(items)) for items in groups.values())


def _hints(strangers: list[str], silent: list[str]) -> dict[str, str]:
    names = {folded(name): name for name in silent}
    hints = {}
    for stranger in strangers:
        close = get_close_matches(folded(stranger), names, n=1, cutoff=_ALIKE)
        if close:
            hints[stranger] = names[close[0]]
    return hints
