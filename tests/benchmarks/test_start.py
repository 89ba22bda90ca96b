"""From the start of a click's Python to the first line of its action, beside bare ``import xlwings``.

Aim: at most 1.3 times, where pandas is installed (xlwings then imports it, which perfxl prevents). Both are
processes started as the add-in starts them; the click ends where it would ask Excel for its workbook.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PYTHON = [sys.executable, "-B", "-P", "-c"]
CLICK = (
    "import sys; from perfxl.addin import session; session.calling_book = sys.exit; "
    "import perfxl.addin.ribbon; perfxl.addin.ribbon.{action}()"
)


def start(code):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*PYTHON, code], check=True, env=environment)


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """As after the first click: Python has kept its bytecode, which ``-B`` does not write."""
    pytest.importorskip("pandas")
    code = CLICK.format(action="check")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.benchmark(group="start of a click")
def test_bare_xlwings(benchmark):
    benchmark(start, "import xlwings")


@pytest.mark.benchmark(group="start of a click")
def test_a_click_up_to_the_action(benchmark):
    benchmark(start, CLICK.format(action="check"))


@pytest.mark.benchmark(group="start of a click")
def test_a_click_that_only_tells_something(benchmark):
    benchmark(start, "import perfxl.addin.help_buttons")
