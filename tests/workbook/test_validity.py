"""Every workbook that perfxl hands out obeys the schemas: blank, filled, scored, reported."""

from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from perfxl.department.closed_files import report, score

ROOT = Path(__file__).parents[2] / "workbooks"


def faults(file: Path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(file).errors]


@pytest.mark.parametrize("file", sorted(ROOT.rglob("*.xlsx")), ids=lambda file: file.stem)
def test_a_committed_workbook_is_valid(file):
    assert faults(file) == []


@pytest.mark.parametrize("example", ["xinfeng-2020-as-published", "xinfeng-2020-completed"])
def test_a_workbook_is_valid_once_scored_reported_and_scored_again(example, tmp_path):
    score(ROOT / "examples" / f"{example}.xlsx", tmp_path / "1.xlsx")
    report(tmp_path / "1.xlsx", tmp_path / "2.xlsx")
    score(tmp_path / "2.xlsx", tmp_path / "3.xlsx")
    assert [faults(tmp_path / f"{name}.xlsx") for name in "123"] == [[], [], []]
