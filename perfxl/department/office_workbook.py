"""The actions on the workbook that is open in LibreOffice, for those who work without Excel.

Nothing is saved: what is written stays in the open workbook, where its user looks at it, saves it, or takes
all of it back by one command. What fails leaves the workbook as it was.
"""

import datetime as dt
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from perfxl.department import actions
from perfxl.engines import Book, EngineError, ProtectedSheetError
from perfxl.engines.office import (
    DocumentGoneError,
    NotListeningError,
    OfficeGoneError,
    OfficeMissingError,
    SheetGoneError,
    UnoMissingError,
    attach,
    start_listening,
    undone_at_once,
)
from perfxl.errors import PerfxlError
from perfxl.evaluation import Evaluation
from perfxl.wording import say
from perfxl.workbook.gate.package import inspect

_CODES: Final[tuple[tuple[type[EngineError], str], ...]] = (
    (OfficeMissingError, "E522"),
    (UnoMissingError, "E523"),
    (NotListeningError, "E524"),
    (OfficeGoneError, "E525"),
    (DocumentGoneError, "E526"),
    (SheetGoneError, "E520"),
    (ProtectedSheetError, "E529"),
)


class OfficeError(PerfxlError):
    """LibreOffice, or the workbook that is open in it, cannot be worked with."""


def open_file(file: Path) -> None:
    """Open a workbook in the user's LibreOffice, so that the actions can find it there.

    Raises:
        FileError: the file cannot be read, or is not to be trusted.
        OfficeError: LibreOffice is missing, or cannot be talked to.
    """
    inspect(file)
    with _worded(file.name):
        start_listening(file)


def check(name: str = "") -> tuple[str, Evaluation]:
    """Check the open workbook and mark what was found; gives its name and the evaluation.

    Args:
        name: the workbook's name or path; the one in front where none is given.

    Raises:
        OfficeError, TemplateError: the workbook cannot be worked on.
    """
    now = dt.datetime.now().astimezone()
    return _do("check", partial(actions.mark, at=now), name)


def score(name: str = "") -> tuple[str, Evaluation]:
    """Check and score the open workbook; arguments and errors as of :func:`check`."""
    now = dt.datetime.now().astimezone()
    return _do("score", partial(actions.score, at=now), name)


def report(name: str = "") -> tuple[str, Evaluation]:
    """Write the report of the open workbook into it; arguments and errors as of :func:`check`."""
    return _do("report", actions.report, name)


def _do(action: str, work: Callable[..., actions.Done], name: str) -> tuple[str, Evaluation]:
    with _worded(name):
        app = attach()
        try:
            book = _chosen(tuple(app.books), name)
            with _worded(book.name), _one_change(book, say(f"office.actions.{action}")) as tell:
                return book.name, work(book, tell=tell).evaluation
        finally:
            app.quit()


def _chosen(books: tuple[Book, ...], name: str) -> Book:
    if not books:
        raise OfficeError("E527")
    if not name:
        return books[-1]
    wanted = name.casefold()
    for book in books:
        if wanted in (book.name.casefold(), book.fullname.casefold()):
            return book
    raise OfficeError("E528", name=name, names=say("office.and").join(book.name for book in books))


@contextmanager
def _one_change(book: Book, title: str) -> Iterator[actions.Tell]:
    """All changes made as one, and shown in the end; gives what tells the steps in the status bar."""

    def tell(step: str) -> None:
        book.app.status_bar = say(f"office.steps.{step}")

    sheets = book.sheet_names
    try:
        with undone_at_once(book, title), book.app.properties(screen_updating=False, status_bar=title):
            book.app.calculate()
            yield tell
    except KeyError as error:
        name = error.args[0]
        if name in sheets:
            raise SheetGoneError(name) from error
        raise


@contextmanager
def _worded(file: str) -> Iterator[None]:
    """Let an engine's errors become ones that a user can read."""
    try:
        yield
    except EngineError as error:
        for kind, code in _CODES:
            if isinstance(error, kind):
                figures = {"file": file, "python": platform.python_version(), "sheet": error.args[0]}
                raise OfficeError(code, **figures) from error
        raise
