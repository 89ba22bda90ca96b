"""What goes wrong under a click in a live spreadsheet program: told in words, the program's settings kept."""

import pytest

from perfxl.department import actions
from tests.support.clicks import desk
from tests.support.workbooks import edited, template, written

pytestmark = [pytest.mark.office, pytest.mark.slow]


@pytest.fixture
def opened(tmp_path, monkeypatch, open_in_office):
    """Open a workbook in LibreOffice as the caller of clicks."""
    desks = []

    def open_one(change=None):
        (tmp_path / "家").mkdir()
        file = written(tmp_path, edited(template(rows=None), {"编制数": 8}, change, rows=None))
        desks.append(desk(monkeypatch, tmp_path / "家", file, open_in_office))
        return desks[-1].__enter__()

    yield open_one
    for one in desks:
        one.__exit__(None, None, None)


def test_a_click_ends_with_counts_a_selected_cell_and_everything_as_before(opened):
    sheet = opened()
    before = sheet.traits
    message = sheet.click("check")

    assert "校验完成：" in message
    assert f"已选中第一处（{sheet.selected}）" in message
    assert sheet.traits == before


@pytest.mark.parametrize("name", ["基本情况表", "审核结果"])
def test_a_sheet_that_the_user_has_protected_is_named(opened, name):
    def protect(book):
        book[name].protection.enable()
        book[name].protection.formatCells = True
        book[name].protection.objects = True

    sheet = opened(protect)

    assert f"设有保护，本工具写不进去：“{name}”。" in sheet.click("score")
    assert not any(page.notes for page in sheet.book.sheets)


def test_a_sheet_that_is_deleted_while_it_runs_is_named(opened, monkeypatch):
    sheet = opened()
    write = actions.write_results

    def delete_first(book, *given, **more):
        book.impl.document.component.Sheets.removeByName("评分表")
        return write(book, *given, **more)

    monkeypatch.setattr(actions, "write_results", delete_first)

    assert "运行期间，工作表“评分表”被删除或改名" in sheet.click("score")
    assert sheet.failed


def test_a_workbook_that_is_closed_while_it_runs_is_told(opened, monkeypatch):
    sheet = opened()

    def close(book, *_, **__):
        book.impl.document.component.close(True)
        return book.sheets["评分表"]["A1"].value

    monkeypatch.setattr(actions, "write_results", close)

    assert "运行期间，工作簿被关闭" in sheet.click("score")
