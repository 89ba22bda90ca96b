"""What a glance at a cell's content tells is just what a full look at it tells."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perfxl.scheme.model import Field
from perfxl.submission import State
from perfxl.workbook.reading.parsing import Parsed, parse
from perfxl.workbook.reading.questions import question

FIELDS = [
    Field("编制数", "编制数", "integer", unit="人"),
    Field("年度", "年度", "year"),
    Field("预算", "预算", "money", unit="万元"),
    Field("大额", "大额", "money", unit="万元", maximum=1e15),
    Field("支出率", "支出率", "ratio", minimum=0.0, maximum=1.5),
    Field("比重", "比重", "number"),
    Field("单位名称", "单位名称", "text"),
    Field("成效", "成效", "longtext"),
    Field("是否公开", "是否公开", "choice", options=("是", "否")),
    Field("日期", "日期", "date"),
]

CONTENTS = st.one_of(
    st.floats(),
    st.floats(-1e4, 1e4).map(lambda number: round(number, 2)),
    st.integers(-(10**16), 10**16).map(float),
    st.integers(-10, 3000),
    st.booleans(),
    st.text(max_size=8),
    st.sampled_from(
        ["是", " 否", "#N/A", "县 局", "办\n公室", "　", "３", "长" * 251, "字" * 501, "\u200b局"]
    ),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    st.none(),
)


@given(st.sampled_from(FIELDS), CONTENTS)
@example(FIELDS[2], 0.005)
@example(FIELDS[3], 99_999_999_999_999.98)
@example(FIELDS[0], -0.0)
def test_where_a_glance_gives_a_value_a_full_look_gives_the_same_and_has_no_remark(field, content):
    value = question(field, field.name).glance(content)

    assert value is None or parse(content, field) == Parsed(State.GIVEN, value)


@pytest.mark.parametrize(
    ("number", "content"),
    [
        (0, 12.0),
        (1, 2020.0),
        (2, 3935.66),
        (4, 0.9),
        (5, 0.123456),
        (6, "示例县某局"),
        (7, "完成。"),
        (8, "是"),
    ],
)
def test_what_is_usually_entered_takes_no_more_than_a_glance(number, content):
    assert question(FIELDS[number], "名称").glance(content) == content


def test_dates_are_looked_at():
    assert question(FIELDS[9], "日期").glance(dt.datetime(2020, 5, 1)) is None  # noqa: DTZ001 - cells know no zone
