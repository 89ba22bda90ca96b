"""导出Word and 导出PDF: the report of the open workbook as a document beside it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from perfxl.addin import dialogs
from perfxl.addin.protection import refuse_protected
from perfxl.addin.result import Outcome
from perfxl.addin.session import Cancelled, Tell, in_workbook, own_folder_of
from perfxl.addin.windows import on_windows
from perfxl.department import actions
from perfxl.department.finishing import names_of
from perfxl.engines import Book
from perfxl.errors import PdfError, TemplateError
from perfxl.evaluation import Evaluation
from perfxl.findings import errors_among
from perfxl.wording import say
from perfxl.workbook.areas import named_area
from perfxl.workbook.layout import REPORT_AREA, REPORT_SHEET
from perfxl.workbook.saving.save import write_whole

_Content = Callable[[Book, Evaluation, Tell], tuple[bytes, str]]
"""Makes the file's content, and what is to be said about it, if anything."""


def export_word() -> None:
    """导出Word: the document itself."""
    _export("word", ".docx", _word)


def export_pdf() -> None:
    """导出PDF: its pages; where nothing prints documents, Excel prints the sheet 自评报告."""
    _export("pdf", ".pdf", _pdf)


def _export(kind: str, suffix: str, content_of: _Content) -> None:
    chosen: list[tuple[Evaluation, Path]] = []

    def before(book: Book, tell: Tell) -> None:
        evaluation = actions.check(book, tell=tell)
        name = names_of(evaluation, Path(book.name).stem).report + suffix
        chosen.append((evaluation, _target(book, kind, name)))

    def work(book: Book, tell: Tell) -> Outcome:
        evaluation, target = chosen[0]
        content, remark = content_of(book, evaluation, tell)
        write_whole(target, content, replace=True)
        line = say("click.lines.exported", file=target.name)
        return Outcome(_told(evaluation, target, remark), line, made=target)

    in_workbook(f"export_{kind}", work, lambda _: (), before=before)


def _told(evaluation: Evaluation, target: Path, remark: str) -> str:
    errors = len(errors_among(evaluation.findings))
    lines = [
        say("click.export.done", file=target),
        remark,
        "" if evaluation.scorecard.final else say("click.report.open"),
        say("click.export.errors", errors=errors) if errors else "",
    ]
    return "\n".join(text for text in lines if text)


def _target(book: Book, kind: str, name: str) -> Path:
    """Beside the workbook, or where the user chooses; an older file goes only if the user agrees."""
    folder = own_folder_of(book)
    if folder is None:
        title, kinds = say("click.export.save"), say(f"click.export.filter_{kind}")
        chosen = dialogs.choose_target(book.app, title, kinds, name)
        if not chosen:
            raise Cancelled
        target = Path(chosen)
    else:
        target = folder / name
    if target.exists() and not dialogs.confirmed(book.app, say("click.export.replace", file=target)):
        raise Cancelled
    return target


def _word(_book: Book, evaluation: Evaluation, tell: Tell) -> tuple[bytes, str]:
    from perfxl.department.document import write_document  # noqa: PLC0415 - python-docx, after the question

    tell("document")
    return write_document(evaluation), ""


def _pdf(book: Book, evaluation: Evaluation, tell: Tell) -> tuple[bytes, str]:
    from perfxl.document.pdf import as_pdf  # noqa: PLC0415 - as above

    document, _ = _word(book, evaluation, tell)
    tell("pdf")
    try:
        return as_pdf(document), ""
    except PdfError as error:
        if error.code != "E544" or not on_windows():
            raise
    return _sheet_printed(book, evaluation, tell), say("click.export.sheet_only")


def _sheet_printed(book: Book, evaluation: Evaluation, tell: Tell) -> bytes:
    """The sheet 自评报告, written anew, as Excel itself prints it."""
    refuse_protected(book, evaluation.scheme, [REPORT_SHEET])
    actions.report(book, tell=tell)
    area = named_area(book, REPORT_AREA)
    if area is None:
        raise TemplateError("E521", sheet=REPORT_SHEET)
    tell("pdf")
    with tempfile.TemporaryDirectory(prefix="perfxl-pdf-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "report.pdf"
        area.sheet.to_pdf(str(file))
        return file.read_bytes()
