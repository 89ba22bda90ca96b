"""What every formula cell of a filled workbook shows, so that it can be saved beside the formula."""

import datetime as dt
from collections.abc import Mapping
from typing import TypeAlias

from perfxl.scheme.expression import Scalar
from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    TOTAL_TITLE,
    UNSCORED,
    formula_fields,
    measure_name,
    score_name,
    subtotal_name,
    subtotal_title_name,
)
from perfxl.scheme.model import Level, Scheme
from perfxl.scoring import Scorecard, Values, score_values
from perfxl.submission import Submission
from perfxl.wording import say

Shown: TypeAlias = float | str
"""What a formula cell shows; ``""`` where it shows nothing."""

_DAY_ZERO = dt.date(1899, 12, 30)  # of Excel's serial days, from 1 March 1900 on


def computed_values(scheme: Scheme, submission: Submission) -> dict[str, Shown | list[Shown]]:
    """The value of every formula by defined name, exactly as the spreadsheet itself would show it.

    A cell that holds text where a number is due stays text here, even if perfxl can tell what was meant. The
    formula columns of a table give a list, an entry for each filled row of the submission, in its order.
    """
    values = Values(scheme, submission, as_shown=True)
    shown: dict[str, Shown | list[Shown]] = {}
    for name in formula_fields(scheme):
        value = values(name)
        shown[name] = _shown(None if isinstance(value, tuple) else value)
    for table in scheme.tables().values():
        for column in table.columns:
            if column.formula:
                name = f"{table.prefix}_{column.name}"
                shown[name] = [_shown(cell) for cell in values.column(table, column)]
    shown.update(_scores(scheme, score_values(scheme, submission, values, explained=False)))
    return shown


def _scores(scheme: Scheme, scorecard: Scorecard) -> Mapping[str, Shown]:
    shown: dict[str, Shown] = {}
    for mark in scorecard.marks:
        if mark.indicator.measure:
            shown[measure_name(mark.indicator.id)] = _shown(mark.measure)
        shown[score_name(mark.indicator.id)] = _shown(mark.score)
    for number, (level, subtotal) in enumerate(scorecard.levels, start=1):
        name = say("template.scoring.subtotal", name=level.name)
        shown[subtotal_title_name(number)] = _title(name, _unscored(scorecard, level))
        shown[subtotal_name(number)] = _shown(subtotal)
    indicators = sum(1 for _ in scheme.indicators())
    shown[TOTAL_TITLE] = _title(say("template.scoring.total"), scorecard.unscored)
    shown[TOTAL] = scorecard.total if scorecard.unscored < indicators else ""
    shown[UNSCORED] = float(scorecard.unscored)
    shown[GRADE] = scorecard.grade
    return shown


def _unscored(scorecard: Scorecard, level: Level) -> int:
    own = {indicator.id for group in level.groups for indicator in group.indicators}
    return sum(mark.indicator.id in own and mark.score is None for mark in scorecard.marks)


def _title(name: str, unscored: int) -> str:
    return name + (say("template.scoring.provisional", count=unscored) if unscored else "")


def _shown(value: Scalar) -> Shown:
    if value is None:
        return ""
    return float((value - _DAY_ZERO).days) if isinstance(value, dt.date) else value
