"""Workbooks that were finished (定稿), and some that were changed afterwards."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from perfxl.department.finishing import finish
from perfxl.engines import open_closed
from perfxl.evaluation import evaluate
from perfxl.workbook.identity import identify
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.results.writing import saved_values
from perfxl.workbook.saving.save import save_closed

AT = dt.datetime(2021, 3, 5, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def finished(file: Path, target: Path) -> Path:
    """The workbook after finishing, without errors."""
    with open_closed(file) as book:
        save_closed(book, target, finish(book, at=AT).saved)
    return target


def changed(file: Path, target: Path, changes: Mapping[str, object]) -> Path:
    """The workbook with other values in some cells, by defined name, recalculated and saved."""
    with open_closed(file) as book:
        for name, value in changes.items():
            book.names[name].refers_to_range.value = value
        scheme = identify(book)
        save_closed(book, target, saved_values(evaluate(scheme, read_submission(book, scheme))))
    return target
