"""Texts that were entered can be read: their rows grow, others stay."""

import pytest

from perfxl.department import closed_files, preparing
from perfxl.scheme.load import load_scheme
from perfxl.workbook.filling.values import Given

LONG = "开展政务服务事项标准化实施工作。" * 20


@pytest.fixture
def book(tmp_path):
    blank = tmp_path / "blank.xlsx"
    preparing.new_file(load_scheme("guangdong-county-2020"), blank, {})
    with closed_files.opened(blank) as book:
        yield book


def test_a_row_grows_until_its_long_text_can_be_read(book):
    sheet = book.sheets["成效与问题"]
    before = sheet["C21"].row_height or 0

    preparing.fill(book, Given({}, {"成效": ({"标题": "大厅建成", "内容": LONG},)}))

    assert sheet["C21"].value == LONG
    assert sheet["C21"].row_height > before + 60


def test_rows_with_short_texts_and_figures_stay_as_they_are(book):
    heights = [book.sheets["基本情况表"][f"B{row}"].row_height for row in (5, 19)]

    preparing.fill(book, Given({"部门名称": "某县某局", "编制数": 8}, {}))

    assert [book.sheets["基本情况表"][f"B{row}"].row_height for row in (5, 19)] == heights
