"""Which workbooks count: of each department the newest of the year; all others are told of, none is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from perfxl.bureau.matching import Matching, Unit, match, namesakes
from perfxl.bureau.records import Fault, Gist, Received, Reviewed, ReviewScore, RosterEntry, ScoreKey
from perfxl.bureau.store import Held, Store
from perfxl.bureau.summary.department import Compared, Department
from perfxl.wording import say

Reason: TypeAlias = Literal["unreadable", "unreviewed", "other_year", "yearless", "other_name"]
"""Why a newest workbook does not count: it cannot be read; it has not been reviewed; it is another year's; it
names no year, while its department has handed in one that does; its unit has handed in a later one under
another spelling of its name."""


_Review = TypeVar("_Review", Gist, Reviewed)
Sender: TypeAlias = tuple[str, str]
"""A department's name and budget code, as its workbook writes them."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A newest workbook that does not count, and why."""

    received: Received
    fault: Fault | None
    reason: Reason


class _Who(NamedTuple):
    """A department but for its review: what :class:`Compared` begins with."""

    number: int
    name: str
    received: Received
    version: int
    entry: RosterEntry | None


class Selection:
    """The workbooks of one bureau's folder, seen by one judge, for one year."""

    def __init__(self, store: Store, judge: str, year: int | None) -> None:
        """``year`` None stands for the workbooks that name none."""
        self.year = year
        self._store, self._judge = store, judge
        self._scores = store.scores()
        self.matching = _matched(store)
        self._entries: dict[Sender, RosterEntry] = {}
        self._others: set[Sender] = set()
        for unit in self.matching.units:
            senders = senders_of(unit)
            self._entries |= dict.fromkeys(senders, unit.entry)
            self._others |= senders - {_latest(unit, year)}
        store.rank(self.matching.ranks)
        self._namesakes = namesakes(one for one, _ in store.received())

    def __iter__(self) -> Iterator[Compared | LeftOut]:
        """Every newest workbook, with the gist of its review: by the roster's order and then by name."""
        for one in self._told(self._store.gists(self._judge, newest_only=True)):
            if isinstance(one, LeftOut):
                yield one
            else:
                who, gist = one
                yield Compared(*who, gist)

    def departments(self) -> Iterator[Department]:
        """Those that count, in the same order, with their whole reviews; read anew from the store."""
        for one in self._told(self._store.held(self._judge, newest_only=True)):
            if not isinstance(one, LeftOut):
                who, reviewed = one
                yield Department(*who, reviewed, self._score(reviewed, who.received))

    def _told(self, held: Iterable[Held[_Review]]) -> Iterator[tuple[_Who, _Review] | LeftOut]:
        number = 0
        for one, reason in self._sorted_out(held):
            if reason is None and one.reviewed is not None:
                number += 1
                yield self._who(number, one, one.reviewed), one.reviewed
            elif reason is not None:
                fault = one.reviewed.fault if one.reviewed else None
                yield LeftOut(one.received, fault, reason)

    def _who(self, number: int, held: Held[Gist], gist: Gist) -> _Who:
        received = held.received
        name = received.department or gist.department
        shown = name or say("summary.nameless", file=received.name)
        if name in self._namesakes:
            shown = say("summary.namesake", name=name, code=received.code)
        entry = self._entries.get((name, received.code))
        return _Who(number, shown, received, held.number, entry)

    def _score(self, reviewed: Reviewed, received: Received) -> ReviewScore | None:
        """What an older perfxl kept has no budget code: it is used where the name alone tells whose it is."""
        key = ScoreKey(reviewed.department, reviewed.year, reviewed.code or received.code)
        bare = None if reviewed.department in self._namesakes else self._scores.get(key.bare)
        return self._scores.get(key, bare)

    def _sorted_out(self, held: Iterable[Held[_Review]]) -> Iterator[tuple[Held[_Review], Reason | None]]:
        """Tell of each workbook why it does not count, if so.

        One that names no year counts as the year's, unless its department has handed in one that names it.
        """
        for _, group in groupby(held, key=_whose):
            members = list(group)
            dated = any(_year(one) == self.year for one in members if _readable(one))
            for one in members:
                yield one, self._reason(one, dated=dated)

    def _reason(self, one: Held[Gist], *, dated: bool) -> Reason | None:
        if one.reviewed is None:
            return "unreviewed"
        if not _readable(one):
            return "unreadable"
        own = _year(one)
        if own is None and self.year is not None and dated:
            return "yearless"
        if own not in (None, self.year):
            return "other_year"
        return "other_name" if _sender(one.received) in self._others else None


def _matched(store: Store) -> Matching:
    roster = store.roster()
    return match(roster, (received for received, _ in store.received())) if roster else Matching((), ())


def senders_of(unit: Unit) -> set[Sender]:
    """As whom a unit has handed in, as its workbooks write it."""
    return {_sender(one) for one in unit.items}


def _sender(one: Received) -> Sender:
    return one.department, one.code


def _latest(unit: Unit, year: int | None) -> Sender:
    """As whom a unit handed in its newest workbook of the year."""
    sent = [one for one in unit.items if one.year in (year, None) and one.fault is None]
    newest = max(sent or unit.items, key=lambda one: (one.year == year, one.at, one.file), default=None)
    return _sender(newest) if newest else ("", "")


def _whose(one: Held[Gist]) -> Sender:
    return _sender(one.received) if one.received.department else (one.received.key, "")


def _readable(one: Held[Gist]) -> bool:
    return one.reviewed is not None and one.reviewed.fault is None


def _year(one: Held[Gist]) -> int | None:
    if one.received.year is not None or one.reviewed is None:
        return one.received.year
    return one.reviewed.year
