"""What the inputs of the scoring sheet tell an accountant: an indicator's limits, options and deductions."""

import msgspec

from perfxl.numbers import show_plain
from perfxl.scheme.inventory import entered_name, option_name, reason_name
from perfxl.scheme.model import Field, Indicator
from perfxl.scheme.rules import Choice, Judgement, Violations
from perfxl.wording import say


def prompted(field: Field, indicator: Indicator) -> Field:
    """The field with the prompt that suits its indicator's rule."""
    return msgspec.structs.replace(field, prompt=_prompt(field.name, indicator))


def _prompt(name: str, indicator: Indicator) -> str:
    if name == option_name(indicator.id):
        return _options(indicator)
    if name == entered_name(indicator.id):
        return _entered(indicator)
    if name == reason_name(indicator.id):
        return say("template.scoring.prompt.reason")
    return say("template.scoring.prompt.point")


def _options(indicator: Indicator) -> str:
    """Each option with the points it gives, or the standards with their ranges of points."""
    rule = indicator.rule
    lines: list[str] = []
    if isinstance(rule, Choice):
        lines = [
            say("template.scoring.prompt.option", text=option.text, points=show_plain(option.points))
            for option in rule.options
        ]
    elif isinstance(rule, Judgement):
        tops = [1.0, *(standard.at_least for standard in rule.standards)]
        lines = [
            say(
                "template.scoring.prompt.standard",
                text=standard.text,
                low=show_plain(standard.at_least * indicator.points),
                high=show_plain(top * indicator.points),
            )
            for standard, top in zip(rule.standards, tops, strict=False)
        ]
    return say("template.scoring.prompt.choose") + "\n".join(lines)


def _entered(indicator: Indicator) -> str:
    rule = indicator.rule
    if isinstance(rule, Violations):
        return say("template.scoring.prompt.violations", deduct=show_plain(rule.deduct))
    key = "by_hand" if indicator.by_hand else "entered"
    return say(f"template.scoring.prompt.{key}", points=show_plain(indicator.points))
