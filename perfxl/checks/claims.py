"""What formula cells hold against what perfxl computes (B05, P04, P07, K02, K03, K04, K11, K21).

A formula may have been typed over; then the value that stands there is held against the one due. A formula that
is whole but shows another value was saved without recalculation; all such cells together give one finding.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfxl.checks.base import CheckFunction, Context, Skipped
from perfxl.checks.figures import PERCENT, Figure, unit_of
from perfxl.findings import Finding, catalogue, finding
from perfxl.numbers import excel_round
from perfxl.scheme.expression import InvalidValue, MissingValue, Unresolved
from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    formula_fields,
    measure_name,
    score_name,
    subtotal_name,
)
from perfxl.submission import Claim, Value
from perfxl.wording import say

RATIO_DIGITS, NUMBER_DIGITS = 4, 2
"""Decimals to which a percentage (98.77%) and any other result are compared."""
_NOISE_DIGITS = 8
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Due:
    """What a formula cell ought to show; ``value`` is None while it cannot be computed for lack of ``lacking``."""

    code: str
    label: str
    value: Value | None
    unit: str = ""
    lacking: tuple[str, ...] = ()
    points: float = 0.0
    """What a score can be at most."""

    def agrees(self, claimed: Value) -> bool:
        """Whether a value is the one due, but for the last digit that is shown."""
        if not isinstance(self.value, float | int) or not isinstance(claimed, float | int):
            return str(claimed).strip() == str(self.value)
        digits = RATIO_DIGITS if self.unit == PERCENT else NUMBER_DIGITS
        off = abs(excel_round(self.value, digits) - claimed) - 10**-digits
        return excel_round(off, _NOISE_DIGITS) <= 0

    def shown(self, value: Value | None) -> str:
        """The value as the cell shows it."""
        if isinstance(value, float | int):
            return format(Figure(excel_round(value, 4)), self.unit)
        return str(value)


def claims(context: Context) -> Iterator[Finding | Skipped]:
    """Hold every formula cell's value against the one due."""
    stale: list[tuple[Claim, _Due]] = []
    typed = any(claim.typed for claim in context.submission.claims.values())
    for name, due in _all_due(context).items():
        claim = context.submission.claims.get(name)
        if claim is None or claim.value is None:
            continue
        if due.value is None:
            if claim.typed:
                code, case = _case(due, claim.value)
                yield Skipped(code, catalogue()[code, case].title, context.labels(due.lacking))
        elif not due.agrees(claim.value):
            if claim.typed:
                yield _typed_over(claim, due)
            else:
                stale.append((claim, due))
    # What depends on a cell that was typed over is bound to differ; the cause alone is worth saying.
    if stale and not typed:
        yield _stale(stale)


def _typed_over(claim: Claim, due: _Due) -> Finding:
    code, case = _case(due, claim.value)
    return finding(
        code,
        claim.place,
        due.label,
        case=case,
        claimed=due.shown(claim.value),
        due=due.shown(due.value),
        points=Figure(due.points),
    )


def _case(due: _Due, claimed: Value | None) -> tuple[str, str]:
    """Code and case: a score too high is an error, one too low a reminder; other formulas have one case."""
    if due.code != "K04":
        return due.code, "typed"
    if not isinstance(claimed, float | int):
        return "K04", "words"
    if not 0 <= claimed <= due.points:
        return "K02", ""
    return "K04", "over" if isinstance(due.value, float | int) and claimed > due.value else "under"


def _stale(stale: list[tuple[Claim, _Due]]) -> Finding:
    shown = [
        say("checks.stale", cell=claim.place, claimed=due.shown(claim.value), due=due.shown(due.value))
        for claim, due in stale[:_SHOWN]
    ]
    first, due = stale[0]
    return finding(
        "K21",
        first.place,
        due.label,
        case="stale",
        places=tuple(claim.place for claim, _ in stale[1:]),
        count=len(stale),
        cells=say("checks.and").join(shown) + (say("checks.more") if len(stale) > _SHOWN else ""),
    )


def _all_due(context: Context) -> Mapping[str, _Due]:
    """What every formula cell ought to show, by its defined name."""
    return {**_fields_due(context), **_marks_due(context), **_totals_due(context)}


def _fields_due(context: Context) -> Mapping[str, _Due]:
    due: dict[str, _Due] = {}
    for name, field in formula_fields(context.scheme).items():
        value, lacking = _resolved(context, name)
        due[name] = _Due(_code(context, name), context.label(name), value, unit_of(field), lacking)
    return due


def _code(context: Context, name: str) -> str:
    return context.scheme.roles.rates.get(name, "K21")


def _resolved(context: Context, name: str) -> tuple[Value | None, tuple[str, ...]]:
    try:
        value = context.resolve(name)
    except (MissingValue, InvalidValue) as reason:
        return None, reason.names
    except Unresolved:
        return None, ()
    return (value, ()) if not isinstance(value, tuple | bool) else (None, ())


def _marks_due(context: Context) -> Mapping[str, _Due]:
    due: dict[str, _Due] = {}
    for mark in context.scorecard.marks:
        indicator = mark.indicator
        measure, score = measure_name(indicator.id), score_name(indicator.id)
        unit = PERCENT if indicator.measure_type == "ratio" else ""
        label = indicator.measure_label or say("template.label.measure", name=indicator.name)
        due[measure] = _Due(_code(context, measure), label, mark.measure, unit, mark.lacking)
        label = say("template.label.score", name=indicator.name)
        points = say("checks.points")
        due[score] = _Due("K04", label, mark.score, points, mark.lacking, indicator.points)
    return due


def _totals_due(context: Context) -> Mapping[str, _Due]:
    card, points = context.scorecard, say("checks.points")
    due = {
        subtotal_name(number): _Due("K03", say("template.label.subtotal", name=level.name), score, points)
        for number, (level, score) in enumerate(card.levels, start=1)
    }
    due[TOTAL] = _Due("K03", say("template.label.total"), card.total if card.final else None, points)
    due[GRADE] = _Due("K11", say("template.label.grade"), card.grade or None)
    return due


CHECKS: tuple[CheckFunction, ...] = (claims,)
