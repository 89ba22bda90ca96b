"""Opening a closed file, and making a file of it again. openpyxl is imported only when a file is opened."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import xlwings as xw

from perfxl.engines.backend import Program
from perfxl.engines.shell.apps import Alert, Answer, App, Engine, first_button

if TYPE_CHECKING:
    from perfxl.engines.shell.books import Book as BookImpl

__all__ = ["CLOSED_FILES", "Alert", "engine", "open_closed", "package_of", "source_of"]

CLOSED_FILES: Final = "closed files"
"""The engine's name among ``xw.engines``."""


def _start() -> Program:
    from perfxl.engines.closed.document import FileProgram  # noqa: PLC0415  (0.2 s, and a ribbon click needs none)

    return FileProgram()


def engine() -> xw.Engine:
    """The engine for closed files, made known to xlwings; which engine is the active one does not change."""
    if CLOSED_FILES not in [known.name for known in xw.engines]:
        xw.engines.add(xw.Engine(impl=Engine(CLOSED_FILES, _start)))
    return xw.engines[CLOSED_FILES]


def open_closed(path: Path | str, *, answer: Answer = first_button) -> xw.Book:
    """Open an .xlsx file without Excel; a ``with`` statement closes it again, unsaved.

    Formulas show the value that was saved beside them, None where there is none; nothing is recalculated.
    ``answer`` says which button is pressed where an action shows an alert.

    Raises:
        FileNotFoundError: there is no such file.
        UnreadableWorkbookError: the file cannot be opened as a workbook.
    """
    app = engine().apps.add(add_book=False)
    cast("App", app.impl).answer = answer
    try:
        return app.books.open(path)
    except BaseException:
        app.quit()
        raise


def package_of(book: xw.Book, values: Mapping[tuple[str, str], float | str | bool]) -> bytes:
    """The content of an .xlsx file with a book of :func:`open_closed`; the same book gives the same bytes.

    ``values`` go beside the formulas of their (sheet, cell); a value for a cell without a formula is left
    out. All other formulas keep the value they were opened with, unless they were written since.

    Raises:
        EngineError: openpyxl has dropped something from the workbook when it was opened.
        KeyError: there is no such sheet.
        ValueError: a value is no finite number.
    """
    from perfxl.engines.closed.document import FileDocument  # noqa: PLC0415  (as above)
    from perfxl.engines.closed.writing import package  # noqa: PLC0415  (as above)

    document = cast("BookImpl", book.impl).document
    if not isinstance(document, FileDocument):
        raise TypeError("only a book that open_closed has opened can be made a file of")
    return package(document, values)


def source_of(book: xw.Book) -> Path:
    """The file that a book was opened from."""
    return cast("BookImpl", book.impl).document.path
