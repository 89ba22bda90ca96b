"""One text, two executions: what we evaluate, an engine that others made shows from the native formula."""

import pytest
from hypothesis import given, settings

from perfxl.scheme.expression import parse
from tests.support.expression_cases import Case, cases
from tests.support.spreadsheet import Spreadsheet


@settings(max_examples=1200, deadline=None)
@given(cases)
def test_the_guarded_formula_shows_what_is_evaluated_and_nothing_where_a_value_is_lacking(case: Case) -> None:
    sheet = Spreadsheet(case.values)
    formula = parse(case.text).native_guarded(sheet.refer, case.digits)
    shown, expected = sheet.show(formula), case.expected()
    if isinstance(expected, float | int) and not isinstance(expected, bool):
        expected = pytest.approx(expected, rel=1e-12, abs=1e-10)
    assert shown == expected, formula
