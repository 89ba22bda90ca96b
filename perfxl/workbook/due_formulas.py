"""The formula that the template has in each formula cell, and whether a cell still has it."""

import re
from collections.abc import Mapping
from functools import lru_cache

from perfxl.engines.addresses import column_letters
from perfxl.scheme.expression import Refer, parse
from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    TOTAL_TITLE,
    UNSCORED,
    measure_name,
    score_name,
    subtotal_name,
    subtotal_title_name,
)
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Field, Scheme
from perfxl.scoring import digits_of
from perfxl.workbook import formulas
from perfxl.workbook.layout import Layout, plan

_IGNORED = re.compile(r"[\s$@]|_xl(?:fn|ws)\.|(?<=true)\(\)|(?<=false)\(\)")
_ROW = "\ue000"  # stands for a row's number until it is known: no formula holds this character
_KEPT, _LONGEST_KEPT = 4096, 8000
# Spaces, absolute marks and the like come and go as one program or another saves a file.


def due_formulas(layout: Layout) -> Mapping[str, str]:
    """The formula of every single formula cell by its name, without the equals sign."""
    return _due_formulas(layout.scheme)


@once_per_scheme
def _due_formulas(scheme: Scheme) -> Mapping[str, str]:
    layout = plan(scheme)
    live = [slot for slot in layout.slots.values() if slot.formula and slot.rows == 1]
    due = {slot.name: _live(slot.field, str) for slot in live if slot.field is not None}
    for indicator in scheme.indicators():
        if indicator.measure:
            due[measure_name(indicator.id)] = formulas.native_measure(indicator)
        due[score_name(indicator.id)] = formulas.native_score(indicator)
    for number, _ in enumerate(scheme.levels, start=1):
        due[subtotal_title_name(number)] = formulas.native_subtotal_title(scheme, number)
        due[subtotal_name(number)] = formulas.native_subtotal(scheme, number)
    return due | {
        TOTAL_TITLE: formulas.native_total_title(),
        TOTAL: formulas.native_total(scheme),
        UNSCORED: formulas.native_unscored(scheme),
        GRADE: formulas.native_grade(scheme),
    }


def due_in_rows(asked: Field, columns: Mapping[str, int], rows: range) -> list[str]:
    """The formula of a table's column in each row, with its equals sign.

    ``columns`` gives the sheet's column of each field.
    """
    formula = "=" + _live(asked, lambda name: f"${column_letters(columns[name])}{_ROW}")
    return [formula.replace(_ROW, str(row)) for row in rows]


def _live(asked: Field, refer: Refer) -> str:
    return parse(asked.formula).native_guarded(refer, digits_of(asked.type))


def is_due(formula: str, due: str) -> bool:
    """Whether a cell's formula still is the one that is due; equals signs in front do not matter."""
    if formula == due:
        return True
    return (_remembered if len(formula) + len(due) < _LONGEST_KEPT else _alike)(formula, due)


def _alike(formula: str, due: str) -> bool:
    return _bare(formula.removeprefix("=")) == _bare(due.removeprefix("="))


_remembered = lru_cache(_KEPT)(_alike)  # the workbooks of one template have their formulas in common


def _bare(formula: str) -> str:
    return _IGNORED.sub("", formula.casefold())
