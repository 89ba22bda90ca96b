"""定稿并发送: the open workbook finished, put into a folder with its documents, and a mail with it opened.

The open workbook gets marks, report and receipt, and stays what it is: a file of the user's, who saves it.
What goes upward is a copy.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from perfxl.addin import dialogs
from perfxl.addin.result import Outcome
from perfxl.addin.session import Cancelled, Tell, in_workbook, own_folder_of, sheets_of_inputs
from perfxl.department import actions, bundling
from perfxl.department.finishing import Finished, Names, finish, names_of, refuse_errors
from perfxl.engines import Book
from perfxl.errors import FinishError, PerfxlError
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.numbers import show_plain
from perfxl.scheme.model import Scheme
from perfxl.wording import say
from perfxl.workbook.layout import FINDINGS_SHEET, REPORT_SHEET


def finish_and_send() -> None:
    """Finish, put together, and open the mail; the user sends it."""
    asked: list[_Asked] = []
    done: list[Finished] = []

    def before(book: Book, tell: Tell) -> None:
        asked.append(_ask(book, tell))

    def work(book: Book, tell: Tell) -> Outcome:
        now, reason = dt.datetime.now().astimezone(), asked[0].reason
        done.append(finish(book, at=now, with_errors=bool(reason), reason=reason, tell=tell))
        return Outcome("", "")

    def after(book: Book, tell: Tell) -> Outcome:
        return _sent(book, done[0], asked[0], tell)

    in_workbook("finish_and_send", work, _written_sheets, before=before, after=after)


def _written_sheets(scheme: Scheme) -> Collection[str]:
    return [*sheets_of_inputs(scheme), FINDINGS_SHEET, REPORT_SHEET]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Why there are errors left, what the folder is to be called, and where it is to stand."""

    reason: str
    names: Names
    folder: Path


def _ask(book: Book, tell: Tell) -> _Asked:
    """Everything that stands against finishing, and everything that the user has to say to it."""
    _refuse_other_kinds(book)
    evaluation = actions.judge(book, tell=tell)
    reason = _reason(book, evaluation)
    names = names_of(evaluation, Path(book.name).stem)
    return _Asked(reason, names, _folder(book, names))


def _sent(book: Book, finished: Finished, asked: _Asked, tell: Tell) -> Outcome:
    """Put the folder together and open a mail with it; the copy is to calculate as the workbook does."""
    book.app.calculate()
    save = partial(dialogs.save_copy, book)
    made = bundling.bundle(finished, asked.names, asked.folder, save, replace=True, tell=tell)
    tell("mail")
    receipt = made.receipt
    total = show_plain(receipt.provisional_total)
    state = "final" if receipt.final else "open"
    line = say(f"click.lines.finished_{state}", total=total, grade=receipt.grade)
    return Outcome("\n".join([*_told(made), _mailed(made)]), line)


def _refuse_other_kinds(book: Book) -> None:
    """A copy is of the same kind as the workbook, whatever it is called; one never saved is an ``.xlsx``."""
    suffix = Path(book.name).suffix.lower()
    if suffix not in ("", ".xlsx"):
        raise FinishError("E549", suffix=suffix)


def _reason(book: Book, evaluation: Evaluation) -> str:
    """Why it is finished with errors; empty where there are none.

    Raises:
        FinishError: the user does not want to finish with them: the first are told (E540).
    """
    errors = errors_among(evaluation.findings)
    if not errors:
        return ""
    if not dialogs.confirmed(book.app, say("click.finish.errors", errors=len(errors))):
        refuse_errors(evaluation, with_errors=False, reason="")
    reason = dialogs.ask_text(book.app, say("click.finish.title"), say("click.finish.reason"))
    if not reason:
        raise Cancelled
    refuse_errors(evaluation, with_errors=True, reason=reason)
    return reason


def _folder(book: Book, names: Names) -> Path:
    """Where the folder of the finished workbook is to stand: beside the workbook, or where the user says."""
    folder = own_folder_of(book)
    if folder is None:
        title, kinds = say("click.finish.save"), say("click.new.filter")
        chosen = dialogs.choose_target(book.app, title, kinds, names.workbook)
        if not chosen:
            raise Cancelled
        folder = Path(chosen).parent
    place = folder / names.folder
    if place.exists() and not dialogs.confirmed(book.app, say("click.finish.replace", folder=place)):
        raise Cancelled
    if place.exists() and not place.is_dir():
        raise FinishError("E543", folder=place)
    return folder


def _told(made: bundling.Bundle) -> Iterator[str]:
    receipt = made.receipt
    yield say(
        f"click.finish.{'final' if receipt.final else 'open'}",
        total=show_plain(receipt.provisional_total),
        grade=receipt.grade,
        unscored=made.evaluation.scorecard.unscored,
    )
    if made.evaluation.scheme.weights == "example":
        yield say("click.score.example")
    if receipt.errors:
        yield say("click.finish.with_errors", errors=receipt.errors)
    yield say("click.finish.folder", folder=made.folder)
    if made.no_pdf is not None:
        yield say("click.finish.no_pdf", fault=made.no_pdf)
    yield say("click.finish.save_yourself")


def _mailed(made: bundling.Bundle) -> str:
    """The mail put before the user; where that fails the workbook is finished all the same."""
    from perfxl.department import dispatch  # noqa: PLC0415 - the mail comes last

    try:
        draft = dispatch.draft(made.folder, with_errors=made.receipt.errors > 0)
        shown = dispatch.open_draft(draft, dispatch.find_bundle(made.folder).draft_file)
    except PerfxlError as error:
        return say("click.finish.no_mail", fault=error, remedy=error.remedy)
    return say(f"click.finish.mail_{shown.way.value}", file=shown.file)
