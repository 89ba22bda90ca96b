"""Files and folders that a command is given: refused by every command alike, before anything is looked at."""

from pathlib import PureWindowsPath

import pytest

from perfxl.cli.commands import run
from perfxl.cli.paths import refuse_on_windows
from perfxl.errors import FileError

COMMANDS = [
    "fill {}",
    "fill 填报.xlsx {}",
    "fill 填报.xlsx 数据.json -o {}",
    "check {}",
    "check {} --json",
    "score {}",
    "score 填报.xlsx --output={}",
    "report {}",
    "report 填报.xlsx -o {}",
    "finish {}",
    "finish 填报.xlsx -o {}",
    "send {}",
    "send 填报.xlsx -o {}",
    "repair {}",
    "repair 填报.xlsx -o {}",
    "new guangdong-county-2020 -o {}",
    "demo {}",
    "demo {} --county",
    "open {}",
    "addin build -o {}",
    "addin install {} --dry-run",
    "collect {} -o 收件",
    "collect . {} -o 收件",
    "collect . -o {}",
    "collect . -o 收件 --roster {}",
    "review {}",
    "consolidate {}",
    "consolidate . -o {}",
    "consolidate . --report {}",
    "consolidate . --outline {}",
]


def refused(command: str, name: str) -> FileError:
    with pytest.raises(FileError) as caught:
        run([part.replace("{}", name) for part in command.split()])
    return caught.value


@pytest.mark.parametrize(("command", "name"), [*((one, "") for one in COMMANDS), ("check {}", "  ")])
def test_an_empty_name_is_not_taken_for_the_current_folder(tmp_path, monkeypatch, command, name):
    monkeypatch.chdir(tmp_path)

    error = refused(command, name)

    assert error.code == "E901"
    assert "没有指明文件或文件夹" in str(error)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_that_no_file_system_takes_is_called_too_long(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)

    error = refused(command, "长" * 300)

    assert (error.code, str(error)) == ("E507", f"文件名或路径太长：{'长' * 300}")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("来件/*.xlsx", "其中有“*”"),
        ("报告:2020.xlsx", "其中有“:”"),
        ("结果?", "其中有“?”"),
        ("某局\n.xlsx", "其中有“U+000A”"),
        ("结果/Con.xlsx", "“Con”是系统保留的名称"),
        ("nul", "“nul”是系统保留的名称"),
    ],
)
def test_a_name_that_windows_does_not_take_is_refused_with_what_is_wrong_in_it(name, why):
    with pytest.raises(FileError) as caught:
        refuse_on_windows(PureWindowsPath(name))

    assert caught.value.code == "E903"
    assert str(caught.value).endswith(f"（{why}）")


def test_a_name_of_more_units_than_windows_counts_is_too_long():
    refuse_on_windows(PureWindowsPath("长" * 255))
    with pytest.raises(FileError, match="太长"):
        refuse_on_windows(PureWindowsPath("甲/" + "长" * 256))


@pytest.mark.parametrize(
    "name",
    [
        "C:/填报/某局.xlsx",
        "d:某局.xlsx",
        r"\\服务器\共享\某局.xlsx",
        "../某局",
        ".",
        "控制.xlsx",
        "console.xlsx",
    ],
)
def test_usual_names_are_no_trouble_on_windows(name):
    refuse_on_windows(PureWindowsPath(name))


def test_the_message_names_what_stands_empty_as_the_help_does():
    assert str(refused("check {}", "")).startswith("“工作簿”")
    assert str(refused("score 填报.xlsx -o {}", "")).startswith("“--output 或 -o”")


@pytest.mark.parametrize("command", ["score", "report", "repair", "fill . 数据.json"])
def test_a_folder_is_no_workbook_to_name_a_result_by(command):
    words = command.split()
    assert refused(" ".join(words if len(words) > 1 else [*words, "."]), "").code == "E102"


def test_text_that_is_no_file_may_be_empty(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert run(["new", "guangdong-county-2020", "--department", "", "-o", "空白.xlsx"]) == 0

    assert capsys.readouterr().out == "已生成空白填报工作簿：空白.xlsx\n"
