"""The shapes of the scoring result (评分结果): a mark an indicator, subtotals, total, grade."""

from dataclasses import dataclass
from enum import Enum

from perfxl.findings import Place
from perfxl.scheme.model import Indicator, Level


class Outcome(Enum):
    """How it stands with one indicator (评定结果)."""

    SCORED = "已评分"
    NEEDS_JUDGEMENT = "待评定"
    """The accountant's own answer is not there yet."""
    NOT_APPLICABLE = "不适用"
    """Its condition does not hold: full points."""
    MISSING_DATA = "缺数据"
    INVALID_DATA = "数据有误"
    """Something cannot be read, is out of range, or is divided by zero."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One indicator's outcome with its trace.

    ``score`` is in points, two decimals, None unless scored or not applicable. ``measure`` is what the
    measure's cell shows, None where it is blank. ``places`` are the cells the mark rests on, ``lacking`` the
    names of the fields that are blank or invalid.
    """

    indicator: Indicator
    outcome: Outcome
    score: float | None
    measure: float | None
    explanation: str
    places: tuple[Place, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All marks of one submission, and what they come to.

    ``levels`` gives each first-level indicator's subtotal, None if none of its indicators has a score;
    ``total`` adds up the scores there are; ``grade`` is empty as long as any is lacking.
    """

    marks: tuple[Mark, ...]
    levels: tuple[tuple[Level, float | None], ...]
    total: float
    unscored: int
    grade: str

    @property
    def final(self) -> bool:
        """Whether every indicator has a score."""
        return self.unscored == 0
