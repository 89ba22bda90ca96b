"""Targets against what was done: numbers are compared, words are not, and a missed target has its reason."""

import pytest

from perfxl.checks.targets import Quantity, has_figures, quantity
from tests.support.firing import findings_of, fires
from tests.support.sound import sound

HEADER = "名称 | 计划值 | 完成值 | 计量单位 | 是否完成 | 是否按时 | 未完成原因\n"


def tasks(row: str):
    """The sound submission with one single target."""
    return sound(tables={"重点工作": HEADER + row})


def at(submission, column):
    """Where a column of that target stands."""
    return submission.tables["重点工作"][0].cells[column].place


@fires("K07")
def test_a_target_exceeded_by_three_tenths_needs_a_reason():
    given = tasks("便民服务事项 | 100 | 130 | 项 | 是 | 是 |")
    (found,) = findings_of(given, "K07")
    assert found.place == at(given, "未完成原因")
    assert found.fault == "“便民服务事项”计划值100，完成值130，超出计划30%以上，没有说明原因。"
    assert findings_of(tasks("便民服务事项 | 100 | 129 | 项 | 是 | 是 |"), "K07") == []
    assert findings_of(tasks("便民服务事项 | 100 | 130 | 项 | 是 | 是 | 年中追加任务"), "K07") == []


@fires("K08", "short")
def test_a_target_missed_by_its_figures_needs_a_reason():
    given = tasks("全市通办事项 | ≥444项 | 418项 | 项 | 否 | 否 |")
    (found,) = findings_of(given, "K08", "short")
    assert found.place == at(given, "未完成原因")
    assert "计划值≥444项，完成值418项" in found.fault
    assert findings_of(given, "K08", "undone") == []
    assert (
        findings_of(tasks("全市通办事项 | ≥444项 | 418项 | 项 | 否 | 否 | 上级调整目录"), "K08", "short")
        == []
    )
    assert findings_of(tasks("全市通办事项 | ≥444项 | 444项 | 项 | 是 | 是 |"), "K08", "short") == []


def test_where_less_is_better_more_is_a_miss_and_less_no_excess():
    slow = tasks("平均办理时限 | 不超过5天 | 7天 | 天 | 否 | 是 |")
    quick = tasks("平均办理时限 | 不超过5天 | 1天 | 天 | 是 | 是 |")
    assert findings_of(slow, "K08", "short")
    assert findings_of(quick, "K08", "short") == []
    assert findings_of(quick, "K07") == []


@fires("K08", "undone")
def test_a_target_that_the_accountant_calls_undone_needs_a_reason():
    given = tasks("一窗受理改革 | 全面推行 | 试点 | － | 否 | 否 |")
    (found,) = findings_of(given, "K08", "undone")
    assert found.place == at(given, "未完成原因")
    assert "一窗受理改革" in found.fault
    assert (
        findings_of(tasks("一窗受理改革 | 全面推行 | 试点 | － | 否 | 否 | 系统未上线"), "K08", "undone")
        == []
    )
    assert findings_of(tasks("一窗受理改革 | 全面推行 | 已推行 | － | 是 | 是 |"), "K08", "undone") == []


@fires("K10")
def test_a_missed_target_must_not_be_counted_as_completed():
    given = tasks("全市通办事项 | 444 | 418 | 项 | 是 | 是 | 上级调整目录")
    (found,) = findings_of(given, "K10")
    assert found.place == at(given, "是否完成")
    assert "计划值444，完成值418" in found.fault
    assert findings_of(tasks("全市通办事项 | 444 | 418 | 项 | 否 | 否 | 上级调整目录"), "K10") == []


@fires("K13")
def test_a_target_in_figures_is_not_answered_in_words():
    given = tasks("全市通办事项 | 444 | 已完成 | 项 | 是 | 是 |")
    (found,) = findings_of(given, "K13")
    assert found.place == at(given, "完成值")
    assert "计划值是444，完成值却填了“已完成”" in found.fault
    assert findings_of(tasks("全市通办事项 | 444 | 约444项，含延伸服务 | 项 | 是 | 是 |"), "K13") == []
    assert findings_of(tasks("一窗受理改革 | 全面推行 | 已完成 | － | 是 | 是 |"), "K13") == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1097", Quantity(1097.0, "", at_most=False)),
        ("１，０９７件", Quantity(1097.0, "件", at_most=False)),
        ("≥ 95 %", Quantity(95.0, "%", at_most=False)),
        ("90％以上", Quantity(90.0, "%", at_most=False)),
        ("不超过5个工作日", Quantity(5.0, "个工作日", at_most=True)),
        ("5天以内", Quantity(5.0, "天", at_most=True)),
        ("<=0.5", Quantity(0.5, "", at_most=True)),
        ("全面推行", None),
        ("第一批875项、第二批222项", None),
        ("", None),
    ],
)
def test_a_target_is_read_with_its_bound_and_unit(text, read):
    assert quantity(text) == read


@pytest.mark.parametrize(
    ("plan", "actual", "comparable"),
    [("100件", "90", True), ("100件", "90件", True), ("100件", "90项", False), ("95%", "0.96", False)],
)
def test_only_what_is_counted_alike_is_compared(plan, actual, comparable):
    assert quantity(plan).comparable(quantity(actual)) is comparable


def test_words_with_figures_may_state_a_number_in_their_own_way():
    assert has_figures("约４４４项")
    assert not has_figures("已全部完成")
