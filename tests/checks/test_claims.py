"""Formula cells: what was typed over is held against what is due, what was saved stale is said once."""

import pytest

from perfxl.evaluation import evaluate
from perfxl.findings import Severity
from perfxl.scheme.load import load_scheme
from perfxl.submission import State
from tests.support.firing import Firing, assert_fires, findings_of, fires
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import submission

# The inputs are sound: what makes each silent is an input under which the typed value is the one due.
FIRINGS = [
    Firing(
        "B05", "总支出_执行率", ("填的是96.84%", "应为96.81%"), case="typed",
        typed={"总支出_执行率": 0.9684}, unless={"总支出_决算": 3937.19},
    ),
    Firing(
        "P07", "在职人员控制率", ("填的是80.00%", "应为87.50%"), case="typed",
        typed={"在职人员控制率": 0.8}, unless={"编制数": 10, "在职人员数": 8},
    ),
    Firing(
        "K21", "固定资产利用率", ("填的是100.00%", "应为96.00%"), case="typed",
        typed={"固定资产利用率": 1.0}, unless={"在用固定资产": 500},
    ),
    Firing(
        "K02", "得分_社会经济环境效益", ("填的是12.5分", "0分至12分"), case="typed",
        typed={"得分_社会经济环境效益": 12.5}, unless={"自评_社会经济环境效益": None},
    ),
    Firing(
        "K03", "自评总分", ("填的是99分", "各项得分之和为96.16分"), case="typed",
        typed={"自评总分": 99.0},
        unless={
            "自评_社会经济环境效益": 12, "自评_预算编制合理性": 5, "自评_预算编制规范性": 5,
            "自评_绩效目标合理性": 5, "实际采购金额": 100,
        },
    ),
    Firing(
        "K04", "得分_社会经济环境效益", ("填的是12分", "高于按评分标准计算的10.8分"), case="over",
        typed={"得分_社会经济环境效益": 12.0}, unless={"自评_社会经济环境效益": 12},
    ),
    Firing(
        "K04", "得分_社会经济环境效益", ("填的是10分", "低于按评分标准计算的10.8分"), case="under",
        typed={"得分_社会经济环境效益": 10.0}, unless={"自评_社会经济环境效益": 10},
    ),
    Firing(
        "K04", "得分_社会经济环境效益", ("填的是“满分”", "应为10.8分"), case="words",
        typed={"得分_社会经济环境效益": "满分"}, unless={"自评_社会经济环境效益": None},
    ),
    Firing(
        "K11", "自评等级", ("填的是“良”", "应为“优”"), case="typed",
        typed={"自评等级": "良"},
        unless={"自评_社会经济环境效益": 4, "档次_社会经济环境效益": "未达成预期指标且效果较差"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("firing", FIRINGS, ids=str)
def test_a_value_typed_over_a_formula_is_held_against_the_one_due(firing):
    assert_fires(firing)


@fires("P04", "typed")
def test_a_rate_of_change_that_was_typed_is_held_against_the_budgets():
    scheme = load_scheme("hunan-county-2018")
    budgets = {"三公经费_上年预算": 4, "三公经费_本年预算": 3.6}
    given = submission(scheme, budgets, typed={"三公经费变动率": -0.2})
    (found,) = (one for one in evaluate(scheme, given).findings if (one.code, one.case) == ("P04", "typed"))
    assert found.place == given.place("三公经费变动率")
    assert "填的是-20.00%" in found.fault
    assert "应为-10.00%" in found.fault
    right = submission(scheme, budgets, typed={"三公经费变动率": -0.1})
    assert "P04" not in {one.code for one in evaluate(scheme, right).findings}


@pytest.mark.parametrize(
    ("typed", "fires_at_all"), [(0.9680, False), (0.9682, False), (0.9679, True), (0.9683, True)]
)
def test_a_typed_percentage_may_be_off_by_a_hundredth_of_a_point(typed, fires_at_all):
    found = findings_of(sound(typed={"总支出_执行率": typed}), "B05", "typed")
    assert bool(found) is fires_at_all


@pytest.mark.parametrize(
    ("typed", "fires_at_all"), [(96.15, False), (96.17, False), (96.14, True), (96.18, True)]
)
def test_a_typed_total_may_be_off_by_a_hundredth(typed, fires_at_all):
    assert bool(findings_of(sound(typed={"自评总分": typed}), "K03", "typed")) is fires_at_all


def test_a_score_typed_too_high_is_an_error_and_one_too_low_a_reminder():
    high = findings_of(sound(typed={"得分_社会经济环境效益": 11.0}), "K04", "over")
    low = findings_of(sound(typed={"得分_社会经济环境效益": 10.0}), "K04", "under")
    assert [found.severity for found in high + low] == [Severity.ERROR, Severity.REMINDER]


def test_a_typed_value_that_cannot_be_recomputed_is_named_as_not_checked():
    evaluation = evaluate(GUANGDONG, sound({"编制数": None}, typed={"在职人员控制率": 0.8}))
    assert not findings_of(sound({"编制数": None}, typed={"在职人员控制率": 0.8}), "P07", "typed")
    assert "编制数" in next(item for item in evaluation.skipped if item.code == "P07").lacking


def test_a_grade_that_was_typed_before_all_is_scored_waits_for_what_is_still_blank():
    given = sound({"自评_社会经济环境效益": None}, typed={"自评等级": "优"})
    assert findings_of(given, "K11", "typed") == []
    skipped = next(item for item in evaluate(GUANGDONG, given).skipped if item.code == "K11")
    assert skipped.lacking == ("社会经济环境效益：自评分",)


def test_a_rate_that_was_typed_over_a_zero_denominator_names_what_it_is_formed_of():
    given = sound({"政府采购预算": 0, "实际采购金额": 0}, typed={"政府采购执行率": 1.0})
    assert findings_of(given, "K21", "typed") == []
    skipped = next(item for item in evaluate(GUANGDONG, given).skipped if item.code == "K21")
    assert skipped.lacking == ("实际政府采购金额", "政府采购预算")


@fires("K21", "stale")
def test_saved_results_that_differ_from_the_recomputed_give_one_finding_that_counts_them():
    saved = {"总支出_执行率": 0.5, "在职人员控制率": 0.875, "自评总分": 90.0, "自评等级": "优"}
    given = sound(claims=saved)
    (found,) = findings_of(given, "K21", "stale")
    assert found.place == given.place("总支出_执行率")
    assert found.places == (given.place("自评总分"),)
    assert "有2个公式单元格" in found.fault
    assert "现为50.00%，应为96.81%" in found.fault
    assert "现为90分，应为96.16分" in found.fault
    assert (
        findings_of(sound(claims=saved | {"总支出_执行率": 0.9681, "自评总分": 96.16}), "K21", "stale") == []
    )


def test_cells_that_depend_on_a_typed_one_are_not_said_to_be_stale():
    given = sound(claims={"自评总分": 97.36}, typed={"得分_社会经济环境效益": 12.0})
    assert findings_of(given, "K04", "over")
    assert findings_of(given, "K21", "stale") == []


def test_a_formula_that_was_deleted_has_no_value_to_be_judged():
    given = sound(typed={"得分_社会经济环境效益": "", "总支出_执行率": ""})
    assert [one for one in evaluate(GUANGDONG, given).findings if one.code in {"B05", "K02", "K04"}] == []


def test_a_formula_that_shows_nothing_for_lack_of_data_is_not_stale():
    given = sound({"编制数": None}, claims={"在职人员控制率": ""})
    assert findings_of(given, "K21", "stale") == []


def test_a_formula_over_a_cell_that_cannot_be_read_is_not_judged():
    given = sound({"编制数": State.INVALID}, claims={"在职人员控制率": 0.8})
    assert findings_of(given, "K21", "stale") == []
