"""One workbook scored, beside openpyxl merely loading and saving the same file. Aim: at most three times.

Run ``pytest tests/benchmarks --benchmark-only``; the table of each group shows every ratio in brackets.
"""

import openpyxl
import pytest

from perfxl.department import closed_files
from tests.regenerate import ROOT

EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "scored.xlsx"


@pytest.mark.benchmark(group="score one workbook")
def test_openpyxl_loads_and_saves_the_workbook(benchmark, target):
    benchmark(lambda: openpyxl.load_workbook(EXAMPLE).save(target))

    assert target.exists()


@pytest.mark.benchmark(group="score one workbook")
def test_perfxl_checks_and_scores_the_workbook_into_a_new_file(benchmark, target):
    evaluation = benchmark(lambda: closed_files.score(EXAMPLE, target, replace=True))

    assert evaluation.scorecard.final


@pytest.mark.benchmark(group="score one workbook")
def test_perfxl_checks_the_workbook(benchmark):
    evaluation = benchmark(lambda: closed_files.check(EXAMPLE))

    assert evaluation.findings
