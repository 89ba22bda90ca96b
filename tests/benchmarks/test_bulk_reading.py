"""Many closed workbooks read one after the other, beside what other libraries need to read the cells alone.

The same files for all, of three kinds in equal parts, under both schemes: filled in as a made-up county fills
them in, filled with random values, and scored and reported as they are sent upward; and the example. Each
round begins as a fresh process that has read as many others of each kind, and reads each file once: what is
remembered from one workbook to the next is what hundreds of workbooks would share.

Aims: the reader at least 0.75 times as fast as python-calamine, and reading with checks and scores at least
eight times as fast as openpyxl merely reads. Run ``pytest tests/benchmarks --benchmark-only``.
"""

import gc
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas
import pytest
from python_calamine import CalamineWorkbook

from perfxl.department import closed_files
from perfxl.evaluation import evaluate
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.workbook.bulk import read_workbook
from tests.regenerate import ROOT
from tests.support.county import Department, department, workbook
from tests.support.forgetting import forget
from tests.support.random_values import random_values

EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
EACH, FEW = 30, 1
"""So many of each kind are read, and so many others before."""
ROUNDS = {"calamine": 6, "perfxl": 6, "slow": 2}

pytestmark = pytest.mark.benchmark(group="read many workbooks")


def at_random(seed: int) -> bytes:
    scheme = load_scheme(scheme_ids()[seed % len(scheme_ids())])
    values = random_values(scheme, seed)
    tables = {name: tuple(values.pop(name)) for name in scheme.tables()}
    return workbook(Department(seed, scheme.id, values, tables))


def scored(number: int, folder: Path) -> bytes:
    steps = [folder / f"{step}.xlsx" for step in ("填报", "计分", "报告")]
    steps[0].write_bytes(workbook(department(number)))
    closed_files.score(steps[0], steps[1])
    closed_files.report(steps[1], steps[2])
    return steps[2].read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, request) -> Path:
    """The workbooks; a few only where nothing is measured."""
    folder = tmp_path_factory.mktemp("收件")
    each = FEW if request.config.getoption("benchmark_disable") else EACH
    for number in range(1, 2 * each + 1):
        kind = "收" if number <= each else "先"
        (folder / f"{kind}-{number}-填报.xlsx").write_bytes(workbook(department(number)))
        (folder / f"{kind}-{number}-任意.xlsx").write_bytes(at_random(number))
        (folder / f"{kind}-{number}-计分.xlsx").write_bytes(scored(number, tmp_path_factory.mktemp("计分")))
    (folder / "收-示例.xlsx").write_bytes(EXAMPLE.read_bytes())
    return folder


@pytest.fixture(scope="module")
def files(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("收*.xlsx"))


@pytest.fixture
def begin(folder: Path):
    """Begins a round: a fresh process that has read some other workbooks."""

    def forget_and_warm() -> None:
        forget()
        for file in sorted(folder.glob("先*.xlsx")):
            read_workbook(file.read_bytes(), file)
        # A fresh process would not have to go through what the other libraries here have loaded.
        gc.collect()
        gc.freeze()

    yield forget_and_warm
    gc.unfreeze()


def test_calamine_reads_the_values_of_all_sheets(benchmark, files):
    def read() -> int:
        count = 0
        for file in files:
            book = CalamineWorkbook.from_path(str(file))
            count += len([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
        return count

    assert benchmark.pedantic(read, rounds=ROUNDS["calamine"]) >= 8 * len(files)


def test_perfxl_passes_them_through_the_gate_and_reads_every_entry(benchmark, files, begin):
    def read() -> int:
        return sum(bool(read_workbook(file.read_bytes(), file).submission.entries) for file in files)

    assert benchmark.pedantic(read, setup=begin, rounds=ROUNDS["perfxl"]) == len(files)


def test_perfxl_reads_checks_and_scores_them(benchmark, files, begin):
    def judge() -> int:
        read = (read_workbook(file.read_bytes(), file) for file in files)
        return sum(len(evaluate(one.scheme, one.submission).scorecard.marks) > 10 for one in read)

    assert benchmark.pedantic(judge, setup=begin, rounds=ROUNDS["perfxl"]) == len(files)


def test_openpyxl_reads_the_values_of_all_cells(benchmark, files):
    def read() -> int:
        count = 0
        for file in files:
            book = openpyxl.load_workbook(file, data_only=True)
            count += sum(
                cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row
            )
        return count

    assert benchmark.pedantic(read, rounds=ROUNDS["slow"]) > 1000


def test_pandas_reads_all_sheets(benchmark, files):
    def read() -> int:
        return sum(len(pandas.read_excel(file, sheet_name=None)) for file in files)

    assert benchmark.pedantic(read, rounds=ROUNDS["slow"]) >= 8 * len(files)
