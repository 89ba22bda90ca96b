"""From a submission to its scorecard: outcomes, explanations, what is lacking, totals and grades."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings

from perfxl.scheme.expression import DivisionByZero, InvalidValue, MissingValue
from perfxl.scheme.model import Field, Scheme
from perfxl.scoring import Mark, Outcome, resolver, row_resolver, score
from perfxl.submission import State, Submission
from perfxl.workbook.layout import plan
from tests.support.filled_sheets import Filled, filled
from tests.support.kinds import KINDS
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import Given, submission, table

PROJECTS = """
名称 | 类别 | 预算 | 执行 | 计划       | 实际
大厅 | 甲   | 100  | 90   | 2020-12-31 | 2020-11-30
网络 | 乙   | 50   | 45   | 2020-06-30 | 2020-08-01
"""

WHOLE: Mapping[str, Given] = {
    "编制数": 8, "在职人员数": 9, "有无基建": "有", "追加": -12, "目标值": 100, "完成值": 99,
    "支出_预算": 150, "支出_决算": 153, "要点_制度_1": "是", "要点_制度_2": "否",
    "自评_合规": 2, "档次_效能": "一般", "档次_效益": "达成", "自评_效益": 17.5,
}  # fmt: skip


def filled_in(rows: str = PROJECTS, **changes: Given) -> Submission:
    return submission(KINDS, {**WHOLE, **changes}, {"项目清单": table(rows)})


def mark(indicator: str, rows: str = PROJECTS, **changes: Given) -> Mark:
    marks = score(KINDS, filled_in(rows, **changes)).marks
    return next(one for one in marks if one.indicator.id == indicator)


def cells(*names: str) -> str:
    """The cells of fields as a sentence names them: a sheet once; of a column the two rows of PROJECTS."""
    slots = [plan(KINDS).slots[name] for name in names]
    by_sheet: dict[str, list[str]] = {}
    for slot in slots:
        by_sheet.setdefault(slot.sheet, []).extend([slot.cell(row) for row in range(min(slot.rows, 2))])
    return "；".join(f"{sheet}!{'、'.join(addresses)}" for sheet, addresses in by_sheet.items())


def outcome(indicator: str, **changes: Given) -> tuple[str, float | None]:
    found = mark(indicator, **changes)
    return found.outcome.value, found.score


# ── what an explanation says ──


@pytest.mark.parametrize(
    ("indicator", "sentence", "rests_on"),
    [
        (
            "人员",
            "在职人员数9÷编制数8=112.50%，超12.5个百分点，每超1个百分点扣0.5分，应扣6.00分，扣完为止，得0分",
            ["在职人员数", "编制数"],
        ),
        (
            "变动",
            (
                "（支出的决算数153.00－支出的预算数150.00）÷支出的预算数150.00=2.00%，"
                "比0%超2个百分点，每超1个百分点扣0.8分，应扣1.60分，得3.4分"
            ),
            ["支出_决算", "支出_预算"],
        ),
        (
            "执行",
            "《项目清单》执行合计135.00÷《项目清单》预算合计150.00=90.00%，按比例计分，90.00%×20分，得18分",
            ["项目_执行", "项目_预算"],
        ),
        (
            "控制",
            (
                "|本年追加（＋）、追减（－）（-12.00）|÷支出的预算数150.00=8.00%，"
                "属“超过0%且不超过10%”一档，该档8分，得8分"
            ),
            ["追加", "支出_预算"],
        ),
        (
            "及时",
            "《项目清单》是否按时为“是”的1项÷《项目清单》名称共2项=50.00%，按比例计分，50.00%×10分，得5分",
            ["项目_按时", "项目_名称"],
        ),
        ("产出", "完成值99，未达到目标值110，按99÷110×10分计，得9分", ["完成值", "目标值"]),
        ("制度", "2项要点符合1项，不符合：第2项“执行有效”（5分），得3分", ["要点_制度_1", "要点_制度_2"]),
        ("合规", "2例，每例扣1.5分，应扣3.00分，得3分", ["自评_合规"]),
        ("效能", "选择“一般”，该项3分，得3分", ["档次_效能"]),
        ("效益", "自评档次“达成”，得17.5分", ["档次_效益", "自评_效益"]),
    ],
)
def test_every_kind_of_mark_says_how_it_came_about(
    indicator: str, sentence: str, rests_on: list[str]
) -> None:
    assert mark(indicator).explanation == f"{sentence}（{cells(*rests_on)}）"


def test_three_cells_one_below_another_are_named_as_a_range() -> None:
    rows = PROJECTS + "热线 | 甲 | 10 | 9 | 2020-06-30 | 2020-06-30"
    spent, planned = (plan(KINDS).slots[name] for name in ("项目_执行", "项目_预算"))
    assert mark("执行", rows).explanation.endswith(
        f"（{spent.sheet}!{spent.cell(0)}:{spent.cell(2)}、{planned.cell(0)}:{planned.cell(2)}）"
    )


def test_a_mark_carries_measure_score_and_the_cells_it_rests_on() -> None:
    found = mark("人员")
    assert (found.outcome, found.measure, found.score) == (Outcome.SCORED, 1.125, 0.0)
    assert found.places == (plan(KINDS).place("在职人员数"), plan(KINDS).place("编制数"))
    assert found.lacking == ()


def test_a_measure_is_never_shown_so_roundly_that_its_score_seems_wrong() -> None:
    near = mark("控制", 追加=15.005)
    assert near.score == 4.0
    assert "=10.0033%，属“超过10%且不超过20%”一档" in near.explanation


def test_a_long_measure_is_named_and_its_parts_are_listed() -> None:
    parts = " + ".join(f"支出_决算 - N(追加) * {number}" for number in range(4))
    scheme = with_measure("人员", f"({parts}) / 编制数")
    (found,) = (one for one in score(scheme, filled_in()).marks if one.indicator.id == "人员")
    assert found.explanation.startswith(
        "在职人员数÷编制数=8550.00%（其中支出的决算数153.00、本年追加（＋）、追减（－）（-12.00）、编制数8），超8450个百分点"
    )


def test_of_an_if_the_branch_that_was_taken_is_shown() -> None:
    scheme = with_measure("人员", "IF(编制数 > 0, 在职人员数 / 编制数, 0)")
    (found,) = (one for one in score(scheme, filled_in()).marks if one.indicator.id == "人员")
    assert found.explanation.startswith("在职人员数9÷编制数8=112.50%")


def with_measure(indicator: str, measure: str) -> Scheme:
    """The scheme with another measure for one indicator."""
    level, *rest = KINDS.levels
    (group,) = level.groups
    changed = tuple(
        msgspec.structs.replace(one, measure=measure) if one.id == indicator else one
        for one in group.indicators
    )
    group = msgspec.structs.replace(group, indicators=changed)
    return msgspec.structs.replace(KINDS, levels=(msgspec.structs.replace(level, groups=(group,)), *rest))


# ── outcomes ──


def test_a_blank_denominator_is_missing_data_and_never_a_zero() -> None:
    found = mark("人员", 编制数=None)
    assert (found.outcome, found.score, found.measure) == (Outcome.MISSING_DATA, None, None)
    assert found.lacking == ("编制数",)
    assert found.explanation == f"缺编制数，暂不能评分，请补填（{cells('编制数')}）"


def test_all_that_is_missing_is_told_at_once() -> None:
    found = mark("人员", 编制数=None, 在职人员数=None)
    assert found.lacking == ("在职人员数", "编制数")
    assert found.explanation == f"缺在职人员数、编制数，暂不能评分，请补填（{cells(*found.lacking)}）"


def test_an_unreadable_input_is_invalid_data() -> None:
    found = mark("人员", 编制数=State.INVALID)
    assert (found.outcome, found.lacking) == (Outcome.INVALID_DATA, ("编制数",))
    assert found.explanation == f"编制数填写有误，暂不能评分，请更正（{cells('编制数')}）"


def test_a_lost_cell_is_invalid_data() -> None:
    assert outcome("人员", 编制数=State.LOST) == ("数据有误", None)


def test_a_zero_denominator_is_invalid_data() -> None:
    found = mark("人员", 编制数=0)
    assert (found.outcome, found.score) == (Outcome.INVALID_DATA, None)
    where = cells("在职人员数", "编制数")
    assert found.explanation == f"在职人员数÷编制数的分母为0，指标值不能计算，暂不能评分，请核对（{where}）"


@pytest.mark.parametrize(
    ("entered", "expected"),
    [(None, ("待评定", None)), (4.5, ("已评分", 4.5)), (5.01, ("数据有误", None)), (-1, ("数据有误", None))],
)
def test_where_the_scheme_allows_it_a_score_by_hand_stands_for_a_zero_denominator(
    entered: float | None, expected: tuple[str, float | None]
) -> None:
    assert outcome("变动", 支出_预算=0, 自评_变动=entered) == expected


def test_a_score_by_hand_says_that_it_is_one_and_why() -> None:
    zero = "（决算数－预算数）÷预算数的分母为0，指标值不能计算"
    where = cells("支出_决算", "支出_预算", "自评_变动")
    assert mark("变动", 支出_预算=0, 自评_变动=4.5).explanation == f"{zero}，按自评分计，得4.5分（{where}）"
    assert mark("变动", 支出_预算=0).explanation == f"{zero}，请填列自评分（{cells('自评_变动')}）"


def test_a_score_by_hand_has_no_say_while_the_measure_can_be_formed() -> None:
    assert outcome("变动", 自评_变动=5) == ("已评分", 3.4)
    assert outcome("变动", 支出_预算=None, 自评_变动=5) == ("缺数据", None)


def test_an_indicator_whose_condition_is_false_does_not_apply_and_gets_full_points() -> None:
    found = mark("及时", 有无基建="无")
    assert (found.outcome, found.score, found.measure) == (Outcome.NOT_APPLICABLE, 10.0, 0.5)
    where = cells("有无基建")
    assert found.explanation == f"不适用：没有“有基建项目”的情形（有无基建无），按满分10分计（{where}）"


def test_an_indicator_whose_condition_is_blank_lacks_data_however_complete_the_rest_is() -> None:
    found = mark("及时", 有无基建=None)
    assert (found.outcome, found.lacking) == (Outcome.MISSING_DATA, ("有无基建",))
    assert outcome("及时", 有无基建=State.INVALID) == ("数据有误", None)


@pytest.mark.parametrize(
    ("indicator", "changes", "asked"),
    [
        ("制度", {"要点_制度_2": None}, "评分要点第2项"),
        (
            "制度",
            {"要点_制度_1": None, "要点_制度_2": None},
            "评分要点第1、2项",
        ),
        ("合规", {"自评_合规": None}, "违规例数"),
        ("效能", {"档次_效能": None}, "档次"),
        ("效益", {"档次_效益": None, "自评_效益": None}, "档次、自评分"),
        ("效益", {"自评_效益": None}, "自评分"),
    ],
)
def test_what_the_accountant_has_yet_to_answer_needs_judgement(
    indicator: str, changes: dict[str, Given], asked: str
) -> None:
    found = mark(indicator, **changes)
    assert (found.outcome, found.score) == (Outcome.NEEDS_JUDGEMENT, None)
    assert found.lacking == tuple(changes)
    assert found.explanation == f"待评定：请填列{asked}（{cells(*changes)}）"


@pytest.mark.parametrize(
    ("indicator", "changes"),
    [
        ("制度", {"要点_制度_1": "大致"}),
        ("合规", {"自评_合规": 1.5}),
        ("合规", {"自评_合规": -1}),
        ("效能", {"档次_效能": "尚可"}),
        ("效益", {"档次_效益": "尚可"}),
        ("效益", {"自评_效益": 20.01}),
        ("效益", {"自评_效益": -0.01}),
        ("产出", {"目标值": State.INVALID}),
    ],
)
def test_an_answer_out_of_range_or_off_the_list_is_invalid(indicator: str, changes: dict[str, Given]) -> None:
    found = mark(indicator, **changes)
    assert (found.outcome, found.score, found.lacking) == (Outcome.INVALID_DATA, None, tuple(changes))


def test_a_score_outside_its_standard_is_scored_all_the_same() -> None:
    assert outcome("效益", 档次_效益="未达成", 自评_效益=20) == ("已评分", 20.0)


def test_a_blank_target_is_missing_data() -> None:
    assert mark("产出", 目标值=None).lacking == ("目标值",)


def test_a_table_without_rows_is_missing_data_and_not_a_zero() -> None:
    found = mark("执行", "名称 | 类别")
    assert (found.outcome, found.lacking) == (Outcome.MISSING_DATA, ("项目_执行", "项目_预算"))
    assert found.explanation.startswith("缺《项目清单》的“执行”“预算”栏，暂不能评分，请补填（")


# ── what comes of it ──


def test_subtotals_and_total_add_up_the_scores_there_are() -> None:
    scorecard = score(KINDS, filled_in(自评_效益=None, 档次_效能=None))
    by_id = {one.indicator.id: one.score for one in scorecard.marks}
    assert by_id == {
        "人员": 0.0, "变动": 3.4, "执行": 18.0, "控制": 8.0, "及时": 5.0, "产出": 9.0,
        "制度": 3.0, "合规": 3.0, "效能": None, "效益": None,
    }  # fmt: skip
    assert [subtotal for _, subtotal in scorecard.levels] == [43.4, 6.0]
    assert (scorecard.total, scorecard.unscored) == (49.4, 2)


def test_a_grade_is_given_only_once_every_indicator_has_its_score() -> None:
    assert (score(KINDS, filled_in()).grade, score(KINDS, filled_in()).final) == ("差", True)
    open_ = score(KINDS, filled_in(自评_效益=None))
    assert (open_.grade, open_.final) == ("", False)


def test_a_blank_submission_has_no_score_anywhere() -> None:
    scorecard = score(KINDS, submission(KINDS))
    assert {one.score for one in scorecard.marks} == {None}
    assert [subtotal for _, subtotal in scorecard.levels] == [None, None]
    assert (scorecard.total, scorecard.unscored, scorecard.grade) == (0.0, 10, "")


def test_a_total_of_cents_carries_no_noise() -> None:
    scorecard = score(GUANGDONG, sound())
    assert scorecard.final
    assert scorecard.total == round(sum(one.score or 0 for one in scorecard.marks), 2)
    assert scorecard.grade == next(one.name for one in GUANGDONG.grades if scorecard.total >= one.at_least)


@settings(max_examples=150, deadline=None)
@given(filled(KINDS))
def test_every_submission_gets_a_mark_for_every_indicator_and_no_score_leaves_its_range(case: Filled) -> None:
    scorecard = score(case.scheme, case.submission())
    assert [one.indicator for one in scorecard.marks] == list(case.scheme.indicators())
    for one in scorecard.marks:
        scored = one.outcome in {Outcome.SCORED, Outcome.NOT_APPLICABLE}
        assert (one.score is not None) == scored
        assert one.score is None or 0 <= one.score <= one.indicator.points
        assert one.explanation


# ── the values that expressions read ──


def test_formulas_are_computed_on_the_fly_and_rounded_as_their_cells_are() -> None:
    resolve = resolver(KINDS, filled_in(在职人员数=1, 编制数=3))
    assert resolve("控制率") == 0.3333333333


def test_a_formula_without_its_inputs_names_what_is_missing() -> None:
    resolve = resolver(KINDS, filled_in(编制数=None))
    with pytest.raises(MissingValue) as error:
        resolve("控制率")
    assert error.value.names == ("编制数",)
    with pytest.raises(MissingValue):
        resolve("控制率")


def test_a_mended_entry_counts_as_what_was_meant() -> None:
    whole = filled_in()
    mended = msgspec.structs.replace(whole.entries["编制数"], state=State.MENDED, raw="8人")
    resolve = resolver(KINDS, replace(whole, entries={**whole.entries, "编制数": mended}))
    assert resolve("编制数") == 8.0


def test_columns_give_their_filled_rows_with_formulas_computed_row_by_row() -> None:
    rows = PROJECTS + "热线 | 甲 | 0 | 0 | 2020-06-30 |"
    resolve = resolver(KINDS, filled_in(rows))
    assert resolve("项目_执行") == (90.0, 45.0, 0.0)
    assert resolve("项目_执行率") == (0.9, 0.9, None)
    assert resolve("项目_按时") == ("是", "否", None)


def test_a_column_with_an_unreadable_cell_is_invalid_even_through_a_formula() -> None:
    whole = filled_in()
    first, *rest = whole.tables["项目清单"]
    broken = msgspec.structs.replace(first.cells["执行"], state=State.INVALID, value=None, raw="九十")
    row = msgspec.structs.replace(first, cells={**first.cells, "执行": broken})
    resolve = resolver(KINDS, replace(whole, tables={"项目清单": (row, *rest)}))
    for name in ("项目_执行", "项目_执行率"):
        with pytest.raises(InvalidValue) as error:
            resolve(name)
        assert error.value.names == (name,)
    assert resolve("项目_预算") == (100.0, 50.0)


def test_a_row_is_read_by_the_columns_own_names_and_says_why_it_has_no_value() -> None:
    block = KINDS.tables()["项目清单"]
    whole = filled_in(PROJECTS + "热线 | 甲 | 0 | 0 | 2020-06-30 |")
    first, _, last = whole.tables["项目清单"]
    resolve = row_resolver(KINDS, whole, block, first)
    assert (resolve("名称"), resolve("执行率"), resolve("按时")) == ("大厅", 0.9, "是")
    resolve = row_resolver(KINDS, whole, block, last)
    with pytest.raises(DivisionByZero):
        resolve("执行率")
    with pytest.raises(MissingValue) as error:
        resolve("按时")
    assert error.value.names == ("实际",)


def test_formulas_that_come_back_to_themselves_are_invalid_and_do_not_hang() -> None:
    sheet = KINDS.sheets[0]
    block = sheet.blocks[0]
    circle = (
        Field(name="甲率", label="甲率", type="ratio", formula="乙率 / 2"),
        Field(name="乙率", label="乙率", type="ratio", formula="甲率 * 2"),
    )
    block = msgspec.structs.replace(block, fields=(*block.fields, *circle))
    sheet = msgspec.structs.replace(sheet, blocks=(block, *sheet.blocks[1:]))
    resolve = resolver(msgspec.structs.replace(KINDS, sheets=(sheet,)), filled_in())
    with pytest.raises(InvalidValue):
        resolve("甲率")


def test_a_name_that_the_scheme_does_not_have_is_a_programmers_error() -> None:
    with pytest.raises(KeyError):
        resolver(KINDS, filled_in())("没有的栏目")
    block = KINDS.tables()["项目清单"]
    with pytest.raises(KeyError):
        row_resolver(KINDS, filled_in(), block, filled_in().tables["项目清单"][0])("没有的栏目")
