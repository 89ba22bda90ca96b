"""A copy of a department's workbook with its findings as marks and notes; the original stays."""

import datetime as dt
from pathlib import Path

from perfxl.bureau.review.changed import changed_since
from perfxl.bureau.review.comparing import compare
from perfxl.engines import UnreadableWorkbookError, open_closed
from perfxl.errors import FileError
from perfxl.evaluation import evaluate, supplemented
from perfxl.receipt import content_digest, read_rows
from perfxl.workbook.bulk import read_workbook
from perfxl.workbook.finishing.receipts import write_marked
from perfxl.workbook.gate.package import inspect
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.results.writing import write_marks
from perfxl.workbook.room import make_room
from perfxl.workbook.saving.preserve import refuse_losses
from perfxl.workbook.saving.save import save_closed


def mark_copy(file: Path, target: Path, at: dt.datetime) -> None:
    """Write the copy; its sheet 审核结果 tells all findings, with ``at`` as their time.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or a copy would lose something of it.
    """
    inspect(file)
    refuse_losses(file)
    content = file.read_bytes()
    read = read_workbook(content, file)
    try:
        book = open_closed(file)
    except UnreadableWorkbookError as error:
        raise FileError("E120", file=file) from error
    with book:
        judged = evaluate(read.scheme, read_submission(book, read.scheme))
        receipts = read_rows(read.own_rows)
        changes = changed_since(content, judged, receipts)
        evaluation = supplemented(judged, compare(judged, receipts, changes))
        make_room(book, evaluation.scheme, evaluation.submission)
        write_marked(book, content_digest(judged.scheme, judged.submission, judged.scorecard))
        save_closed(book, target, write_marks(book, evaluation, at=at), replace=True)
