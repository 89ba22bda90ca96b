"""What the tests of the workbook share: reading a workbook that was made from the template by a few edits."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from perfxl.engines import open_closed
from perfxl.submission import Submission
from perfxl.workbook.reading.live import read_submission
from tests.support.workbooks import edited, scheme, template, written


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Submission]:
    """Reads the template with some cells filled, then changed in any other way."""

    def read_edited(
        edits: dict[str, object] | None = None, change: Callable[[Workbook], object] | None = None
    ) -> Submission:
        book = open_closed(written(tmp_path, edited(template(), edits, change)))
        try:
            return read_submission(book, scheme())
        finally:
            book.close()

    return read_edited
