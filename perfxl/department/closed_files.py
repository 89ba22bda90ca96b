"""The actions on closed files: read one, write another; an output is whole or absent.

Every file passes the gate of :mod:`perfxl.workbook.gate.package` before a workbook library touches it.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfxl.department import actions
from perfxl.engines import UnreadableWorkbookError, open_closed
from perfxl.errors import FileError
from perfxl.evaluation import Evaluation
from perfxl.workbook.gate.package import inspect
from perfxl.workbook.reading.damage import damage
from perfxl.workbook.saving.preserve import refuse_losses
from perfxl.workbook.saving.save import prepare_target, save_closed

if TYPE_CHECKING:
    from perfxl.engines import Book


@contextmanager
def opened(file: Path) -> Iterator["Book"]:
    """The file as an open book of the engine for closed files, after the gate.

    Raises:
        FileError: the file cannot be read, or is not to be trusted.
    """
    inspect(file)
    try:
        book = open_closed(file)
    except UnreadableWorkbookError as error:
        raise FileError("E120", file=file) from error
    with book:
        yield book


def check(file: Path) -> Evaluation:
    """Check a workbook; nothing is written.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on.
    """
    with opened(file) as book:
        return actions.check(book, outside=partial(damage, file))


def score(file: Path, target: Path, *, replace: bool = False) -> Evaluation:
    """Check and score a workbook; explanations, marks and 审核结果 go into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
    """
    now = dt.datetime.now().astimezone()
    outside = partial(damage, file)
    action = partial(actions.score, at=now, outside=outside)
    return rewrite(file, target, action, replace=replace).evaluation


def report(file: Path, target: Path, *, replace: bool = False) -> Evaluation:
    """Write the narrative sheet 自评报告 of a workbook into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
    """
    return rewrite(file, target, actions.report, replace=replace).evaluation


Result = TypeVar("Result", bound=actions.Done)


def rewrite(file: Path, target: Path, action: Callable[["Book"], Result], *, replace: bool) -> Result:
    """Do something to an open book and save it as another file, unless saving would lose something."""
    prepare_target(file, target, replace=replace)
    with opened(file) as book:
        refuse_losses(file)
        done = action(book)
        save_closed(book, target, done.saved, replace=replace)
    return done
