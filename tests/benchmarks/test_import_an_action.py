"""What an action on a closed file imports, beside ``import openpyxl``. Aim: at most one and a half times."""

import subprocess
import sys

import pytest


def python(statement):
    subprocess.run([sys.executable, "-c", statement], check=True)


@pytest.mark.benchmark(group="import")
def test_import_openpyxl(benchmark):
    benchmark(python, "import openpyxl")


@pytest.mark.benchmark(group="import")
def test_import_what_scoring_a_closed_file_needs(benchmark):
    benchmark(python, "import perfxl.department.closed_files, perfxl.engines.closed.document")


@pytest.mark.benchmark(group="import")
def test_import_what_a_click_needs(benchmark):
    benchmark(python, "import perfxl.department.actions")


@pytest.mark.benchmark(group="import")
def test_start_python(benchmark):
    benchmark(python, "pass")
