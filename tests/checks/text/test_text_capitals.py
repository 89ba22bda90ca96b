"""T12 amounts in capital numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.checks.text.capitals import capital_amounts, capital_value
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, found


@pytest.mark.parametrize(
    ("capitals", "value"),
    [
        ("叁仟玖佰叁拾伍万陆仟陆佰元整", 39356600),
        ("壹拾万零伍佰元", 100500),
        ("拾元", 10),
        ("贰亿零叁佰万元整", 203000000),
        ("伍圆陆角柒分", 5.67),
        ("壹佰元零伍分", 100.05),
        ("叁叁万元", None),
        ("壹佰元伍", None),
    ],
)
def test_capitals_are_read(capitals, value):
    assert capital_value(capitals) == value


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def in_capitals(number: int) -> str:
    """A whole amount below 万, written without leaving out a place."""
    parts = [(number // power % 10, unit) for power, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))]
    return "".join(DIGITS[digit] + (unit if digit else "") for digit, unit in parts) + "元整"


@given(st.integers(min_value=1, max_value=9999))
def test_every_amount_below_ten_thousand_is_read_back(number):
    assert capital_value(in_capitals(number)) == number


@fires("T12", "differs")
@pytest.mark.parametrize("figure", ["3935.66万元", "39356600元", "￥39,356,600.00"])
def test_capitals_that_differ_from_the_figures_are_an_error(figure):
    text = "合同金额{}（大写：{}），已支付。"
    (finding,) = found(capital_amounts, text.format(figure, "叁仟玖佰叁拾伍万陆仟元整"))
    assert (finding.code, finding.case, finding.place) == ("T12", "differs", CELL)
    assert finding.severity is Severity.ERROR
    assert "“叁仟玖佰叁拾伍万陆仟元整”是39356000.00元" in finding.fault
    assert figure in finding.fault
    assert found(capital_amounts, text.format(figure, "叁仟玖佰叁拾伍万陆仟陆佰元整")) == []


@fires("T12", "unreadable")
def test_malformed_capitals_are_an_error():
    (finding,) = found(capital_amounts, "金额33万元（大写：叁叁万元整）")
    assert (finding.case, "“叁叁万元整”" in finding.fault) == ("unreadable", True)
    assert found(capital_amounts, "金额33万元（大写：叁拾叁万元整）") == []


def test_capitals_without_figures_and_places_are_left_alone():
    assert found(capital_amounts, "金额壹佰元整。陆丰市、伍家岗、元月、肆意、壹号楼") == []
