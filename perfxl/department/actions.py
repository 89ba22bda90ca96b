"""What each button does, on an open workbook: the very same code in Excel and on a closed file.

An action never changes an input. It returns the evaluation and, for engines that do not recalculate, the
values that belong beside the formulas of the saved file.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.evaluation import Evaluation, evaluate
from perfxl.workbook.fill import FillReport
from perfxl.workbook.fill import fill as fill_inputs
from perfxl.workbook.identity import identify
from perfxl.workbook.live import read_submission
from perfxl.workbook.results import saved_values, write_results
from perfxl.workbook.values import Given

if TYPE_CHECKING:
    from perfxl.engines import Book


@dataclass(frozen=True, slots=True)
class Done:
    """What an action found, and what every formula of the workbook now shows, by (sheet, cell)."""

    evaluation: Evaluation
    saved: Mapping[tuple[str, str], float | str]


@dataclass(frozen=True, slots=True)
class Filled(Done):
    """The same, with what was filled in."""

    report: FillReport


def fill(book: "Book", given: Given, *, overwrite: bool = False) -> Filled:
    """Put values into the inputs of the open workbook, all of them or none.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
        ValuesError: something is wrong with the values; nothing was written.
    """
    report = fill_inputs(book, identify(book), given, overwrite=overwrite)
    evaluation = check(book)
    return Filled(evaluation, saved_values(evaluation), report)


def check(book: "Book") -> Evaluation:
    """Read the open workbook and judge it; nothing is written.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    scheme = identify(book)
    return evaluate(scheme, read_submission(book, scheme))


def score(book: "Book", *, at: dt.datetime | None = None) -> Done:
    """Judge the open workbook and write explanations, marks and 审核结果 into it.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    evaluation = check(book)
    return Done(evaluation, write_results(book, evaluation, at=at))


def report(book: "Book") -> Done:
    """Judge the open workbook and write its report into the sheet 自评报告.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    # The report's templating is needed here only; a click on another button need not wait for it.
    from perfxl.narrative import compose  # noqa: PLC0415
    from perfxl.workbook.report_sheet import write_report  # noqa: PLC0415

    evaluation = check(book)
    write_report(book, compose(evaluation))
    return Done(evaluation, saved_values(evaluation))
