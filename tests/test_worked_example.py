"""The worked example of the Hunan notice, from the blank template to the cell in which its working stands."""

import json

import openpyxl
import pytest
from openpyxl import Workbook

from perfxl.department.closed_files import report, score
from perfxl.department.preparing import fill_file, new_file
from perfxl.scheme.load import load_scheme
from perfxl.workbook.layout import plan

SCHEME = load_scheme("hunan-county-2018")
SLOTS = plan(SCHEME).slots


@pytest.fixture(scope="module")
def scored(tmp_path_factory) -> Workbook:
    """Nine people on eight posts, and nothing else filled in; scored and reported."""
    folder = tmp_path_factory.mktemp("worked")
    (folder / "values.json").write_text(json.dumps({"编制数": 8, "在职人员数": 9}), encoding="utf-8")
    new_file(SCHEME, folder / "blank.xlsx", {})
    fill_file(folder / "blank.xlsx", folder / "values.json", folder / "filled.xlsx")
    score(folder / "filled.xlsx", folder / "scored.xlsx")
    report(folder / "scored.xlsx", folder / "reported.xlsx")
    return openpyxl.load_workbook(folder / "reported.xlsx", data_only=True)


def shown(book: Workbook, name: str) -> object:
    return book[SLOTS[name].sheet][SLOTS[name].address].value


def test_the_explanation_quotes_the_clause_the_figures_and_the_cells(scored):
    staff, posts = SLOTS["在职人员数"], SLOTS["编制数"]
    assert shown(scored, "得分_在职人员控制率") == 0
    assert shown(scored, "说明_在职人员控制率") == (
        "在职人员数9÷编制数8=112.50%，超12.5个百分点，每超1个百分点扣0.5分，应扣6.00分，扣完为止，得0分"
        f"（{staff.sheet}!{staff.address}、{posts.address}）"
    )


def test_what_is_missing_is_named_with_its_cells(scored):
    this_year, last_year = SLOTS["三公经费_本年预算"], SLOTS["三公经费_上年预算"]
    assert shown(scored, "说明_三公经费变动率") == (
        "缺“三公”经费的本年预算数、“三公”经费的上年预算数，暂不能评分，请补填"
        f"（{this_year.sheet}!{this_year.address}、{last_year.address}）"
    )


def test_nowhere_is_a_total_that_rests_on_missing_data_shown_as_final(scored):
    """Neither in the saved values, which a previewer shows without calculating, nor in words."""
    assert shown(scored, "自评总分") == 0
    assert shown(scored, "合计说明") == "合计（暂计，尚有15项未评）"
    assert shown(scored, "小计说明_1") == "投入　小计（暂计，尚有1项未评）"
    assert shown(scored, "自评等级") is None
    status = scored["审核结果"]["A2"].value
    assert "评分尚未完成" in status
    assert "总分和等级待定" in status
    text = "".join(str(cell.value or "") for (cell,) in scored["自评报告"]["A1:A100"])
    assert "评分工作尚未完成" in text
    assert "自评总分和等级须待评定后确定" in text
    assert "自评总分为" not in text
