"""The worksheet functions give what the template's own formulas give, and words where there is nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.addin import functions
from perfxl.scheme.load import load_scheme
from perfxl.scheme.rules.base import Answer, Asks, Cells
from perfxl.wording import subject
from tests.support.spreadsheet import Spreadsheet

round_off, rate_of, score_of = functions.四舍五入, functions.支出率, functions.绩效得分

SCHEME = "guangdong-county-2020"


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [(2.675, 2, 2.68), (-2.5, 0, -3.0), (1.005, 2, 1.01), (1234.5, -2, 1200.0), (0.1 + 0.2, 10, 0.3)],
)
def test_rounding_is_that_of_excel(value, digits, rounded):
    assert round_off(value, digits) == rounded


def test_two_digits_are_kept_unless_others_are_asked_for():
    assert round_off(3.14159) == 3.14


@pytest.mark.parametrize(
    ("spent", "budget", "rate"),
    [
        (90, 100, 0.9),
        (100, 0, "预算数为零，无法计算"),
        (None, 100, ""),
        (0, 100, 0.0),
        ("约90", 100, "不是数字"),
    ],
)
def test_the_rate_of_spending_takes_a_blank_for_no_figure_and_never_for_a_zero(spent, budget, rate):
    assert rate_of(spent, budget) == rate


def test_the_score_is_that_of_the_scheme():
    assert score_of(SCHEME, "财政供养人员控制率", 1.0) == indicator("财政供养人员控制率").points
    assert score_of(SCHEME, "财政供养人员控制率", None) == ""


def indicator(name):
    return next(one for one in load_scheme(SCHEME).indicators() if one.id == name)


BY_MEASURE = [one for one in load_scheme(SCHEME).indicators() if one.rule.asks == Asks.MEASURE]


@given(st.sampled_from(BY_MEASURE), st.floats(-1, 3).map(lambda value: round(value, 4)))
def test_every_score_is_what_the_template_s_own_formula_gives(one, measure):
    sheet = Spreadsheet({"指标值": measure, "分值": one.points})
    formula = one.rule.native(Cells(measure=sheet.refer("指标值"), full=sheet.refer("分值")))

    assert math.isclose(score_of(SCHEME, one.id, measure), sheet.show(formula), abs_tol=1e-9)
    assert score_of(SCHEME, one.id, measure) == one.rule.work(one.points, Answer(measure=measure)).score


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("某县", "财政供养人员控制率", 1), "没有这个指标体系；现有：guangdong-county-2020"),
        ((SCHEME, "某指标", 1), "没有名为“某指标”的三级指标"),
        ((SCHEME, "预算编制合理性", 1), "“预算编制合理性”不能只凭指标值计分"),
        ((SCHEME, "财政供养人员控制率", "全部"), "不是数字"),
    ],
)
def test_what_cannot_be_scored_says_why_in_the_cell(arguments, told):
    assert score_of(*arguments).startswith(told)


@pytest.mark.parametrize("function", [round_off, rate_of, score_of])
def test_help_in_chinese_stands_beside_every_argument(function):
    told = subject("functions")["functions"][function.__name__]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]

    assert tuple(told["arguments"]) == names
    assert function.__doc__ == told["help"]
    assert getattr(functions, function.__name__) is function
    # xlwings takes types for orders to convert, and an unknown one for a fault.
    assert function.__annotations__ == {}


def test_on_windows_xlwings_is_given_category_and_help(monkeypatch):
    given_ = []
    monkeypatch.setattr(functions.xw, "func", lambda **options: given_.append(options) or (lambda one: one))
    monkeypatch.setattr(
        functions.xw, "arg", lambda *name, **options: given_.append((name, options)) or (lambda one: one)
    )

    functions.worksheet_function(rate_of)

    assert given_ == [
        {"category": "绩效自评"},
        (("支出数",), {"doc": "决算数或全年执行数，单位：万元"}),
        (("预算数",), {"doc": "预算数，单位：万元"}),
    ]
