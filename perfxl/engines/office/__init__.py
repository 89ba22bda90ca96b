"""The engine for LibreOffice: the public xlwings API on a workbook that recalculates itself, without Excel.

Nothing here is imported with :mod:`perfxl.engines`: a click in Excel needs none of it. No workbook is ever
saved through LibreOffice, which rewrites much of a file: what is written stays in the open workbook, for its
user to save.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from perfxl.engines import xw
from perfxl.engines.office.document import OfficeDocument
from perfxl.engines.office.faults import (
    ConversionError,
    DocumentGoneError,
    NotListeningError,
    OfficeGoneError,
    OfficeMissingError,
    SheetGoneError,
    UnoMissingError,
)
from perfxl.engines.office.listening import PIPE_VARIABLE, pipe_name, start_listening
from perfxl.engines.office.process import OwnOffice
from perfxl.engines.office.program import OfficeProgram
from perfxl.engines.shell.apps import Engine

if TYPE_CHECKING:
    from perfxl.engines.backend import Program
    from perfxl.engines.shell.books import Book as BookImpl

__all__ = [
    "OFFICE",
    "PIPE_VARIABLE",
    "ConversionError",
    "DocumentGoneError",
    "NotListeningError",
    "OfficeGoneError",
    "OfficeMissingError",
    "SheetGoneError",
    "UnoMissingError",
    "attach",
    "connect_caller",
    "hidden_office",
    "open_in_office",
    "start_listening",
    "undone_at_once",
]

OFFICE: Final = "LibreOffice"
"""The engine's name among ``xw.engines``."""


def _app(start: Callable[[], "Program"]) -> xw.App:
    """One more app of the engine, over a program that is started or found in this way.

    The engine is made known to xlwings; which engine is the active one does not change.
    """
    if OFFICE not in [known.name for known in xw.engines]:
        xw.engines.add(xw.Engine(impl=Engine(OFFICE, OfficeProgram.own)))
    engine = cast("Engine", xw.engines[OFFICE].impl)
    engine.start = start
    try:
        return xw.App(impl=engine.apps.add())
    finally:
        engine.start = OfficeProgram.own


def _opened(start: Callable[[], "Program"], path: Path | str) -> xw.Book:
    app = _app(start)
    try:
        return app.books.open(path)
    except BaseException:
        app.quit()
        raise


def open_in_office(path: Path | str) -> xw.Book:
    """Open an .xlsx file in a hidden LibreOffice; closing the book ends that, and nothing is saved.

    Raises:
        FileNotFoundError: there is no such file.
        UnreadableWorkbookError: the file cannot be opened as a workbook.
        OfficeMissingError, UnoMissingError: there is no LibreOffice that this Python can talk to.
    """
    return _opened(OfficeProgram.own, path)


@contextmanager
def hidden_office() -> Iterator[Callable[[Path | str], xw.Book]]:
    """One hidden LibreOffice for many books, opened by what this gives: a start takes more than a second.

    Raises:
        OfficeMissingError, UnoMissingError: there is no LibreOffice that this Python can talk to.
    """
    office = OwnOffice()
    try:
        yield partial(_opened, partial(OfficeProgram, office.connection))
    finally:
        office.stop()


def attach() -> xw.App:
    """The LibreOffice that the user has open, if it listens, with the workbooks that are open in it.

    The book in front is the app's active one. Closing a book, or quitting the app, only lets go of them.

    Raises:
        NotListeningError: none listens.
        OfficeMissingError, UnoMissingError: there is no LibreOffice that this Python can talk to.
    """
    return _app(partial(OfficeProgram.at, pipe_name()))


def connect_caller() -> None:
    """Let ``xw.Book.caller()`` find the workbook of a click that was made in LibreOffice.

    To be called before it. It does something only where :data:`PIPE_VARIABLE` is set, as tests do in place of
    Excel, and never on Windows, where the caller is always the real Excel.

    Raises:
        NotListeningError: no LibreOffice listens there.
    """
    if not os.environ.get(PIPE_VARIABLE) or sys.platform == "win32":
        return
    # Only once: a workbook that is open in two apps is no caller.
    if OFFICE not in [known.name for known in xw.engines] or not len(xw.engines[OFFICE].apps):
        attach()
    xw.engines[OFFICE].activate()


def undone_at_once(book: xw.Book, title: str) -> AbstractContextManager[None]:
    """Let the user take back by one command all that is written within; where that fails, it is taken back.

    Raises:
        TypeError: the book is not open in LibreOffice.
    """
    document = cast("BookImpl", book.impl).document
    if not isinstance(document, OfficeDocument):
        raise TypeError("only a book that is open in LibreOffice has changes to be taken back")
    return document.undone_at_once(title)
