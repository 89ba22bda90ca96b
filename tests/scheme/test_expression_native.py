"""One text, two executions: what we evaluate, an engine that others made shows from the native formula."""

from hypothesis import given, settings

from perfxl.scheme.expression import parse
from tests.support.alike import alike
from tests.support.expression_cases import Case, cases
from tests.support.spreadsheet import Spreadsheet


@settings(max_examples=1200, deadline=None)
@given(cases)
def test_the_guarded_formula_shows_what_is_evaluated_and_nothing_where_a_value_is_lacking(case: Case) -> None:
    sheet = Spreadsheet(case.values)
    formula = parse(case.text).native_guarded(sheet.refer, case.digits)
    assert alike(sheet.show(formula), case.expected()), formula
