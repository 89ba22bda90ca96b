"""Every kind of rule: the score is bounded, moves with the measure, and the Excel formula gives the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.numbers import excel_round
from perfxl.scheme.rules import Answer, Bands, Deduction, Proportional, Target
from tests.support import rule_cases
from tests.support.rule_cases import Case
from tests.support.spreadsheet import Spreadsheet


@settings(max_examples=800, deadline=None)
@given(rule_cases.cases)
def test_the_native_formula_gives_the_same_score(case: Case) -> None:
    sheet = Spreadsheet(case.values())
    formula = case.formula(sheet.refer)
    assert sheet.show(formula) == pytest.approx(case.score, abs=1e-9), (case, formula)


@settings(max_examples=400, deadline=None)
@given(rule_cases.cases)
def test_a_score_lies_between_none_and_all_points_with_two_decimals(case: Case) -> None:
    assert 0 <= case.score <= case.points
    assert case.score == excel_round(case.score, 2)


@settings(max_examples=400, deadline=None)
@given(rule_cases.cases)
def test_rules_that_are_sound_have_no_faults_and_say_something(case: Case) -> None:
    assert case.rule.faults(case.points) == []
    assert case.rule.work(case.points, case.answer).text


_rising = rule_cases.proportionals | st.builds(Target, target=st.just("目标"), direction=st.just("at_least"))
_both = st.tuples(rule_cases.measures, rule_cases.measures).map(sorted)


@settings(max_examples=300, deadline=None)
@given(_rising, rule_cases.points, rule_cases.measures, _both)
def test_more_attained_never_scores_less(
    rule: Proportional | Target, points: float, target: float, measures: list[float]
) -> None:
    less, more = (rule.work(points, Answer(measure=measure, target=target)).score for measure in measures)
    assert less <= more


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["linear", "inverse"]),
    rule_cases.points,
    rule_cases.measures,
    _both,
)
def test_more_beyond_a_ceiling_never_scores_more(
    beyond: str, points: float, target: float, measures: list[float]
) -> None:
    rule = Target(target="目标", direction="at_most", beyond=beyond)
    less, more = (rule.work(points, Answer(measure=measure, target=target)).score for measure in measures)
    assert more <= less


@settings(max_examples=300, deadline=None)
@given(rule_cases.deductions_by_step, rule_cases.points, _both)
def test_a_one_sided_deduction_only_grows_beyond_its_limit(
    rule: Deduction, points: float, measures: list[float]
) -> None:
    less, more = (rule.work(points, Answer(measure=measure)).score for measure in measures)
    if rule.side == "above":
        assert more <= less
    elif rule.side == "below":
        assert less <= more


@settings(max_examples=300, deadline=None)
@given(rule_cases.points.flatmap(rule_cases.bands), _both)
def test_bands_move_in_one_direction(rule: Bands, measures: list[float]) -> None:
    less, more = (rule.work(100.0, Answer(measure=measure)).score for measure in measures)
    if rule.bands[0].at_most is not None:
        assert more <= less
    else:
        assert less <= more
