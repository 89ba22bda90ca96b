"""The add-in's own callbacks run in a spreadsheet program, down to the Python process that they start.

The Python that is started here stands in for perfxl's actions: it writes down how it was called, changes a
cell of the open workbook, and leaves a last result. The actions themselves are tested where they are made.
"""

import json
from pathlib import Path

import pytest

from perfxl.addin.build import build, build_functions
from perfxl.addin.buttons import BUTTONS
from perfxl.scheme.load import scheme_ids
from tests.support.command_line import arguments, shell_commands
from tests.support.ribbon_in_office import PYTHON_WITH_UNO, RibbonInOffice
from tests.support.windows import CONFIG, INSTALLED, Excel, Machine
from tests.support.workbooks import template

pytestmark = [pytest.mark.office, pytest.mark.slow]

FILE = "某县 行政服务中心 2020.xlsx"
RIBBON = """\
import json, os, sys
from pathlib import Path

import uno

def _called(action):
    home = os.environ["USERPROFILE"]
    told = {"action": action, "argv": sys.argv, "safe_path": sys.flags.safe_path, "first": sys.path[0]}
    Path("called.json").write_text(json.dumps(told), encoding="utf-8")
    services = uno.getComponentContext().ServiceManager
    resolver = services.createInstance("com.sun.star.bridge.UnoUrlResolver")
    address = f"uno:pipe,name={os.environ['PERFXL_OFFICE_PIPE']};urp;StarOffice.ComponentContext"
    desktop = resolver.resolve(address).ServiceManager.createInstance("com.sun.star.frame.Desktop")
    name = next(each for each in sys.argv if each.startswith("--wb="))[5:]
    books = desktop.Components.createEnumeration()
    while books.hasMoreElements():
        book = books.nextElement()
        if book.Title.startswith(name):
            book.Sheets.getByName("自评报告").getCellRangeByName("A1").String = f"{action} 已完成"
    # On Windows this is a file in a folder; here the whole path is the name of one file.
    Path(home + r"\\.perfxl\\last-result.txt").write_text(f"{action}：3处错误、5处提醒\\n", encoding="utf-8")
    # Threads of a bridge that still stands may crash a process that ends.
    for bridge in services.createInstance("com.sun.star.bridge.BridgeFactory").getExistingBridges():
        bridge.dispose()

def __getattr__(action):
    return lambda: _called(action)
"""


def made_world(folder):
    """A folder with the add-in, a workbook, and the module that stands in for perfxl's actions."""
    package = folder / "modules" / "perfxl" / "addin"
    package.mkdir(parents=True)
    for init in (package.parent, package):
        (init / "__init__.py").write_text("", encoding="utf-8")
    (package / "ribbon.py").write_text(RIBBON, encoding="utf-8")
    (folder / FILE).write_bytes(template())
    build(folder / "perfxl.xlam")
    return folder


def ribbon(world):
    """LibreOffice with the add-in."""
    return RibbonInOffice(world / "perfxl.xlam", world, PYTHON_WITH_UNO)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return made_world(tmp_path_factory.mktemp("ribbon"))


@pytest.fixture(scope="module")
def office(world):
    """One of our workbooks in front, as the tests here find it whichever of them comes first."""
    with ribbon(world) as office:
        office.open(world / FILE)
        yield office


def real_command(world, button):
    """What the real RunPython starts for this button in this workbook, in the other interpreter."""
    files = {**INSTALLED, CONFIG: f'{INSTALLED[CONFIG]}\n"PYTHONPATH","{world / "modules"}"'}
    machine = Machine(files=files)
    excel = Excel(world / "perfxl.xlam", machine)
    excel.open(FILE, {"_perfxl": []})
    excel.click(button.id, button.needs.value)
    (line,) = machine.commands
    return arguments(shell_commands(line.partition(" /C ")[2])[-1])


def test_buttons_are_grey_until_one_of_our_workbooks_is_in_front(tmp_path):
    world = made_world(tmp_path)
    with ribbon(world) as office:
        assert office.enabled("template") is False
        assert office.enabled("nothing") is True
        assert office.status == "尚无结果"
        office.open(world / FILE)
        assert office.enabled("template") is True


@pytest.mark.parametrize(
    "button", [b for b in BUTTONS if b.action in {"check", "score", "report"}], ids=lambda b: b.action
)
def test_a_click_starts_python_which_changes_the_open_workbook_while_excel_waits(button, office, world):
    command = real_command(world, button)
    ended = office.click(button.id, command)

    assert (ended["same"], ended["status"], ended["complaint"]) == (True, 0, "")
    called = json.loads((world / "called.json").read_text(encoding="utf-8"))
    assert called["action"] == button.action
    assert called["argv"][1:] == command[5:]
    assert f"--wb={FILE}" in called["argv"]
    assert called["safe_path"] is True
    assert Path(called["first"]) == world / "modules"
    assert office.cell(world / FILE, "自评报告", "A1") == f"{button.action} 已完成"
    assert office.status == f"{button.action}：3处错误、5处提醒"


def test_worksheet_functions_calculate_in_the_cells_of_a_spreadsheet(tmp_path):
    """Their names and their texts are read here by the code page that the file says."""
    addin = build_functions(tmp_path / "perfxl-functions.xlam")
    expected = {
        "=四舍五入(B1;2)": "2.68",
        "=四舍五入(B1)": "2.68",
        "=支出率(B2;B3)": "0.9",
        "=支出率(B2;B4)": "",
        '=支出率("约90";B3)': "不是数字",
        '=绩效得分("guangdong-county-2020";"结转结余率";B5)': "2.8",
        '=绩效得分("hunan-county-2018";"预算完成率";B2/B3)': "1",
        '=绩效得分("guangdong-county-2020";"某指标";B5)': "没有名为“某指标”的三级指标",
        '=绩效得分("某县";"结转结余率";B5)': f"没有这个指标体系；现有：{'、'.join(scheme_ids())}",
        "=支出率(B3;B3)": "1",
    }
    with ribbon(made_world(tmp_path)) as office:
        shown = office.calculates(addin, expected, {"B1": 2.675, "B2": 90, "B3": 100, "B5": 0.15})
    assert dict(zip(expected, shown, strict=True)) == expected


def test_the_closed_list_holds_here_too(office):
    assert office.run("PerfxlActions.PythonCommand", "check").endswith("perfxl.addin.ribbon.check()")
    assert not office.run("PerfxlActions.PythonCommand", "os.system")


def test_every_message_reads_here_too(office):
    assert office.run("PerfxlTexts.Said", "title") == "绩效自评"
    assert "启用编辑" in office.run("PerfxlTexts.Said", "no_workbook")
