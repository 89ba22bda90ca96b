"""What formula cells hold against what perfxl computes (B05, P04, P07, K02, K03, K04, K11, K21).

A formula may have been typed over; then the value that stands there is held against the one due. A formula
that is whole but shows another value was saved without recalculation; all such cells give one finding.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfxl.checks.base import CheckFunction, Context, Skipped
from perfxl.checks.figures import PERCENT, Figure, unit_of
from perfxl.findings import Finding, catalogue, finding
from perfxl.numbers import excel_round
from perfxl.scheme.expression import DivisionByZero, InvalidValue, MissingValue, Resolve, parse
from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    formula_fields,
    measure_name,
    score_name,
    subtotal_name,
)
from perfxl.scoring import Scorecard, Values, score_values
from perfxl.submission import Claim, Value
from perfxl.wording import say

RATIO_DIGITS, NUMBER_DIGITS = 4, 2
"""Decimals to which a percentage (98.77%) and any other result are compared."""
_NOISE_DIGITS = 8
_SHOWN = 8
_NOTHING = (None, "")
"""What a cell without a result holds."""


@dataclass(frozen=True, slots=True)
class _View:
    """What cells come to: by the entries as they were meant, or by what the spreadsheet makes of them."""

    scorecard: Scorecard
    resolve: Resolve


@dataclass(frozen=True, slots=True)
class _Due:
    """What a formula cell ought to show; ``value`` is None as long as the fields ``lacking`` are blank."""

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


def typed_over(context: Context) -> Iterator[Finding | Skipped]:
    """Hold each value that was typed over a formula against the one due."""
    for name, due in _all_due(context, _View(context.scorecard, context.resolve)).items():
        claim = context.submission.claims.get(name)
        if claim is None or not claim.typed or claim.value in _NOTHING:
            continue
        if due.value is None:
            code, case = _case(due, claim.value)
            yield Skipped(code, catalogue()[code, case].title, context.labels(due.lacking))
        elif not due.agrees(claim.value):
            yield _typed_over(claim, due)


def stale(context: Context) -> Iterator[Finding]:
    """All formulas whose saved values are not those that the spreadsheet itself would show by now.

    What depends on a cell that was typed over is bound to differ; then the cause alone is worth saying.
    """
    claims = context.submission.claims
    if not claims or any(claim.typed for claim in claims.values()):
        return
    values = Values(context.scheme, context.submission, as_shown=True)
    card = score_values(context.scheme, context.submission, values, explained=False)
    old = [
        (claim, due)
        for name, due in _all_due(context, _View(card, values)).items()
        if (claim := claims.get(name))
        and claim.value not in _NOTHING
        and due.value is not None
        and not due.agrees(claim.value)
    ]
    if old:
        yield _stale(old)


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
        return "K02", "typed"
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


def _all_due(context: Context, view: _View) -> Mapping[str, _Due]:
    """What every formula cell ought to show in one view of the submission, by its defined name."""
    return {**_fields_due(context, view), **_marks_due(context, view), **_totals_due(view)}


def _fields_due(context: Context, view: _View) -> Mapping[str, _Due]:
    due: dict[str, _Due] = {}
    for name, field in formula_fields(context.scheme).items():
        value, lacking = _resolved(view, name, field.formula)
        due[name] = _Due(_code(context, name), context.label(name), value, unit_of(field), lacking)
    return due


def _code(context: Context, name: str) -> str:
    return context.scheme.roles.rates.get(name, "K21")


def _resolved(view: _View, name: str, formula: str) -> tuple[Value | None, tuple[str, ...]]:
    """The value of a live formula, or the fields for whose sake it has none."""
    try:
        value = view.resolve(name)
    except (MissingValue, InvalidValue) as reason:
        return None, reason.names
    except DivisionByZero:
        return None, parse(formula).names
    return (None, ()) if isinstance(value, tuple | bool) else (value, ())


def _marks_due(context: Context, view: _View) -> Mapping[str, _Due]:
    due: dict[str, _Due] = {}
    points = say("checks.points")
    for mark in view.scorecard.marks:
        indicator = mark.indicator
        measure, score = measure_name(indicator.id), score_name(indicator.id)
        unit = PERCENT if indicator.measure_type == "ratio" else ""
        lacking = mark.lacking or (parse(indicator.measure).names if indicator.measure else ())
        label = indicator.measure_label or say("template.label.measure", name=indicator.name)
        due[measure] = _Due(_code(context, measure), label, mark.measure, unit, lacking)
        label = say("template.label.score", name=indicator.name)
        due[score] = _Due("K04", label, mark.score, points, lacking, indicator.points)
    return due


def _totals_due(view: _View) -> Mapping[str, _Due]:
    card, points = view.scorecard, say("checks.points")
    open_marks = (mark for mark in card.marks if mark.score is None)
    lacking = tuple(dict.fromkeys(name for mark in open_marks for name in mark.lacking))
    due = {
        subtotal_name(number): _Due(
            "K03", say("template.label.subtotal", name=level.name), score, points, lacking
        )
        for number, (level, score) in enumerate(card.levels, start=1)
    }
    due[TOTAL] = _Due("K03", say("template.label.total"), card.total, points)
    due[GRADE] = _Due("K11", say("template.label.grade"), card.grade or None, lacking=lacking)
    return due


CHECKS: tuple[CheckFunction, ...] = (typed_over, stale)
