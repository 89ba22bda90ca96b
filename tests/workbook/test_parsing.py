"""What stands in a cell becomes a typed value where it is beyond doubt, and a remark wherever it departs."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.findings import catalogue
from perfxl.scheme.model import Field
from perfxl.submission import State
from perfxl.workbook.reading.parsing import ERROR_VALUES, expectation, parse, show
from perfxl.workbook.reading.typed_numbers import spelt_number

MONEY = Field(name="总支出", label="支出合计", type="money", unit="万元", minimum=0)
PLUS_MINUS = Field(name="本年追加预算", label="本年追加、追减预算", type="money", unit="万元")
HEADS = Field(name="编制数", label="编制数", type="integer", unit="人", minimum=0)
AREA = Field(name="面积", label="实际面积", type="number", unit="平方米", minimum=0)
MARKS = Field(name="自评得分", label="自评得分", type="number", unit="分", minimum=0, maximum=100)
RATE = Field(name="占比", label="占比", type="ratio", minimum=0)
YEAR = Field(name="评价年度", label="评价年度", type="year", minimum=2000, maximum=2100)
DAY = Field(name="填报日期", label="填报日期", type="date")
NAME = Field(name="部门名称", label="部门（单位）名称", type="text")
KIND = Field(name="类别", label="类别", type="choice", options=("基本建设类项目", "一般项目"))
YES_NO = Field(name="是否完成", label="是否完成", type="choice", options=("是", "否"))

MIDNIGHT = dt.datetime.fromisoformat("2021-03-05")
FIELDS = (MONEY, PLUS_MINUS, HEADS, AREA, MARKS, RATE, YEAR, DAY, NAME, KIND, YES_NO)


def told(content: object, field: Field) -> str:
    """State, value and the codes of all remarks, in one line: ``mended 12.0 T14.unit``."""
    parsed = parse(content, field)
    value = "" if parsed.value is None else f" {parsed.value}"
    codes = "".join(f" {r.code}.{r.case}" if r.case else f" {r.code}" for r in parsed.remarks)
    return f"{parsed.state.value}{value}{codes}"


def figure(content: object, field: Field, name: str) -> str:
    return parse(content, field).remarks[0].figures[name]


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        (3935.66, MONEY, "given 3935.66"),
        (Decimal("3935.66"), MONEY, "given 3935.66"),
        (0, MONEY, "given 0.0"),
        (-3.5, PLUS_MINUS, "given -3.5"),
        (8.0, HEADS, "given 8.0"),
        (2020.0, YEAR, "given 2020.0"),
        (0.95, RATE, "given 0.95"),
        (MIDNIGHT, DAY, "given 2021-03-05"),
        (dt.date(2021, 3, 5), DAY, "given 2021-03-05"),
        ("某县行政服务中心", NAME, "given 某县行政服务中心"),
        ("　某县行政服务中心 ", NAME, "given 某县行政服务中心"),
        ("一般项目", KIND, "given 一般项目"),
        (None, MONEY, "blank"),
        ("", NAME, "blank"),
    ],
)
def test_what_is_typed_as_asked_is_given_without_remark(content, field: Field, expected: str) -> None:
    assert told(content, field) == expected


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        ("12", HEADS, "mended 12.0 T14.text"),
        ("'12", HEADS, "mended 12.0 T14.text"),
        ("１２", HEADS, "mended 12.0 T14.fullwidth"),
        ("３９３５．６６", MONEY, "mended 3935.66 T14.fullwidth"),
        ("3，935.66", MONEY, "mended 3935.66 T14.fullwidth"),
        ("1,234.5", MONEY, "mended 1234.5 T14.separators"),
        (" 12", HEADS, "mended 12.0 T14.spaces"),
        ("3 935.66", MONEY, "mended 3935.66 T14.spaces"),
        ("　12\u00a0", HEADS, "mended 12.0 T14.spaces"),
        ("12\u200b", HEADS, "mended 12.0 T14.spaces"),
        ("−3.5", PLUS_MINUS, "mended -3.5 T14.text"),
        ("－3.5", PLUS_MINUS, "mended -3.5 T14.fullwidth"),
        ("3935.66万元", MONEY, "mended 3935.66 T14.unit"),
        ("3,935.66 万元", MONEY, "mended 3935.66 T14.unit"),
        ("12万", MONEY, "mended 12.0 T14.unit"),
        ("9人", HEADS, "mended 9.0 T14.unit"),
        ("９名", HEADS, "mended 9.0 T14.unit"),
        ("120㎡", AREA, "mended 120.0 T14.unit"),
        ("2020年", YEAR, "mended 2020.0 T14.unit"),
        ("95%", RATE, "mended 0.95 T14.percent"),
        ("９５．５％", RATE, "mended 0.955 T14.percent"),
    ],
)
def test_a_number_kept_as_text_is_understood_and_remarked(content, field: Field, expected: str) -> None:
    assert told(content, field) == expected


@pytest.mark.parametrize(
    ("content", "field", "case", "guess"),
    [
        ("39356600元", MONEY, "other_unit", "3935.66"),
        ("0.5亿元", MONEY, "other_unit", "5000"),
        ("12千元", MONEY, "other_unit", "1.2"),
        ("(12.5)", PLUS_MINUS, "parentheses", "-12.5"),
        ("（12.5）", PLUS_MINUS, "parentheses", "-12.5"),
        ("—", MONEY, "nothing", "0"),
        ("－", MONEY, "nothing", "0"),
        ("无", HEADS, "nothing", "0"),
        ("N/A", HEADS, "nothing", "0"),
        ("九", HEADS, "spelt", "9"),
        ("十二人", HEADS, "spelt", "12"),
        ("二〇二〇年", YEAR, "spelt", "2020"),
        ("95%", MONEY, "percent_here", ""),
        ("约3936万元", MONEY, "words", ""),
        ("1,23,4", MONEY, "words", ""),
        ("12,3456", MONEY, "words", ""),
        ("1.2.3", MONEY, "words", ""),
        ("9元", HEADS, "words", ""),
        ("3935.66（含追加）", MONEY, "words", ""),
        ("abc%", RATE, "words", ""),
    ],
)
def test_what_would_need_a_guess_is_refused_and_the_guess_is_shown(content, field, case, guess) -> None:
    assert told(content, field) == f"invalid T14.{case}"
    assert figure(content, field, "guess") == guess


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        (-1.0, HEADS, "invalid R05.negative"),
        (-0.01, MONEY, "invalid R05.negative"),
        (8.5, HEADS, "invalid R05.fraction"),
        (-8.5, HEADS, "invalid R05.fraction R05.negative"),
        (101.0, MARKS, "invalid R05.range"),
        (20.0, YEAR, "invalid R05.range"),
        (1e10, MONEY, "invalid R05.range"),
        ("-1人", HEADS, "invalid T14.unit R05.negative"),
        ("８．５", HEADS, "invalid T14.fullwidth R05.fraction"),
    ],
)
def test_a_number_outside_its_limits_is_not_taken_and_one_fault_hides_no_other(
    content, field, expected
) -> None:
    assert told(content, field) == expected


def test_noise_of_binary_fractions_makes_no_fraction_of_a_whole_number() -> None:
    assert told(8.000000000000002, HEADS).startswith("given")
    assert told(0.1 + 0.2, MONEY) == f"given {0.1 + 0.2}"


def test_money_with_more_than_two_decimals_is_kept_and_remarked() -> None:
    assert told(3935.6612, MONEY) == "given 3935.6612 R06"
    assert figure(3935.6612, MONEY, "rounded") == "3935.66万元"
    assert told(3.14159, AREA) == "given 3.14159"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("2021年3月5日", "mended 2021-03-05 R03.text"),
        ("2021年 3 月 5 日", "mended 2021-03-05 R03.text"),
        ("2021.3.5", "mended 2021-03-05 R03.text"),
        ("2021-03-05", "mended 2021-03-05 R03.text"),
        ("2021/3/5 0:00:00", "mended 2021-03-05 R03.text"),
        ("２０２１．３．５", "mended 2021-03-05 R03.text"),
        ("二〇二一年三月五日", "mended 2021-03-05 R03.text"),
        ("二〇二一年十二月二十五日", "mended 2021-12-25 R03.text"),
        ("20210305", "mended 2021-03-05 R03.eight"),
        (20210305.0, "mended 2021-03-05 R03.eight"),
        (44260.0, "mended 2021-03-05 R03.serial"),
        ("2021年3月", "invalid R03.no_day"),
        ("2021.3", "invalid R03.no_day"),
        ("3月5日", "invalid R03.unclear"),
        ("05/03/2021", "invalid R03.unclear"),
        ("年底", "invalid R03.unclear"),
        (12.5, "invalid R03.unclear"),
        ("2021年2月30日", "invalid R03.impossible"),
        (20211301.0, "invalid R03.impossible"),
        ("1921-03-05", "invalid R03.range"),
        (dt.date(2201, 3, 5), "invalid R03.range"),
        (True, "invalid R09.boolean"),
        (float("1e300"), "invalid R03.unclear"),
    ],
)
def test_a_date_that_is_not_stored_as_one(content, expected: str) -> None:
    assert told(content, DAY) == expected


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        (" 一般项目", KIND, "mended 一般项目 R04.mended"),
        ("一般 项目", KIND, "mended 一般项目 R04.mended"),
        (True, YES_NO, "mended 是 R04.mended"),
        ("一般", KIND, "invalid R04.near"),
        ("基本建设项目", KIND, "invalid R04.near"),
        ("专项", KIND, "invalid R04.unknown"),
        ("√", YES_NO, "invalid R04.unknown"),
        (1.0, YES_NO, "invalid R04.unknown"),
    ],
)
def test_a_choice_must_be_one_of_the_options(content, field: Field, expected: str) -> None:
    assert told(content, field) == expected


def test_the_nearest_option_is_named() -> None:
    assert figure("基本建设项目", KIND, "guess") == "基本建设类项目"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (13800000000.0, "given 13800000000"),
        (95.0, "given 95"),
        (0.5, "given 0.5"),
        (1234567890123456.0, "given 1234567890123456 R10"),
        (MIDNIGHT, "mended 2021-03-05 R09.text_date"),
        (True, "given TRUE"),
    ],
)
def test_what_is_no_text_becomes_one_in_a_field_of_text(content, expected: str) -> None:
    assert told(content, NAME) == expected


@pytest.mark.parametrize("error", sorted(ERROR_VALUES))
def test_an_error_value_is_never_a_value(error: str) -> None:
    for field in FIELDS:
        assert told(error, field) == "invalid R02"


def test_a_cell_with_only_spaces_is_blank_and_remarked_where_formulas_read_it() -> None:
    assert told(" 　", MONEY) == "blank R08"
    assert told(" 　", NAME) == "blank"


def test_a_date_or_a_truth_value_is_no_number() -> None:
    assert told(MIDNIGHT, HEADS) == "invalid R09.date"
    assert told(True, HEADS) == "invalid R09.boolean"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("九", 9),
        ("十", 10),
        ("二十一", 21),
        ("一百零五", 105),
        ("三万五千", 35000),
        ("一亿二千万", 120000000),
    ],
)
def test_number_words_are_spelt_out(text: str, number: float) -> None:
    assert spelt_number(text) == number


def test_what_a_cell_asks_for_is_said_in_words() -> None:
    assert expectation(MONEY) == "数字，单位：万元，保留两位小数"
    assert expectation(KIND) == "从下拉列表中选择：基本建设类项目、一般项目"


contents = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.text("0123456789.,-—％%（）()年月日万亿元人九十无 １２", max_size=10),
    st.datetimes(),
)


@given(contents, st.sampled_from(FIELDS))
def test_whatever_a_cell_holds_it_is_read_and_every_remark_can_be_worded(content, field: Field) -> None:
    parsed = parse(content, field)
    assert (parsed.value is not None) == (parsed.state in {State.GIVEN, State.MENDED})
    for remark in parsed.remarks:
        case = catalogue()[remark.code, remark.case]
        for text in (case.fault, case.expected, case.remedy):
            text.format(label=field.label, place="基本情况表!D12", **remark.figures)
    if parsed.state is State.INVALID:
        assert parsed.remarks


@given(st.floats(0, 1e8).map(lambda number: round(number, 2)))
def test_a_number_reads_the_same_however_it_is_typed(number: float) -> None:
    assert parse(number, MONEY).value == number
    for typed in (f"{number:.2f}", f"{number:,.2f}", f" {number:.2f}", f"{number:.2f}万元"):
        assert parse(typed, MONEY).value == number


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_reads_the_same_however_it_is_typed(day: dt.date) -> None:
    serial = float((day - dt.date(1899, 12, 30)).days)
    typed = (day, serial, f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y.%m.%d}")
    assert {parse(content, DAY).value for content in typed} == {day}
    assert show(day) == f"{day:%Y-%m-%d}"


def test_the_joiner_of_an_emoji_and_the_breaks_of_a_text_are_nothing_odd() -> None:
    text = "服务群众\U0001f468\u200d\U0001f469\n𠮷县\t一\r\n二"
    assert parse(text, Field(name="说明", label="说明", type="longtext")).remarks == ()


@pytest.mark.parametrize(
    ("content", "asked", "figure", "shown"),
    [
        (-1e-9, HEADS, "shown", "-0.000000001人"),
        (0.00001234, YEAR, "shown", "0.00001234"),
        (1e-7, MONEY, "raw", "0.0000001"),
        ("0.0000001", PLUS_MINUS, "understood", "0.0000001万元"),
        (1e-300, KIND, "raw", "0.0000…（小数点后第300位起才不是0）"),
    ],
)
def test_a_small_number_is_told_with_its_zeros(content, asked, figure, shown) -> None:
    assert parse(content, asked).remarks[0].figures[figure] == shown


@pytest.mark.parametrize(
    ("content", "asked", "shown"),
    [
        ("很多\n" * 9000, HEADS, "很多 " * 20 + "…"),
        ("公益" * 3000, KIND, "公益" * 30 + "…"),
        ("二〇二一\r\n年", DAY, "二〇二一 年"),
        ("字" * 60, KIND, "字" * 60),
    ],
)
def test_a_long_text_is_quoted_on_one_line_and_no_longer_than_can_be_read(content, asked, shown) -> None:
    assert parse(content, asked).remarks[0].figures["raw"] == shown


def test_a_number_beyond_reading_is_told_in_short() -> None:
    for asked in (RATE, MONEY):
        (remark,) = parse(1.7e306, asked).remarks
        assert (remark.code, remark.figures["shown"]) == ("R05", f"170000…（整数部分共307位）{asked.unit}")


def test_a_time_of_day_is_shown_as_one() -> None:
    (remark,) = parse(dt.datetime.fromisoformat("1899-12-30T08:30:00"), HEADS).remarks
    assert (remark.code, remark.case, remark.figures["raw"]) == ("R09", "date", "08:30")
