"""The demonstration of the bureau's desk: a made-up county hands in, and all that officers get is there."""

import csv
import io
from contextlib import redirect_stdout

import pytest

from perfxl.cli import CLEAN, _run
from perfxl.department.county import county
from tests.support.county import shipped
from tests.support.summary_sheets import SummarySheets

RETURNS, DESK = "各部门报送", "财政局收件"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The folder, and what was said."""
    folder, said = tmp_path_factory.mktemp("演示 结果"), io.StringIO()
    with redirect_stdout(said):
        assert _run(["demo", "--county", str(folder)]) == CLEAN
    return folder, said.getvalue()


@pytest.fixture
def demo(shown):
    return shown[0]


def test_every_unit_hands_in_but_for_two_of_the_roster(demo):
    made = county()
    assert {file.stem for file in (demo / RETURNS).iterdir()} == {name for name, _ in made.units}
    with (demo / "名录.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == list(made.roster)
    assert len(made.roster) == len(made.units) + len(shipped.SILENT)


def test_there_is_something_to_see_in_the_summary(demo):
    sheets = SummarySheets(demo / DESK / "汇总.xlsx")
    table = sheets.table("汇总表", "序号")
    assert set(table["复算等级"]) == {"优", "良", "中", "差"}
    assert (table["错误数"] > 0).sum() == 3
    assert len(sheets.table("未报名单", "序号")) == len(shipped.SILENT)
    assert {"C06", "K12"} <= set(sheets.table("异常与雷同", "序号")["编码"])
    assert (demo / DESK / "汇总报告.docx").is_file()
    assert (demo / DESK / "复核分.xlsx").is_file()
    assert len(list((demo / DESK / "退回意见").iterdir())) >= 3


def test_all_of_it_says_that_it_is_made_up():
    for name, unit in county().units:
        assert name.startswith("示例县")
        assert "虚构" in str(unit.singles["部门概况"]) or "非真实" in str(unit.singles["部门概况"])
        assert "示例" in str(unit.singles["填报人"])


def test_each_step_is_told_by_the_command_that_does_it(shown):
    folder, said = shown
    assert "12个部门" in said
    assert "全部为虚构" in said
    assert f'perfxl collect "{folder / RETURNS}" -o "{folder / DESK}"' in said
    assert f'perfxl review "{folder / DESK}"' in said
    assert f'perfxl consolidate "{folder / DESK}"' in said
