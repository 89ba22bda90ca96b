"""Finishing (定稿): the open workbook checked, scored and reported, with a receipt and its state.

In Excel, in LibreOffice and on a closed file by the very same code. What then goes upward is put together in
:mod:`perfxl.department.bundling`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from perfxl.department import actions
from perfxl.errors import FinishError
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.numbers import show_fixed, show_plain
from perfxl.receipt import MOST_CHARACTERS, Receipt, issue
from perfxl.wording import say
from perfxl.workbook.areas import moment
from perfxl.workbook.finishing.kept import gather, write_kept
from perfxl.workbook.finishing.receipts import write_receipt
from perfxl.workbook.results.print_areas import fit_print_areas
from perfxl.workbook.results.writing import write_results
from perfxl.workbook.room import make_room
from perfxl.workbook.saving.naming import fit_for_names

if TYPE_CHECKING:
    from perfxl.engines import Book
    from perfxl.narrative import Paragraph

Step = Literal["reading", "judging", "writing", "document", "pdf", "placing"]
Tell = Callable[[Step], object]

_TOLD: Final = 5
_COVER_REASON: Final = 60
"""Characters of the reason that the cover shows; the receipt and the report have all of it."""


@dataclass(frozen=True, slots=True)
class Finished(actions.Done):
    """What was finished: the judgement, what every formula shows, the receipt, remarks for the report."""

    receipt: Receipt
    remarks: tuple["Paragraph", ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What the folder and the files in it are called."""

    folder: str
    report: str

    @property
    def workbook(self) -> str:
        """The workbook's name."""
        return say("finishing.bundle.workbook", folder=self.folder)


def names_of(evaluation: Evaluation, stem: str) -> Names:
    """部门-年度-绩效自评; after the workbook itself (``stem``) where department or year is not filled in."""
    submission, roles = evaluation.submission, evaluation.scheme.roles
    department, year = fit_for_names(submission.text(roles.department)), submission.value(roles.year)
    if not department or not isinstance(year, float):
        stem = fit_for_names(stem)
        return Names(
            say("finishing.bundle.unnamed", stem=stem), say("finishing.bundle.unnamed_report", stem=stem)
        )
    told = {"department": department, "year": show_plain(year)}
    return Names(say("finishing.bundle.folder", **told), say("finishing.bundle.report", **told))


def finish(
    book: "Book",
    *,
    at: dt.datetime,
    with_errors: bool = False,
    reason: str = "",
    tell: Tell = actions.nobody,
    outside: actions.Outside = actions.nothing,
    ready: Callable[[Evaluation], object] = lambda _: None,
) -> Finished:
    """Finish the open workbook: marks, 审核结果, explanations, report, receipt, and the state on the cover.

    What was finished before counts for nothing: its receipts are kept, and one is added. ``ready`` is called
    when nothing stands against it and nothing is written yet; it may still refuse.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version, or has no room for the report.
        FinishError: findings of severity 错误 stand (E540), no reason is given for finishing with them
            (E541), or it is too long (E542); nothing was written.
        SchemeError: the scheme's outline of the report cannot be used; nothing was written.
    """
    # The report's templating is needed by these actions only.
    from perfxl.narrative import compose  # noqa: PLC0415
    from perfxl.workbook.results.report_sheet import write_report  # noqa: PLC0415

    evaluation = actions.judge(book, tell=tell, outside=outside)
    reason = " ".join(reason.split())
    refuse_errors(evaluation, with_errors=with_errors, reason=reason)
    receipt = issue(evaluation, at=at, reason=reason if errors_among(evaluation.findings) else "")
    remarks = _remarks(receipt)
    paragraphs = (*compose(evaluation), *remarks)
    ready(evaluation)
    tell("writing")
    write_report(book, paragraphs)
    make_room(book, evaluation.scheme, evaluation.submission)
    fit_print_areas(book, evaluation.scheme, evaluation.submission)
    saved = write_results(book, evaluation, at=at)
    words = words_of(receipt, evaluation)
    write_kept(book, evaluation.submission, gather(book, evaluation.scheme, evaluation.submission, words))
    write_receipt(book, receipt)
    return Finished(evaluation, actions.done(book, evaluation, saved).saved, receipt, remarks)


def refuse_errors(evaluation: Evaluation, *, with_errors: bool, reason: str) -> None:
    """See that nothing stands against finishing, or that a reason is given.

    Raises:
        FinishError: see :func:`finish`.
    """
    errors = errors_among(evaluation.findings)
    if errors and not with_errors:
        lines = [
            say("finishing.refused.line", where=f"{one.place} {one.label}".strip(), fault=one.fault)
            for one in errors[:_TOLD]
        ]
        if len(errors) > _TOLD:
            lines.append(say("finishing.refused.more", count=len(errors) - _TOLD))
        raise FinishError("E540", count=len(errors), listed="\n".join(lines))
    if errors and not reason:
        raise FinishError("E541")
    if len(reason) > MOST_CHARACTERS:
        raise FinishError("E542", count=len(reason), limit=MOST_CHARACTERS)


def words_of(receipt: Receipt, evaluation: Evaluation) -> str:
    """What the cover says of the finishing."""
    card = evaluation.scorecard
    told = say(
        f"finishing.finished.{'final' if receipt.final else 'open'}",
        at=moment(receipt.at),
        total=show_fixed(receipt.provisional_total),
        grade=receipt.grade,
        unscored=card.unscored,
    )
    if evaluation.scheme.weights == "example":
        told += say("finishing.finished.example")
    if receipt.errors:
        reason = receipt.reason
        if len(reason) > _COVER_REASON:
            reason = say("finishing.change.cut", text=reason[:_COVER_REASON])
        told += say("finishing.finished.with_errors", errors=receipt.errors, reason=reason)
    return told


def _remarks(receipt: Receipt) -> tuple["Paragraph", ...]:
    """What the report says of errors that were left."""
    from perfxl.narrative import Paragraph  # noqa: PLC0415 - as above

    if not receipt.errors:
        return ()
    told = say("finishing.report.with_errors", errors=receipt.errors, reason=receipt.reason)
    return (Paragraph("note", told),)
