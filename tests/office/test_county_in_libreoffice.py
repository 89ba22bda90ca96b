"""Workbooks of the county, saved anew by LibreOffice: both readers read them alike and find the same."""

import pytest

from perfxl.engines import open_closed
from perfxl.evaluation import evaluate
from perfxl.findings import Severity
from perfxl.workbook.bulk import read_workbook
from perfxl.workbook.identity import identify
from perfxl.workbook.reading.live import read_submission
from tests.support.both_readers import assert_same
from tests.support.county import department, plantings, workbook
from tests.support.office import recalculate
from tests.support.workbooks import codes

pytestmark = [pytest.mark.office, pytest.mark.slow]

SOUND = (1, 2, 3)
PLANTED = (
    "full-width digits",
    "a unit behind a number",
    "a formula in an input",
    "a cross-footing broken by two cents",
    "sub-counts that do not add up",
    "a wrong total typed over the formula",
    "an altered formula",
)


def test_what_another_program_saves_anew_reads_the_same(tmp_path):
    expected, files = {}, []
    for number in SOUND:
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(workbook(department(number)))
        expected[files[-1].name] = set()
    for planting in plantings.ENTRIES:
        if planting.name in PLANTED:
            files.append(tmp_path / f"{planting.name}.xlsx")
            files[-1].write_bytes(planting.plant(department(1)))
            expected[files[-1].name] = planting.errors
    assert len(files) == len(SOUND) + len(PLANTED)

    for file, again in zip(files, recalculate(files, tmp_path), strict=True):
        fast = read_workbook(again.read_bytes(), again)
        with open_closed(again) as book:
            assert_same(fast.submission, read_submission(book, identify(book)))
        found = evaluate(fast.scheme, fast.submission)
        errors = codes(one for one in found.findings if one.severity is Severity.ERROR)
        assert errors == expected[file.name], file.name
        if not errors:
            before = read_workbook(file.read_bytes(), file).submission.claims
            shown = {name: claim.value for name, claim in fast.submission.claims.items()}
            assert shown == pytest.approx({name: claim.value for name, claim in before.items()}, abs=1e-9)
