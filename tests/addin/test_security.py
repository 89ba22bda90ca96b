"""An opened workbook, its name and its folder choose neither interpreter nor path nor module: it is tried."""

import re
import subprocess
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyopenvba import ExcelFile

from perfxl.addin import sources
from perfxl.addin.build import SETTINGS, build
from perfxl.addin.buttons import ACTIONS, BUTTONS
from tests.support.command_line import arguments, shell_commands
from tests.support.windows import CONFIG, FOLDER, INSTALLED, PYTHON, Excel, Machine

EVIL = r"D:\填报\evil.exe"
HOSTILE = [
    ("INTERPRETER_WIN", EVIL),
    ("INTERPRETER", EVIL),
    ("PYTHONPATH", FOLDER),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "True"),
    ("USE UDF SERVER", "True"),
    ("SHOW CONSOLE", "True"),
    ("CONDA PATH", FOLDER),
    ("CONDA ENV", "evil"),
    ("UDF MODULES", "evil"),
    ("TEMP DIR", FOLDER),
    ("LICENSE_KEY", "noncommercial"),
]
"""What a mailed workbook would like to set."""

CODE = (
    "import sys; sys.path[:0] = [p for p in ''.split(';') if p]; "
    "import perfxl.addin.ribbon; perfxl.addin.ribbon.check()"
)
EXPECTED = [PYTHON, "-B", "-P", "-c", CODE]


def started(machine):
    (line,) = machine.commands
    return arguments(shell_commands(line.partition(" /C ")[2])[-1])


@pytest.mark.parametrize(
    "sheet", ["perfxl.conf", "xlwings.conf", "_perfxl.conf", "myaddin.conf", "PERFXL.CONF"]
)
def test_a_sheet_of_settings_in_the_workbook_sets_nothing(sheet, excel, machine):
    machine.files[EVIL] = ""
    excel.open("某局.xlsx", {"_perfxl": [], sheet: HOSTILE})
    excel.click("PerfxlCheck")

    assert started(machine)[:5] == EXPECTED
    for name, value in HOSTILE:
        assert excel.run("GetConfig", name, "unset") != value


@pytest.fixture
def excel_as_it_ships(monkeypatch, tmp_path, machine):
    """Excel with an add-in whose module xlwings was not changed: the dangers are real, and are seen here."""

    def only_renamed(source):
        # Which sheet a range belongs to, the interpreter does not find out by itself.
        return source.replace('"myaddin"', '"perfxl"').replace(" In Range(sht", " In sht.Range(sht")

    monkeypatch.setattr(sources, "hardened", only_renamed)
    return Excel(build(tmp_path / "as-it-ships.xlam"), machine)


def test_without_the_changes_such_a_sheet_would_choose_the_interpreter(excel_as_it_ships, machine):
    machine.files[EVIL] = ""
    excel_as_it_ships.open("某局.xlsx", {"_perfxl": [], "perfxl.conf": HOSTILE[:1]})
    excel_as_it_ships.click("PerfxlCheck")

    assert f'"{EVIL}" -B -c' in machine.commands[0]


def test_without_the_changes_the_name_of_a_workbook_would_start_a_command(excel_as_it_ships, machine):
    excel_as_it_ships.open("某局^&calc^&.xlsx", {"_perfxl": []})
    excel_as_it_ships.click("PerfxlCheck")

    commands = shell_commands(machine.commands[0].partition(" /C ")[2])
    assert [command for command in commands if command.startswith("calc")]


@pytest.mark.parametrize("file", ["perfxl.conf", "xlwings.conf", r".perfxl\perfxl.conf"])
def test_a_file_of_settings_beside_the_workbook_sets_nothing(file, excel, machine):
    machine.files |= {
        EVIL: "",
        rf"{FOLDER}\{file}": "\n".join(f'"{name}","{value}"' for name, value in HOSTILE),
    }
    excel.open("某局.xlsx", {"_perfxl": []})
    excel.click("PerfxlCheck")

    assert started(machine)[:5] == EXPECTED
    for name, value in HOSTILE:
        assert excel.run("GetConfig", name, "unset") != value


def test_python_code_in_a_sheet_is_not_run(excel, machine):
    excel.open(
        "某局.xlsx", {"_perfxl": [], "perfxl.py": [("import os", "")], "ribbon.py": [("import os", "")]}
    )
    excel.click("PerfxlCheck")

    assert started(machine)[:5] == EXPECTED
    assert excel.messages == []


def test_nothing_of_the_workbook_s_folder_is_in_the_command(excel, machine):
    machine.files[rf"{FOLDER}\perfxl.py"] = "evil"
    excel.open("某局.xlsx", {"_perfxl": []})
    excel.click("PerfxlCheck")

    assert FOLDER not in machine.commands[0]


def test_a_python_started_so_does_not_import_from_the_folder_it_stands_in(tmp_path):
    (tmp_path / "perfxl.py").write_text("raise SystemExit('chosen by the folder')", encoding="utf-8")
    code = CODE.partition("import perfxl")[0] + "import perfxl"

    def complaint(*flags):
        done = subprocess.run([sys.executable, *flags, code], cwd=tmp_path, capture_output=True, check=False)
        return done.stderr

    assert b"chosen by the folder" in complaint("-B", "-c")
    assert b"chosen by the folder" not in complaint(*EXPECTED[1:4])


@pytest.fixture(scope="module")
def one_excel(xlam):
    """One Excel for many names: starting it takes longest."""
    machine = Machine(files=dict(INSTALLED))
    excel = Excel(xlam, machine)
    excel.open("某局.xlsx", {"_perfxl": []})
    return excel, machine


@given(name=st.text(st.sampled_from("ab字 &|^()!;,=%'`~@#$+[]{}.-\"<>"), min_size=1, max_size=30))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_workbook_is_called_python_is_started_the_same_way_or_not_at_all(one_excel, name):
    excel, machine = one_excel
    machine.commands.clear()
    excel.program.active_book.name = name
    excel.click("PerfxlCheck")

    if any(character in name for character in '=%"'):
        assert machine.commands == []
    else:
        (line,) = machine.commands
        *before, python = shell_commands(line.partition(" /C ")[2])
        assert len(before) == 2
        assert arguments(python)[:6] == [*EXPECTED, f"--wb={name}"]


@pytest.mark.parametrize(
    "action", ["", "os.system", "check();evil", "check.__class__", "CHECK", " check", "run"]
)
def test_no_name_outside_the_closed_list_becomes_python(action, excel):
    with pytest.raises(Exception, match="unknown action"):
        excel.run("PythonCommand", action)


def test_the_closed_list_is_the_list_of_buttons(excel):
    for action in ACTIONS:
        assert excel.run("PythonCommand", action).endswith(f"perfxl.addin.ribbon.{action}()")


def test_the_addin_s_own_settings_go_before_those_of_the_user(excel, machine):
    machine.files[CONFIG] += '\n"USE UDF SERVER","True"\n"ADD_WORKBOOK_TO_PYTHONPATH","True"'
    assert [excel.run("GetConfig", name, "") for name, _ in SETTINGS] == ["False", "False"]


def test_the_user_s_own_settings_hold(excel, machine):
    machine.files[CONFIG] += '\n"SHOW CONSOLE","True"'
    assert excel.run("GetConfig", "SHOW CONSOLE", "False") == "True"


def test_the_module_of_xlwings_asks_the_opened_workbook_for_nothing_but_its_place_in_excel(xlam):
    with ExcelFile(xlam) as file:
        source = file.vba_project().get_module("xlwings").source
    lines = [line.strip() for line in source.splitlines() if "ActiveWorkbook" in line]
    uses = [line for line in lines if not line.startswith("'")]
    assert uses == [
        # The server for worksheet functions, switched off by the add-in's own settings.
        'XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook',
        # Excel for Mac.
        'ParameterString = ParameterString + "|" + ActiveWorkbook.Name',
        # Errors into a sheet, if the user has set so.
        'If SheetExists(ActiveWorkbook, "Error") = False Then',
        "Set ErrorSheet = ActiveWorkbook.Sheets.Add()",
        'Set ErrorSheet = ActiveWorkbook.Sheets("Error")',
    ]


def test_nothing_of_xlwings_pro_is_in_the_addin(xlam):
    with ExcelFile(xlam) as file:
        sources = "".join(module.source for module in file.vba_project().modules)
    assert "BSD 3-clause license" in sources
    assert not re.search(r"xlwings\.pro|LICENSE_KEY|licenseKey|runpython_embedded", sources)


def test_the_ribbon_names_no_macro_of_another_file(xlam):
    with zipfile.ZipFile(xlam) as archive:
        ribbon = archive.read("customUI/customUI14.xml").decode("utf-8")
    called = set(re.findall(r'\b(?:on|get)[A-Z]\w+="([^"]+)"', ribbon))
    assert called == {"PerfxlRibbon." + name for name in [
        "PerfxlLoaded", "PerfxlEnabled", "PerfxlStatus", *(button.id for button in BUTTONS),
    ]}  # fmt: skip
