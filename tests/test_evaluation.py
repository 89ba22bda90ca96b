"""The whole judgement: findings in reading order, checks not made, the same result for the same input."""

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.checks.base import Skipped
from perfxl.evaluation import evaluate
from perfxl.findings import Place, Severity, finding
from perfxl.scheme.inventory import formula_fields, input_fields, score_name
from perfxl.scheme.load import load_scheme
from perfxl.submission import State
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import submission

HUNAN = load_scheme("hunan-county-2018")


def test_findings_stand_in_the_order_in_which_their_cells_are_met():
    changes = {"满意度有效样本数": 0, "满意份数": 0, "实际采购金额": 80, "在职人员数": 9, "填报人": None}
    given = sound(changes | {"自评_社会经济环境效益": 9.5})
    found = [one for one in evaluate(GUANGDONG, given).findings if one.code[0] in "TPAK"]
    assert [one.code for one in found] == ["T06", "P07", "A01", "K17", "K06"]
    rows = [int("".join(filter(str.isdigit, one.place.cell))) for one in found[:-1]]
    assert rows == sorted(rows)
    assert found[-1].place.sheet == "评分表"


def test_columns_count_as_in_a_sheet_and_a_whole_sheet_comes_before_its_cells():
    remarks = tuple(
        finding("T06", Place("基本情况表", cell), "某栏", case="cover") for cell in ("AA3", "B3", "B12", "")
    )
    given = dataclasses.replace(sound(), remarks=remarks)
    found = [one.place.cell for one in evaluate(GUANGDONG, given).findings if one.code == "T06"]
    assert found == ["", "B3", "AA3", "B12"]


def test_what_the_reading_remarked_is_among_the_findings_once():
    remark = finding("T06", Place("基本情况表", "B10"), "填报人", case="cover")
    given = dataclasses.replace(sound({"填报人": None}), remarks=(remark, remark))
    same = [one for one in evaluate(GUANGDONG, given).findings if one.label == "填报人"]
    assert same == [remark]


def test_a_check_that_lacks_data_in_several_ways_is_named_once_with_all_it_lacks():
    skipped = evaluate(GUANGDONG, sound({"项目支出_决算": None, "一般项目_年初预算": None})).skipped
    assert [item.code for item in skipped] == sorted({item.code for item in skipped})
    assert skipped[[item.code for item in skipped].index("B01")] == Skipped(
        "B01", "项目支出＝各类项目支出之和", ("一般项目的年初预算数", "项目支出的支出决算数")
    )


def test_a_sound_submission_is_scored_and_has_no_errors():
    evaluation = evaluate(GUANGDONG, sound())
    assert (evaluation.scorecard.total, evaluation.scorecard.grade) == (96.16, "优")
    assert [one for one in evaluation.findings if one.severity is Severity.ERROR] == []


def test_the_same_submission_gives_the_same_evaluation():
    given = sound({"在职人员数": 9, "实际采购金额": None})
    assert evaluate(GUANGDONG, given) == evaluate(GUANGDONG, given)


STATES = st.sampled_from([None, State.INVALID, State.LOST])
NUMBERS = st.one_of(st.sampled_from([0.0, 1.0, 100.0, -5.0, 0.005]), st.floats(-1e6, 1e9, allow_nan=False))


def value_of(field):
    """Anything that may stand in a cell of this field."""
    if field.type in {"text", "longtext"}:
        return st.one_of(
            STATES, st.sampled_from(["无", "扣30%", "扣2分", "3935.66万元", "100"]), st.text(max_size=12)
        )
    if field.type == "choice":
        return st.one_of(STATES, st.sampled_from(field.options or ("是",)))
    if field.type == "date":
        return st.one_of(STATES, st.dates())
    return st.one_of(STATES, NUMBERS)


@st.composite
def submissions(draw, scheme):
    """A submission with anything in a dozen of its cells, in a table, and over some of its formulas."""
    fields = input_fields(scheme)
    names = draw(st.lists(st.sampled_from(sorted(fields)), max_size=12, unique=True))
    values = {name: draw(value_of(fields[name])) for name in names}
    formulas = [
        *formula_fields(scheme),
        *(score_name(one.id) for one in scheme.indicators()),
        "自评总分",
        "自评等级",
    ]
    claimed = st.dictionaries(
        st.sampled_from(formulas), st.one_of(NUMBERS, st.sampled_from(["", "优"])), max_size=4
    )
    table = draw(st.sampled_from(sorted(scheme.tables())))
    columns = [column for column in scheme.tables()[table].columns if not column.formula]
    rows = [
        {column.name: draw(value_of(column)) for column in columns} for _ in range(draw(st.integers(0, 2)))
    ]
    if draw(st.booleans()) and scheme is GUANGDONG:
        given = sound(values, claims=draw(claimed), typed=draw(claimed))
        return dataclasses.replace(given, tables={**given.tables, **with_rows(scheme, table, rows).tables})
    given = submission(scheme, values, claims=draw(claimed), typed=draw(claimed))
    return dataclasses.replace(given, tables=with_rows(scheme, table, rows).tables)


def with_rows(scheme, table, rows):
    return submission(scheme, tables={table: rows})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(submissions(GUANGDONG))
def test_no_check_raises_whatever_a_submission_holds(given):
    evaluation = evaluate(GUANGDONG, given)
    assert all(one.fault and one.expected and one.remedy for one in evaluation.findings)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(submissions(HUNAN))
def test_no_check_raises_under_another_scheme_either(given):
    evaluation = evaluate(HUNAN, given)
    assert all("{" not in one.fault for one in evaluation.findings)
