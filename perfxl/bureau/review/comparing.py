"""What a workbook claims held against what it holds: its total and grade, its saved values, its receipts.

Only what the department's own check does not say already: that a formula was typed over or altered (T13),
that a saved value is old (K21) or a typed one wrong (K02 to K04, K11) stands among its findings. What its
own desk says of receipts (R30, R31) is asked here, since nothing else is to be said of a receipt twice.
"""

from collections.abc import Iterator

from perfxl.evaluation import Evaluation
from perfxl.findings import Finding, Place, finding
from perfxl.numbers import excel_round, show_fixed
from perfxl.receipt import Receipt, Receipts, matches, remarks
from perfxl.scheme.inventory import GRADE, STATE, TOTAL
from perfxl.submission import Claim
from perfxl.wording import say
from perfxl.workbook.areas import moment
from perfxl.workbook.computed import computed_values

TOLERANCE = 0.01
"""Points by which two totals may differ: programs round halves that are no exact halves differently."""

NO_RECEIPT = "R42"
"""Tells only that a workbook was not finished with perfxl: by itself it is no reason to send it back."""

_NOISE_DIGITS = 8
_FORMULA_CASES = ("formula_typed", "formula_gone", "formula_changed")
_SHOWN = 8


def compare(evaluation: Evaluation, receipts: Receipts, changes: str = "") -> tuple[Finding, ...]:
    """Everything in which a workbook's claims differ from its content.

    Args:
        evaluation: how it was judged.
        receipts: those that it keeps.
        changes: which cells were changed after the last of them, in words, where that is known.
    """
    return (*_results(evaluation), *_stale(evaluation), *_receipts(evaluation, receipts, changes))


def _results(evaluation: Evaluation) -> Iterator[Finding]:
    """The total and the grade that the workbook shows, unless its own check has found the reason there."""
    card, claims = evaluation.scorecard, evaluation.submission.claims
    total, grade = claims.get(TOTAL), claims.get(GRADE)
    told = _told(evaluation)
    if total is None or not isinstance(total.value, float):
        return
    if differs(total.value, card.total):
        if total.place not in told:
            yield finding(
                "R40",
                total.place,
                say("template.label.total"),
                case="open" if card.unscored else "total",
                claimed=show_fixed(total.value),
                due=show_fixed(card.total),
                count=card.unscored,
            )
    elif grade is not None and grade.value and grade.value != card.grade and grade.place not in told:
        due = card.grade or say("review.no_grade")
        yield finding(
            "R40", grade.place, say("template.label.grade"), case="grade", claimed=grade.value, due=due
        )


def differs(claimed: float, due: float) -> bool:
    """Whether two totals differ by more than programs may."""
    return excel_round(abs(claimed - due) - TOLERANCE, _NOISE_DIGITS) > 0


def _told(evaluation: Evaluation) -> set[Place]:
    """The cells of which the findings say already what they show and what they ought to show."""
    return {
        place
        for one in evaluation.findings
        if one.code in {"K03", "K11"} or (one.code, one.case) == ("K21", "stale")
        for place in (one.place, *one.places)
    }


def _stale(evaluation: Evaluation) -> Iterator[Finding]:
    """Formulas that show a result where none is due, or none where one is.

    A file in which no formula has a result was made by a program that does not calculate: nothing is wrong
    with it. Where a formula was altered or is known to be old, that says enough.
    """
    claims = evaluation.submission.claims
    altered = any(one.code == "T13" and one.case in _FORMULA_CASES for one in evaluation.findings)
    known = any((one.code, one.case) == ("K21", "stale") for one in evaluation.findings)
    if altered or known or not any(_shows(claim) for claim in claims.values()):
        return
    due = computed_values(evaluation.scheme, evaluation.submission)
    old = [claim for name, claim in claims.items() if name in due and _shows(claim) != (due[name] != "")]
    if old:
        cells = say("checks.and").join(str(claim.place) for claim in old[:_SHOWN])
        yield finding(
            "R41",
            old[0].place,
            places=tuple(claim.place for claim in old[1:]),
            count=len(old),
            cells=cells + (say("checks.more") if len(old) > _SHOWN else ""),
        )


def _shows(claim: Claim) -> bool:
    return claim.value not in (None, "")


def _receipts(evaluation: Evaluation, receipts: Receipts, changes: str) -> Iterator[Finding]:
    yield from remarks(receipts, evaluation, changes)
    place = evaluation.submission.place(STATE)
    place = place if place.sheet else Place(say("reading.workbook"))
    newest = receipts.newest
    if newest is None:
        if not receipts.unreadable:
            yield finding(NO_RECEIPT, place)
        return
    earlier = [one for one in receipts.kept[:-1] if one.digest != newest.digest]
    if earlier:
        told = say("review.and").join(_worded(one) for one in earlier[-_SHOWN:])
        yield finding("R43", place, count=len(receipts.kept), earlier=told, newest=_worded(newest))
    if newest.errors:
        reason = newest.reason.rstrip("。") or say("review.no_reason")
        yield finding("R45", place, count=newest.errors, reason=reason)
    if _falsified(newest, evaluation):
        card = evaluation.scorecard
        yield finding("R44", place, receipt=show_fixed(newest.provisional_total), due=show_fixed(card.total))


def _falsified(receipt: Receipt, evaluation: Evaluation) -> bool:
    """Whether a receipt of this very content tells another result: perfxl did not write it so."""
    card = evaluation.scorecard
    same = receipt.follows(evaluation.scheme) and matches(
        receipt, evaluation.scheme, evaluation.submission, card
    )
    return same and (differs(receipt.provisional_total, card.total) or receipt.grade != card.grade)


def _worded(receipt: Receipt) -> str:
    return say("review.receipt", at=moment(receipt.at), total=show_fixed(receipt.provisional_total))
