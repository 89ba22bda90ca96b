"""The commands as a user types them: a process each, its words, its status, its files."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from perfxl.cli.commands import run
from perfxl.errors import SchemeError
from tests.support.small_scheme import SMALL, scheme_folder

SCHEME = "guangdong-county-2020"


def perfxl(folder, *arguments, encoding="utf-8", **environment):
    """Run one command in ``folder`` and give back its status and what it said."""
    root = str(Path(__file__).parent.parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "perfxl", *map(str, arguments)],
        cwd=folder, capture_output=True, check=False, timeout=120, encoding=encoding,
        env={**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
        | environment,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("演示 结果")
    status, said, complaint = perfxl(folder, "demo", "结果")
    assert (status, complaint) == (0, "")
    return folder / "结果", said


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The completed example, filled as its department would hand it in."""
    source = Path(__file__).parent.parent.parent / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
    target = tmp_path_factory.mktemp("填报 材料") / "新丰 2020.xlsx"
    target.write_bytes(source.read_bytes())
    return target


def test_help_is_chinese_and_names_every_command_in_the_order_of_the_work(tmp_path):
    status, said, _ = perfxl(tmp_path, "--help")

    commands = [line.split()[0] for line in said.partition("命令：\n")[2].splitlines() if line.strip()]
    assert status == 0
    assert commands[:11] == [
        "new", "fill", "check", "score", "report", "finish", "send", "mail", "repair", "schemes", "demo"
    ]  # fmt: skip
    assert not any(word in said for word in ("Usage", "Commands", "required", "default"))


@pytest.mark.parametrize(
    "command",
    ["new", "fill", "check", "score", "report", "finish", "send", "mail", "repair", "schemes", "demo"],
)
def test_the_usage_of_a_command_has_no_english_in_it(command, capsys):
    run([command, "--help"])

    usage = capsys.readouterr().out.partition("\n")[0].removeprefix(f"用法：perfxl {command}")
    assert not re.search("[A-Za-z]", usage)


def test_an_own_scheme_that_is_malformed_hides_none_of_the_others(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    own = tmp_path / ".perfxl" / "schemes"
    scheme_folder(own / "a", SMALL.replace('id = "small"', 'id = "b"'))
    scheme_folder(own / "small", report="一\n{% if %}\n")

    status = run(["schemes"])

    said = capsys.readouterr().out
    assert status == 2
    assert [line[:6] for line in said.splitlines() if line.startswith(("[", "guang", "hunan"))] == [
        "[E307]",
        "guangd",
        "hunan-",
        "[E380]",
    ]
    assert "小型指标体系" not in said


def test_no_workbook_is_made_for_a_scheme_whose_report_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    scheme_folder(tmp_path / ".perfxl" / "schemes" / "small", report="一\n{% if %}\n")

    with pytest.raises(SchemeError) as error:
        run(["new", "small", "-o", str(tmp_path / "新.xlsx")])

    assert (error.value.code, error.value.figures["line"]) == ("E380", 2)
    assert not (tmp_path / "新.xlsx").exists()


def test_a_workbook_of_a_scheme_that_lies_elsewhere_is_made_and_told_where_the_scheme_belongs(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    folder = scheme_folder(tmp_path / "某县")

    status = run(["new", str(folder), "-o", str(tmp_path / "新.xlsx")])

    belongs = tmp_path / ".perfxl" / "schemes" / "small"
    note = capsys.readouterr().out.splitlines()[1]
    assert (status, note.startswith("注意："), f"放到 {belongs}，" in note) == (0, True, True)
    scheme_folder(belongs)
    run(["new", "small", "-o", str(tmp_path / "又一.xlsx")])
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_new_workbook_is_named_after_department_and_year(tmp_path):
    status, said, _ = perfxl(tmp_path, "new", SCHEME, "--department", "某县 A/B局", "--year", 2021)

    file = tmp_path / "某县AB局-2021-绩效自评.xlsx"
    assert status == 0
    assert said == f"已生成空白填报工作簿：{file.name}\n"
    assert openpyxl.load_workbook(file)["基本情况表"]["B5"].value == "某县 A/B局"


def test_names_made_by_perfxl_are_names_that_the_add_in_takes(tmp_path, example):
    (tmp_path / "新丰=1.xlsx").write_bytes(example.read_bytes())
    run(["score", str(tmp_path / "新丰=1.xlsx")])

    _, named, _ = perfxl(tmp_path, "new", SCHEME, "--department", "某县=局", "--year", 2021)

    assert (tmp_path / "新丰＝1-已计分.xlsx").exists()
    assert named == "已生成空白填报工作簿：某县＝局-2021-绩效自评.xlsx\n"
    book = openpyxl.load_workbook(tmp_path / "某县＝局-2021-绩效自评.xlsx")
    assert book["基本情况表"]["B5"].value == "某县=局"


def test_a_department_of_which_no_name_can_be_made_leaves_the_scheme_s(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)

    run(["new", SCHEME, "--department", "...", "--year", "2021"])

    assert capsys.readouterr().out == f"已生成空白填报工作簿：{SCHEME}-绩效自评模板.xlsx\n"


def test_an_existing_file_is_replaced_only_when_asked(tmp_path):
    perfxl(tmp_path, "new", SCHEME, "-o", "空白.xlsx")
    before = (tmp_path / "空白.xlsx").read_bytes()

    refused, _, complaint = perfxl(tmp_path, "new", SCHEME, "-o", "空白.xlsx", "--year", 2022)
    kept = (tmp_path / "空白.xlsx").read_bytes()
    replaced, _, _ = perfxl(tmp_path, "new", SCHEME, "-o", "空白.xlsx", "--year", 2022, "--replace")

    assert (refused, kept) == (2, before)
    assert complaint.startswith("[E502]")
    assert replaced == 0
    assert (tmp_path / "空白.xlsx").read_bytes() != before


def test_check_leaves_with_1_where_errors_stand_and_tells_each_with_its_cell(example):
    status, said, _ = perfxl(example.parent, "check", example.name)

    assert status == 1
    assert "[错误] N03 成效与问题!C22 具体内容" in said
    assert "385＋285＋88＋45＝803件" in said


def test_json_tells_a_program_the_same(example):
    status, said, _ = perfxl(example.parent, "check", example.name, "--json")

    document = json.loads(said)
    found = {(finding["code"], finding["sheet"], finding["cell"]) for finding in document["findings"]}
    assert status == 1
    assert document["errors"] == sum(one["severity"] == "错误" for one in document["findings"])
    assert ("N03", "成效与问题", "C22") in found
    assert document["weights"] == "example"
    assert document["grade"] == "优"
    assert len(document["indicators"]) == 23


def test_score_and_report_write_new_files_beside_the_input_and_leave_it_alone(example):
    before = example.read_bytes()

    scored, said, _ = perfxl(example.parent, "score", example.name)
    reported, _, _ = perfxl(example.parent, "report", "新丰 2020-已计分.xlsx", "-o", "报告.xlsx")

    assert (scored, reported) == (1, 1)
    assert "分值为示例" in said
    assert example.read_bytes() == before
    book = openpyxl.load_workbook(example.parent / "报告.xlsx", data_only=True)
    report = "".join(str(cell.value or "") for (cell,) in book["自评报告"]["A1:A200"])
    assert "一、部门基本情况" in report
    assert "91.94" in report
    assert book["审核结果"].max_row > 20


def test_a_clean_workbook_leaves_with_0(example, tmp_path):
    corrections = {
        "报告标题": "县级部门整体支出绩效自评报告", "标题_预算执行": "（一）预算执行情况",
        "标题_成效": "（二）取得的主要成效", "标题_问题": "三、存在问题及改进意见",
        "成效": [{"标题": "政务服务大厅建成使用", "内容": "全年办理政务服务事项，群众办事更加方便。"}],
    }  # fmt: skip
    (tmp_path / "更正.json").write_text(json.dumps(corrections, ensure_ascii=False), encoding="utf-8")

    filled, said, _ = perfxl(tmp_path, "fill", example, "更正.json", "-o", "更正后.xlsx", "--overwrite")
    status, checked, _ = perfxl(tmp_path, "check", "更正后.xlsx")

    assert filled == 0
    assert "（参考提纲）" not in checked
    assert "县级部门整体支出绩效自评报告" in said
    assert "[错误]" not in checked
    assert status == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("check",), "缺少必填的工作簿"),
        (("chek", "a.xlsx"), "没有“chek”这个命令"),
        (("check", "a.xlsx", "--jsn"), "没有“--jsn”这个选项"),
        (("collect", "a", "-x"), "没有“-x”这个选项"),
        (("collect", "a"), "缺少必填的选项 --output 或 -o。"),
        (("collect", "a", "-o"), "-o 后面没有写内容。"),
        (("consolidate", "a", "--year"), "--year 后面没有写内容。"),
        (("check", "--jsn", "a.xlsx"), "没有“--jsn”这个选项"),
        (("new", SCHEME, "--year", "二〇二〇"), "--year 不能是“二〇二〇”，应为整数。"),
        (("new", SCHEME, "--year", "2020.5"), "--year 不能是“2020.5”，应为整数。"),
        (("mail", "setup", "--security", "ssl"), "--security 不能是“ssl”，应为其中之一：tls、starttls。"),
        (("check", "--json=是", "a.xlsx"), "--json 不能是“是”，只写选项本身"),
        (("finish", "a.xlsx", "-o", "a", "-o", "b"), "-o 只能写一次。"),
        (
            ("new", SCHEME, "--year", 1800),
            "[E409] 给的内容不能预先填入：“评价年度”：本栏的数 1800 超出允许范围",
        ),
        (("check", "a.xlsx", "b.xlsx"), "多出了“b.xlsx”"),
        (("check", "没有.xlsx"), "[E101]"),
        (("score", f"{'长' * 300}.xlsx"), "[E507]"),
        (("demo", Path(__file__)), "test_commands.py（同名的文件已经存在）"),
        (("demo", "长" * 300), "[E507]"),
        (("consolidate", ".", "-o", "."), "[E506]"),
        (("new", "某省"), "[E30"),
        (("score", "a.txt", "-o", "b.txt"), "[E506]"),
    ],
)
def test_a_command_that_cannot_be_understood_is_explained_in_chinese(tmp_path, arguments, complaint):
    status, _, said = perfxl(tmp_path, *arguments)

    assert status == 2
    assert complaint in said
    assert "Traceback" not in said


@pytest.mark.parametrize("lock", ["~$新丰 2020.xlsx", ".~lock.新丰 2020.xlsx#"])
def test_of_a_workbook_that_is_open_it_is_said_that_what_was_saved_is_read(tmp_path, example, lock):
    (tmp_path / example.name).write_bytes(example.read_bytes())
    _, _, silent = perfxl(tmp_path, "check", example.name)
    (tmp_path / lock).write_bytes(b"")

    status, said, hint = perfxl(tmp_path, "check", example.name, "--json")

    assert silent == ""
    assert (status, hint.partition("，")[0]) == (
        1,
        "提示：这个工作簿好像正由 Excel、WPS 或 LibreOffice 打开着",
    )
    assert json.loads(said)["file"] == example.name


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("send 填报.xlsx -o 填报.xlsx --no-open --with-errors", "E506"),
        ("fill 填报.xlsx 数据.xlsx -o 数据.xlsx", "E501"),
        (f"new {SCHEME} -o 数据.json", "E506"),
    ],
)
def test_no_result_ever_takes_the_place_of_what_it_was_made_from(tmp_path, example, command, code):
    (tmp_path / "填报.xlsx").write_bytes(example.read_bytes())
    values = openpyxl.Workbook()
    values.active.append(["编制数", 8])
    values.save(tmp_path / "数据.xlsx")
    (tmp_path / "数据.json").write_text("{}", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    status, _, complaint = perfxl(tmp_path, *command.split(), "--replace")

    assert (status, complaint.partition("]")[0]) == (2, f"[{code}")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_console_of_code_page_936_is_no_obstacle(example):
    status, said, complaint = perfxl(example.parent, "check", example.name, encoding="gbk")

    assert (status, complaint) == (1, "")
    assert "审核意见" in said


def test_an_unexpected_fault_writes_a_log_and_says_where_it_is(tmp_path, example):
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import perfxl.evaluation as room\n"
        "def broken(*_): raise ZeroDivisionError('boom')\n"
        "room.evaluate = broken\n",
        encoding="utf-8",
    )
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent.parent)])

    status, _, said = perfxl(
        tmp_path, "check", example, PYTHONPATH=paths, LOCALAPPDATA=str(tmp_path / "日志"),
    )  # fmt: skip

    (log,) = (tmp_path / "日志").rglob("*.log")
    assert status == 3
    assert str(log) in said
    assert "Traceback" not in said
    assert "ZeroDivisionError: boom" in log.read_text(encoding="utf-8")


def run_with(tmp_path, example, room: str, **options):
    """Start a check in which a line of Python has its way with perfxl first."""
    (tmp_path / "sitecustomize.py").write_text(room, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent.parent)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    environment["LOCALAPPDATA"] = str(tmp_path / "日志")
    command = [sys.executable, "-m", "perfxl", "check", str(example)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8", **options)


def test_who_stops_a_command_is_told_that_nothing_has_changed(tmp_path, example):
    stopped = (
        "import perfxl.evaluation as room\ndef stop(*_): raise KeyboardInterrupt\nroom.evaluate = stop\n"
    )
    process = run_with(tmp_path, example, stopped)
    said = process.communicate()[1]

    assert process.returncode == 2
    assert said == "已中止，原文件没有改动。\n"


def test_whoever_reads_only_the_beginning_meets_no_fault(tmp_path, example):
    process = run_with(tmp_path, example, "", stdout=subprocess.PIPE)
    process.stdout.close()

    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait() == 2
    assert not (tmp_path / "日志").exists()


def test_the_demonstration_ends_with_two_whole_workbooks_and_a_summary(demo):
    folder, said = demo

    assert sorted(file.name for file in folder.iterdir()) == [
        "新丰县行政服务中心-2020-按公开报告.xlsx",
        "新丰县行政服务中心-2020-补全示例.xlsx",
    ]
    assert "自评总分尚未形成：23项指标没有得分" in said
    assert "自评总分：91.94分（满分100分），等级：优。" in said
    assert "分值为示例" in said


def test_illustrative_values_say_so_in_their_own_cells_and_published_ones_do_not(demo):
    folder, _ = demo
    sheet = openpyxl.load_workbook(folder / "新丰县行政服务中心-2020-补全示例.xlsx")["基本情况表"]

    illustrative, published = sheet["B23"], sheet["B19"]
    assert (illustrative.value, published.value) == (8, 8)
    assert "数据为示例" in illustrative.comment.text
    assert illustrative.font.italic
    assert published.comment is None


def test_what_pasting_has_cost_the_template_is_told_and_repaired(example, tmp_path):
    book = openpyxl.load_workbook(example)
    sheet = book["基本情况表"]
    sheet["B19"].style = "Normal"
    sheet.data_validations.dataValidation = [
        rule for rule in sheet.data_validations.dataValidation if "B19" not in str(rule.sqref)
    ]
    book.save(tmp_path / "粘贴后.xlsx")

    _, checked, _ = perfxl(tmp_path, "check", "粘贴后.xlsx", "--json")
    repaired, _, _ = perfxl(tmp_path, "repair", "粘贴后.xlsx")
    _, again, _ = perfxl(tmp_path, "check", "粘贴后-已修复.xlsx", "--json")

    def damage(said):
        return {one["code"] for one in json.loads(said)["findings"] if "B19" in (one["cell"] + one["fault"])}

    assert {"R20", "R21", "R22"} & damage(checked)
    assert repaired == 0
    assert damage(again) == set()
    assert openpyxl.load_workbook(tmp_path / "粘贴后-已修复.xlsx")["基本情况表"]["B19"].value == 8


def test_finish_tells_which_errors_stand_in_the_way_and_makes_nothing(example):
    status, said, complaint = perfxl(example.parent, "finish", example.name, "-o", "定稿")

    assert status == 2
    assert said == "正在读取填报内容……\n正在校验和计分……\n"
    assert complaint.startswith("[E540] 还有5处错误没有改正，没有定稿：\n    成效与问题!C6 报告标题：")
    assert "--with-errors" in complaint
    assert not (example.parent / "定稿").exists()


def test_finish_with_errors_asks_for_a_reason(example):
    status, _, complaint = perfxl(example.parent, "finish", example.name, "-o", "定稿", "--with-errors")

    assert status == 2
    assert complaint.startswith("[E541] 带错误定稿须写明理由")
