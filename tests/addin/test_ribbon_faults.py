"""What goes wrong under a click: the user reads Chinese, Excel hears nothing, the workbook stays whole."""

import sys
from pathlib import Path

import openpyxl
import pytest

from perfxl.addin import ribbon
from perfxl.addin.buttons import ACTIONS
from perfxl.department import actions
from perfxl.engines import ProtectedSheetError, open_closed, package_of, xw
from perfxl.scheme.inventory import input_fields
from tests.support.clicks import desk, read_only
from tests.support.workbooks import edited, many_projects, scheme, template, written

LONGEST = 32_767


class ComError(Exception):
    """Looks like ``pywintypes.com_error``."""

    def __init__(self, hresult, scode=None):
        super().__init__(hresult, "Exception occurred.")
        self.hresult = hresult
        self.excepinfo = (0, "Microsoft Excel", "…", None, 0, scode) if scode else None


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Open a workbook, from the template with some edits, as the caller of clicks."""
    desks = []

    def open_one(edits=None, change=None, name="某中心.xlsx", content=None):
        (tmp_path / "家").mkdir(exist_ok=True)
        file = written(tmp_path, content or edited(template(rows=None), edits, change, rows=None), name)
        desks.append(desk(monkeypatch, tmp_path / "家", file))
        return desks[-1].__enter__()

    yield open_one
    for one in desks:
        one.__exit__(None, None, None)


def contents(book):
    """Everything that stands on every sheet, with fills and notes."""
    sheets = {}
    for sheet in book.sheets:
        used = sheet.used_range
        notes = {note.location.address: note.text for note in sheet.notes}
        sheets[sheet.name] = (used.address, used.formula, notes)
    return sheets


def failing_at(monkeypatch, step, act):
    """Let something happen when an action reads or writes."""
    real = getattr(actions, step)

    def first(*given, **more):
        act()
        return real(*given, **more)

    monkeypatch.setattr(actions, step, first)


def raising(error):
    def act():
        raise error

    return act


# The wrong workbook


@pytest.mark.parametrize("action", ["check", "score", "report"])
def test_another_workbook_is_told_apart_and_left_alone(opened, tmp_path, action):
    other = tmp_path / "其他.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "别的表"
    book.save(other)
    sheet = opened(content=other.read_bytes(), name="其他表.xlsx")
    before = contents(sheet.book)
    message = sheet.click(action)

    assert "不是由本工具生成的填报工作簿" in message
    assert "处理办法：请切换到由本工具生成的填报工作簿，或点击“新建模板”" in message
    assert contents(sheet.book) == before
    assert not (sheet.home / ".perfxl" / "backups").exists()


def test_a_name_with_an_equals_sign_is_refused_before_it_is_cut_off(opened, monkeypatch):
    sheet = opened()
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=收入=支出.xlsx", "--from_xl=1", "--hwnd=1"])
    monkeypatch.setattr("perfxl.addin.dialogs._calling_app", lambda: sheet.book.app)

    assert "文件名“收入=支出.xlsx”中含有等号“=”" in sheet.click("check")


def test_a_click_without_a_workbook_asks_for_one(opened, monkeypatch):
    sheet = opened()
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=", "--from_xl=1", "--hwnd=1"])
    monkeypatch.setattr("perfxl.addin.dialogs._calling_app", lambda: sheet.book.app)

    assert sheet.click("score").startswith("[E601] 当前没有打开的工作簿。\n\n处理办法：")


def test_a_call_from_elsewhere_than_excel_is_told_and_printed(opened, monkeypatch, capsys):
    sheet = opened()
    monkeypatch.setattr(xw.Book, "caller", raising(Exception("Book.caller() must not be called directly")))
    ribbon.check()

    said = capsys.readouterr()
    assert "没有找到发出点击的 Excel 工作簿" in said.out
    assert said.err == ""
    assert sheet.alerts == []


# Files


def test_a_workbook_that_was_never_saved_is_worked_on_without_a_copy_and_says_so(opened, monkeypatch):
    sheet = opened({"编制数": 8})
    monkeypatch.setattr(type(sheet.book.impl), "fullname", property(lambda _: "工作簿1"))

    assert "注意：工作簿还没有保存过，请及时保存。" in sheet.click("score")
    assert not (sheet.home / ".perfxl" / "backups").exists()


def test_a_read_only_file_is_worked_on_and_the_user_told_to_save_it_elsewhere(opened, monkeypatch):
    sheet = opened({"编制数": 8})
    if not read_only(Path(sheet.book.fullname)):  # to an administrator no file is read-only
        monkeypatch.setattr("perfxl.addin.session.os.access", lambda *_: False)

    assert "注意：这个文件是只读的，要保存结果，请另存为新的文件。" in sheet.click("score")


def test_a_copy_that_cannot_be_made_is_told_and_hinders_nothing(opened):
    sheet = opened({"编制数": 8})
    (sheet.home / ".perfxl").mkdir()
    (sheet.home / ".perfxl" / "backups").write_text("不是文件夹", encoding="utf-8")
    message = sheet.click("check")

    assert "校验完成" in message
    assert "注意：没有能够留存备份（" in message


def test_a_workbook_in_a_cloud_has_no_file_to_copy(opened, monkeypatch):
    sheet = opened({"编制数": 8})

    def unknown(self):
        raise RuntimeError("Couldn't find the local OneDrive folder.")

    monkeypatch.setattr(type(sheet.book.impl), "fullname", property(unknown))

    assert "校验完成" in sheet.click("check")
    assert not sheet.failed


# Protection


def protect(name):
    """What a user's own protection forbids: everything but typing into cells that are not locked."""

    def change(book):
        book[name].protection.enable()
        book[name].protection.formatCells = True
        book[name].protection.objects = True

    return change


@pytest.mark.parametrize("name", ["基本情况表", "评分表", "审核结果"])
@pytest.mark.parametrize("action", ["check", "score"])
def test_a_sheet_that_the_user_has_protected_is_named_and_nothing_is_changed(opened, name, action):
    sheet = opened({"编制数": 8}, protect(name))
    before = contents(sheet.book)
    message = sheet.click(action)

    assert f"设有保护，本工具写不进去：“{name}”。" in message
    assert "点击“审阅”→“撤销工作表保护”" in message
    assert contents(sheet.book) == before
    assert sheet.traits == (True, "automatic", False)


def test_a_protected_sheet_of_figures_does_not_hinder_the_report(opened):
    sheet = opened({"编制数": 8}, protect("基本情况表"))

    assert "自评报告已写入" in sheet.click("report")


def test_a_renamed_sheet_is_named_as_the_user_knows_it(opened):
    def change(book):
        protect("基本情况表")(book)
        book["基本情况表"].title = "基本情况（改）"
        for defined in book.defined_names.values():
            defined.attr_text = defined.attr_text.replace("'基本情况表'!", "'基本情况（改）'!")

    assert "写不进去：“基本情况（改）”。" in opened({"编制数": 8}, change).click("score")


def test_a_protection_that_shows_only_later_is_still_told(opened, monkeypatch):
    sheet = opened({"编制数": 8})
    failing_at(monkeypatch, "write_results", raising(ProtectedSheetError("no notes")))

    assert "设有保护，本工具写不进去：未能确定是哪一张。" in sheet.click("score")


# While it runs


def test_a_sheet_that_is_deleted_while_it_runs_is_named(opened, monkeypatch):
    sheet = opened({"编制数": 8})
    failing_at(monkeypatch, "write_results", lambda: remove(sheet.book, "评分表"))

    message = sheet.click("score")
    assert "运行期间，工作表“评分表”被删除或改名" in message
    assert sheet.traits == (True, "automatic", False)


def remove(book, name):
    del book.impl.document.workbook[name]
    raise KeyError(name)


def test_a_workbook_that_is_closed_while_it_runs_is_told(opened, monkeypatch):
    sheet = opened({"编制数": 8})

    def close():
        monkeypatch.setattr(type(sheet.book.impl), "sheets", property(raising_property))
        raise RuntimeError("the document has been closed")

    failing_at(monkeypatch, "write_results", close)

    assert "运行期间，工作簿被关闭，没有做完。" in sheet.click("score")


def raising_property(self):
    raise RuntimeError("the document has been closed")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ComError(-2147418111), "Excel 正忙，没有应答"),
        (ComError(-2146777998), "Excel 正忙，没有应答"),
        (ComError(-2147352567, -2146777998), "Excel 正忙，没有应答"),
        (ComError(-2147023174), "Excel 已经关闭或者没有应答"),
        (ComError(-2147417848), "Excel 已经关闭或者没有应答"),
    ],
)
def test_what_excel_answers_while_it_is_busy_or_gone_is_told_in_words(opened, monkeypatch, error, told):
    sheet = opened({"编制数": 8})
    failing_at(monkeypatch, "read_submission", raising(error))

    assert told in sheet.click("check")


def test_an_error_of_excel_that_has_nothing_to_do_with_protection_is_put_on_record(opened, monkeypatch):
    sheet = opened({"编制数": 8})
    failing_at(monkeypatch, "write_results", raising(ComError(-2147352567, -2146827284)))

    assert "程序遇到未预料的问题" in sheet.click("score")


@pytest.mark.parametrize("action", [one for one in ACTIONS if one not in ("doctor", "manual", "about")])
def test_a_fault_that_nobody_has_foreseen_is_told_in_chinese_and_put_on_record(
    opened, monkeypatch, capsys, action
):
    sheet = opened({"编制数": 8})
    broken = ("session.identify", "starting.calling_app", "importing.calling_book", "summing.calling_app")
    for name in broken:
        monkeypatch.setattr(f"perfxl.addin.{name}", lambda *_: 1 / 0)
    monkeypatch.setattr("perfxl.addin.dialogs._calling_app", lambda: sheet.book.app)
    message = sheet.click(action)

    assert "程序遇到未预料的问题，没有做完；您填报的内容没有改动。" in message
    (log,) = (sheet.home / "AppData").rglob("*.log")
    assert str(log) in message
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert "Traceback" not in message
    assert capsys.readouterr().err == ""
    assert sheet.last_result.endswith("：没有做完")


def test_what_was_suspended_is_restored_even_if_excel_refuses_the_next(opened, monkeypatch):
    sheet = opened({"编制数": 8})
    app = type(sheet.book.app.impl)
    monkeypatch.setattr(app, "calculation", property(lambda _: "automatic", raising_setter), raising=False)
    sheet.click("check")

    assert sheet.failed
    assert sheet.book.app.screen_updating is True
    assert sheet.book.app.status_bar is False


def raising_setter(self, value):
    raise ComError(-2146827284)


# Sizes


def test_a_cell_filled_to_the_brim_is_checked_scored_and_reported(opened):
    long = "我单位认真履行职责，" * (LONGEST // 10)
    long += "好" * (LONGEST - len(long))
    sheet = opened({"编制数": 8, first_long_text(): long})

    for action in ("check", "score", "report"):
        sheet.click(action)
        assert not sheet.failed, sheet.alerts[-1].prompt
    text = "".join(filter(None, sheet.book.sheets["自评报告"]["A1:A400"].value)).replace("　", "")
    assert text.count("我单位认真履行职责，") == LONGEST // 10


def first_long_text():
    return next(name for name, one in input_fields(scheme(rows=None)).items() if one.type == "longtext")


@pytest.mark.slow
def test_five_thousand_projects_are_checked_and_scored(opened):
    sheet = opened({"编制数": 8}, many_projects(5000))
    sheet.click("score")

    assert not sheet.failed, sheet.alerts[-1].prompt


def test_the_workbook_can_be_saved_after_every_click(opened, tmp_path):
    sheet = opened({"编制数": 8})
    for action in ("check", "score", "report"):
        sheet.click(action)
        assert not sheet.failed, sheet.alerts[-1].prompt
    file = tmp_path / "后.xlsx"
    file.write_bytes(package_of(sheet.book, {}))

    with open_closed(file) as book:
        assert book.sheets["审核结果"]["B5"].value in ("错误", "提醒")
