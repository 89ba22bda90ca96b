"""What another program saved is no fault: finished workbooks that LibreOffice saved stay blameless."""

from pathlib import Path

import pytest

from perfxl.bureau.review.one import review_file
from tests.support.county import departments, workbook
from tests.support.county.finished import finished
from tests.support.office import recalculate

pytestmark = pytest.mark.office

COUNT = 2


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> list[tuple[Path, Path]]:
    """Finished workbooks, and what LibreOffice made of them."""
    folder = tmp_path_factory.mktemp("finished")
    files = []
    for one in departments(COUNT):
        (folder / "as_filled.xlsx").write_bytes(workbook(one))
        files.append(finished(folder / "as_filled.xlsx", folder / f"{one.number}.xlsx"))
    return list(zip(files, recalculate(files, folder), strict=True))


def test_neither_values_nor_receipts_differ(saved) -> None:
    for before, after in saved:
        first, again = (review_file(file.read_bytes(), file) for file in (before, after))
        assert (first.fault, again.fault) == (None, None)
        assert first.digest != again.digest
        assert (again.total, again.claimed_total) == (first.total, first.total)
        assert again.finished_at == "2021-03-05T04:00:00+00:00"
        assert [one.fault for one in (*first.comparisons, *again.comparisons)] == []
        assert {one.code for one in again.findings} - {one.code for one in first.findings} == set()
