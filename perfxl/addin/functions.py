"""Worksheet functions for those who want a check in a cell: the very rounding and rules of the scheme.

What stands here says what they mean. An office gets them as ``perfxl-functions.xlam``, in which VBA works
out the same without a Python (``docs/addin.md``); whoever runs xlwings' own server for functions can import
this module there instead. A blank cell gives an empty text, as the template does; what cannot be worked out
gives a sentence, for an exception would be shown in the cell as it stands.

The names are what a user types in a cell. They must be the names of the functions: Excel finds them by these.
"""

# ruff: noqa: N802, N803, PLC2401 - the names are Excel's

from collections.abc import Callable
from typing import Any, TypeVar

from perfxl.engines import xw
from perfxl.numbers import excel_round
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Indicator
from perfxl.scheme.rules.base import Answer, Asks
from perfxl.scoring import CALCULATED_DIGITS
from perfxl.wording import say, subject

_Function = TypeVar("_Function", bound=Callable[..., Any])

_BLANK = ""


def worksheet_function(function: _Function) -> _Function:
    """Make it a worksheet function, with help in Chinese for itself and for each of its arguments."""
    # xlwings would convert arguments by their types; a cell holds what it holds.
    function.__annotations__.clear()
    told = subject("functions")["functions"][function.__name__]
    function.__doc__ = told["help"]
    marked = xw.func(category=say("functions.category"))(function)
    for argument, help_text in told["arguments"].items():
        marked = xw.arg(argument, doc=help_text)(marked)
    result: _Function = marked
    return result


@worksheet_function
def 四舍五入(数值: Any, 位数: Any = 2) -> float | str:  # noqa: ANN401 - whatever a cell holds
    """Round as Excel and the scheme do."""
    instead = _instead_of_numbers(数值, 位数)
    return instead if instead is not None else excel_round(float(数值), int(位数))


@worksheet_function
def 支出率(支出数: Any, 预算数: Any) -> float | str:  # noqa: ANN401 - whatever a cell holds
    """Spending over budget; none where either is blank."""
    instead = _instead_of_numbers(支出数, 预算数)
    if instead is not None:
        return instead
    if 预算数 == 0:
        return say("functions.faults.zero")
    return excel_round(支出数 / 预算数, CALCULATED_DIGITS)


@worksheet_function
def 绩效得分(指标体系: Any, 指标: Any, 指标值: Any) -> float | str:  # noqa: ANN401 - whatever a cell holds
    """The score of an indicator that is scored by its measure alone."""
    if _is_blank(指标值):
        return _BLANK
    if 指标体系 not in scheme_ids():
        return say("functions.faults.scheme", known="、".join(scheme_ids()))
    found = [one for one in load_scheme(指标体系).indicators() if 指标 in (one.id, one.name)]
    if not found:
        return say("functions.faults.indicator", name=指标)
    if found[0].rule.asks != Asks.MEASURE:
        return say("functions.faults.not_by_measure", name=found[0].name)
    instead = _instead_of_numbers(指标值)
    return instead if instead is not None else _score(found[0], float(指标值))


def _score(indicator: Indicator, measure: float) -> float:
    answer = Answer(
        measure=excel_round(measure, CALCULATED_DIGITS), percent=indicator.measure_type == "ratio"
    )
    return indicator.rule.work(indicator.points, answer).score


def _instead_of_numbers(*contents: object) -> str | None:
    """What a cell shows if these are not all numbers, None if they are."""
    if any(_is_blank(content) for content in contents):
        return _BLANK
    return None if all(_is_number(content) for content in contents) else say("functions.faults.number")


def _is_blank(value: object) -> bool:
    return value is None or value == ""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
