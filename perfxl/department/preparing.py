"""Before anything can be judged: new workbooks, inputs filled from a file, damaged workbooks made whole.

Apart from :mod:`perfxl.department.closed_files`, since a workbook that is only checked needs none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.department.actions import Done, check, done
from perfxl.department.closed_files import opened, rewrite
from perfxl.errors import ValuesError
from perfxl.narrative.report import prove_outline
from perfxl.workbook.filling.fill import FillReport
from perfxl.workbook.filling.fill import fill as fill_inputs
from perfxl.workbook.filling.matching import match
from perfxl.workbook.filling.values import Given, read_values
from perfxl.workbook.identity import identify
from perfxl.workbook.mending.repair import RepairReport, repair
from perfxl.workbook.results.writing import saved_values
from perfxl.workbook.room import make_room
from perfxl.workbook.saving.save import prepare_target, refuse_other_names, write_whole

if TYPE_CHECKING:
    from perfxl.engines import Book
    from perfxl.scheme.model import Scheme
    from perfxl.submission import Value


@dataclass(frozen=True, slots=True)
class Filled(Done):
    """What the workbook now shows, with what was filled in."""

    report: FillReport


def new_file(
    scheme: "Scheme", target: Path, prefilled: Mapping[str, "Value"], *, replace: bool = False
) -> None:
    """Write a blank workbook of a scheme, some of its fields filled in beforehand.

    Raises:
        FileError: the target cannot be written, or is no name for a workbook (E506).
        SchemeError: the outline of the scheme's report is malformed (E380).
        ValuesError: a prefilled value is none that its cell takes (E409).
    """
    refuse_other_names(target)
    prove_outline(scheme)
    faults = match(scheme, Given(prefilled, {})).faults
    if faults:
        raise ValuesError("E409", lines="".join(faults))
    # XlsxWriter is needed by new workbooks only.
    from perfxl.workbook.template.blank import write_template  # noqa: PLC0415

    content = BytesIO()
    write_template(scheme, content, prefilled=prefilled)
    write_whole(target, content.getvalue(), replace=replace)


def fill(book: "Book", given: Given, *, overwrite: bool = False) -> Filled:
    """Put values into the inputs of the open workbook, all of them or none.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
        ValuesError: something is wrong with the values; nothing was written.
    """
    report = fill_inputs(book, identify(book), given, overwrite=overwrite)
    evaluation = check(book)
    make_room(book, evaluation.scheme, evaluation.submission)
    return Filled(evaluation, done(book, evaluation, saved_values(evaluation)).saved, report)


def fill_file(
    file: Path, values: Path, target: Path, *, overwrite: bool = False, replace: bool = False
) -> FillReport:
    """Put the values of a file into a workbook's inputs, all or none; the result goes into ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or saving it would lose something.
        ValuesError: the file of values cannot be used as it is.
    """
    prepare_target(values, target, replace=replace)
    action = partial(fill, given=read_values(values), overwrite=overwrite)
    return rewrite(file, target, action, replace=replace).report


def repair_file(file: Path, target: Path, *, replace: bool = False) -> RepairReport:
    """Move every input of a workbook into a fresh template of the same version, saved as ``target``.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on.
    """
    prepare_target(file, target, replace=replace)
    with opened(file) as book:
        return repair(book, identify(book), target, replace=replace)
