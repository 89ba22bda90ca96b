"""N02 percentages, N08 rates above 100%, N09 approximate words at exact figures."""

import pytest

from perfxl.checks.text.approximations import approximations
from perfxl.checks.text.rates import beyond_hundred, recomputed
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, cases, findings_in, found


@fires("N02", "numbers")
@pytest.mark.parametrize(
    ("right", "wrong", "computed"),
    [
        ("支出3712.50万元，占项目支出3935.66万元的94.33%。", "95.33%", "94.33%"),
        ("总支出200万元，其中人员经费50万元，占25%。", "35%", "25.00%"),
        ("公用经费支出251万元，比上年285万元下降34万元，下降12%。", "22%", "11.93%"),
        ("计划建设20个，完成18个，完成率90%。", "95%", "90.00%"),
        ("窗口由100个增加到120个，增长20%。", "25%", "20.00%"),
    ],
)
def test_a_percentage_that_its_two_numbers_do_not_give_is_recomputed(right, wrong, computed):
    stated = right.rsplit("的")[-1] if "的" in right else ""
    assert found(recomputed, right) == [], stated
    head, _, tail = right.rpartition(right[-len(wrong) - 1 : -1])
    (finding,) = found(recomputed, head + wrong + tail)
    assert (finding.code, finding.case, finding.place) == ("N02", "numbers", CELL)
    assert finding.severity is Severity.ERROR
    assert f"写的是{wrong}，按句中两个数计算为{computed}" in finding.fault


@pytest.mark.parametrize(
    "text",
    [
        "其中公务接待费20.10万元，占88.86%；公务用车运行费2.52万元，占11.14%。",
        "公务接待费较上年同期减少0.58万元，减少4.68%。",
        "预算3935.66万元，支出3712.50万元，占总支出的90%。",
        "受理投诉120件，办结118件，办结率98.33%，满意率99%。",
        "共举办活动12场，参加群众300人次，占服务对象的45%。",
        "出国经费120万元，增长79.1%；公务接待费1033万元，与上年下降7.6%。",
        "整改率达100%，知晓率95.5%以上。",
        "由0个增加到12个，增长100%。",
    ],
)
def test_a_percentage_of_numbers_that_are_not_all_there_is_left_alone(text):
    assert found(recomputed, text) == []


@fires("N02", "tables")
def test_a_rate_called_by_its_name_in_the_tables_must_be_theirs():
    say = "2020年，全年政府采购执行率为{}，满意度96%。某项目政府采购执行率为50%。"
    (finding,) = findings_in("N02", {"预算执行说明": say.format("98%")})
    assert finding.case == "tables"
    assert "“政府采购执行率”98%，按表内数字计算为95.00%" in finding.fault
    assert findings_in("N02", {"预算执行说明": say.format("95%")}) == []


@fires("N08", "over")
def test_a_rate_of_satisfaction_cannot_exceed_one_hundred_percent():
    (finding,) = found(beyond_hundred, "群众满意度达到101.5%，按期办结率100%。")
    assert (finding.code, finding.case, finding.severity) == ("N08", "over", Severity.ERROR)
    assert "“群众满意度”101.5%" in finding.fault
    assert found(beyond_hundred, "群众满意度达到99.5%，按期办结率100%。") == []


@fires("N08", "exceeded")
def test_a_rate_of_completion_above_one_hundred_is_a_reminder():
    (finding,) = found(beyond_hundred, "年度任务完成率为120%。")
    assert (finding.case, finding.severity) == ("exceeded", Severity.REMINDER)
    assert found(beyond_hundred, "年度任务完成率为100%，产值增长120%。") == []


def test_a_rate_beyond_one_hundred_whose_sentence_gives_the_reason_is_no_matter():
    explained = "在职人员控制率为104%，超编2人，原因是接收安置转业干部2名。"
    assert found(beyond_hundred, f"编制50名。{explained}") == []
    assert len(found(beyond_hundred, "在职人员控制率为104%。分散采购减少，原因是项目推迟。")) == 1
    assert len(found(beyond_hundred, "群众满意度达到101.5%，原因是统计口径调整。")) == 1


@fires("N09", "")
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("93.65% 以上事项可实现“最多跑一次”。", "93.65%以上"),
        ("支出约3712.50万元。", "约3712.50万元"),
        ("支出近3712.50万元。", "近3712.50万元"),
        ("面积18.25平方米左右。", "18.25平方米左右"),
        ("支出3712.50余万元。", "3712.50余万元"),
    ],
)
def test_an_exact_figure_does_not_go_with_an_approximate_word(text, written):
    (finding,) = found(approximations, text)
    assert (finding.code, finding.place, finding.severity) == ("N09", CELL, Severity.REMINDER)
    assert f"“{written}”" in finding.fault


@pytest.mark.parametrize(
    "text",
    [
        "健全约100项清单，约1.2亿元，95%以上",
        "节约12.35万元，最近93.65%，就近18.25万元",
        "支出3712.50万元，以上均已支付",
    ],
)
def test_round_figures_and_other_words_are_left_alone(text):
    assert cases(found(approximations, text)) == []
