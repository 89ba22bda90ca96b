"""One department that counts: what its review gave, and the few figures that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from perfxl.bureau.records import (
    FindingRecord,
    Gist,
    MarkRecord,
    Received,
    Reviewed,
    ReviewScore,
    RosterEntry,
)
from perfxl.findings import Severity

_LARGEST: Final = 1e15
"""Beyond it a spreadsheet's numbers lose their cents."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One department, as it is compared with others: who it is, and the gist of its review."""

    number: int
    """From 1, in the order of the summary."""
    name: str
    """As it is shown; a workbook that names no department has a name in brackets."""
    received: Received
    version: int
    """Which version of its workbook counts, counted from 1."""
    entry: RosterEntry | None
    reviewed: Gist

    @property
    def kind(self) -> str:
        """What makes departments alike (单位类别), empty where the roster does not tell."""
        return self.entry.kind if self.entry else ""

    @property
    def final(self) -> bool:
        """Whether every indicator has a score, so that the total is one."""
        return self.reviewed.unscored == 0

    @property
    def total(self) -> float | None:
        """The re-scored total (财政复算分), None as long as it is provisional."""
        return self.reviewed.total if self.final else None

    @property
    def claimed(self) -> float | None:
        """The total that it gave itself (自评总分), None as long as its workbook only adds up so far."""
        known = self.reviewed.claimed_grade or self.final
        return _sound(self.reviewed.claimed_total) if known else None

    def figure(self, name: str) -> float | None:
        """The figure of one of its scheme's columns, None where it gave none that is a number."""
        figure = self.reviewed.figures.get(name)
        return None if isinstance(figure, str) else _sound(figure)

    @property
    def losing(self) -> int:
        """How many indicators lost points."""
        return sum(mark.score is not None and mark.score < mark.points for mark in self.reviewed.marks)


@dataclass(frozen=True, slots=True)
class Department(Compared):
    """One department with its whole review."""

    reviewed: Reviewed
    score: ReviewScore | None

    @property
    def section(self) -> str:
        """The bureau's section that looks after it (主管股室), empty where the roster does not tell."""
        return self.entry.section if self.entry else ""

    @property
    def review_total(self) -> float | None:
        """What the officer gave (复核分)."""
        return _sound(self.score.total) if self.score else None

    @property
    def difference(self) -> float | None:
        """What it gave itself over what its figures come to (自评与复算差), in points."""
        return None if self.claimed is None or self.total is None else self.claimed - self.total

    @property
    def deviation(self) -> float | None:
        """(自评分－复核分)÷自评分."""
        if not self.claimed or self.review_total is None:
            return None
        return (self.claimed - self.review_total) / self.claimed

    def level(self, number: int) -> float | None:
        """The subtotal of a first-level indicator, counted from 0, once all of its indicators are scored."""
        if number >= len(self.reviewed.levels):
            return None
        level = self.reviewed.levels[number]
        waits = not self.final and any(
            mark.score is None for mark in self.reviewed.marks if mark.level == level.name
        )
        return None if waits else level.score

    @property
    def losses(self) -> list[tuple[float, MarkRecord]]:
        """The indicators that lost points, with how many, those that lost most first."""
        found = [
            (mark.points - mark.score, mark)
            for mark in self.reviewed.marks
            if mark.score is not None and mark.score < mark.points
        ]
        found.sort(key=_points, reverse=True)
        return found

    @property
    def findings(self) -> Iterator[FindingRecord]:
        """What its own check found, then what comparing with its claims brought to light."""
        yield from self.reviewed.findings
        yield from self.reviewed.comparisons

    def count(self, severity: Severity) -> int:
        """How many of them are of this severity."""
        return sum(found.severity is severity for found in self.findings)


def _sound(figure: float | None) -> float | None:
    """A figure that can be added up: whoever types 1E300 has given none."""
    return None if figure is None or not abs(figure) < _LARGEST else float(figure)


def _points(loss: tuple[float, MarkRecord]) -> float:
    return loss[0]
