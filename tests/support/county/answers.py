"""The scoring sheet's answers of a made-up department, by kind of rule; reasons wherever points are lost."""

from collections.abc import Mapping
from typing import Any

from perfxl.scheme.inventory import entered_name, option_name, point_name, reason_name
from perfxl.scheme.model import Indicator, Scheme
from perfxl.scheme.rules import NO, YES, Checklist, Choice, Judgement, Violations
from tests.support.county.figures import Figures

_NOISE = 1e-9
_FOLLOWS = {
    "要点_群众信访办理情况_2": ("信访已回复件数", "信访受理件数"),
    "要点_群众信访办理情况_3": ("信访按期回复件数", "信访受理件数"),
}
"""Points that the figures answer: whether the first number is as large as the second."""


def answer(made: Figures, scheme: Scheme, not_applicable: Mapping[str, str]) -> None:
    """Answer every indicator that no measure scores."""
    for indicator in scheme.indicators():
        rule = indicator.rule
        if isinstance(rule, Judgement):
            _judged(made, indicator, rule)
        elif isinstance(rule, Checklist):
            _ticked(made, indicator, rule)
        elif isinstance(rule, Choice):
            _chosen(made, indicator, rule)
        elif isinstance(rule, Violations):
            _counted(made, indicator)
        elif indicator.id in not_applicable:
            made.values[reason_name(indicator.id)] = not_applicable[indicator.id]


def _because(made: Figures, indicator: Indicator, key: str, lost: float | None = None) -> None:
    taken = "" if lost is None else f"，扣{lost:g}分"
    made.values[reason_name(indicator.id)] = f"{made.writer.one('reasons', key)}{taken}。"


def _judged(made: Figures, indicator: Indicator, rule: Judgement) -> None:
    share = min(1.0, max(0.2, made.rng.gauss(made.quality, 0.05)))
    score = round(indicator.points * share, 1)
    made.values[entered_name(indicator.id)] = score
    fitting = [one.text for one in rule.standards if score >= one.at_least * indicator.points - _NOISE]
    if fitting:
        made.values[option_name(indicator.id)] = fitting[0]
    if score < indicator.points:
        _because(made, indicator, "judged", round(indicator.points - score, 1))


def _ticked(made: Figures, indicator: Indicator, rule: Checklist) -> None:
    answers: dict[str, Any] = {}
    for number in range(1, len(rule.items) + 1):
        name = point_name(indicator.id, number)
        if name in _FOLLOWS:
            part, whole = _FOLLOWS[name]
            kept = made.values[part] >= made.values[whole]
        else:
            kept = made.chance(made.quality + 0.05)
        answers[name] = YES if kept else NO
    made.values |= answers
    if NO in answers.values():
        _because(made, indicator, "unmet")


def _chosen(made: Figures, indicator: Indicator, rule: Choice) -> None:
    place = 0 if made.chance(made.quality) else made.rng.randrange(1, len(rule.options))
    made.values[option_name(indicator.id)] = rule.options[place].text
    if rule.options[place].points < indicator.points:
        _because(made, indicator, "unmet")


def _counted(made: Figures, indicator: Indicator) -> None:
    count = 0 if made.chance(made.quality) else made.rng.randint(1, 3)
    made.values[entered_name(indicator.id)] = count
    if count:
        _because(made, indicator, "unmet")
