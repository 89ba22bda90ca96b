"""A long table: rows as high as their texts, whether they go to the disk at once or not."""

import openpyxl
import pytest
from xlsxwriter import Workbook

from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Roll, RollColumn

ROWS = 1_000


@pytest.fixture(params=[True, False], ids=["many", "few"])
def file(request, tmp_path):
    return Workbook(tmp_path / "表.xlsx", {"constant_memory": request.param})


def write(file: Workbook) -> Roll:
    """Every row has a line more than the one before, from one line to five."""
    book = Book(file, "汇总", notes=(), marks="", rows=ROWS * 2)
    column = RollColumn(book.styles("grid", "small", "longtext"), 20, wraps=True)
    roll = Roll(book, "表", [column], lambda _: 0)
    for number in range(ROWS):
        roll.add(["\n".join("一二三四五"[: 1 + number % 5])])
    roll.end()
    return roll


def test_every_row_is_as_high_as_its_text(file, tmp_path):
    write(file)
    file.close()
    page = openpyxl.load_workbook(tmp_path / "表.xlsx")["表"]
    heights = [page.row_dimensions[1 + number].height for number in range(ROWS)]
    assert heights == heights[:5] * (ROWS // 5)
    assert heights[1] < heights[2] < heights[3] < heights[4]


def test_what_went_to_the_disk_is_forgotten(file):
    page = write(file).page
    assert (len(page.row_info) < ROWS / 5) is page.constant_memory
    file.close()
