"""The actions on closed files: read one, write another. An input file is never changed, an output is whole or absent.

Every file passes the gate of :mod:`perfxl.workbook.package` before a workbook library touches it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.department import actions
from perfxl.engines import open_closed
from perfxl.evaluation import Evaluation
from perfxl.scheme.load import load_scheme
from perfxl.workbook.identity import identify
from perfxl.workbook.package import inspect
from perfxl.workbook.preserve import refuse_losses
from perfxl.workbook.save import prepare_target, save_closed
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.engines import Book
    from perfxl.submission import Value
    from perfxl.workbook.fill import FillReport
    from perfxl.workbook.repair import RepairReport


@contextmanager
def opened(file: Path) -> Iterator["Book"]:
    """The file as an open book of the closed-file engine, after the gate.

    Raises:
        FileError: the file cannot be read, or is not to be trusted.
    """
    inspect(file)
    book = open_closed(file)
    try:
        yield book
    finally:
        book.close()


def check(file: Path) -> Evaluation:
    """Check a workbook; nothing is written.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on.
    """
    with opened(file) as book:
        return actions.check(book)


def score(file: Path, target: Path, *, replace: bool = False) -> Evaluation:
    """Check and score a workbook and write marks, explanations and 审核结果 into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
    """
    return _write(file, target, actions.score, replace=replace)


def report(file: Path, target: Path, *, replace: bool = False) -> Evaluation:
    """Write the narrative sheet 自评报告 of a workbook into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
    """
    return _write(file, target, actions.report, replace=replace)


def _write(file: Path, target: Path, action: Callable[["Book"], actions.Done], *, replace: bool) -> Evaluation:
    prepare_target(file, target, replace=replace)
    with opened(file) as book:
        refuse_losses(file)
        done = action(book)
        save_closed(book, target, done.saved, replace=replace)
    return done.evaluation
