"""One click in one workbook: found, guarded, quiet while it is worked on, and told of in the end."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from perfxl.addin.backup import keep_backup
from perfxl.addin.dialogs import offered, show
from perfxl.addin.faults import ClickError
from perfxl.addin.protection import refuse_missing, refuse_protected, translated
from perfxl.addin.result import Outcome, note_outcome
from perfxl.addin.windows import on_windows
from perfxl.engines import Book, xw
from perfxl.findings import Place
from perfxl.scheme.model import Scheme
from perfxl.wording import say
from perfxl.workbook.identity import identify
from perfxl.workbook.layout import SCORING_SHEET, plan

Tell = Callable[[str], None]
"""Shows how far things have come; takes the name of a step."""

Work = Callable[[Book, Tell], Outcome]

_WORKBOOK, _WINDOW = "--wb=", "--hwnd="


class Cancelled(Exception):  # noqa: N818 - nothing has gone wrong
    """The user has changed their mind: nothing more is done, and nothing is told."""


def sheets_of_inputs(scheme: Scheme) -> list[str]:
    """The sheets, as the template names them, in which an accountant enters anything."""
    return [*(sheet.name for sheet in plan(scheme).sheets if sheet.kind == "fields"), SCORING_SHEET]


def calling_book() -> Book:
    """The workbook in which the click was made.

    Raises:
        ClickError: there is none (E601, E603), or its name cannot be told (E602).
    """
    name = _argument(_WORKBOOK)
    if name == "":
        raise ClickError("E601")
    if name is not None and "=" in name:
        raise ClickError("E602", name=name)
    try:
        _connect_office()
        return xw.Book.caller()
    except Exception as error:
        raise ClickError("E603") from error


def _connect_office() -> None:
    """Where there is no Excel, a click may come from LibreOffice."""
    if not on_windows():
        from perfxl.engines.office import connect_caller  # noqa: PLC0415 - a click in Excel needs none of it

        connect_caller()


def calling_app() -> xw.App:
    """The Excel in which the click was made, with or without a workbook.

    Raises:
        ClickError: no Excel is found (E603).
    """
    with suppress(ClickError):
        return calling_book().app
    window = _argument(_WINDOW)
    for app in xw.apps:
        if window in (None, str(app.hwnd)):
            return app
    raise ClickError("E603")


def _argument(prefix: str) -> str | None:
    """What stands behind ``prefix`` on the command line that VBA has built."""
    return next((told.removeprefix(prefix).strip() for told in sys.argv if told.startswith(prefix)), None)


def in_workbook(
    action: str,
    work: Work,
    writes: Callable[[Scheme], Collection[str]],
    *,
    before: Callable[[Book, Tell], object] | None = None,
    after: Work | None = None,
) -> None:
    """Do one action in the calling workbook: guards, backup, work, selection, closing message.

    Args:
        action: the button, as the texts name it.
        work: what is to be done; it is given the book, and a function to tell its steps with.
        writes: the sheets, as the template names them, that the work writes to.
        before: what is asked before anything is suspended.
        after: what follows when the workbook calculates again; what is told is then its outcome.

    Raises:
        ClickError, PerfxlError: the work cannot be done, or was not finished.
    """
    book = calling_book()
    sheets = tuple(book.sheet_names)
    scheme = identify(book)
    try:
        if before is not None:
            book.app.calculate()
            with telling(book.app) as tell:
                before(book, tell)
        with suspended(book.app) as tell:
            written = writes(scheme)
            refuse_protected(book, scheme, written)
            remark = _backed_up(book) if written else ""
            book.app.calculate()  # where the user calculates by hand, formulas may show what was true before
            outcome = work(book, tell)
            refuse_missing(book, sheets)
        if after is not None:
            with telling(book.app) as tell:
                outcome = after(book, tell)
    except Cancelled:
        return
    except Exception as error:
        raise translated(error, book, scheme, sheets) from error
    if outcome.place is not None:
        _select(book, outcome.place)
    note_outcome(action, outcome.line)
    remarks = [text for text in (remark, _saving_remark(book) if written else "") if text]
    message = "\n\n".join([outcome.message, *remarks])
    if outcome.made is None:
        show(message, app=book.app)
    else:
        offered(book.app, message, outcome.made)


@contextmanager
def suspended(app: xw.App) -> Iterator[Tell]:
    """No drawing and no recalculation while a workbook is written to; all of it as before afterwards.

    Not ``App.properties``: what that has changed stays so if it cannot change the next.
    """
    with ExitStack() as restored:
        tell = restored.enter_context(telling(app))
        for trait, value in (("screen_updating", False), ("calculation", "manual")):
            restored.callback(setattr, app, trait, getattr(app, trait))
            setattr(app, trait, value)
        yield tell


@contextmanager
def telling(app: xw.App) -> Iterator[Tell]:
    """The status bar tells each step, and is Excel's own again afterwards."""

    def tell(step: str) -> None:
        app.status_bar = say(f"click.steps.{step}")

    try:
        yield tell
    finally:
        app.status_bar = False


def _backed_up(book: Book) -> str:
    """Keep the day's copy; what is to be said about it, if anything."""
    try:
        keep_backup(_file(book), dt.datetime.now().astimezone().date())
    except OSError as error:
        return say("click.closing.no_backup", reason=error.strerror or error)
    return ""


def own_folder_of(book: Book) -> Path | None:
    """The folder in which the workbook stands; None where it has none on this machine."""
    file = Path(_file(book))
    return file.parent if file.is_absolute() and file.parent.is_dir() else None


def _file(book: Book) -> str:
    """The workbook's path; empty where it has none on this machine."""
    try:
        return str(book.fullname)
    except Exception:  # noqa: BLE001 - xlwings knows a workbook in a cloud, but not where its copy lies
        return ""


def _saving_remark(book: Book) -> str:
    file = _file(book)
    if not os.path.dirname(file):  # noqa: PTH120 - may be an address of a cloud
        return say("click.closing.unsaved") if file else ""
    return say("click.closing.read_only") if os.path.isfile(file) and not os.access(file, os.W_OK) else ""  # noqa: PTH113


def _select(book: Book, place: Place) -> None:
    # Whatever stands in the way (a hidden sheet, one that is gone), the action itself has been done.
    with suppress(Exception):
        book.activate()
        book.sheets[place.sheet].activate()
        book.sheets[place.sheet].range(place.cell)[0, 0].select()
