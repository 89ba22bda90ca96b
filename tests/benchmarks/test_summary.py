"""The summary of many departments, beside bare XlsxWriter writing the same cells. Aim: one and a half times.

The summary is worked out from packed reviews, which are gone over twice, and its report is written as well;
bare XlsxWriter is handed its cells ready. How it is with 100,000 departments, and how much memory it takes,
is for :mod:`tests.benchmarks.summary_at_scale`.
"""

import pytest

from perfxl.bureau.summary import building
from tests.support import province
from tests.support.recorded_cells import record, write_again

COUNT = 1_000


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    assert COUNT >= building.MANY, "rows go to the disk as they are written"
    folder = tmp_path_factory.mktemp("一省")
    province.fill(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def cells(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("单元格")
    record(lambda: province.sum_up(root, folder / "汇总.xlsx"), folder)
    return folder


@pytest.mark.benchmark(group=f"the summary of {COUNT} departments")
def test_bare_xlsxwriter_writes_the_cells(benchmark, cells, tmp_path):
    count = benchmark.pedantic(write_again, (cells, tmp_path / "bare.xlsx"), rounds=3)

    assert count > COUNT * 50


@pytest.mark.benchmark(group=f"the summary of {COUNT} departments")
def test_perfxl_sums_up(benchmark, root, tmp_path):
    benchmark.pedantic(province.sum_up, (root, tmp_path / "汇总.xlsx"), rounds=3)

    assert (tmp_path / "汇总.xlsx").exists()
