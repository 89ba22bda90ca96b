"""The actions on closed files: read one, write another; an output is whole or absent.

Every file passes the gate of :mod:`perfxl.workbook.package` before a workbook library touches it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfxl.department import actions
from perfxl.engines import UnreadableWorkbookError, open_closed
from perfxl.errors import FileError
from perfxl.evaluation import Evaluation
from perfxl.workbook.damage import damage
from perfxl.workbook.fill import FillReport
from perfxl.workbook.identity import identify
from perfxl.workbook.package import inspect
from perfxl.workbook.preserve import refuse_losses
from perfxl.workbook.repair import RepairReport
from perfxl.workbook.repair import repair as move_into_fresh
from perfxl.workbook.save import prepare_target, save_closed, write_whole
from perfxl.workbook.values import read_values

if TYPE_CHECKING:
    from perfxl.engines import Book
    from perfxl.scheme.model import Scheme
    from perfxl.submission import Value


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


def new(scheme: "Scheme", target: Path, prefilled: Mapping[str, "Value"], *, replace: bool = False) -> None:
    """Write a blank workbook of a scheme, some of its fields filled in beforehand.

    Raises:
        FileError: the target cannot be written.
    """
    # XlsxWriter is needed by new workbooks only.
    from perfxl.workbook.template import write_template  # noqa: PLC0415

    content = BytesIO()
    write_template(scheme, content, prefilled=prefilled)
    write_whole(target, content.getvalue(), replace=replace)


def fill(
    file: Path, values: Path, target: Path, *, overwrite: bool = False, replace: bool = False
) -> FillReport:
    """Put the values of a file into a workbook's inputs, all or none; the result goes into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
        ValuesError: the file of values cannot be used as it is.
    """
    given = read_values(values)
    return _write(
        file, target, lambda book: actions.fill(book, given, overwrite=overwrite), replace=replace
    ).report


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
    return _write(file, target, action, replace=replace).evaluation


def report(file: Path, target: Path, *, replace: bool = False) -> Evaluation:
    """Write the narrative sheet 自评报告 of a workbook into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
    """
    return _write(file, target, actions.report, replace=replace).evaluation


def repair(file: Path, target: Path, *, replace: bool = False) -> RepairReport:
    """Move every input of a workbook into a fresh template of the same version, saved as ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on.
    """
    prepare_target(file, target, replace=replace)
    with opened(file) as book:
        return move_into_fresh(book, identify(book), target, replace=replace)


_Result = TypeVar("_Result", bound=actions.Done)


def _write(file: Path, target: Path, action: Callable[["Book"], _Result], *, replace: bool) -> _Result:
    prepare_target(file, target, replace=replace)
    with opened(file) as book:
        refuse_losses(file)
        done = action(book)
        save_closed(book, target, done.saved, replace=replace)
    return done
