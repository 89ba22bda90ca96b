"""N04 counts in front of a colon against the items behind it."""

import pytest

from perfxl.checks.text.enumerations import enumerations
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, found


@fires("N04", "")
@pytest.mark.parametrize(
    ("text", "right", "wrong", "listed"),
    [
        ("从{}个方面抓落实：组织领导、资金监管、绩效考核。", "三", "四", 3),
        ("落实{}项措施：一是定人员；二是定责任；三是定时限。", "三", "两", 3),
        ("做好{}方面工作：\n1. 定人员。\n2. 定责任。", "2", "3", 2),
        ("存在{}个问题：编报不细，核对不严；支付不快；公开不及时。", "三", "五", 3),
    ],
)
def test_the_number_of_items_must_be_the_number_stated(text, right, wrong, listed):
    (finding,) = found(enumerations, text.format(wrong))
    assert (finding.code, finding.place, finding.severity) == ("N04", CELL, Severity.REMINDER)
    assert f"写的是“{wrong}" in finding.fault
    assert f"后面列举了{listed}项" in finding.fault
    assert found(enumerations, text.format(right)) == []


@pytest.mark.parametrize(
    "text",
    [
        "从三个方面抓落实：组织领导、资金监管和绩效考核。",
        "从两个方面抓落实：组织领导、资金监管和绩效考核。",
        "从五个方面抓落实：组织领导、资金监管等。",
        "从三个方面抓落实。",
        "抓好三项工作：认真组织，落实责任、资金。",
        "完成三项工作：详见附件。",
        "第三个方面：组织领导、资金监管。",
        "从三个方面抓落实：《预算法、实施条例》、“一窗、一网”、（甲、乙）考核。",
    ],
)
def test_lists_that_cannot_be_counted_without_doubt_are_left_alone(text):
    assert found(enumerations, text) == []


def test_each_count_is_held_against_its_own_list():
    text = "从两个方面抓：甲事、乙事。再从三个方面促：丙事、丁事。"
    (finding,) = found(enumerations, text)
    assert "“三个方面”" in finding.fault
