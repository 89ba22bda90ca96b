"""N01 amounts that the tables do not show, N10 units of money."""

import pytest

from perfxl.checks.base import Skipped
from perfxl.checks.text.amounts import units_of_money
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.sound import GUANGDONG
from tests.support.submissions import submission
from tests.support.texts import cases, examined, findings_in, found

FIELD = "预算执行说明"


def test_amounts_of_the_tables_are_found_in_any_unit_and_as_totals():
    text = (
        "全年预算4065.66万元，支出决算3936.16万元（39361600元，约0.4亿元）。"
        "项目清单全年预算合计3935.66万元，其中基本建设类项目3712.50万元、一般项目223.16万元。"
        "支出0.39亿元。"
    )
    assert findings_in("N01", {FIELD: text}) == []


@fires("N01", "budget")
def test_an_amount_of_the_budget_that_no_cell_shows_is_an_error_with_the_nearest_one():
    (finding,) = findings_in("N01", {FIELD: "全年预算执行数3945.66万元。"})
    assert (finding.case, finding.severity) == ("budget", Severity.ERROR)
    assert str(finding.place).startswith("成效与问题!C")
    assert "“预算执行情况说明”写了“3945.66万元”" in finding.fault
    assert "总支出" in finding.fault or "3936.16万元" in finding.fault
    assert findings_in("N01", {FIELD: "全年预算执行数3936.16万元。"}) == []


@fires("N01", "other")
def test_other_amounts_are_a_reminder_and_all_of_a_passage_stand_in_one_finding():
    (finding,) = findings_in("N01", {FIELD: "带动社会投资1200万元，减免税费35.6万元。"})
    assert (finding.case, finding.severity) == ("other", Severity.REMINDER)
    assert "“1200万元”、“35.6万元”" in finding.fault
    assert findings_in("N01", {FIELD: "带动社会投资，减免税费。"}) == []


@pytest.mark.parametrize(
    "text", ["2019年部门预算支出3000.12万元。", "项目总投资预算5000.12万元。", "全县采购支出5000.12万元。"]
)
def test_the_budget_of_another_year_or_another_unit_is_only_a_reminder(text):
    assert [one.case for one in findings_in("N01", {FIELD: text})] == ["other"]


@pytest.mark.parametrize(
    "text",
    [
        "每人每月补助500元，人均收入2.3万元，单价12元/平方米。",
        "50万元以上的项目，限额100万元，约3900万元。",
        "比年初预算增加745.66万元，决算比预算减少129.50万元。",
        "支出3936.17万元。",
    ],
)
def test_standards_limits_differences_and_the_last_cent_are_not_asked_for(text):
    assert findings_in("N01", {FIELD: text}) == []


def test_without_any_money_in_the_tables_the_check_says_that_it_was_not_made():
    made = examined(submission(GUANGDONG, {FIELD: "支出3936.16万元。"}))
    (skipped,) = [one for one in made if isinstance(one, Skipped) and one.code == "N01"]
    assert len(skipped.lacking) == 3
    assert not [one for one in made if not isinstance(one, Skipped) and one.code == "N01"]


def test_without_any_amount_in_the_texts_there_is_nothing_to_be_checked():
    made = examined(submission(GUANGDONG, {FIELD: "执行情况良好。"}))
    assert "N01" not in [one.code for one in made]


@fires("N10", "same")
def test_one_amount_in_two_units_is_named():
    (finding,) = found(units_of_money, "采购72890元，即7.29万元。")
    assert (finding.code, finding.case) == ("N10", "same")
    assert "72890元和7.29万元是同一个金额" in finding.fault
    assert found(units_of_money, "采购7.29万元，即7.29万元。") == []


@fires("N10", "mixed")
def test_large_amounts_in_yuan_beside_others_in_ten_thousands_are_named():
    (finding,) = found(units_of_money, "支出3935.66万元，结余72890元。")
    assert (finding.code, finding.case) == ("N10", "mixed")
    assert "既有72890元，又有3935.66万元" in finding.fault
    assert found(units_of_money, "支出3935.66万元，结余7.29万元。") == []


@pytest.mark.parametrize(
    "text",
    ["支出3935.66万元，每人500元。", "支出3935.66万元。\n结余72890元。", "支出39356600元，结余72890元。"],
)
def test_small_sums_other_paragraphs_and_a_single_unit_are_in_order(text):
    assert cases(found(units_of_money, text)) == []
