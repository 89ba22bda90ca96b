"""The workbook of a click: a child, started as Excel starts it, finds it in LibreOffice by the public API."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfxl.engines.office import PIPE_VARIABLE
from perfxl.engines.office.bridge import properties
from perfxl.engines.office.process import OwnOffice
from tests.engines.samples import made, table

pytestmark = pytest.mark.office

ROOT = Path(__file__).parent.parent.parent
CLICK = """
from perfxl.engines import xw
from perfxl.engines.office import connect_caller
connect_caller()
connect_caller()
book = xw.Book.caller()
with book.app.properties(screen_updating=False, calculation="manual", status_bar="正在校验……"):
    book.sheets[0]["A1"].value = [[3]]
    book.sheets[0]["A1"].color = (255, 199, 206)
book.sheets[0]["A1"].select()
print(book.name, [app.engine.name for app in xw.apps], book.sheets[0]["B1"].value)
"""

SHARING = """
import sys
from perfxl.engines.office.process import Connection
one, other = Connection(sys.argv[1]), Connection(sys.argv[1])
print(one.is_alive(), other.is_alive())
other.leave()
print(one.is_alive(), other.is_alive())
"""


@pytest.fixture(scope="module")
def office():
    running = OwnOffice()
    yield running
    running.stop()


@pytest.fixture
def component(office, tmp_path):
    """An open workbook, as its user sees it."""
    file = made(tmp_path, table("  A B\n1 2 =A1*21→0"), name="某局 2020.xlsx")
    component = office.connection.desktop.loadComponentFromURL(
        file.as_uri(), "_blank", 0, properties(Hidden=True)
    )
    yield component
    component.close(True)


def click(pipe, name="某局 2020.xlsx", source=CLICK):
    """Start what ``RunPython`` starts, and hand back its words."""
    return subprocess.run(
        [sys.executable, "-B", "-c", source, f"--wb={name}", "--from_xl=1", "--app=Excel", "--hwnd=1"],
        capture_output=True, check=False, timeout=120, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", PIPE_VARIABLE: pipe},
    )  # fmt: skip


def test_a_child_changes_the_open_workbook_through_the_public_api(office, component):
    done = click(office.pipe)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "某局 2020.xlsx ['LibreOffice'] 63.0"
    sheet = component.getSheets().getByIndex(0)
    cell = sheet.getCellByPosition(0, 0)
    assert (cell.getValue(), cell.CellBackColor) == (3.0, 0xFFC7CE)
    assert not component.hasControllersLocked()
    assert component.isAutomaticCalculationEnabled()


def test_the_child_leaves_the_workbook_open(office, component):
    click(office.pipe)

    assert component.getSheets().getCount() == 1


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads as Linux lists them")
def test_no_thread_of_the_bridge_still_runs_when_the_child_is_taken_down(office, component):
    counted = "import atexit, os\natexit.register(lambda: print(len(os.listdir('/proc/self/task'))))\n"

    assert click(office.pipe, source=counted + CLICK).stdout.split()[-1] == "1"


def test_two_connections_of_a_process_share_one_bridge(office):
    own = subprocess.run(
        [sys.executable, "-B", "-c", SHARING, office.pipe],
        capture_output=True, check=False, timeout=120, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert (own.stdout.split(), own.stderr) == (["True", "True", "False", "False"], "")


def test_a_workbook_that_is_not_open_is_not_opened(office, component):
    done = click(office.pipe, name="没有.xlsx")

    assert done.returncode != 0
    assert "FileNotFoundError" in done.stderr


def test_without_the_variable_nothing_is_connected():
    source = "from perfxl.engines.office import connect_caller, xw\nconnect_caller()\nprint(xw.engines.count)"

    assert click("", source=source).stdout.strip() == "0"


def test_on_windows_the_caller_is_always_excel(office, component):
    source = (
        "import sys\nsys.platform = 'win32'\n" + CLICK.partition("book = ")[0] + "print(xw.engines.count)"
    )
    source = source.replace("import sys\n", "from perfxl.engines.office import xw\nimport sys\n", 1)

    assert click(office.pipe, source=source).stdout.strip() == "0"
