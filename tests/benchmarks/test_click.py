"""A click in LibreOffice, beside LibreOffice opening and saving the same workbook. No aim: it is a yardstick.

A whole click starts a Python of its own, as in Excel, and that takes its share.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfxl.department import actions
from perfxl.engines.office import PIPE_VARIABLE
from perfxl.engines.office.bridge import properties
from perfxl.engines.office.process import OwnOffice
from perfxl.engines.office.program import OfficeProgram
from perfxl.engines.shell.apps import Engine, xw

pytestmark = pytest.mark.office

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
XLSX = "Calc MS Excel 2007 XML"
ROUNDS = 5


@pytest.fixture(scope="module")
def office():
    running = OwnOffice()
    yield running
    running.stop()


@pytest.fixture
def file(tmp_path):
    copy = tmp_path / "填报.xlsx"
    copy.write_bytes(EXAMPLE.read_bytes())
    return copy


def loaded(office, file):
    return office.connection.desktop.loadComponentFromURL(
        file.as_uri(), "_blank", 0, properties(Hidden=True, FilterName=XLSX)
    )


@pytest.fixture
def component(office, file):
    """The workbook, open as its user has it."""
    component = loaded(office, file)
    yield component
    component.close(True)


def open_and_save(office, file, target):
    component = loaded(office, file)
    component.storeToURL(target.as_uri(), properties(FilterName=XLSX))
    component.close(True)


@pytest.mark.benchmark(group="a click in LibreOffice")
def test_libreoffice_opens_and_saves_the_workbook(benchmark, office, file, tmp_path):
    benchmark.pedantic(open_and_save, (office, file, tmp_path / "后.xlsx"), rounds=ROUNDS, warmup_rounds=1)

    assert (tmp_path / "后.xlsx").exists()


@pytest.mark.benchmark(group="a click in LibreOffice")
@pytest.mark.parametrize("action", ["mark", "score"])
def test_perfxl_acts_on_the_open_workbook(benchmark, office, file, action):
    engine = xw.Engine(impl=Engine("LibreOffice", lambda: OfficeProgram(office.connection)))
    books = []

    def freshly_opened():
        books.append(xw.App(impl=engine.impl.apps.add()).books.open(file))
        return (books[-1],), {}

    done = benchmark.pedantic(getattr(actions, action), setup=freshly_opened, rounds=ROUNDS, warmup_rounds=1)
    for book in books:
        book.close()

    assert done.evaluation.findings


def click(action, office, file):
    code = f"import perfxl.addin.ribbon; perfxl.addin.ribbon.{action}()"
    subprocess.run(
        [sys.executable, "-B", "-P", "-c", code, f"--wb={file.name}", "--from_xl=1", "--app=", "--hwnd=1"],
        check=True, cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(file.parent), PIPE_VARIABLE: office.pipe},
    )  # fmt: skip


@pytest.mark.benchmark(group="a click in LibreOffice")
@pytest.mark.parametrize("action", ["check", "score"])
def test_a_whole_click(benchmark, office, file, component, action):
    benchmark.pedantic(click, (action, office, file), rounds=ROUNDS, warmup_rounds=1)

    assert component.isModified()
