"""Reviews beside openpyxl merely reading the same workbooks, and two processes beside one.

Aims: at least eight times the openpyxl loop that only reads; two processes at least 1.6 times one. How cost
and memory grow with the number of workbooks is for :mod:`tests.benchmarks.review_at_scale`.
"""

import openpyxl
import pytest

from perfxl.bureau.review.crew import spread
from perfxl.bureau.review.one import digest_of
from perfxl.bureau.review.reviewing import Waiting, review_one
from tests.support.county.copies import copies

FEW, MANY = 30, 300


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    folder = tmp_path_factory.mktemp("示例县")
    made = []
    for name, content in copies(MANY):
        (folder / f"{name}.xlsx").write_bytes(content)
        made.append(Waiting(str(folder), f"{name}.xlsx", digest_of(content)))
    for one in made[:FEW]:
        review_one(one)  # the schemes are loaded, the expressions read
    return made


def read_with_openpyxl(waiting):
    for one in waiting:
        book = openpyxl.load_workbook(f"{one.root}/{one.file}", data_only=True)
        cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    return cells


@pytest.mark.benchmark(group=f"review {FEW} workbooks")
def test_openpyxl_reads_them(benchmark, waiting):
    assert benchmark.pedantic(read_with_openpyxl, (waiting[:FEW],), rounds=3)


@pytest.mark.benchmark(group=f"review {FEW} workbooks")
def test_perfxl_reviews_them(benchmark, waiting):
    answers = benchmark.pedantic(lambda: [review_one(one) for one in waiting[:FEW]], rounds=3)

    assert all(answer.department for answer in answers)


@pytest.mark.benchmark(group=f"review {MANY} workbooks, the start of the processes included")
@pytest.mark.parametrize("jobs", [1, 2])
def test_processes(benchmark, waiting, jobs):
    results = benchmark.pedantic(
        lambda: list(spread(review_one, waiting, jobs=jobs, ahead=4)), rounds=2, warmup_rounds=0
    )

    assert len(results) == MANY
