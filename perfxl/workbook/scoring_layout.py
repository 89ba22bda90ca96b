"""The geometry of the scoring sheet (评分表): a row an indicator, the totals, below them checklist points."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    TOTAL_TITLE,
    UNSCORED,
    entered_name,
    explanation_name,
    indicator_fields,
    measure_name,
    option_name,
    point_name,
    points_name,
    reason_name,
    score_name,
    subtotal_name,
    subtotal_title_name,
)
from perfxl.scheme.model import Field, Indicator, Level, Scheme
from perfxl.scheme.rules import Checklist
from perfxl.wording import say
from perfxl.workbook.slots import Slot, SlotKind

NUMBER, LEVEL, GROUP, NAME, POINTS, CLAUSE, MEASURE, OPTION, ENTERED, SCORE, REASON, EXPLANATION = range(12)
"""The columns of the scoring sheet, in order."""

TITLE_ROW, NOTE_ROW, NOTICE_ROW, HEADER_ROW = 0, 1, 2, 3
ANSWER = MEASURE
"""The column in which a checklist point is answered."""

WIDTHS = (5.0, 13.0, 10.0, 15.0, 9.0, 38.0, 11.0, 14.0, 9.0, 9.0, 22.0, 28.0)


@dataclass(frozen=True, slots=True)
class LevelRows:
    """The rows of one first-level indicator (一级指标), its subtotal last."""

    level: Level
    first: int
    subtotal: int


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """The rows of the scoring sheet; ``points`` is by (indicator id, number of the point from 1)."""

    indicators: Mapping[str, int]
    levels: tuple[LevelRows, ...]
    total_row: int
    unscored_row: int
    grade_row: int
    points_title_row: int
    points_header_row: int
    points: Mapping[tuple[str, int], int]

    @property
    def last_row(self) -> int:
        """The last row that holds anything."""
        return max(self.points.values(), default=self.grade_row)


def plan_scoring(scheme: Scheme, sheet: str) -> tuple[ScoringPlan, tuple[Slot, ...]]:
    """Place every indicator, subtotal, total and checklist point."""
    rows: dict[str, int] = {}
    levels: list[LevelRows] = []
    row = HEADER_ROW + 1
    for level in scheme.levels:
        first = row
        for indicator in (one for group in level.groups for one in group.indicators):
            rows[indicator.id] = row
            row += 1
        levels.append(LevelRows(level, first, row))
        row += 1
    points_title = row + 4
    plan = ScoringPlan(
        indicators=MappingProxyType(rows),
        levels=tuple(levels),
        total_row=row,
        unscored_row=row + 1,
        grade_row=row + 2,
        points_title_row=points_title,
        points_header_row=points_title + 1,
        points=MappingProxyType(_point_rows(scheme, points_title + 2)),
    )
    return plan, tuple(_slots(scheme, plan, sheet))


def _point_rows(scheme: Scheme, first: int) -> dict[tuple[str, int], int]:
    keys = [
        (indicator.id, number)
        for indicator in scheme.indicators()
        if isinstance(indicator.rule, Checklist)
        for number in range(1, len(indicator.rule.items) + 1)
    ]
    return {key: row for row, key in enumerate(keys, start=first)}


def _slots(scheme: Scheme, plan: ScoringPlan, sheet: str) -> Iterator[Slot]:
    for indicator in scheme.indicators():
        yield from _indicator_slots(indicator, plan, sheet)
    for number, rows in enumerate(plan.levels, start=1):
        title = _label("subtotal_title", name=rows.level.name)
        yield _closing_title(subtotal_title_name(number), title, sheet, rows.subtotal)
        yield _computed(subtotal_name(number), _label("subtotal", name=rows.level.name), sheet, rows.subtotal)
    yield _closing_title(TOTAL_TITLE, _label("total_title"), sheet, plan.total_row)
    yield _computed(TOTAL, _label("total"), sheet, plan.total_row)
    unscored = Field(name=UNSCORED, label=_label("unscored"), type="integer", unit="项")
    yield Slot(UNSCORED, sheet, plan.unscored_row, SCORE, kind="formula", field=unscored)
    grade = Field(name=GRADE, label=_label("grade"), type="text")
    yield Slot(GRADE, sheet, plan.grade_row, SCORE, kind="formula", field=grade)


def _indicator_slots(indicator: Indicator, plan: ScoringPlan, sheet: str) -> Iterator[Slot]:
    row = plan.indicators[indicator.id]
    full = Field(
        name=points_name(indicator.id), label=_label("points", name=indicator.name), type="number", unit="分"
    )
    yield Slot(full.name, sheet, row, POINTS, kind="constant", field=full)
    if indicator.measure:
        measure = Field(
            name=measure_name(indicator.id),
            label=indicator.measure_label or _label("measure", name=indicator.name),
            type=indicator.measure_type,
            formula=indicator.measure,
        )
        yield Slot(
            measure.name, sheet, row, MEASURE, kind="formula", field=measure, formula=indicator.measure
        )
    for field in indicator_fields(indicator):
        yield Slot(field.name, sheet, *_input_cell(indicator, field.name, plan), kind="input", field=field)
    yield _computed(score_name(indicator.id), _label("score", name=indicator.name), sheet, row)
    explanation = Field(
        name=explanation_name(indicator.id), label=_label("explanation", name=indicator.name), type="longtext"
    )
    yield Slot(explanation.name, sheet, row, EXPLANATION, kind="output", field=explanation)


def _input_cell(indicator: Indicator, name: str, plan: ScoringPlan) -> tuple[int, int]:
    """The row and column of one input of an indicator."""
    row = plan.indicators[indicator.id]
    beside = {
        option_name(indicator.id): (row, OPTION),
        entered_name(indicator.id): (row, ENTERED),
        reason_name(indicator.id): (row, REASON),
    }
    below = {point_name(*key): (at, ANSWER) for key, at in plan.points.items() if key[0] == indicator.id}
    return (beside | below)[name]


def _computed(name: str, label: str, sheet: str, row: int, kind: SlotKind = "formula") -> Slot:
    return Slot(
        name, sheet, row, SCORE, kind=kind, field=Field(name=name, label=label, type="number", unit="分")
    )


def _closing_title(name: str, label: str, sheet: str, row: int) -> Slot:
    """The cell beside a subtotal or the total that says what it is; as wide as the columns up to the name."""
    asked = Field(name=name, label=label, type="text")
    return Slot(name, sheet, row, NUMBER, kind="formula", field=asked, merged=NAME - NUMBER + 1)


def _label(key: str, **figures: object) -> str:
    return say(f"template.label.{key}", **figures)
