"""The scoring sheet's native formulas: what the spreadsheet shows without perfxl, cell by cell the same.

Formulas have no equals sign. ``refer`` turns a name (of a field, or of a cell of the scoring sheet) into a
reference; by default a defined name refers to itself. A cell is ``""`` as long as it has no value.
"""

from collections.abc import Iterable

from perfxl.scheme.expression import Refer, parse
from perfxl.scheme.inventory import (
    TOTAL,
    UNSCORED,
    entered_name,
    measure_name,
    option_name,
    point_name,
    points_name,
    score_name,
)
from perfxl.scheme.model import Indicator, Scheme
from perfxl.scheme.native import any_of, literal
from perfxl.scheme.rules import NO, YES, Asks, Cells, Checklist, Choice, Judgement, Target, Violations
from perfxl.scoring import CALCULATED_DIGITS
from perfxl.wording import say


def native_measure(indicator: Indicator, refer: Refer = str) -> str:
    """The indicator's measure (指标值), rounded to ten decimals."""
    return parse(indicator.measure).native_guarded(refer, CALCULATED_DIGITS)


def native_score(indicator: Indicator, refer: Refer = str) -> str:
    """The indicator's score (得分): by its rule, by hand, or in full where it does not apply."""
    cells = _cells(indicator, refer)
    score = _if_complete(_conditions(indicator, cells, refer), indicator.rule.native(cells))
    if indicator.by_hand:
        score = _by_hand(indicator, cells, score, refer)
    if indicator.applicable:
        condition = parse(indicator.applicable)
        score = f"IF({condition.native(refer)},{score},{cells.full})"
        score = _unless(condition.native_lacking(refer, None), score)
    return f'IFERROR({score},"")'


def native_subtotal(scheme: Scheme, level: int, refer: Refer = str) -> str:
    """The scores of first-level indicator ``level`` (from 1) added up."""
    groups = scheme.levels[level - 1].groups
    return _sum((indicator.id for group in groups for indicator in group.indicators), refer)


def native_subtotal_title(scheme: Scheme, level: int, refer: Refer = str) -> str:
    """What stands beside that subtotal: its name, and how many of its indicators have no score yet."""
    part = scheme.levels[level - 1]
    scores = [refer(score_name(indicator.id)) for group in part.groups for indicator in group.indicators]
    return _title(say("template.scoring.subtotal", name=part.name), f"({_missing(scores)})")


def native_total(scheme: Scheme, refer: Refer = str) -> str:
    """The scores that there are, added up (自评总分)."""
    return _sum((indicator.id for indicator in scheme.indicators()), refer)


def native_total_title(refer: Refer = str) -> str:
    """What stands beside the total: that it is provisional as long as any indicator has no score."""
    return _title(say("template.scoring.total"), refer(UNSCORED))


def native_unscored(scheme: Scheme, refer: Refer = str) -> str:
    """How many indicators have no score yet (未评项数)."""
    return _missing([refer(score_name(indicator.id)) for indicator in scheme.indicators()])


def native_grade(scheme: Scheme, refer: Refer = str) -> str:
    """The grade of the total (自评等级), once every indicator has its score."""
    total, unscored = refer(TOTAL), refer(UNSCORED)
    formula = literal("")
    for grade in sorted(scheme.grades, key=lambda grade: grade.at_least):
        formula = f"IF({total}>={literal(grade.at_least)},{literal(grade.name)},{formula})"
    return f'IF(OR({unscored}>0,NOT(ISNUMBER({total}))),"",{formula})'


def _cells(indicator: Indicator, refer: Refer) -> Cells:
    """The cells that the indicator has; its workbook need not know the names of any other."""
    rule = indicator.rule
    points = len(rule.items) if isinstance(rule, Checklist) else 0
    entered = Asks.ENTERED in rule.asks or indicator.by_hand
    return Cells(
        measure=refer(measure_name(indicator.id)) if indicator.measure else "",
        target=_target(rule, refer) if isinstance(rule, Target) else "",
        entered=refer(entered_name(indicator.id)) if entered else "",
        option=refer(option_name(indicator.id)) if Asks.OPTION in rule.asks else "",
        points=tuple(refer(point_name(indicator.id, number)) for number in range(1, points + 1)),
        full=refer(points_name(indicator.id)),
    )


def _target(rule: Target, refer: Refer) -> str:
    return f"ROUND({parse(rule.target).native(refer)},{CALCULATED_DIGITS})"


def _conditions(indicator: Indicator, cells: Cells, refer: Refer) -> list[str]:
    """What must hold for the rule's own formula to give a score."""
    rule = indicator.rule
    conditions: list[str] = []
    if Asks.MEASURE in rule.asks:
        conditions.append(f"ISNUMBER({cells.measure})")
    if isinstance(rule, Target) and (lacking := parse(rule.target).native_lacking(refer, CALCULATED_DIGITS)):
        conditions.append(f"NOT({lacking})")
    if Asks.OPTION in rule.asks:
        conditions.append(any_of([f"{cells.option}={literal(text)}" for text in _options(indicator)]))
    if Asks.ENTERED in rule.asks:
        conditions += _entered_conditions(indicator, cells)
    if cells.points:
        answered = "+".join(f"({cell}={literal(YES)})+({cell}={literal(NO)})" for cell in cells.points)
        conditions.append(f"{answered}={len(cells.points)}")
    return conditions


def _options(indicator: Indicator) -> list[str]:
    rule = indicator.rule
    if isinstance(rule, Choice):
        return [option.text for option in rule.options]
    return [standard.text for standard in rule.standards] if isinstance(rule, Judgement) else []


def _entered_conditions(indicator: Indicator, cells: Cells) -> list[str]:
    entered = cells.entered
    whole = isinstance(indicator.rule, Violations)
    return [
        f"ISNUMBER({entered})",
        f"{entered}>=0",
        f"{entered}=INT({entered})" if whole else f"{entered}<={cells.full}",
    ]


def _by_hand(indicator: Indicator, cells: Cells, score: str, refer: Refer) -> str:
    """The entered score where all inputs are there and yet there is no measure: the denominator is zero."""
    entered = _if_complete(_entered_conditions(indicator, cells), Judgement().native(cells))
    lacking = parse(indicator.measure).native_lacking(refer, CALCULATED_DIGITS)
    return _unless(lacking, f"IF(ISNUMBER({cells.measure}),{score},{entered})")


def _if_complete(conditions: list[str], score: str) -> str:
    condition = conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"
    return f'IF({condition},{score},"")'


def _unless(lacking: str, formula: str) -> str:
    return f'IF({lacking},"",{formula})' if lacking else formula


def _missing(scores: list[str]) -> str:
    return f"{len(scores)}-COUNT({','.join(scores)})"


def _title(name: str, unscored: str) -> str:
    """In words, not by a format: they are printed, and a previewer shows them."""
    before, after = say("template.scoring.provisional", count="\n").split("\n")
    return f'{literal(name)}&IF({unscored}>0,{literal(before)}&{unscored}&{literal(after)},"")'


def _sum(indicators: Iterable[str], refer: Refer) -> str:
    scores = ",".join(refer(score_name(indicator)) for indicator in indicators)
    return f'IF(COUNT({scores})=0,"",ROUND(SUM({scores}),2))'
