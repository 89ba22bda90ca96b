"""What all departments together come to, scheme by scheme: counted and added up as they go by."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.schemes import Judging, execution
from perfxl.bureau.summary.tally import Tally

MOST_TOLD: Final = 500
"""Of so many departments the report tells one by one what they achieved."""


@dataclass(slots=True)
class GradeCount:
    """The departments of one grade: their totals, and the budget that they were given."""

    totals: Tally = field(default_factory=Tally)
    budget: Tally = field(default_factory=Tally)
    claimed: int = 0
    reviewed: int = 0
    """How many gave themselves this grade, and how many were given it by the officer."""

    def joined(self, other: "GradeCount") -> "GradeCount":
        """Both together."""
        return GradeCount(
            self.totals.joined(other.totals),
            self.budget.joined(other.budget),
            self.claimed + other.claimed,
            self.reviewed + other.reviewed,
        )


@dataclass(slots=True)
class PartCount:
    """One indicator, or one first-level indicator: its scores, and how they fall short of its points."""

    name: str
    points: float
    scores: Tally = field(default_factory=Tally)
    full: int = 0
    zero: int = 0
    """How many got 0 points."""
    open: int = 0
    """How many have no score yet."""

    def add(self, score: float | None) -> None:
        """Take in one department's score."""
        if score is None:
            self.open += 1
            return
        self.scores.add(score)
        self.full += score >= self.points
        self.zero += score == 0

    @property
    def losing(self) -> int:
        """How many lost points."""
        return self.scores.count - self.full

    @property
    def lost_each(self) -> float:
        """The points lost on average (户均失分)."""
        mean = self.scores.mean
        return 0.0 if mean is None else self.points - mean

    @property
    def rate(self) -> float | None:
        """The average score in parts of the points (得分率)."""
        mean = self.scores.mean
        return None if mean is None or not self.points else mean / self.points


class SchemeCensus:
    """All departments that were judged by one scheme."""

    def __init__(self, judging: Judging) -> None:
        """Begin with none."""
        scheme = judging.scheme
        self.judging = judging
        self.count = 0
        self.open = GradeCount()
        """Those whose total is provisional, so that they have no grade yet."""
        self.grades = {grade.name: GradeCount() for grade in scheme.grades}
        self.totals, self.claimed, self.reviewed = Tally(), Tally(), Tally()
        self.levels = tuple(PartCount(level.name, level.points) for level in scheme.levels)
        self.indicators = {one.id: PartCount(one.name, one.points) for one in scheme.indicators()}
        self._execution = execution(scheme)

    def take(self, one: Department) -> None:
        """Count one department."""
        self.count += 1
        self._take_totals(one)
        for mark in one.reviewed.marks:
            if mark.id in self.indicators:
                self.indicators[mark.id].add(mark.score)
        for number, part in enumerate(self.levels):
            part.add(one.level(number))

    def _take_totals(self, one: Department) -> None:
        for tally, score in (
            (self.totals, one.total),
            (self.claimed, one.claimed),
            (self.reviewed, one.review_total),
        ):
            if score is not None:
                tally.add(score)
        counted = self._grade(one.reviewed.grade) if one.final else self.open
        counted.totals.add(one.reviewed.total)
        budget = one.figure(self._execution.over) if self._execution else None
        if budget is not None:
            counted.budget.add(budget)
        if one.reviewed.claimed_grade in self.grades:
            self.grades[one.reviewed.claimed_grade].claimed += 1
        if one.review_total is not None:
            self._grade(self.judging.grade(one.review_total)).reviewed += 1

    def _grade(self, name: str) -> GradeCount:
        """The count of a grade; one below the lowest has no name."""
        return self.grades.setdefault(name, GradeCount())

    @property
    def most_lost(self) -> list[PartCount]:
        """The indicators that cost points, those first that cost most."""
        losing = (part for part in self.indicators.values() if part.losing)
        return sorted(losing, key=lambda part: -part.lost_each)


class Census:
    """All departments, by scheme."""

    def __init__(self, judgings: tuple[Judging, ...]) -> None:
        """Begin with none."""
        self.schemes = {one.id: SchemeCensus(one) for one in judgings}
        self.achievements: list[tuple[str, tuple[str, ...]]] = []
        """What the first departments say they achieved."""
        self.telling = 0
        """How many departments tell of achievements at all."""
        self.above = Counter[str]()
        """How the totals that departments gave themselves stand to what their figures come to."""

    def take(self, one: Department) -> None:
        """Count one department."""
        self.schemes[one.reviewed.scheme].take(one)
        if one.reviewed.achievements:
            self.telling += 1
            if len(self.achievements) < MOST_TOLD:
                self.achievements.append((one.name, one.reviewed.achievements))
        if (difference := one.difference) is not None:
            state = "same" if abs(difference) < HALF_A_CENT else "above" if difference > 0 else "below"
            self.above[state] += 1

    @property
    def count(self) -> int:
        """How many departments there are."""
        return sum(one.count for one in self.schemes.values())

    @property
    def open(self) -> int:
        """Of how many the total is provisional."""
        return sum(one.open.totals.count for one in self.schemes.values())


HALF_A_CENT: Final = 0.005
"""Scores that differ by less are the same."""
