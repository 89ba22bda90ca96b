"""One text over field names: what it gives, what it lacks, how Excel writes it, and what is refused."""

import datetime as dt

import pytest

from perfxl.scheme.expression import (
    DivisionByZero,
    ExpressionError,
    InvalidValue,
    Kind,
    MissingValue,
    Unresolved,
    parse,
)
from tests.support.spreadsheet import Cell

Values = dict[str, Cell | tuple[Cell, ...]]


def value(text: str, **values: Cell | tuple[Cell, ...]) -> object:
    return parse(text).evaluate(values.get)


def missing(text: str, **values: Cell | tuple[Cell, ...]) -> tuple[str, ...]:
    with pytest.raises(MissingValue) as error:
        value(text, **values)
    return error.value.names


def invalid(text: str, **values: Cell | tuple[Cell, ...]) -> tuple[str, ...]:
    with pytest.raises(InvalidValue) as error:
        value(text, **values)
    return error.value.names


def refusal(text: str) -> str:
    with pytest.raises(ExpressionError) as error:
        parse(text)
    return str(error.value)


# ── what it gives ──


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在职 / 编制", 1.125),
        ("在职 - 编制 - 1", 0.0),
        ("在职 - (编制 - 1)", 2.0),
        ("-在职 * 2", -18.0),
        ("在职 / (编制 * 2)", 0.5625),
        ("ABS(编制 - 在职)", 1.0),
        ("MIN(在职, 编制, 3)", 3.0),
        ("MAX(在职, 编制)", 9.0),
        ("ROUND(在职 / 编制, 2)", 1.13),
        ("ROUND(在职 * 100, -2)", 900.0),
        ("INT(编制 / 在职)", 0.0),
        ("INT(-编制 / 在职)", -1.0),
        ("IF(在职 > 编制, 1, 2)", 1.0),
        ("YEAR(日期)", 2021.0),
        ("日期 - 期限", 30.0),
        ("LEN(性质)", 2.0),
    ],
)
def test_numbers(text: str, expected: float) -> None:
    entered = {
        "在职": 9.0,
        "编制": 8.0,
        "日期": dt.date(2021, 1, 30),
        "期限": dt.date(2020, 12, 31),
        "性质": "行政",
    }
    assert value(text, **entered) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('性质 == "行政"', True),
        ('性质 == "abc"', False),
        ('类型 == "ABC"', True),
        ('性质 != "行政"', False),
        ('ISNUMBER(SEARCH("B", 类型))', True),
        ('ISNUMBER(SEARCH("无", 类型))', False),
        ("ISNUMBER(在职)", True),
        ("ISNUMBER(性质)", False),
        ("AND(在职 > 8, 在职 < 10)", True),
        ("OR(在职 > 9, 在职 < 9)", False),
        ("NOT(在职 == 9)", False),
        ("日期 <= 期限", False),
        ("在职 == 编制", False),
    ],
)
def test_truths(text: str, expected: bool) -> None:
    entered = {"在职": 9.0, "编制": 8.0, "性质": "行政", "类型": "aBc"}
    days = {"日期": dt.date(2021, 1, 30), "期限": dt.date(2020, 12, 31)}
    assert value(text, **entered, **days) is expected


def test_a_column_is_summed_and_counted_without_its_blanks() -> None:
    column = (3.0, None, 0.5, "")
    assert value("SUM(执行)", 执行=column) == 3.5
    assert value("COUNT(执行)", 执行=column) == 2
    assert value("MAX(执行, 10)", 执行=column) == 10


def test_answers_in_a_column_are_counted_without_regard_to_capitals() -> None:
    assert value('COUNTIF(答, "ok") / COUNTA(答)', 答=("OK", "no", None, "ok")) == pytest.approx(2 / 3)


def test_amounts_are_summed_where_another_column_meets_the_criterion() -> None:
    assert value('SUMIF(类别, "甲", 金额)', 类别=("甲", "乙", "甲"), 金额=(1.0, 2.0, None)) == 1.0
    assert value("SUMIF(年份, 2020, 金额)", 年份=(2020.0, 2019.0), 金额=(1.0, 2.0)) == 1.0


def test_the_noise_of_sums_does_not_decide_a_comparison() -> None:
    assert value("甲 + 乙 == 丙", 甲=0.1, 乙=0.2, 丙=0.3) is True
    assert value("甲 + 乙 > 丙", 甲=0.1, 乙=0.2, 丙=0.3) is False
    assert value("INT((甲 - 乙) * 10)", 甲=0.8, 乙=0.1) == 7


def test_a_denominator_that_ought_to_be_zero_is_zero() -> None:
    with pytest.raises(DivisionByZero):
        value("丁 / (甲 + 乙 - 丙)", 甲=0.1, 乙=0.2, 丙=0.3, 丁=1.0)


# ── what it lacks ──


def test_a_blank_denominator_is_missing_data_and_never_a_zero() -> None:
    assert missing("在职 / 编制", 在职=9.0) == ("编制",)


def test_all_missing_names_are_told_in_the_order_of_the_text_and_each_once() -> None:
    assert missing("(甲 + 乙) / (丙 + 甲) + SUM(列)", 乙=1.0, 列=()) == ("甲", "丙", "列")


def test_a_zero_denominator_is_told_only_when_nothing_is_missing_or_invalid() -> None:
    assert missing("甲 / 乙 + 丙", 甲=1.0, 乙=0.0) == ("丙",)
    assert invalid("甲 / 乙 + 丙", 甲=1.0, 乙=0.0, 丙="九") == ("丙",)
    with pytest.raises(DivisionByZero):
        value("甲 / 乙 + 丙", 甲=1.0, 乙=0.0, 丙=1.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N(空)", 0.0),
        ("LEN(空)", 0.0),
        ("ISBLANK(空)", True),
        ("COUNTA(空, 甲)", 1.0),
        ("COUNT(空, 甲)", 1.0),
        ("IF(甲 > 0, 甲, 空)", 1.0),
        ("IF(ISBLANK(空), 0, 空 / 甲)", 0.0),
    ],
)
def test_a_blank_is_no_hindrance_where_the_expression_allows_for_it(text: str, expected: object) -> None:
    assert value(text, 甲=1.0) == expected


@pytest.mark.parametrize(
    "text",
    [
        "空 + 1",
        "SUM(空, 甲)",
        "MAX(空, 甲)",
        "空 > 0",
        '空 == "是"',
        "YEAR(空)",
        "AND(甲 > 2, 空 > 0)",
        "ISNUMBER(空)",
        'ISNUMBER(SEARCH("无", 空))',
        "IF(空 > 0, 1, 2)",
    ],
)
def test_everywhere_else_a_blank_is_missing(text: str) -> None:
    assert missing(text, 甲=1.0) == ("空",)


@pytest.mark.parametrize(
    "text", ["SUM(列)", "COUNT(列)", "COUNTA(列)", "MIN(列)", 'COUNTIF(列, "是")', 'SUMIF(列, "是", 列)']
)
def test_a_column_without_one_filled_cell_is_missing_and_not_a_zero(text: str) -> None:
    assert missing(text, 列=(None, None)) == ("列",)
    assert missing(text, 列=()) == ("列",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("文 + 1", ("文",)),
        ("N(文)", ("文",)),
        ("COUNT(文)", ("文",)),
        ("SUM(列)", ("列",)),
        ("COUNTIF(列, 1)", ("列",)),
        ('数 == "是"', ("数",)),
        ("数 == 文", ("数", "文")),
        ("LEN(数)", ("数",)),
        ("YEAR(数)", ("数",)),
        ("日 + 数", ("日", "数")),
        ("日 > 数", ("日", "数")),
        ("ABS(日)", ("日",)),
        ("MAX(日, 数)", ("日", "数")),
        ("真 + 1", ("真",)),
    ],
)
def test_a_value_of_the_wrong_kind_is_invalid_and_never_taken_for_another(
    text: str, names: tuple[str, ...]
) -> None:
    assert invalid(text, 文="九", 数=9.0, 列=(1.0, "九"), 日=dt.date(2020, 1, 1), 真=True) == names


def test_what_the_resolver_cannot_give_is_passed_on_with_the_names_behind_it() -> None:
    def resolve(name: str) -> float:
        raise {"率": MissingValue(["决算", "预算"]), "额": InvalidValue(["金额"]), "比": DivisionByZero()}[
            name
        ]

    with pytest.raises(MissingValue) as error:
        parse("率 + 额").evaluate(resolve)
    assert error.value.names == ("决算", "预算")
    with pytest.raises(InvalidValue) as wrong:
        parse("额 + 比").evaluate(resolve)
    assert wrong.value.names == ("金额",)
    with pytest.raises(DivisionByZero):
        parse("比 + 1").evaluate(resolve)


def test_a_formula_that_shows_nothing_is_a_blank_where_blanks_are_allowed_for() -> None:
    def resolve(name: str) -> float:
        raise {"率": MissingValue(["决算"]), "额": InvalidValue(["金额"]), "比": DivisionByZero()}[name]

    assert parse("N(率) + N(比)").evaluate(resolve) == 0
    with pytest.raises(InvalidValue):
        parse("N(额)").evaluate(resolve)


def test_a_result_too_large_for_a_number_is_invalid() -> None:
    assert invalid("甲 * 甲", 甲=1e200) == ("甲",)


def test_a_column_where_one_value_is_due_is_a_mistake_of_the_scheme() -> None:
    with pytest.raises(TypeError, match="执行 is a column"):
        value("执行 + 1", 执行=(1.0, 2.0))


# ── how Excel writes it ──


def native(text: str) -> str:
    return parse(text).native(str)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("(a + b) * c", "(a+b)*c"),
        ("a + b * c", "a+b*c"),
        ("a - (b - c)", "a-(b-c)"),
        ("a - b - c", "a-b-c"),
        ("a + (b + c)", "a+(b+c)"),
        ("-a * b", "-a*b"),
        ("-(a * b)", "-(a*b)"),
        ("a * -b", "a*(-b)"),
        ("a - -b", "a-(-b)"),
        ("a / b", "a/b"),
        ("a / (b * c)", "a/ROUND(b*c,10)"),
        ("a / SUM(b)", "a/ROUND(SUM(b),10)"),
        ("a / COUNT(b)", "a/COUNT(b)"),
        ("a != 1", "a<>1"),
        ("a == 0.5", "a=0.5"),
        ("a + b >= c", "ROUND(a+b,8)>=ROUND(c,8)"),
        ("a - b > 0", "ROUND(a-b,8)>0"),
        ('a == "是"', 'a="是"'),
        ("a == '引\"号'", 'a="引""号"'),
        ("a + 1e-7", "a+1E-07"),
        ("a + 100.0", "a+100"),
        ("ISBLANK(a)", "LEN(a)=0"),
        ("COUNTA(a)", "SUMPRODUCT(--(LEN(a)>0))"),
        ("COUNTA(a, b) * 2", "(SUMPRODUCT(--(LEN(a)>0))+SUMPRODUCT(--(LEN(b)>0)))*2"),
        ("INT(a)", "INT(a)"),
        ("INT(a / b)", "INT(ROUND(a/b,8))"),
        ('SUMIF(a, "甲", b)', 'SUMIF(a,"甲",b)'),
        ('IF(ISNUMBER(SEARCH("无", a)), b, 0)', 'IF(ISNUMBER(SEARCH("无",a)),b,0)'),
    ],
)
def test_the_formula_keeps_the_meaning_of_the_text(text: str, formula: str) -> None:
    assert native(text) == formula


def test_names_become_whatever_they_are_said_to_refer_to() -> None:
    assert (
        parse("全年执行 / 全年预算").native({"全年执行": "$E7", "全年预算": "$D7"}.__getitem__) == "$E7/$D7"
    )


def test_the_guarded_formula_is_rounded_and_blank_until_its_numbers_are_there() -> None:
    assert (
        parse("在职 / 编制").native_guarded(str, 10)
        == 'IFERROR(IF(COUNT(在职,编制)<2,"",ROUND(在职/编制,10)),"")'
    )


def test_a_formula_that_can_lack_nothing_has_no_condition() -> None:
    assert parse("ISBLANK(甲)").native_guarded(str, None) == 'IFERROR(LEN(甲)=0,"")'
    assert parse("ISBLANK(甲)").native_lacking(str, None) == ""


def test_only_the_branch_that_is_taken_must_have_its_inputs() -> None:
    guard = parse("IF(甲 > 0, 乙 / 甲, 0)").native_lacking(str, 10)
    assert guard == "OR(COUNT(甲)<1,IF(甲>0,COUNT(乙,甲)<2,FALSE))"


# ── what it says of itself ──


def test_names_are_told_once_in_the_order_of_the_text_and_functions_are_no_names() -> None:
    assert parse("SUM(乙) + 甲 / 乙 + N(丙)").names == ("乙", "甲", "丙")


def test_names_that_must_be_single_cells_or_columns_are_told_apart() -> None:
    expression = parse('COUNTIF(答, "是") / COUNTA(题) + SUM(额) + 甲')
    assert expression.columns == ("答",)
    assert expression.singles == ("甲",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("甲 + 1", Kind.NUMBER),
        ("甲", Kind.ANY),
        ("甲 > 1", Kind.TRUTH),
        ('IF(甲 > 1, "是", 乙)', Kind.TEXT),
        ("IF(甲 > 1, 甲, 乙)", Kind.ANY),
        ("IF(甲 > 1, 甲, 0)", Kind.NUMBER),
    ],
)
def test_what_kind_of_value_it_gives(text: str, kind: Kind) -> None:
    assert parse(text).kind is kind


def test_renaming_changes_names_and_nothing_else() -> None:
    renamed = parse('COUNTIF(完成, "完成") / (完成数 + SUM)').rename({"完成": "工作_完成", "SUM": "合计"})
    assert renamed.native(str) == 'COUNTIF(工作_完成,"完成")/ROUND(完成数+合计,10)'


def test_a_formula_may_run_over_several_lines() -> None:
    assert native("甲\n  + 乙") == "甲+乙"


# ── what is refused ──


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not an expression"),
        ("甲 +", "not an expression"),
        ("甲 = 乙", "write == for equals"),
        ("甲 <> 乙", "not an expression"),
        ("甲 ** 2", "only + - * /"),
        ("甲 % 2", "only + - * /"),
        ("甲 // 2", "only + - * /"),
        ("甲 and 乙", "write AND"),
        ("not 甲", "write AND"),
        ("1 < 甲 < 2", "one comparison at a time"),
        ("甲 in 乙", "one comparison at a time"),
        ("甲.乙", "only values, names"),
        ("甲[0]", "only values, names"),
        ("[甲]", "only values, names"),
        ("lambda: 1", "only values, names"),
        ("f'{甲}'", "only values, names"),
        ("甲 if 乙 else 丙", "only values, names"),
        ("True", "only numbers and texts"),
        ("1j", "only numbers and texts"),
        ("b'x'", "only numbers and texts"),
        ("1e999", "too large"),
        ("10 ** 400", "only + - * /"),
        ("Ａ + 1", "plain form, A"),
        ("甲 # 乙", "a comment"),
        ("__import__('os')", "unknown function"),
        ("VLOOKUP(甲, 乙, 1)", "unknown function"),
        ("sum(甲)", "unknown function"),
        ("甲(1)", "unknown function"),
        ("ABS(甲, 乙)", "ABS takes 1"),
        ("SUM()", "SUM takes 1 or more"),
        ("ROUND(甲, digits=2)", "ROUND takes 2"),
        ("SUM(*甲)", "only values, names"),
        ("ROUND(甲, 乙)", "a whole number written out"),
        ("ROUND(甲, 0.5)", "a whole number written out"),
        ("SUM(甲 + 1)", "a name is wanted"),
        ("N(1)", "a name is wanted"),
        ("SEARCH('无', 甲)", "only inside ISNUMBER"),
        ("SEARCH('无', 甲) + 1", "only inside ISNUMBER"),
        ("ISNUMBER(SEARCH('*', 甲))", "a plain text"),
        ("ISNUMBER(SEARCH('', 甲))", "a plain text"),
        ("ISNUMBER(甲 + 1)", "a name or SEARCH"),
        ('"甲" + 1', "a number is wanted"),
        ("(甲 > 1) * 2", "a number is wanted"),
        ("-(甲 > 1)", "a number is wanted"),
        ("MAX(甲 > 1, 2)", "a name or a number"),
        ("IF(甲, 1, 2)", "a comparison or AND"),
        ("AND(甲, 乙 > 1)", "a comparison or AND"),
        ("(甲 > 1) == (乙 > 1)", "numbers compare with numbers"),
        ('甲 + 1 == "是"', "numbers compare with numbers"),
        ('甲 < "是"', "their order differs"),
        ('IF(甲 > 1, "是", 2)', "the same kind"),
    ],
)
def test_what_is_not_in_the_common_subset_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert reason in refusal(text)


@pytest.mark.parametrize(
    "criterion",
    [
        ">1",
        "<>",
        "=是",
        "是*",
        "第?项",
        "~",
        "",
        " ",
        "12",
        "-1",
        "+1",
        ".5",
        "￥1",
        "(1)",
        "5%",
        "TRUE",
        "false",
    ],
)
def test_a_criterion_that_a_spreadsheet_would_interpret_is_refused(criterion: str) -> None:
    assert "a plain text or number" in refusal(f'COUNTIF(列, "{criterion}")')


def test_the_refusal_names_the_column_of_the_fault_and_what_stands_there() -> None:
    assert refusal("年初预算 + 追加 ** 2").startswith("column 8, '追加 ** 2'")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(" * 500 + "甲" + ")" * 500, "1001 characters"),
        ("(" * 300 + "甲" + ")" * 300, "not an expression"),
        ("+".join(["甲"] * 100), "199 parts"),
        ("-" * 30 + "甲", "nested deeper than 20"),
        ("ABS(" * 25 + "甲" + ")" * 25, "nested deeper than 20"),
        (f'甲 == "{"长" * 256}"', "more than 255 characters"),
    ],
)
def test_absurd_lengths_and_depths_are_refused_before_they_cost_anything(text: str, reason: str) -> None:
    assert reason in refusal(text)


def test_a_long_plain_sum_is_not_deep() -> None:
    names = [f"第{number}月" for number in range(1, 61)]
    assert parse(" + ".join(names)).evaluate(lambda _: 1.0) == 60


def test_an_expression_whose_formula_excel_could_not_hold_is_refused() -> None:
    part = "SUM(第一季度支出合计, 第二季度支出合计, 第三季度支出合计)"
    text = part
    for _ in range(8):
        text = f"IF({text}>{part},{part},{part})"
    assert "characters as an Excel formula" in refusal(text)


def test_every_reason_why_there_is_no_value_can_be_caught_as_one() -> None:
    assert issubclass(MissingValue, Unresolved)
    assert issubclass(InvalidValue, Unresolved)
    assert issubclass(DivisionByZero, Unresolved)
