"""The whole judgement of one submission: its scorecard, all findings in order, all checks not made."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from perfxl.checks import CHECKS
from perfxl.checks.base import Context, Skipped
from perfxl.findings import Finding, Place
from perfxl.scheme.model import Scheme
from perfxl.scoring import Scorecard, resolver, score
from perfxl.submission import Submission

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What perfxl has to say about one submission under one scheme.

    ``findings`` stand in the order in which an accountant meets their cells, sheet by sheet and row by row.
    ``skipped`` names the checks that could not be made, a code once, with all that it lacked.
    """

    scheme: Scheme
    submission: Submission
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]


def evaluate(scheme: Scheme, submission: Submission) -> Evaluation:
    """Score a submission and make every check; the same input gives the same result."""
    context = Context(scheme, submission, score(scheme, submission), resolver(scheme, submission))
    made = [found for check in CHECKS for found in check(context)]
    found = [*submission.remarks, *(item for item in made if isinstance(item, Finding))]
    skipped = [item for item in made if isinstance(item, Skipped)]
    return Evaluation(
        scheme, submission, context.scorecard, _in_reading_order(scheme, found), _merged(skipped)
    )


def supplemented(evaluation: Evaluation, further: Iterable[Finding]) -> Evaluation:
    """The same judgement with findings that the submission alone cannot show, each in its place."""
    found = (*evaluation.findings, *further)
    return replace(evaluation, findings=_in_reading_order(evaluation.scheme, found))


def _in_reading_order(scheme: Scheme, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    sheets = {sheet.name: number for number, sheet in enumerate(scheme.sheets)}

    def position(finding: Finding) -> tuple[int, str, int, int, str, str]:
        place = finding.place
        # The scoring sheet and perfxl's own sheets follow those that the scheme describes.
        number = sheets.get(place.sheet, len(sheets))
        return (number, place.sheet, *_row_and_column(place), finding.code, finding.case)

    return tuple(sorted(dict.fromkeys(findings), key=position))


def _row_and_column(place: Place) -> tuple[int, int]:
    """Row and column of a cell, or of a range's first cell; a whole sheet comes before its cells."""
    match = _CELL.match(place.cell)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _merged(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    lacking: dict[tuple[str, str], dict[str, None]] = {}
    for item in skipped:
        lacking.setdefault((item.code, item.title), {}).update(dict.fromkeys(item.lacking))
    return tuple(Skipped(code, title, tuple(labels)) for (code, title), labels in sorted(lacking.items()))


__all__ = ["Evaluation", "Skipped", "evaluate", "supplemented"]
