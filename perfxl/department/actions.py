"""What each button does, on an open workbook: the very same code in Excel and on a closed file.

An action never changes an input. It returns the evaluation and, for engines that do not recalculate, the
values that belong beside the formulas of the saved file.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from perfxl.evaluation import Evaluation, evaluate
from perfxl.findings import Finding
from perfxl.submission import Submission
from perfxl.workbook.finishing.kept import shown_by_formulas
from perfxl.workbook.finishing.remarks import remarked
from perfxl.workbook.identity import identify
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.results.writing import SavedValues, saved_values, write_marks, write_results
from perfxl.workbook.room import make_room

if TYPE_CHECKING:
    from perfxl.engines import Book
    from perfxl.scheme.model import Scheme

Step = Literal["reading", "judging", "writing"]
Tell = Callable[[Step], object]
"""Told of each step when it begins, so that a user who waits can be told."""


Outside = Callable[["Scheme", Submission], tuple[Finding, ...]]
"""Finds what only the file shows and the open workbook does not: lost validations, locks, styles."""


def nobody(_step: str) -> None:
    """Tell nobody."""


def nothing(_scheme: "Scheme", _submission: Submission) -> tuple[Finding, ...]:
    """Find nothing outside the workbook."""
    return ()


@dataclass(frozen=True, slots=True)
class Done:
    """What an action found, and what every formula of the workbook now shows, by (sheet, cell)."""

    evaluation: Evaluation
    saved: Mapping[tuple[str, str], float | str]


def done(book: "Book", evaluation: Evaluation, saved: SavedValues) -> Done:
    """An action is done: ``saved`` and what the formulas of an earlier finishing show now."""
    return Done(evaluation, {**saved, **shown_by_formulas(book, evaluation.scheme, evaluation.submission)})


def check(book: "Book", *, tell: Tell = nobody, outside: Outside = nothing) -> Evaluation:
    """Read the open workbook and judge it, also by its receipts; nothing is written.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    return remarked(book, judge(book, tell=tell, outside=outside))


def judge(book: "Book", *, tell: Tell = nobody, outside: Outside = nothing) -> Evaluation:
    """The same, whatever was finished before.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    tell("reading")
    scheme = identify(book)
    submission = read_submission(book, scheme)
    submission = replace(submission, remarks=(*submission.remarks, *outside(scheme, submission)))
    tell("judging")
    return evaluate(scheme, submission)


def mark(book: "Book", *, at: dt.datetime | None = None, tell: Tell = nobody) -> Done:
    """Judge the open workbook and show its findings in it: marks at the cells, and 审核结果.

    This is what checking is where the workbook itself is the screen.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    evaluation = check(book, tell=tell)
    tell("writing")
    make_room(book, evaluation.scheme, evaluation.submission)
    return done(book, evaluation, write_marks(book, evaluation, at=at))


def score(
    book: "Book",
    *,
    at: dt.datetime | None = None,
    tell: Tell = nobody,
    outside: Outside = nothing,
) -> Done:
    """Judge the open workbook and write explanations, marks and 审核结果 into it.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    evaluation = check(book, tell=tell, outside=outside)
    tell("writing")
    make_room(book, evaluation.scheme, evaluation.submission)
    return done(book, evaluation, write_results(book, evaluation, at=at))


def report(book: "Book", *, tell: Tell = nobody) -> Done:
    """Judge the open workbook and write its report into the sheet 自评报告.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    # The report's templating is needed here only; a click on another button need not wait for it.
    from perfxl.narrative import compose  # noqa: PLC0415
    from perfxl.workbook.results.report_sheet import write_report  # noqa: PLC0415

    evaluation = check(book, tell=tell)
    tell("writing")
    write_report(book, compose(evaluation))
    return done(book, evaluation, saved_values(evaluation))
