"""The first pass: which departments count and which cannot, by what they were judged, who is like whom.

Of a department that counts nothing stays in memory but its name, its scores, for the medians, and the prints
of its long texts.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from perfxl.bureau.likeness import Member, alike
from perfxl.bureau.matching import Unit
from perfxl.bureau.records import Received, RosterEntry, TextPrint
from perfxl.bureau.summary.department import Compared
from perfxl.bureau.summary.schemes import Judging, execution, judgings
from perfxl.bureau.summary.selecting import LeftOut, Reason, Selection, Sender, senders_of
from perfxl.findings import Place
from perfxl.scheme.inventory import TOTAL
from perfxl.scheme.load import load_scheme
from perfxl.wording import subject
from perfxl.workbook.layout import plan

if TYPE_CHECKING:
    from perfxl.scheme.model import Column

Alike: TypeAlias = tuple[str, str]
"""A scheme and a kind of unit: departments that are compared with each other."""

_ENOUGH: Final = 3
"""Of so many departments the median says something of what is usual."""
_TELLING: Final = 3
"""From so many lost indicators on, two departments with the very same scores are remarkable."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit of the roster of which nothing counts, and what is there of it, if anything."""

    entry: RosterEntry
    reason: Reason | Literal["nothing"]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual among so many like departments: their median."""

    median: float
    count: int


class Survey:
    """Everything that must be known before the first row is written."""

    def __init__(self, selection: Selection) -> None:
        """Go over all that came in, once.

        Raises:
            SchemeError: a scheme by which departments were judged is not there any more (E301 to E307).
        """
        self.selection = selection
        self.count = 0
        self.open_count = 0
        """Of how many the total is provisional."""
        self.left_out: list[LeftOut] = []
        self.strangers: list[str] = []
        """Departments that count but are not on the roster, where there is one."""
        self._scores: defaultdict[Alike, array[float]] = defaultdict(lambda: array("d"))
        self._rates: defaultdict[Alike, array[float]] = defaultdict(lambda: array("d"))
        self._misprints: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._same_scores: defaultdict[int, list[str]] = defaultdict(list)
        self._seen: dict[Sender, Reason | None] = {}
        self._executions: dict[str, Column | None] = {}
        self._total_places: dict[str, Place] = {}
        self._owners: dict[int, tuple[str, ...]] = {}
        self.likenesses = tuple(alike(self._prints()))
        """Groups of departments' texts that are alike."""

    def _prints(self) -> Iterator[tuple[str, TextPrint]]:
        """Take in every department on the way of its prints to be compared."""
        for one in self.selection:
            if isinstance(one, LeftOut):
                self.left_out.append(one)
                self._seen.setdefault(_whose(one.received), one.reason)
            else:
                self._take(one)
                yield from ((one.name, text) for text in one.reviewed.prints)

    def _take(self, one: Compared) -> None:
        self.count += 1
        self.open_count += not one.final
        if one.reviewed.scheme not in self._executions:
            scheme = load_scheme(one.reviewed.scheme)
            self._executions[scheme.id] = execution(scheme)
            self._total_places[scheme.id] = plan(scheme).slots[TOTAL].place
        self._seen[_whose(one.received)] = None
        if self.selection.matching.units and one.entry is None:
            self.strangers.append(one.name)
        if (score := compared_score(one)) is not None:
            self._scores[_kind(one)].append(score)
        if (rate := self.execution_rate(one)) is not None:
            self._rates[_kind(one)].append(rate)
        for misprint in misprints(one):
            self._misprints[misprint].append(one.name)
        if (key := _telling_scores(one)) is not None:
            self._same_scores[key].append(one.name)

    @cached_property
    def judgings(self) -> tuple[Judging, ...]:
        """The schemes by which those that count were judged."""
        return judgings(self._executions)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The units of the roster of which nothing counts (未报名单)."""
        found = ((unit.entry, self._state(unit)) for unit in self.selection.matching.units)
        return tuple(Missing(entry, state) for entry, state in found if state is not None)

    def _state(self, unit: Unit) -> Reason | Literal["nothing"] | None:
        """Why nothing of a unit counts; None where something does."""
        states = [self._seen[sender] for sender in sorted(senders_of(unit)) if sender in self._seen]
        return None if None in states else next(iter(states), "nothing")

    def execution_rate(self, one: Compared) -> float | None:
        """How a department executed its budget, as a ratio; None where its figures do not tell."""
        column = self._executions[one.reviewed.scheme]
        if column is None:
            return None
        of, over = one.figure(column.of), one.figure(column.over)
        return None if of is None or not over else of / over

    def total_place(self, one: Compared) -> Place:
        """The cell in which a department's workbook shows its total."""
        return self._total_places[one.reviewed.scheme]

    def usual_score(self, one: Compared) -> Usual | None:
        """What like departments scored; None where they are too few to tell."""
        return self._usual_scores.get(_kind(one))

    def usual_rate(self, one: Compared) -> Usual | None:
        """At what rate they executed their budgets."""
        return self._usual_rates.get(_kind(one))

    @cached_property
    def _usual_scores(self) -> dict[Alike, Usual]:
        return _medians(self._scores)

    @cached_property
    def _usual_rates(self) -> dict[Alike, Usual]:
        return _medians(self._rates)

    def sharing_misprint(self, misprint: tuple[str, str]) -> list[str]:
        """The departments in which a misprint stands."""
        return self._misprints[misprint]

    def sharing_scores(self, one: Compared) -> list[str]:
        """The departments whose scores are the very same, indicator by indicator, this one included."""
        key = _telling_scores(one)
        return [] if key is None else self._same_scores[key]

    def owners(self, group: tuple[Member, ...]) -> tuple[str, ...]:
        """The departments whose texts are in a group, each once."""
        if id(group) not in self._owners:
            self._owners[id(group)] = tuple(dict.fromkeys(member.owner for member in group))
        return self._owners[id(group)]

    @cached_property
    def like_texts(self) -> dict[str, list[tuple[Member, tuple[Member, ...]]]]:
        """By department: each text of it that is like others, and all texts of its group."""
        found: dict[str, list[tuple[Member, tuple[Member, ...]]]] = {}
        for group in self.likenesses:
            for member in group:
                found.setdefault(member.owner, []).append((member, group))
        return found


def compared_score(one: Compared) -> float | None:
    """The score in which departments are compared: what they gave themselves, else what was computed."""
    return one.total if one.claimed is None else one.claimed


def misprints(one: Compared) -> set[tuple[str, str]]:
    """The misprints that its check has found: the code, and what was expected instead."""
    codes = subject("summary")["unusual"]["misprint_codes"]
    return {(found.code, found.expected) for found in one.reviewed.findings if found.code in codes}


def _whose(received: Received) -> Sender:
    return received.department, received.code


def _medians(figures: Mapping[Alike, "array[float]"]) -> dict[Alike, Usual]:
    return {
        kind: Usual(median(those), len(those)) for kind, those in figures.items() if len(those) >= _ENOUGH
    }


def _kind(one: Compared) -> Alike:
    return one.reviewed.scheme, one.kind


def _telling_scores(one: Compared) -> int | None:
    """The scores of a department as one number, where enough of them are short of their points."""
    if not one.final or one.losing < _TELLING:
        return None
    return hash((one.reviewed.scheme, tuple(mark.score for mark in one.reviewed.marks)))
