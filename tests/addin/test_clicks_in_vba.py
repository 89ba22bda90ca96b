"""A click, as far as VBA goes: refused in Chinese, or one Python process; and the state of the buttons."""

import pytest

from tests.support.command_line import arguments, shell_commands
from tests.support.windows import CONFIG, PYTHON, RESULT, Excel, Machine

XL_AUTOMATIC, XL_MANUAL = -4105, -4135
TEMPLATE = {"_perfxl": []}


def python_of(machine):
    """The arguments of the only program that was started."""
    (line,) = machine.commands
    return arguments(shell_commands(line.partition(" /C ")[2])[-1])


def test_a_click_starts_the_users_python_with_one_line_and_tells_it_the_workbook(excel, machine):
    excel.open("某局 2021 绩效自评.xlsx", TEMPLATE)
    excel.click("PerfxlScore")

    assert python_of(machine)[:6] == [
        PYTHON,
        "-B",
        "-P",
        "-c",
        (
            "import sys; sys.path[:0] = [p for p in ''.split(';') if p]; "
            "import perfxl.addin.ribbon; perfxl.addin.ribbon.score()"
        ),
        "--wb=某局 2021 绩效自评.xlsx",
    ]
    assert "--from_xl=1" in python_of(machine)
    assert "--hwnd=4711" in python_of(machine)
    assert excel.messages == []


def test_python_starts_in_its_own_folder_by_the_system_s_own_shell(excel, machine):
    excel.open("某局.xlsx", TEMPLATE)
    excel.click("PerfxlCheck")

    (line,) = machine.commands
    shell, _, rest = line.partition(" /C ")
    assert shell == r"C:\Windows\System32\cmd.exe"
    assert shell_commands(rest)[:2] == ["C:", rf'cd "{PYTHON.rpartition(chr(92))[0]}"']


def test_a_search_path_of_the_user_reaches_python_whatever_is_in_its_name(excel, machine):
    machine.files[CONFIG] += '\n"PYTHONPATH","D:\\R&D\\it\'s (x);E:\\库"'
    excel.open("某局.xlsx", TEMPLATE)
    excel.click("PerfxlCheck")

    code = python_of(machine)[4]
    found = {}
    exec(code.partition("; import perfxl")[0], found)  # noqa: S102 - the line under test
    python_path = found["sys"].path
    assert python_path[:2] == [r"D:\R&D\it's (x)", r"E:\库"]
    del python_path[:2]


@pytest.mark.parametrize("callback", ["PerfxlDoctor", "PerfxlManual", "PerfxlAbout"])
def test_what_needs_no_workbook_works_without_one(callback, excel, machine):
    excel.click(callback, "nothing")

    assert excel.messages == []
    assert "--wb=" in python_of(machine)


@pytest.mark.parametrize("callback", ["PerfxlNewWorkbook", "PerfxlConsolidate"])
def test_what_asks_for_files_does_so_through_an_empty_workbook_where_none_is_open(excel, machine, callback):
    """xlwings finds an Excel by the window of a workbook."""
    excel.click(callback, "nothing")

    (name,) = [told for told in python_of(machine) if told.startswith("--wb=")]
    assert len(name) > len("--wb=")
    assert excel.messages == []
    # With the empty one closed, the interpreter has nothing left but the add-in itself.
    assert excel.program.active_book is excel.program._this_workbook


def test_a_new_workbook_is_asked_for_through_the_one_that_is_open(excel, machine):
    excel.open("工资表.xlsx")
    excel.click("PerfxlNewWorkbook", "nothing")

    assert "--wb=工资表.xlsx" in python_of(machine)
    assert excel.program.active_book.name == "工资表.xlsx"


def test_without_a_workbook_the_user_is_told_to_open_one_and_nothing_is_started(excel, machine):
    excel.click("PerfxlCheck")

    assert machine.commands == []
    assert "没有可用的工作簿" in excel.messages[0]
    assert "启用编辑" in excel.messages[0]


def test_in_another_workbook_the_user_is_told_that_it_is_none_of_ours(excel, machine):
    excel.open("工资表.xlsx")
    excel.click("PerfxlCheck")

    assert machine.commands == []
    assert "不是绩效自评填报工作簿" in excel.messages[0]


@pytest.mark.parametrize("name", ["A=B.xlsx", "完成100%.xlsx", "%CMDCMDLINE%.xlsx", '说"明".xlsx'])
def test_a_name_that_the_command_line_would_spoil_is_refused_in_words(name, excel, machine):
    excel.open(name, TEMPLATE)
    excel.click("PerfxlCheck")

    assert machine.commands == []
    assert f"“{name}”" in excel.messages[0]
    assert "另存为" in excel.messages[0]


def test_in_a_workbook_with_such_a_name_what_needs_no_workbook_still_works(excel, machine):
    excel.open("A=B.xlsx")
    excel.click("PerfxlDoctor", "nothing")

    assert python_of(machine)[5] == "--wb="


@pytest.mark.parametrize(
    "config",
    [
        None,
        "",
        '"INTERPRETER_WIN","python"',
        '"INTERPRETER_WIN","pythonw"',
        '"INTERPRETER_WIN","python\\python.exe"',
        '"INTERPRETER_WIN","C:\\没有\\python.exe"',
    ],
)
def test_without_a_python_at_a_full_path_the_user_is_told_to_install(config, xlam):
    files = {PYTHON: "", **({} if config is None else {CONFIG: config})}
    machine = Machine(files=files)
    excel = Excel(xlam, machine)
    excel.open("某局.xlsx", TEMPLATE)
    excel.click("PerfxlCheck")

    assert machine.commands == []
    assert "perfxl addin install" in excel.messages[0]
    assert CONFIG in excel.messages[0]


def test_a_python_on_a_server_is_taken_too(xlam):
    python = r"\\server\软件\python.exe"
    machine = Machine(files={python: "", CONFIG: f'"INTERPRETER_WIN","{python}"'})
    excel = Excel(xlam, machine)
    excel.open("某局.xlsx", TEMPLATE)
    excel.click("PerfxlCheck")

    assert python_of(machine)[0] == python


def test_a_system_that_starts_no_programs_is_quoted_in_a_chinese_message(excel, machine):
    machine.refusal = "组策略已禁止"
    excel.open("某局.xlsx", TEMPLATE)
    excel.click("PerfxlCheck")

    assert excel.messages[0].startswith("没有能够启动，工作簿没有改动。")
    assert "组策略已禁止" in excel.messages[0]
    assert excel.program.status_bar is False


def test_a_python_that_breaks_off_is_told_of_in_chinese_and_its_record_is_kept(excel, machine):
    machine.exit_code = 1
    excel.open("某局.xlsx", TEMPLATE)
    excel.click("PerfxlCheck")

    (message,) = excel.messages
    ((record, kept),) = machine.copied
    assert message.startswith("操作没有正常结束。")
    assert kept in message
    assert f'2> "{record}"' in machine.commands[0]


def test_excel_is_as_before_even_if_python_was_killed_half_way(excel, machine):
    excel.open("某局.xlsx", TEMPLATE)

    def killed(line):
        excel.program.calculation, excel.program.screen_updating = XL_MANUAL, False
        excel.program.enable_events = False

    machine.commands = type("Started", (list,), {"append": lambda _, line: killed(line)})()
    excel.click("PerfxlScore")

    assert excel.program.calculation == XL_AUTOMATIC
    assert excel.program.screen_updating is True
    assert excel.program.enable_events is True
    assert excel.program.status_bar is False


def test_who_calculates_by_hand_still_does_so_afterwards(excel):
    excel.open("某局.xlsx", TEMPLATE)
    excel.program.calculation = XL_MANUAL
    excel.click("PerfxlScore")
    assert excel.program.calculation == XL_MANUAL


def test_buttons_are_grey_unless_the_workbook_in_front_is_one_of_ours(excel):
    assert (excel.enabled("template"), excel.enabled("nothing")) == (False, True)
    excel.open("工资表.xlsx")
    assert (excel.enabled("template"), excel.enabled("nothing")) == (False, True)
    excel.open("某局.xlsx", TEMPLATE)
    assert (excel.enabled("template"), excel.enabled("nothing")) == (True, True)


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (None, "尚无结果"),
        ("", "尚无结果"),
        ("校验完成：3处错误、5处提醒，已标注。", "校验完成：3处错误、5处提醒，已标注。"),
        ("\ufeff计分完成：92.50 分\r\n第二行", "计分完成：92.50 分"),
        ("𠮷田 é ß", "𠮷田 é ß"),
        ("字" * 500, "字" * 59 + "…"),
        ("\n", "尚无结果"),
    ],
)
def test_the_ribbon_shows_the_first_line_that_python_left(left, shown, excel, machine):
    if left is not None:
        machine.files[RESULT] = left
    assert excel.status == shown


@pytest.mark.parametrize("broken", [b"\x80A", b"\xe4\xb8", b"\xff\xfeA", b"\xc3", b"\x80" * 40])
def test_a_file_that_is_no_utf_8_does_no_harm(broken, excel, machine):
    machine.files[RESULT] = broken.decode("utf-8", "surrogateescape")
    assert excel.status
