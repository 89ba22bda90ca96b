"""The formula that the template has in each formula cell, and whether a cell still has it."""

import re
from collections.abc import Mapping

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
from perfxl.scheme.model import Field
from perfxl.scoring import digits_of
from perfxl.workbook import formulas
from perfxl.workbook.layout import Layout

_IGNORED = re.compile(r"[\s$@]|_xl(?:fn|ws)\.|(?<=true)\(\)|(?<=false)\(\)")
# Spaces, absolute marks and the like come and go as one program or another saves a file.


def due_formulas(layout: Layout) -> Mapping[str, str]:
    """The formula of every single formula cell by its name, without the equals sign."""
    scheme = layout.scheme
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


def due_in_row(asked: Field, columns: Mapping[str, int], row: int) -> str:
    """The formula of a table's column in one row; ``columns`` gives the sheet's column of each field."""
    return _live(asked, lambda name: f"{column_letters(columns[name])}{row}")


def _live(asked: Field, refer: Refer) -> str:
    return parse(asked.formula).native_guarded(refer, digits_of(asked.type))


def is_due(formula: str, due: str) -> bool:
    """Whether a cell's formula, with its equals sign, still is the one that is due."""
    return _bare(formula.removeprefix("=")) == _bare(due)


def _bare(formula: str) -> str:
    return _IGNORED.sub("", formula.casefold())
