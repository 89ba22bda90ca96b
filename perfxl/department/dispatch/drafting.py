"""From a bundle to a draft, and the draft put before the user: who sends it is the user, by his own click."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Final

from perfxl.department import actions, closed_files
from perfxl.department.dispatch import configuration, letter, outlook
from perfxl.department.dispatch.addresses import Mailbox, mailboxes
from perfxl.department.dispatch.bundle import TYPES, WORKBOOK, Bundle, find_bundle
from perfxl.department.dispatch.configuration import Configuration
from perfxl.department.dispatch.message import Attachment, Draft, draft_bytes
from perfxl.department.dispatch.opening import open_with_program
from perfxl.department.dispatch.words import one_line
from perfxl.errors import FileError, SendError
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.receipt import Receipt, matches
from perfxl.wording import say
from perfxl.workbook.finishing.receipts import read_receipts
from perfxl.workbook.reading.damage import damage
from perfxl.workbook.saving.save import refuse_other_names, write_whole

_EML: Final = ".eml"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with what it was made from; without a ``receipt`` the workbook was never finished (定稿)."""

    draft: Draft
    bundle: Bundle
    evaluation: Evaluation
    receipt: Receipt | None


class Way(Enum):
    """How a draft was put before the user."""

    OUTLOOK = "outlook"
    PROGRAM = "program"
    """Its file was opened with the mail program."""
    FILE = "file"
    """Its file was written, and no program could be asked to open it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the draft is now; ``file`` is None where Outlook has it without a file."""

    way: Way
    file: Path | None = None


def prepare(
    place: Path,
    to: Iterable[str] = (),
    cc: Iterable[str] = (),
    *,
    settings: Configuration | None = None,
    with_errors: bool = False,
    at: dt.datetime | None = None,
) -> Prepared:
    """Make the draft of a mail that sends a bundle, or a single workbook; nothing is written.

    Recipients that are not named are those of the settings (``.perfxl/mail.toml``); where those name none,
    the user fills them in when the draft is shown.

    Raises:
        FileError, TemplateError: the workbook, or a file beside it, cannot be read.
        SendError: an address is none (E550), the folder is no bundle, or the workbook was changed since it
            was finished (E552), findings of severity 错误 stand (E553, unless ``with_errors``, or a reason
            was given at finishing), the files are too large (E554), or the settings cannot be used (E556,
            E557).
    """
    settings = configuration.load() if settings is None else settings
    recipients = mailboxes(to) or mailboxes(settings.to)
    copies = _others(mailboxes(cc) or mailboxes(settings.cc), recipients)
    bundle = find_bundle(place)
    evaluation, receipt = judged(bundle.workbook)
    _refuse_unfit(bundle, evaluation, receipt, with_errors=with_errors)
    attachments = tuple(_read(file) for file in bundle.files)
    names = [one.name for one in attachments]
    words = letter.compose(evaluation, receipt, names, at or dt.datetime.now().astimezone())
    sender = settings.from_mailbox
    draft = Draft(recipients, copies, sender, words.subject, words.text, attachments)
    return Prepared(draft, bundle, evaluation, receipt)


def judged(workbook: Path) -> tuple[Evaluation, Receipt | None]:
    """How a workbook stands, and the receipt of its last finishing.

    Raises:
        FileError, TemplateError: it cannot be worked on.
    """
    with closed_files.opened(workbook) as book:
        evaluation = actions.check(book, outside=partial(damage, workbook))
        return evaluation, read_receipts(book).newest


def _refuse_unfit(
    bundle: Bundle, evaluation: Evaluation, receipt: Receipt | None, *, with_errors: bool
) -> None:
    if receipt is not None and not _is_of(receipt, evaluation):
        raise SendError("E552", folder=bundle.place, reason=say("mail.bundle.changed"))
    is_explained = receipt is not None and receipt.reason
    if (errors := len(errors_among(evaluation.findings))) and not with_errors and not is_explained:
        raise SendError("E553", count=errors, file=bundle.workbook)


def _is_of(receipt: Receipt, evaluation: Evaluation) -> bool:
    scheme = evaluation.scheme
    same = matches(receipt, scheme, evaluation.submission, evaluation.scorecard)
    return same and receipt.follows(scheme)


def draft(place: Path, to: Iterable[str] = (), cc: Iterable[str] = (), *, with_errors: bool = False) -> Draft:
    """The draft alone, as a button needs it; see :func:`prepare`."""
    return prepare(place, to, cc, with_errors=with_errors).draft


def _others(copies: tuple[Mailbox, ...], recipients: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
    taken = {one.address.casefold() for one in recipients}
    return tuple(one for one in copies if one.address.casefold() not in taken)


def _read(file: Path) -> Attachment:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileError("E104", file=file) from error
    # A workbook may be called anything when it is sent alone.
    kind = file.suffix.lower() if file.suffix.lower() in TYPES else WORKBOOK
    return Attachment(f"{one_line(file.stem)}{kind}", TYPES[kind], content)


def write_draft(draft: Draft, target: Path, *, replace: bool = False) -> Path:
    """Write a draft as an ``.eml`` file that mail programs open for sending.

    Raises:
        FileError: it is no name for such a file (E506), is there already (E502), or cannot be written.
    """
    refuse_other_names(target, _EML)
    write_whole(target, draft_bytes(draft, dt.datetime.now().astimezone()), replace=replace)
    return target


def open_draft(draft: Draft, target: Path, *, by_outlook: bool = True, replace: bool = True) -> Shown:
    """Put a draft before the user: in Outlook where there is one, else as a file in the mail program.

    Raises:
        FileError: ``target``, the ``.eml`` file, cannot be written.
    """
    if by_outlook:
        try:
            outlook.show_draft(outlook.outlook_application(), draft)
        except SendError:
            pass  # without Outlook the file does
        else:
            return Shown(Way.OUTLOOK)
    file = write_draft(draft, target, replace=replace)
    return Shown(Way.PROGRAM if open_with_program(file) else Way.FILE, file)
