"""Which cells were changed after the workbook was finished: the workbook keeps what its inputs held then."""

import tempfile
from pathlib import Path

from perfxl.engines import UnreadableWorkbookError, open_closed
from perfxl.evaluation import Evaluation
from perfxl.receipt import Receipts, matches
from perfxl.workbook.finishing.kept import changes, read_kept
from perfxl.workbook.finishing.remarks import listed


def changed_since(content: bytes, evaluation: Evaluation, receipts: Receipts) -> str:
    """The first few changes, in words; ``""`` where nothing has changed or nothing tells what.

    Few workbooks are changed after they were finished, so that these can be opened the slow way.
    """
    newest, submission = receipts.newest, evaluation.submission
    if newest is None or not newest.follows(evaluation.scheme):
        return ""
    if matches(newest, evaluation.scheme, submission, evaluation.scorecard):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "opened.xlsx"
        file.write_bytes(content)
        try:
            book = open_closed(file)
        except UnreadableWorkbookError:
            return ""
        with book:
            kept = read_kept(book, evaluation.scheme)
    return "" if kept is None else listed(changes(submission, kept))
