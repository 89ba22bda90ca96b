"""新建模板 and 导入数据, whose dialogs are answered here; 环境自检, 使用手册 and 关于."""

import datetime as dt
import json

import openpyxl
import pytest

import perfxl
from perfxl.addin import help_buttons, ribbon
from perfxl.addin.doctor import Point, State
from tests.support.clicks import desk
from tests.support.small_scheme import scheme_folder
from tests.support.workbooks import cell_of, edited, template, written

VALUES = {"编制数": 8, "在职人员数": 7, "项目清单": [{"名称": "大厅运行", "全年预算": 40, "全年执行": 38}]}


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    (tmp_path / "家").mkdir()
    content = edited(template(rows=None), {"编制数": 6}, rows=None)
    with desk(monkeypatch, tmp_path / "家", written(tmp_path, content)) as one:
        yield one


def value_of(sheet, name):
    page, cell = cell_of(name, rows=None)
    return sheet.book.sheets[page][cell].value


# 导入数据


@pytest.fixture
def values_file(tmp_path):
    def write(values, name="预算 导出.json"):
        file = tmp_path / name
        file.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        return file

    return write


def test_values_of_a_file_go_into_the_blank_inputs(sheet, answers, values_file):
    answers[0].append(str(values_file({**VALUES, "编制数": 6})))
    message = sheet.click("import_values")

    assert message.startswith("已填入4项。请点击“校验”核对。")
    assert (value_of(sheet, "在职人员数"), value_of(sheet, "项目_名称[1]")) == (7, "大厅运行")
    assert sheet.last_result.endswith("导入数据：填入4项")
    assert sheet.told == ["绩效自评：正在填入数据……", False]


def test_what_is_filled_in_already_is_kept_and_nothing_else_is_filled_in(sheet, answers, values_file):
    answers[0].append(str(values_file(VALUES)))
    message = sheet.click("import_values")

    assert sheet.failed
    assert "已填有“6”" in message
    assert "要用数据文件替换已填的内容，请先清空这些单元格" in message
    assert "--overwrite" not in message
    assert (value_of(sheet, "编制数"), value_of(sheet, "在职人员数")) == (6, None)


def test_whoever_picks_no_file_is_left_alone(sheet, answers):
    answers[0].append("")
    ribbon.import_values()

    assert (sheet.alerts, sheet.told) == ([], [])
    assert [asked[0] for asked in answers[1]] == ["ChooseFile"]


def test_a_file_that_is_no_file_of_values_is_told(sheet, answers, tmp_path):
    file = tmp_path / "数据.docx"
    file.write_bytes(b"PK")
    answers[0].append(str(file))

    assert "不认识的数据文件格式" in sheet.click("import_values")


def test_many_faults_fit_into_a_message_box(sheet, answers, values_file):
    answers[0].append(str(values_file({f"没有的栏目{number}": 1 for number in range(100)})))
    message = sheet.click("import_values")

    assert len(message.split("\n")) <= 30
    assert "数据有 100 处问题" in message


# 新建模板


@pytest.fixture
def opening(monkeypatch, sheet):
    """The files that Excel is told to open."""
    files = []
    monkeypatch.setattr(type(sheet.book.app.books), "open", lambda _, file: files.append(file))
    return files


def test_a_new_workbook_is_written_and_opened(sheet, answers, opening, tmp_path):
    target = tmp_path / "新 建" / "某局.xlsx"
    target.parent.mkdir()
    answers[0].extend(["1", "某县财政局", "2025", str(target)])
    message = sheet.click("new_workbook")

    assert opening == [target]
    assert message == f"已生成并打开：{target}"
    page, cell = cell_of("部门名称", rows=None)
    assert openpyxl.load_workbook(target)[page][cell].value == "某县财政局"
    scheme, _, year, place = answers[1]
    assert "1　" in scheme[2]
    assert "2　" in scheme[2]
    assert year[3] == str(dt.datetime.now().astimezone().year - 1)
    assert place[3] == "某县财政局-2025-绩效自评.xlsx"


@pytest.mark.parametrize(
    "given",
    [[""], ["1", ""], ["1", "某局", ""], ["1", "某局", "2025", ""]],
    ids=["体系", "部门", "年度", "文件"],
)
def test_whoever_leaves_a_question_open_has_changed_their_mind(sheet, answers, opening, given):
    answers[0].extend(given)
    ribbon.new_workbook()

    assert (sheet.alerts, opening, answers[0]) == ([], [], [])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["9"], "没有序号为“9”的指标体系。"),
        (["广东"], "没有序号为“广东”的指标体系。"),
        (["1", "某局", "去年"], "“去年”不是评价年度。"),
        (["1", "某局", "25"], "“25”不是评价年度。"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(sheet, answers, opening, given, told):
    answers[0].extend(given)

    assert told in sheet.click("new_workbook")
    assert opening == []


@pytest.mark.parametrize("agreed", [True, False])
def test_a_file_that_is_there_is_replaced_only_if_the_user_agrees(sheet, answers, opening, tmp_path, agreed):
    target = tmp_path / "某局.xlsx"
    target.write_bytes(b"old")
    sheet.answer = "yes" if agreed else "no"
    answers[0].extend(["1", "某局", "2025", str(target)])
    ribbon.new_workbook()

    assert "要替换它吗" in sheet.alerts[0].prompt
    assert (target.read_bytes() == b"old") is not agreed
    assert opening == ([target] if agreed else [])


# 帮助


def test_the_self_check_tells_only_what_is_not_in_order(sheet, monkeypatch):
    points = [
        Point(State.WELL, "Python 3.11"),
        Point(State.REMARK, "装有两份。", "请只留一份。"),
        Point(State.MISSING, "没有安装 pywin32。", "请重新安装。"),
    ]
    monkeypatch.setattr(help_buttons, "examine", lambda: points)

    assert sheet.click("doctor").split("\n") == [
        "环境自检：共3项，其中2项需要处理或留意。",
        "",
        "[留意] 装有两份。",
        "　　处理：请只留一份。",
        "",
        "[缺少] 没有安装 pywin32。",
        "　　处理：请重新安装。",
    ]
    assert sheet.failed


def test_a_healthy_machine_is_told_so_in_one_line(sheet, monkeypatch):
    monkeypatch.setattr(help_buttons, "examine", lambda: [Point(State.WELL, "Python")] * 9)

    assert sheet.click("doctor") == "环境自检：9项全部正常。"


def test_the_manual_opens_in_the_browser_from_this_machine(sheet, monkeypatch):
    opened = []
    monkeypatch.setattr(help_buttons.webbrowser, "open", opened.append)
    ribbon.manual()

    assert opened == [(sheet.home / ".perfxl" / "使用手册.html").as_uri()]
    assert "绩效自评" in (sheet.home / ".perfxl" / "使用手册.html").read_text(encoding="utf-8")


def test_a_manual_that_was_not_installed_is_told(sheet, monkeypatch, tmp_path):
    monkeypatch.setattr("perfxl.addin.manual.perfxl.__file__", str(tmp_path / "perfxl" / "__init__.py"))

    assert "没有找到使用手册。" in sheet.click("manual")


def test_about_tells_version_schemes_and_places(sheet):
    message = sheet.click("about")

    assert f"perfxl {perfxl.__version__}" in message
    assert message.count("（版本 ") == 2
    assert str(sheet.home / ".perfxl") in message
    assert "BSD" in message


def test_an_own_scheme_that_is_malformed_is_told_and_hides_none_of_the_others(sheet, answers):
    scheme_folder(sheet.home / ".perfxl" / "schemes" / "某县", "id = “某县”")
    told = "自编的“某县”写法有误"

    message = sheet.click("about")
    answers[0].append("")
    ribbon.new_workbook()

    assert (message.count("（版本 "), message.count(told)) == (2, 1)
    question = answers[1][0][2]
    assert ("2　" in question, "3　" in question, told in question) == (True, False, True)


@pytest.mark.parametrize("action", ["doctor", "about"])
def test_help_needs_no_workbook_that_perfxl_knows(sheet, monkeypatch, action):
    monkeypatch.setattr("perfxl.addin.session.identify", lambda _: 1 / 0)

    assert "程序遇到未预料的问题" not in sheet.click(action)
