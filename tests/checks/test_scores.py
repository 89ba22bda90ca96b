"""The scoring sheet: standards and their intervals, points taken off and the reasons for it."""

import pytest

from perfxl.evaluation import evaluate
from perfxl.findings import Severity
from perfxl.scheme.inventory import entered_name, reason_name
from perfxl.scheme.load import load_scheme
from perfxl.scheme.rules import Judgement
from tests.support.firing import Firing, assert_fires, findings_of, fires
from tests.support.sound import GUANGDONG, PROJECTS, sound
from tests.support.submissions import submission

PARTLY = "部分达成预期指标并具有一定效果"

FIRINGS = [
    Firing(
        "K02", "自评_社会经济环境效益", ("填的是12.5分", "0分至12分"), case="entered",
        changes={"自评_社会经济环境效益": 12.5}, unless={"自评_社会经济环境效益": 12},
    ),
    Firing(
        "K02", "自评_社会经济环境效益", ("填的是-1分", "0分至12分"), case="entered",
        changes={"自评_社会经济环境效益": -1}, unless={"自评_社会经济环境效益": 10},
    ),
    Firing(
        "K02", "自评_财务合规性", ("填的是1.5，不是例数",), case="count",
        changes={"自评_财务合规性": 1.5}, unless={"自评_财务合规性": 1},
    ),
    Firing(
        "K06", "自评_社会经济环境效益", ("填的是9.5分", "9.6分（含）至12分（含）"), case="best",
        changes={"自评_社会经济环境效益": 9.5}, unless={"自评_社会经济环境效益": 9.6},
    ),
    Firing(
        "K06", "自评_社会经济环境效益", (f"“{PARTLY}”", "7.2分（含）至9.6分（不含）"), case="lower",
        changes={"档次_社会经济环境效益": PARTLY, "自评_社会经济环境效益": 9.6},
        unless={"自评_社会经济环境效益": 7.2},
    ),
    Firing(
        "K09", "理由_社会经济环境效益", ("“社会经济环境效益”选了最高档次", "扣了1.2分", "分值12分"),
        changes={"理由_社会经济环境效益": None}, unless={"自评_社会经济环境效益": 12},
    ),
    Firing(
        "K19", "理由_社会经济环境效益", ("扣了4分", "分值12分"), case="silent",
        changes={"档次_社会经济环境效益": PARTLY, "自评_社会经济环境效益": 8, "理由_社会经济环境效益": None},
        unless={"理由_社会经济环境效益": "两项效益指标未达到预期。"},
    ),
    Firing(
        "K19", "理由_财务合规性", ("扣了2分", "分值4分"), case="silent",
        changes={"自评_财务合规性": 2}, unless={"自评_财务合规性": 0},
    ),
    Firing(
        "K19", "理由_项目监管", ("扣了1分", "分值3分"), case="silent",
        changes={"要点_项目监管_2": "否"}, unless={"理由_项目监管": "没有绩效运行监控结果。"},
    ),
    Firing(
        "K19", "理由_社会经济环境效益", ("写扣30%", "实际扣了1.2分", "占分值12分的10.00%"), case="percent",
        changes={"理由_社会经济环境效益": "满意度资料不全，扣30％。"}, unless={"自评_社会经济环境效益": 9},
    ),
    Firing(
        "K19", "理由_社会经济环境效益", ("扣分合计2.5分", "实际扣了1.2分"), case="points",
        changes={"理由_社会经济环境效益": "宣传不到位扣1.5分，资料不全扣1分。"},
        unless={"自评_社会经济环境效益": 9.5},
    ),
    Firing(
        "K22", "理由_政府采购执行率", ("“政府采购执行率”按不适用计了满分3分", "本年度有政府采购预算"),
        changes={"政府采购预算": 0, "实际采购金额": 0},
        unless={"理由_政府采购执行率": "本年度没有采购预算和采购支出。"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("firing", FIRINGS, ids=str)
def test_a_check_fires_at_its_cell_with_its_figures_and_falls_silent_when_mended(firing):
    assert_fires(firing)


def everything_full():
    """Changes under which every indicator has full marks."""
    judged = [one for one in GUANGDONG.indicators() if isinstance(one.rule, Judgement)]
    return {
        **{entered_name(one.id): one.points for one in judged},
        **{reason_name(one.id): None for one in judged},
        "总支出_决算": 4065.66, "年末结转结余": 0, "实际采购金额": 100, "绩效指标完成数": 20,
    }  # fmt: skip


def test_a_score_beyond_the_points_is_not_also_held_against_its_standard():
    given = sound({"自评_社会经济环境效益": 12.5})
    assert findings_of(given, "K02", "entered")
    assert findings_of(given, "K06", "best") == []


@fires("K12", "scores")
def test_full_marks_throughout_are_worth_a_second_look():
    given = sound(everything_full())
    (found,) = findings_of(given, "K12", "scores")
    assert found.severity is Severity.REMINDER
    assert found.place == given.place("自评总分")
    assert "总分100分" in found.fault
    assert findings_of(sound(everything_full() | {"绩效指标完成数": 19}), "K12", "scores") == []


def test_an_unfinished_scoring_sheet_is_not_called_all_full():
    given = sound(everything_full() | {"自评_社会经济环境效益": None})
    assert findings_of(given, "K12", "scores") == []


def test_a_quoted_clause_says_what_would_be_taken_off_not_what_was():
    reason = "按“每发现一项扣1分”的标准，扣1.2分。"
    assert findings_of(sound({"理由_社会经济环境效益": reason}), "K19", "points") == []


def test_a_stated_percentage_may_be_off_by_fifteen_points():
    within = sound({"理由_社会经济环境效益": "扣25%。"})
    beyond = sound({"理由_社会经济环境效益": "扣25.1%。"})
    assert findings_of(within, "K19", "percent") == []
    assert findings_of(beyond, "K19", "percent")


def test_what_a_formula_takes_off_needs_no_reason():
    given = sound({"绩效指标完成数": 10}, {"项目清单": PROJECTS.replace("2020-11-30", "2021-01-31")})
    assert findings_of(given, "K19", "silent") == []


@fires("K04", "unused")
def test_a_score_by_hand_is_told_to_be_idle_where_the_measure_can_be_computed():
    hunan = load_scheme("hunan-county-2018")

    def found(last_year: float, entered: float | None):
        given = {"三公经费_本年预算": 12, "三公经费_上年预算": last_year, "自评_三公经费变动率": entered}
        findings = evaluate(hunan, submission(hunan, given)).findings
        return [one for one in findings if (one.code, one.case) == ("K04", "unused")]

    (told,) = found(11, 5)
    assert told.place.sheet == "评分表"
    assert "填的是5分，没有采用：指标值算得出来，得分按评分标准计为0.5分" in told.fault
    assert found(11, None) == found(0, 5) == found(12, 5) == []
