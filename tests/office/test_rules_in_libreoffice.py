"""LibreOffice, too, comes to what we evaluate: every kind of rule, expressions over blanks and texts."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from xlsxwriter.utility import xl_rowcol_to_cell

from perfxl.scheme.expression import parse
from tests.support import expression_cases, rule_cases
from tests.support.alike import alike
from tests.support.office import recalculated
from tests.support.spreadsheet import CAPACITY, Cell, as_number

pytestmark = pytest.mark.office

Values = Mapping[str, Cell | tuple[Cell, ...]]
Formula = Callable[[Callable[[str], str]], str]


def examples(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """The same examples at every run."""
    found: list[Any] = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(strategy)
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found


def shown_by_libreoffice(cases: Iterable[tuple[Values, Formula]], folder: Path) -> list[object]:
    """What LibreOffice shows for each formula, each case in rows of its own; nothing is saved beside them."""
    file = folder / "cases.xlsx"
    tops = []
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("算式")
        for number, (values, formula) in enumerate(cases):
            top = number * CAPACITY
            tops.append(top + 1)
            references = {}
            for column, (name, value) in enumerate(values.items(), start=1):
                for row, cell in enumerate(value if isinstance(value, tuple) else (value,)):
                    page.write(top + row, column, as_number(cell))
                first, last = xl_rowcol_to_cell(top, column), xl_rowcol_to_cell(top + CAPACITY - 1, column)
                references[name] = f"{first}:{last}" if isinstance(value, tuple) else first
            page.write_formula(top, 0, "=" + formula(references.__getitem__))
    page = openpyxl.load_workbook(recalculated(file, folder), data_only=True)["算式"]
    return ["" if (value := page.cell(top, 1).value) is None else value for top in tops]


def test_every_kind_of_rule_gives_the_same_score_in_libreoffice(tmp_path: Path) -> None:
    cases = examples(rule_cases.cases, 600)
    shown = shown_by_libreoffice([(case.values(), case.formula) for case in cases], tmp_path)
    wrong = [(case, score) for case, score in zip(cases, shown, strict=True) if not alike(score, case.score)]
    assert len({type(case.rule) for case in cases}) == 8
    assert wrong == []


def test_expressions_show_in_libreoffice_what_we_evaluate(tmp_path: Path) -> None:
    cases = examples(expression_cases.cases, 1200)
    formulas = [
        (case.values, lambda refer, case=case: parse(case.text).native_guarded(refer, case.digits))
        for case in cases
    ]
    shown = shown_by_libreoffice(formulas, tmp_path)
    wrong = [
        (case.text, dict(case.values), value, case.expected())
        for case, value in zip(cases, shown, strict=True)
        if not alike(value, case.expected())
    ]
    assert wrong == []
