"""N05 score and grade, N06 year, N07 names, B11 number of projects."""

import pytest

from perfxl.checks.base import Skipped
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import examined, findings_in, written

FIELD = "自评工作说明"


def codes_skipped(changes):
    return [one.code for one in examined(written(changes)) if isinstance(one, Skipped)]


@fires("N05", "total")
def test_a_total_other_than_the_scorecard_s_is_an_error():
    (finding,) = findings_in("N05", {FIELD: "本单位自评得分为98.5分，项目自评得分99分。"})
    assert (finding.case, finding.severity) == ("total", Severity.ERROR)
    assert "文字写得分98.5分，评分表的总分是96.16分" in finding.fault
    assert findings_in("N05", {FIELD: "本单位自评得分为96.16分，项目自评得分99分。"}) == []


@fires("N05", "grade")
@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("自评等级为“{}”。", "优", "良"),
        ("评价结果为{}。", "优秀", "良好"),
        ("自评得分96.16分，等级为{}。", "优", "中"),
    ],
)
def test_a_grade_other_than_the_scorecard_s_is_an_error(text, right, wrong):
    (finding,) = findings_in("N05", {FIELD: text.format(wrong)})
    assert (finding.case, f"“{wrong}”，评分表的等级是“优”" in finding.fault) == ("grade", True)
    assert findings_in("N05", {FIELD: text.format(right)}) == []


@pytest.mark.parametrize(
    "text", ["风险等级为中等。", "评价结果中有良好案例。", "该指标自评得分5分，满分100分。"]
)
def test_other_scores_and_grades_are_left_alone(text):
    assert findings_in("N05", {FIELD: text}) == []


def test_a_stated_score_cannot_be_checked_while_scores_are_missing():
    assert "N05" in codes_skipped({FIELD: "自评得分96分。", "编制数": None})
    assert "N05" not in codes_skipped({FIELD: "自评工作已完成。", "编制数": None})


@fires("N06", "")
@pytest.mark.parametrize(
    ("field", "text", "quoted"),
    [
        (FIELD, "按要求开展2019年度绩效自评工作。", "2019年度绩效自评"),
        (FIELD, "截至2019年12月31日，各项工作完成。", "截至2019年"),
        ("报告标题", "某县行政服务中心2019年度整体支出绩效自评报告", "2019年度"),
    ],
)
def test_a_text_about_another_year_is_an_error(field, text, quoted):
    (finding,) = findings_in("N06", {field: text})
    assert finding.severity is Severity.ERROR
    assert f"“{quoted}”写的是2019年，评价年度是2020年" in finding.fault
    assert findings_in("N06", {field: text.replace("2019", "2020")}) == []


@pytest.mark.parametrize(
    "text",
    [
        "2020年度绩效自评与2019年度绩效自评相比，成效明显。",
        "针对2019年度绩效评价发现的问题，逐项整改。",
        "根据《关于开展2021年绩效自评的通知》（某财〔2021〕3号），",
        "中心于2018年12月成立，2021年度预算编制更细。",
        "截至2021年3月，资料已归档。",
    ],
)
def test_years_mentioned_for_other_reasons_are_left_alone(text):
    assert findings_in("N06", {FIELD: text}) == []


def test_without_the_evaluated_year_the_check_says_that_it_was_not_made():
    assert "N06" in codes_skipped({"评价年度": None})


@fires("N07", "other")
@pytest.mark.parametrize(
    ("field", "text", "name"),
    [
        ("报告标题", "某县财政局2020年度整体支出绩效自评报告", "某县财政局"),
        (FIELD, "现将邻县登记中心2020年度绩效自评情况报告如下。", "邻县登记中心"),
    ],
)
def test_another_unit_as_the_subject_is_an_error(field, text, name):
    (finding,) = findings_in("N07", {field: text})
    assert (finding.case, finding.severity) == ("other", Severity.ERROR)
    assert f"“{name}”" in finding.fault
    assert "“某县行政服务中心”" in finding.fault
    assert findings_in("N07", {field: text.replace(name, "某县行政服务中心")}) == []


@pytest.mark.parametrize(
    "text",
    [
        "现对中心2020年度绩效自评工作开展情况说明如下：",
        "为全面反映县行政服务中心2020年度部门整体支出绩效，",
        "某县政务服务数据管理局2020年度部门整体支出绩效自评已布置。",
        "县财政局统一布置，各单位开展绩效自评。",
    ],
)
def test_short_names_the_supervisor_and_mere_mentions_are_in_order(text):
    assert findings_in("N07", {FIELD: text}) == []


@fires("N07", "self")
def test_a_self_name_that_does_not_fit_the_unit_is_a_reminder():
    (finding,) = findings_in("N07", {FIELD: "我局高度重视，我中心积极配合。"})
    assert (finding.case, finding.severity) == ("self", Severity.REMINDER)
    assert "自称“我局”" in finding.fault
    assert findings_in("N07", {FIELD: "我中心高度重视，基本局面稳定，我办理了手续。"}) == []


@fires("N07", "institution")
def test_a_department_report_of_a_subordinate_institution_is_a_reminder():
    title = {"报告标题": "县级部门整体支出绩效自评报告"}
    (finding,) = findings_in("N07", title)
    assert (finding.case, finding.severity) == ("institution", Severity.REMINDER)
    assert "公益一类事业单位，主管部门是“某县政务服务数据管理局”" in finding.fault
    assert findings_in("N07", {**title, "单位性质": "行政"}) == []
    assert findings_in("N07", {**title, "主管部门": "某县行政服务中心"}) == []


def test_without_the_name_of_the_unit_names_cannot_be_checked():
    assert "N07" in codes_skipped({"部门名称": None})


@fires("B11", "differs")
@pytest.mark.parametrize("stated", ["自评项目三个", "自评项目共3项", "3个自评项目", "对三个项目开展绩效自评"])
def test_a_number_of_projects_other_than_the_list_s_is_an_error(stated):
    (finding,) = findings_in("B11", {FIELD: f"本年度{stated}。"})
    assert (finding.case, finding.severity) == ("differs", Severity.ERROR)
    assert "“项目清单”有2个项目" in finding.fault
    mended = stated.replace("三", "两").replace("3", "2")
    assert findings_in("B11", {FIELD: f"本年度{mended}。"}) == []


@fires("B11", "no_list")
def test_a_number_of_projects_without_a_list_is_a_reminder():
    say = {FIELD: "中心2020年度共有自评项目九项，均已完成。"}
    (finding,) = findings_in("B11", say, {"项目清单": ""})
    assert (finding.case, finding.severity) == ("no_list", Severity.REMINDER)
    assert "“自评项目九项”，而“项目清单”是空的" in finding.fault
    assert findings_in("B11", {FIELD: "中心2020年度没有项目。"}, {"项目清单": ""}) == []
