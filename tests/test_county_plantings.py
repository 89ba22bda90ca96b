"""Every fault that real senders make gives just the findings it must give, by the slow reader and the fast.

What is read here is read by both, since the suite compares them wherever a closed file is read.
"""

import pytest

from perfxl.department import closed_files
from perfxl.errors import PerfxlError
from perfxl.evaluation import evaluate
from perfxl.findings import Severity
from perfxl.workbook.bulk import read_workbook
from tests.support.county import department, departments, plantings, workbook
from tests.support.workbooks import codes

NAMED = {planting.name: planting for planting in plantings.ALL}
READABLE = [name for name, planting in NAMED.items() if not planting.error]
REFUSED = [name for name, planting in NAMED.items() if planting.error]
GUANGDONG = [one for one in departments(40) if one.scheme_id == "guangdong-county-2020"]


@pytest.mark.parametrize("name", READABLE)
def test_a_planted_fault_gives_its_findings_and_no_other_error(name, tmp_path):
    planting, file = NAMED[name], tmp_path / "自评.xlsx"
    sound = GUANGDONG[READABLE.index(name) % len(GUANGDONG)]
    file.write_bytes(planting.plant(sound))
    found = closed_files.check(file).findings
    assert codes(one for one in found if one.severity is Severity.ERROR) == planting.errors
    assert planting.looks <= codes(found)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_worked_on_is_refused_alike_by_both_readers(name, tmp_path):
    planting, file = NAMED[name], tmp_path / "自评.xlsx"
    content = planting.plant(GUANGDONG[0])
    file.write_bytes(content)
    for read in (closed_files.check, lambda path: read_workbook(content, path)):
        with pytest.raises(PerfxlError) as refusal:
            read(file)
        assert (refusal.value.code, bool(refusal.value.remedy)) == (planting.error, True)


def test_full_marks_throughout_are_looked_at(tmp_path):
    bureau = department(4)
    read = read_workbook(workbook(plantings.perfect(bureau)), tmp_path / "自评.xlsx")
    made = evaluate(read.scheme, read.submission)
    assert (made.scorecard.total, made.scorecard.grade) == (100, "优")
    assert {"K12.scores", "K12.projects"} <= {told.split()[1] for told in codes(made.findings)}
    assert not [one for one in made.findings if one.severity is Severity.ERROR]
