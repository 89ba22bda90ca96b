"""The texts that a user reads: quotation marks inside quotation marks."""

import pytest

from perfxl.findings import Place, finding
from perfxl.wording import nested


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("没有提到：““三公经费”变动率”、“预算控制率”。", "没有提到：“‘三公经费’变动率”、“预算控制率”。"),
        ("“实现“应进必进””不通顺", "“实现‘应进必进’”不通顺"),
        ("“甲”和“乙”", "“甲”和“乙”"),
        ("“甲“乙“丙”丁”戊”", "“甲‘乙‘丙’丁’戊”"),
        ("“级“应进…”疑为", "“级“应进…”疑为"),
        ("”倒了“", "”倒了“"),
        ("", ""),
    ],
)
def test_inner_quotation_marks_are_single_where_the_marks_pair(text: str, shown: str) -> None:
    assert nested(text) == shown


def test_a_label_with_quotation_marks_is_quoted_properly_in_a_finding() -> None:
    found = finding("T13", Place("评分表", "A1"), "“三公经费”变动率", case="formula_gone")
    assert found.fault == "“‘三公经费’变动率”应由公式算出，公式被删除了。"
