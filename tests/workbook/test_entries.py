"""What to do about a formula in an input cell is said as befits what the cell asks for."""

import pytest

from perfxl.findings import Place
from perfxl.scheme.model import Field, FieldType
from perfxl.workbook.reading.entries import read_entry
from perfxl.workbook.reading.questions import question
from perfxl.workbook.reading.view import Held

KINDS: dict[FieldType, tuple[str, str]] = {
    "text": ("录入文字", "固定的文字"),
    "longtext": ("录入文字", "固定的文字"),
    "choice": ("从下拉列表中选择", "选项本身"),
    "money": ("录入数字", "固定的数字"),
    "integer": ("录入数字", "固定的数字"),
    "number": ("录入数字", "固定的数字"),
    "ratio": ("录入百分比", "固定的数字"),
    "year": ("录入年份", "固定的年份"),
    "date": ("录入日期", "固定的日期"),
}


def remedy(kind: FieldType, content: str | None, formula: str) -> str:
    asked = Field(name="栏", label="某栏", type=kind, options=("是", "否") if kind == "choice" else ())
    _, (found, *_) = read_entry(Held(content, formula), question(asked, "栏"), Place("基本情况表", "B5"))
    return found.remedy


@pytest.mark.parametrize("kind", KINDS)
def test_the_remedy_names_what_the_cell_asks_for(kind: FieldType) -> None:
    enter, fixed = KINDS[kind]

    assert remedy(kind, None, "=A1").endswith(f"最好直接{enter}。")
    assert remedy(kind, "#REF!", "=A1").startswith(f"请直接{enter}；")
    assert remedy(kind, "是", "=A1").endswith(f"把公式换成{fixed}。")
    assert remedy(kind, "是", "=[1]表!A1").endswith(f"把公式换成{fixed}。")
    assert remedy(kind, "#REF!", "").endswith(f"请改正公式，或直接{enter}。")


def test_a_long_formula_is_quoted_in_part() -> None:
    formula = "=" + "+".join(["1"] * 4000)
    asked = Field(name="栏", label="某栏", type="money")
    _, (found, *_) = read_entry(Held(None, formula), question(asked, "栏"), Place("基本情况表", "B5"))

    assert f"公式“{formula[:300]}…”" in found.fault
