"""The report of a closed workbook: into its own sheet, or as an official document, as the target is named."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from perfxl.department import closed_files
from perfxl.errors import FileError
from perfxl.evaluation import Evaluation
from perfxl.workbook.saving.save import prepare_target, write_whole

_DOCUMENT, _PDF = ".docx", ".pdf"


def report(file: Path, target: Path, *, replace: bool = False) -> Evaluation:
    """Write the report of a workbook into a document (``.docx``, ``.pdf``) or its sheet (``.xlsx``).

    Raises:
        FileError: the target is named otherwise (E530), or it cannot be written, or the workbook not read.
        PdfError: no PDF can be made here.
        TemplateError: the workbook is not one of a known scheme and version.
        SchemeError: the scheme's outline of the report cannot be used.
    """
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise FileError("E530", file=target)
    return write(file, target, replace)


def _document(file: Path, target: Path, replace: bool) -> Evaluation:
    # python-docx is needed by this one only.
    from perfxl.department.document import write_document  # noqa: PLC0415

    prepare_target(file, target, replace=replace, suffix=_DOCUMENT)
    evaluation = closed_files.check(file)
    write_whole(target, write_document(evaluation), replace=replace)
    return evaluation


def _pdf(file: Path, target: Path, replace: bool) -> Evaluation:
    from perfxl.department.document import write_document  # noqa: PLC0415 - as above
    from perfxl.document.pdf import as_pdf  # noqa: PLC0415 - as above

    prepare_target(file, target, replace=replace, suffix=_PDF)
    evaluation = closed_files.check(file)
    write_whole(target, as_pdf(write_document(evaluation)), replace=replace)
    return evaluation


def _sheet(file: Path, target: Path, replace: bool) -> Evaluation:
    return closed_files.report(file, target, replace=replace)


_WRITERS: Final[Mapping[str, Callable[[Path, Path, bool], Evaluation]]] = {
    _DOCUMENT: _document,
    _PDF: _pdf,
    ".xlsx": _sheet,
}
