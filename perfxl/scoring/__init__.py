"""From a submission to its scorecard (评分结果): every mark with its trace.

Which outcome an indicator gets: if its condition (``applicable``) is false it is not applicable and gets full
points. Blank inputs of the condition, the measure or the target make missing data; unreadable ones, and
answers out of range, invalid data. A denominator of zero is invalid data too, unless ``by_hand`` lets the
accountant's score stand. What the accountant has yet to answer in the scoring sheet itself needs judgement.
"""

import math
from collections.abc import Iterable

from perfxl.numbers import excel_round
from perfxl.scheme.model import Level, Scheme
from perfxl.scoring.judging import Desk, judge
from perfxl.scoring.marks import Mark, Outcome, Scorecard
from perfxl.scoring.places import Atlas
from perfxl.scoring.terms import vocabulary
from perfxl.scoring.values import CALCULATED_DIGITS, Values, digits_of, resolver, row_resolver
from perfxl.submission import Submission


def score(scheme: Scheme, submission: Submission) -> Scorecard:
    """Score what the department entered."""
    return score_values(scheme, submission, Values(scheme, submission))


def score_values(
    scheme: Scheme, submission: Submission, values: Values, *, explained: bool = True
) -> Scorecard:
    """Score one view of a submission (see :mod:`perfxl.scoring.values`).

    Where marks need not be ``explained``, which takes most of the time, they come without their texts.
    """
    desk = Desk(values, vocabulary(scheme), Atlas(scheme, submission), explained)
    marks = tuple(judge(desk, indicator) for indicator in scheme.indicators())
    total = _sum(mark.score for mark in marks) or 0.0
    unscored = sum(mark.score is None for mark in marks)
    return Scorecard(
        marks=marks,
        levels=tuple((level, _subtotal(level, marks)) for level in scheme.levels),
        total=total,
        unscored=unscored,
        grade="" if unscored else grade_of(scheme, total),
    )


def grade_of(scheme: Scheme, total: float) -> str:
    """The grade (等级) of a total; ``""`` below the lowest."""
    bands = sorted(scheme.grades, key=lambda grade: -grade.at_least)
    return next((grade.name for grade in bands if total >= grade.at_least), "")


def _subtotal(level: Level, marks: tuple[Mark, ...]) -> float | None:
    own = {indicator.id for group in level.groups for indicator in group.indicators}
    return _sum(mark.score for mark in marks if mark.indicator.id in own)


def _sum(scores: Iterable[float | None]) -> float | None:
    given = [score for score in scores if score is not None]
    return excel_round(math.fsum(given), 2) if given else None


__all__ = [
    "CALCULATED_DIGITS",
    "Mark",
    "Outcome",
    "Scorecard",
    "Values",
    "digits_of",
    "grade_of",
    "resolver",
    "row_resolver",
    "score",
    "score_values",
]
