"""Every button of the ribbon on an open workbook: what it writes, selects, says, and leaves behind."""

import datetime as dt
import re
from pathlib import Path

import pytest

from perfxl.addin import ribbon
from perfxl.addin.buttons import ACTIONS
from perfxl.department import actions, closed_files
from perfxl.workbook.results.marks import NOTE_HEAD
from tests.support.clicks import desk
from tests.support.workbooks import cell_of, edited, table_edits, template, written

FILLED = {
    "部门名称": "某县行政服务中心",
    "编制数": 8,
    "在职人员数": 9,
    "总支出_年初预算": 100,
    "总支出_调整预算": 100,
    "总支出_决算": 90,
    **table_edits("项目", "名称 全年预算 全年执行\n甲 40 30\n乙 60 60"),
}
SMALL = {"rows": None}


@pytest.fixture(scope="module")
def content():
    return edited(template(rows=None), FILLED, rows=None)


@pytest.fixture
def sheet(tmp_path, monkeypatch, content):
    (tmp_path / "家").mkdir()
    with desk(monkeypatch, tmp_path / "家", written(tmp_path, content)) as one:
        yield one


def test_the_buttons_that_excel_may_call_are_the_public_functions_and_no_others():
    public = {name for name, thing in vars(ribbon).items() if callable(thing) and not name.startswith("_")}

    assert set(ribbon.__all__) == set(ACTIONS)
    assert public - {"button"} == set(ACTIONS)


def findings_of(book):
    """What 审核结果 lists: severity, code, cell, fault."""
    rows = book.sheets["审核结果"]["A5:I200"].formula
    return [
        (row[1], row[2], re.search(r'"([^"]+)"\)$', row[3])[1], row[5])
        for row in rows
        if row[1] in ("错误", "提醒")
    ]


def test_checking_marks_the_cells_lists_the_findings_and_selects_the_first(sheet):
    message = sheet.click("check")

    found = findings_of(sheet.book)
    errors = sum(severity == "错误" for severity, *_ in found)
    assert errors > 0
    assert f"校验完成：{errors}处错误、{len(found) - errors}处提醒，已标注在单元格上" in message
    assert not sheet.failed
    first = re.search(r"已选中第一处（(.+?)）", message)[1]
    assert (
        sheet.selected
        == first
        == re.search(r"#\'(.+?)\'!", sheet.book.sheets["审核结果"]["D5"].formula)[1]
        + "!"
        + first.partition("!")[2]
    )
    name, _, cell = first.partition("!")
    assert NOTE_HEAD in sheet.book.sheets[name][cell].note.text


def test_checking_leaves_inputs_and_explanations_as_they_are(sheet):
    page, cell = cell_of("说明_财政供养人员控制率", rows=None)
    before = sheet.book.sheets["基本情况表"].used_range.formula
    sheet.click("check")

    assert sheet.book.sheets[page][cell].value is None
    assert sheet.book.sheets["基本情况表"].used_range.formula == before


def test_scoring_tells_the_score_and_explains_it_in_the_scoring_sheet(sheet):
    message = sheet.click("score")

    page, cell = cell_of("说明_财政供养人员控制率", rows=None)
    assert "112.50%" in sheet.book.sheets[page][cell].value
    assert re.search(r"已有得分合计[\d.]+分（满分100分），还有\d+项三级指标没有得分", message)
    assert "分值为示例" in message
    assert re.fullmatch(r"\d\d:\d\d 计分：暂计[\d.]+分；\d+处错误、\d+处提醒", sheet.last_result)


def test_the_report_stands_in_its_sheet_which_comes_to_the_front(sheet):
    message = sheet.click("report")

    assert "某县行政服务中心" in "".join(filter(None, sheet.book.sheets["自评报告"]["A1:A60"].value))
    assert sheet.selected == "自评报告!A1"
    assert "自评报告已写入“自评报告”工作表" in message
    assert "报告中的得分为暂计" in message
    assert sheet.last_result.endswith("生成报告：已写入“自评报告”")


@pytest.mark.parametrize("action", ["check", "score", "report"])
def test_the_status_bar_tells_every_step_and_is_given_back(sheet, action):
    sheet.click(action)

    assert sheet.told == [
        "绩效自评：正在读取填报内容……",
        "绩效自评：正在校验和计分……",
        "绩效自评：正在写入结果……",
        False,
    ]


@pytest.mark.parametrize("action", ["check", "score", "report"])
def test_drawing_and_calculation_rest_during_the_work_and_are_as_before_afterwards(
    sheet, monkeypatch, action
):
    seen = []
    read = actions.read_submission
    monkeypatch.setattr(
        actions, "read_submission", lambda *given: (seen.append(sheet.traits[:2]), read(*given))[1]
    )
    sheet.book.app.calculation = "semiautomatic"
    sheet.click(action)

    assert seen == [(False, "manual")]
    assert sheet.traits == (True, "semiautomatic", False)


def test_a_workbook_without_a_fault_says_so_and_selects_nothing(sheet, monkeypatch):
    judge = actions.evaluate

    def spotless(scheme, submission):
        judged = judge(scheme, submission)
        return type(judged)(judged.scheme, judged.submission, judged.scorecard, (), ())

    monkeypatch.setattr(actions, "evaluate", spotless)
    before = sheet.selected

    assert sheet.click("check") == "校验完成：没有发现问题。"
    assert sheet.selected == before
    assert sheet.last_result.endswith("校验：没有发现问题")


def test_a_click_does_what_the_command_does(sheet, tmp_path):
    file = sheet.book.fullname
    sheet.click("score")
    evaluation = closed_files.score(Path(file), tmp_path / "命令.xlsx")

    told = [(code, place, fault) for _, code, place, fault in findings_of(sheet.book)]
    assert told == [(one.code, str(one.place), one.fault) for one in evaluation.findings]
    explanations = {mark.indicator.id: mark.explanation for mark in evaluation.scorecard.marks}
    for name, explanation in explanations.items():
        page, cell = cell_of(f"说明_{name}", rows=None)
        assert sheet.book.sheets[page][cell].value == explanation


def test_the_first_change_of_a_day_leaves_a_copy_of_the_file(sheet):
    file = Path(sheet.book.fullname)
    sheet.click("check")
    sheet.click("score")

    (copy,) = (sheet.home / ".perfxl" / "backups").iterdir()
    assert copy.read_bytes() == file.read_bytes()
    assert copy.name.startswith(f"{file.stem}-{dt.datetime.now().astimezone():%Y%m%d}-")
    assert [one.name for one in file.parent.iterdir() if one.is_file()] == [file.name]
