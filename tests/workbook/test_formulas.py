"""The formulas of the scoring sheet show, in an engine that others made, what is saved beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.scheme.inventory import TOTAL, TOTAL_TITLE, UNSCORED, option_name, score_name
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Scheme
from perfxl.workbook import formulas
from perfxl.workbook.computed import computed_values
from tests.support.alike import alike
from tests.support.filled_sheets import Filled, filled
from tests.support.kinds import KINDS
from tests.support.spreadsheet import Spreadsheet
from tests.support.submissions import submission, table


def disagreements(case: Filled) -> dict[str, tuple[object, object]]:
    shown, saved = case.shown(), computed_values(case.scheme, case.submission())
    assert shown.keys() == saved.keys()
    return {name: (shown[name], saved[name]) for name in saved if not alike(shown[name], saved[name])}


@settings(max_examples=150, deadline=None)
@given(filled(KINDS))
def test_every_formula_cell_shows_what_perfxl_saves_beside_it(case: Filled) -> None:
    assert disagreements(case) == {}


@pytest.mark.parametrize("scheme", [load_scheme(name) for name in scheme_ids()], ids=scheme_ids())
def test_the_formulas_of_a_shipped_scheme_show_what_perfxl_saves_beside_them(scheme: Scheme) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(st.deferred(lambda: filled(scheme)))
    def check(case: Filled) -> None:
        assert disagreements(case) == {}

    check()


@pytest.mark.parametrize("scheme", [KINDS, *map(load_scheme, scheme_ids())], ids=lambda scheme: scheme.id)
def test_no_formula_is_longer_than_excel_takes(scheme: Scheme) -> None:
    written = [formulas.native_score(indicator) for indicator in scheme.indicators()]
    written += [
        formulas.native_total(scheme),
        formulas.native_unscored(scheme),
        formulas.native_grade(scheme),
    ]
    assert max(map(len, written)) < 8192


def test_a_number_typed_with_its_unit_stays_text_in_what_is_saved() -> None:
    mended = {"在职人员数": 9.0, "编制数": 8.0}
    whole = submission(KINDS, mended)
    entry = whole.entries["在职人员数"]
    typed = {**whole.entries, "在职人员数": _mended(entry, "9人")}
    as_typed = type(whole)(scheme_id=whole.scheme_id, entries=typed, tables=whole.tables)
    assert computed_values(KINDS, whole)["控制率"] == 1.125
    assert computed_values(KINDS, as_typed)["控制率"] == ""


def _mended(entry, raw):
    return type(entry)(entry.name, entry.place, entry.value, type(entry.state).MENDED, raw)


def test_a_column_of_formulas_is_saved_row_by_row_and_blank_where_an_input_is() -> None:
    rows = table(
        """
        名称 | 预算 | 执行 | 计划       | 实际
        大厅 | 100  | 95   | 2020-12-31 | 2020-11-30
        网络 | 50   |      | 2020-06-30 | 2020-08-01
        热线 | 0    | 0    | 2020-06-30 |
        """
    )
    saved = computed_values(KINDS, submission(KINDS, tables={"项目清单": rows}))
    assert saved["项目_执行率"] == [0.95, "", ""]
    assert saved["项目_按时"] == ["是", "否", ""]


def test_a_blank_workbook_shows_only_how_many_indicators_are_unscored() -> None:
    saved = computed_values(KINDS, submission(KINDS))
    titles = {name for name in saved if name.startswith((TOTAL_TITLE, "小计说明_"))}
    assert {name: saved[name] for name in saved.keys() - titles if saved[name] not in ("", [])} == {
        UNSCORED: 10.0
    }
    assert saved[TOTAL_TITLE] == "合计（暂计，尚有10项未评）"


@pytest.mark.parametrize(("unscored", "title"), [(0.0, "合计"), (1.0, "合计（暂计，尚有1项未评）")])
def test_the_total_says_in_words_that_it_is_provisional_until_every_indicator_has_its_score(
    unscored: float, title: str
) -> None:
    sheet = Spreadsheet({UNSCORED: unscored})
    assert sheet.show(formulas.native_total_title(sheet.refer)) == title


@pytest.mark.parametrize(
    ("scores", "title"),
    [
        ((5.0, 0.0), "效果　小计"),
        ((5.0, ""), "效果　小计（暂计，尚有1项未评）"),
        (("", ""), "效果　小计（暂计，尚有2项未评）"),
    ],
)
def test_a_subtotal_says_so_of_its_own_indicators_alone(scores: tuple[float | str, ...], title: str) -> None:
    level = KINDS.levels[-1]
    own = [score_name(one.id) for group in level.groups for one in group.indicators]
    others: dict[str, float | str] = {score_name(one.id): "" for one in KINDS.indicators()}
    sheet = Spreadsheet(others | dict.fromkeys(own, 1.0) | dict(zip(own, scores, strict=False)))
    shown = sheet.show(formulas.native_subtotal_title(KINDS, len(KINDS.levels), sheet.refer))
    assert shown == title.replace("效果", level.name)


def grade_shown(total: float | str, unscored: float) -> object:
    sheet = Spreadsheet({TOTAL: total, UNSCORED: unscored})
    return sheet.show(formulas.native_grade(KINDS, sheet.refer))


def test_the_grade_stays_blank_until_every_indicator_has_its_score() -> None:
    assert grade_shown(95.0, 1.0) == ""
    assert grade_shown("", 10.0) == ""


def test_a_grade_begins_at_its_limit() -> None:
    assert [grade_shown(total, 0.0) for total in (90.0, 89.99, 80.0, 0.0)] == ["优", "良", "良", "差"]


def test_an_option_that_is_not_on_the_list_gives_no_score() -> None:
    indicator = next(one for one in KINDS.indicators() if one.id == "效能")
    sheet = Spreadsheet({option_name("效能"): "很好", "分值_效能": 6.0})
    assert sheet.show(formulas.native_score(indicator, sheet.refer)) == ""


def test_scores_refer_to_defined_names_by_default() -> None:
    assert score_name("人员") in formulas.native_total(KINDS)
