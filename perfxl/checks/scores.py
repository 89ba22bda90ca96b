"""The scoring sheet as filled in: limits, standards and reasons (K02, K04, K06, K09, K12, K19, K22)."""

import re
from collections.abc import Iterator
from functools import cache

from perfxl.checks.base import CheckFunction, Context
from perfxl.checks.figures import Figure
from perfxl.findings import Finding, finding
from perfxl.numbers import excel_round
from perfxl.scheme.inventory import TOTAL, entered_name, option_name, reason_name
from perfxl.scheme.model import Indicator
from perfxl.scheme.rules import Asks, Judgement, Standard, Violations
from perfxl.scoring import Mark, Outcome
from perfxl.wording import say, subject

PERCENT_TOLERANCE = 15.0
"""Percentage points by which a deduction may differ from the one that the reason states (S16)."""
_POINTS_TOLERANCE = 0.005


def beyond_limits(context: Context) -> Iterator[Finding]:
    """K02: an entered score below 0 or above the indicator's points, or a count that is none."""
    for indicator in context.scheme.indicators():
        entered = _entered(context, indicator)
        if entered is None:
            continue
        counted = isinstance(indicator.rule, Violations)
        fits = entered >= 0 and entered.is_integer() if counted else 0 <= entered <= indicator.points
        if not fits:
            name = entered_name(indicator.id)
            yield finding(
                "K02",
                context.submission.place(name),
                context.label(name),
                case="count" if counted else "entered",
                entered=Figure(entered),
                points=Figure(indicator.points),
            )


def scores_that_were_not_asked_for(context: Context) -> Iterator[Finding]:
    """K04: a score by hand where the measure could be computed, and with another result."""
    for mark in context.scorecard.marks:
        entered = _entered(context, mark.indicator) if mark.indicator.by_hand else None
        if entered is None or mark.measure is None or mark.score is None:
            continue
        if abs(entered - mark.score) > _POINTS_TOLERANCE:
            name = entered_name(mark.indicator.id)
            yield finding(
                "K04",
                context.submission.place(name),
                context.label(name),
                case="unused",
                entered=Figure(entered),
                due=Figure(mark.score),
            )


def scores_outside_standards(context: Context) -> Iterator[Finding]:
    """K06: a score outside the interval of the standard that was chosen."""
    for indicator in context.scheme.indicators():
        chosen, entered = _standard(context, indicator), _entered(context, indicator)
        if chosen is None or entered is None or not 0 <= entered <= indicator.points:
            continue
        low, high, best = _interval(indicator, chosen)
        if low <= entered < high or (best and entered == high):
            continue
        name = entered_name(indicator.id)
        yield finding(
            "K06",
            context.submission.place(name),
            context.label(name),
            case="best" if best else "lower",
            places=(context.submission.place(option_name(indicator.id)),),
            score=Figure(entered),
            standard=context.submission.text(option_name(indicator.id)),
            low=Figure(low),
            high=Figure(high),
        )


def _interval(indicator: Indicator, chosen: int) -> tuple[float, float, bool]:
    """The limits of the standard chosen, in points, and whether it is the best (upper one inclusive)."""
    standards = _standards(indicator)
    low = excel_round(standards[chosen].at_least * indicator.points, 2)
    if chosen == 0:
        return low, indicator.points, True
    return low, excel_round(standards[chosen - 1].at_least * indicator.points, 2), False


def _standards(indicator: Indicator) -> tuple[Standard, ...]:
    return indicator.rule.standards if isinstance(indicator.rule, Judgement) else ()


def _standard(context: Context, indicator: Indicator) -> int | None:
    """The number of the standard chosen, from 0 for the best; None where none is chosen."""
    option = context.submission.text(option_name(indicator.id))
    texts = [standard.text for standard in _standards(indicator)]
    return texts.index(option) if option in texts else None


def _entered(context: Context, indicator: Indicator) -> float | None:
    """The number that the accountant entered in the scoring sheet."""
    value = context.submission.value(entered_name(indicator.id))
    return float(value) if isinstance(value, float | int) else None


def points_lost_without_reason(context: Context) -> Iterator[Finding]:
    """K09 and K19: the accountant took points off, and the cell for the reason is blank.

    K09 where the best standard was chosen all the same. What a formula takes off explains itself.
    """
    for mark in context.scorecard.marks:
        lost = _lost(mark)
        if lost <= 0 or not _judged_by_hand(mark.indicator) or _reason(context, mark.indicator):
            continue
        code, case = ("K09", "") if _standard(context, mark.indicator) == 0 else ("K19", "silent")
        yield _at_reason(context, mark, code, case, lost=Figure(lost))


def reasons_that_contradict(context: Context) -> Iterator[Finding]:
    """K19: the reason says 扣N% or 扣N分, and another share or number of points was taken off."""
    for mark in context.scorecard.marks:
        reason = _reason(context, mark.indicator)
        if not reason or mark.score is None:
            continue
        lost, points = _lost(mark), mark.indicator.points
        share = _stated(reason, "percent")
        if share is not None and abs(lost / points * 100 - share) > PERCENT_TOLERANCE:
            figures = {"stated": Figure(share), "lost": Figure(lost), "share": Figure(lost / points)}
            yield _at_reason(context, mark, "K19", "percent", **figures)
        taken = _stated(reason, "points")
        if taken is not None and abs(lost - taken) > _POINTS_TOLERANCE:
            yield _at_reason(context, mark, "K19", "points", stated=Figure(taken), lost=Figure(lost))


def _stated(reason: str, kind: str) -> float | None:
    """What the reason says was taken off, all together; a clause that is quoted (每…扣…) does not count."""
    amounts = [float(match["amount"]) for match in _deductions(kind).finditer(reason) if not match["each"]]
    return sum(amounts) if amounts else None


@cache
def _deductions(kind: str) -> re.Pattern[str]:
    return re.compile(subject("checks")["deduction"][kind])


def not_applicable_without_reason(context: Context) -> Iterator[Finding]:
    """K22: an indicator that does not apply gets full marks; why it does not has to be said."""
    for mark in context.scorecard.marks:
        if mark.outcome is Outcome.NOT_APPLICABLE and not _reason(context, mark.indicator):
            yield _at_reason(context, mark, "K22", "", why=mark.indicator.applicable_label)


def full_marks_throughout(context: Context) -> Iterator[Finding]:
    """K12: every single indicator has full marks."""
    card = context.scorecard
    if card.final and all(_lost(mark) <= 0 for mark in card.marks):
        place = context.submission.place(TOTAL)
        yield finding("K12", place, say("template.label.total"), case="scores", total=Figure(card.total))


def _lost(mark: Mark) -> float:
    """The points that an indicator's score falls short of; none while there is no score."""
    return 0.0 if mark.score is None else excel_round(mark.indicator.points - mark.score, 2)


def _judged_by_hand(indicator: Indicator) -> bool:
    return Asks.MEASURE not in indicator.rule.asks


def _reason(context: Context, indicator: Indicator) -> str:
    return context.submission.text(reason_name(indicator.id)).strip()


def _at_reason(context: Context, mark: Mark, code: str, case: str, **figures: object) -> Finding:
    """A finding about an indicator, marked where its reason belongs."""
    name = reason_name(mark.indicator.id)
    return finding(
        code,
        context.submission.place(name),
        context.label(name),
        case=case,
        places=mark.places,
        indicator=mark.indicator.name,
        points=Figure(mark.indicator.points),
        **figures,
    )


CHECKS: tuple[CheckFunction, ...] = (
    beyond_limits,
    scores_that_were_not_asked_for,
    scores_outside_standards,
    points_lost_without_reason,
    reasons_that_contradict,
    not_applicable_without_reason,
    full_marks_throughout,
)
