"""What another program saved is no fault: finished workbooks, saved anew by LibreOffice, have nothing against them."""

import datetime as dt
from pathlib import Path

import pytest

from perfxl.bureau.review.one import review_file
from perfxl.engines import open_closed
from perfxl.evaluation import evaluate
from perfxl.receipt import issue
from perfxl.workbook.finishing.receipts import write_receipt
from perfxl.workbook.identity import identify
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.results.writing import saved_values
from perfxl.workbook.saving.save import save_closed
from tests.support.county import departments, workbook
from tests.support.office import recalculate

pytestmark = pytest.mark.office

COUNT = 6


def finished(file: Path, target: Path) -> None:
    """Put the receipt of its content into a workbook."""
    with open_closed(file) as book:
        scheme = identify(book)
        evaluation = evaluate(scheme, read_submission(book, scheme))
        write_receipt(book, issue(evaluation, at=dt.datetime(2021, 3, 5, tzinfo=dt.UTC)))
        save_closed(book, target, saved_values(evaluation))


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> list[tuple[Path, Path]]:
    """Finished workbooks, and what LibreOffice made of them."""
    folder = tmp_path_factory.mktemp("finished")
    files = []
    for one in departments(COUNT):
        (folder / "as_filled.xlsx").write_bytes(workbook(one))
        files.append(folder / f"{one.number}.xlsx")
        finished(folder / "as_filled.xlsx", files[-1])
    return list(zip(files, recalculate(files, folder), strict=True))


def test_neither_values_nor_receipts_differ(saved) -> None:
    for before, after in saved:
        first, again = (review_file(file.read_bytes(), file) for file in (before, after))
        assert (first.fault, again.fault) == (None, None)
        assert first.digest != again.digest
        assert (again.total, again.claimed_total) == (first.total, first.total)
        assert again.finished_at == "2021-03-05T00:00:00+00:00"
        assert [one.fault for one in (*first.comparisons, *again.comparisons)] == []
        assert {one.code for one in again.findings} - {one.code for one in first.findings} == set()
