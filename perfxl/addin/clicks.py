"""What each button does in the open workbook: the very actions of the command line, and words for the end."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from perfxl.addin.result import Outcome
from perfxl.addin.session import Tell, in_workbook, sheets_of_inputs
from perfxl.department import actions
from perfxl.engines import Book
from perfxl.evaluation import Evaluation
from perfxl.findings import Finding, Place, errors_among
from perfxl.numbers import show_plain
from perfxl.scheme.model import Scheme
from perfxl.wording import say
from perfxl.workbook.areas import named_area
from perfxl.workbook.layout import FINDINGS_SHEET, REPORT_AREA, REPORT_SHEET


def check() -> None:
    """校验: mark every finding at its cell and list it in 审核结果."""
    in_workbook("check", _check, _judged_sheets)


def score() -> None:
    """计分: the same, with the explanation of every score in 评分表."""
    in_workbook("score", _score, _judged_sheets)


def report() -> None:
    """生成报告: write the sheet 自评报告."""
    in_workbook("report", _report, lambda _: [REPORT_SHEET])


def _judged_sheets(scheme: Scheme) -> Collection[str]:
    return [*sheets_of_inputs(scheme), FINDINGS_SHEET]


def _check(book: Book, tell: Tell) -> Outcome:
    evaluation = actions.mark(book, at=_now(), tell=tell).evaluation
    counts = counted(evaluation.findings)
    done = say("click.check.done" if evaluation.findings else "click.check.clean", counts=counts)
    line = say("click.lines.marked", counts=counts) if evaluation.findings else counts
    return _outcome(evaluation, [done], line)


def _score(book: Book, tell: Tell) -> Outcome:
    evaluation = actions.score(book, at=_now(), tell=tell).evaluation
    card, counts = evaluation.scorecard, counted(evaluation.findings)
    state = "final" if card.final else "open"
    figures = {
        "total": show_plain(card.total),
        "full": show_plain(evaluation.scheme.total),
        "grade": card.grade,
        "unscored": card.unscored,
    }
    lines = [
        say(f"click.score.{state}", **figures),
        say("click.score.example") if evaluation.scheme.weights == "example" else "",
        say("click.score.marked" if evaluation.findings else "click.score.clean", counts=counts),
    ]
    line = say(f"click.lines.score_{state}", **figures, counts=counts)
    return _outcome(evaluation, lines, line)


def _report(book: Book, tell: Tell) -> Outcome:
    evaluation = actions.report(book, tell=tell).evaluation
    area = named_area(book, REPORT_AREA)
    sheet = area.sheet.name if area is not None else REPORT_SHEET
    lines = [
        say("click.report.done", sheet=sheet),
        "" if evaluation.scorecard.final else say("click.report.open"),
        say("click.report.found", counts=counted(evaluation.findings)) if evaluation.findings else "",
    ]
    message = "\n".join(line for line in lines if line)
    return Outcome(message, say("click.lines.report_done"), Place(sheet, "A1"))


def _outcome(evaluation: Evaluation, lines: Iterable[str], line: str) -> Outcome:
    first = first_of(evaluation.findings)
    told = [*lines, *_closing(evaluation)]
    if first is not None:
        told.append(say("click.closing.selected", place=first.place, fault=first.fault))
    return Outcome("\n".join(text for text in told if text), line, first.place if first else None)


def _closing(evaluation: Evaluation) -> Iterator[str]:
    if errors_among(evaluation.findings):
        yield say("click.closing.errors_block")
    if evaluation.skipped:
        yield say("click.closing.skipped", count=len(evaluation.skipped))


def counted(findings: Collection[Finding]) -> str:
    """How many errors and reminders: ``3处错误、5处提醒``."""
    errors = len(errors_among(findings))
    reminders = len(findings) - errors
    states = {(True, True): "both", (True, False): "errors", (False, True): "reminders"}
    state = states.get((errors > 0, reminders > 0), "clean")
    return say(f"click.counts.{state}", errors=errors, reminders=reminders)


def first_of(findings: Iterable[Finding]) -> Finding | None:
    """The first finding, as one reads the workbook, that has a cell."""
    return next((one for one in findings if one.place.cell), None)


def _now() -> datetime:
    return datetime.now().astimezone()
