"""A workbook that another program has saved reads the same: no value, formula or validation seems damaged."""

from pathlib import Path

import pytest

from perfxl.engines import open_closed
from perfxl.submission import Submission
from perfxl.workbook.gate.package import inspect
from perfxl.workbook.identity import identify
from perfxl.workbook.reading.damage import damage
from perfxl.workbook.reading.live import read_submission
from tests.support.office import recalculate
from tests.support.workbooks import edited, many_projects, scheme, table_edits, template, written

pytestmark = pytest.mark.office

SCHEMES = ("guangdong-county-2020", "hunan-county-2018")
ENTRIES: dict[str, object] = {
    "部门名称": "某县行政服务中心",
    "编制数": "9人",
    "在职人员数": 8,
    "填报日期": "2021年4月15日",
    **table_edits(
        "项目",
        """
        名称      自评得分
        大厅建设  95.5
        热线运行  1,234.5
        """,
    ),
}


def seen(file: Path) -> Submission:
    inspect(file)
    with open_closed(file) as book:
        scheme = identify(book)
        submission = read_submission(book, scheme)
    assert damage(file, scheme, submission) == ()
    return submission


def test_what_libreoffice_saves_reads_as_it_did_before(tmp_path: Path) -> None:
    before, blank = [], []
    for scheme_id in SCHEMES:
        options = {"scheme_id": scheme_id, "rows": None}
        blank.append(written(tmp_path, template(**options), f"空白-{scheme_id}.xlsx"))
        before.append(written(tmp_path, edited(template(**options), ENTRIES, **options), f"{scheme_id}.xlsx"))
    after = recalculate([*before, *blank], tmp_path)
    for old, new in zip(before, after, strict=False):
        was, now = seen(old), seen(new)
        assert now.entries == was.entries
        assert now.tables == was.tables
        assert now.places == was.places
        assert set(now.remarks) == set(was.remarks)
    for new in after[len(before) :]:
        assert seen(new).remarks == ()


def test_five_thousand_projects_are_read_from_a_live_workbook_as_from_its_file(tmp_path, open_in_office):
    content = edited(template(rows=None), {"编制数": 8}, many_projects(5000), rows=None)
    file = written(tmp_path, content)
    with open_closed(file) as book:
        expected = read_submission(book, scheme(rows=None))
    with open_in_office(file) as book:
        found = read_submission(book, scheme(rows=None))

    assert len(found.tables["项目清单"]) == 5000
    assert found.tables == expected.tables
    assert found.remarks == expected.remarks
