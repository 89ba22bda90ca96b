"""Checklist (要点制): each point that is met gives its points."""

from typing import ClassVar

import msgspec

from perfxl.numbers import excel_round
from perfxl.scheme.native import literal
from perfxl.scheme.rules.base import (
    YES,
    Answer,
    Asks,
    Cells,
    Fault,
    RuleRecord,
    Working,
    fault,
    fault_unless_positive,
    points_text,
)
from perfxl.wording import say


class Point(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point to be met, and what it is worth."""

    text: str
    points: float


class Checklist(RuleRecord, frozen=True, tag="checklist"):
    """The points' worths add up to the indicator's points; the answers are 是 or 否."""

    items: tuple[Point, ...]

    asks: ClassVar[Asks] = Asks.POINTS

    def work(self, points: float, answer: Answer) -> Working:
        """The sum of what the met points are worth."""
        answers = list(zip(self.items, answer.points, strict=True))
        worth = sum(item.points for item, met in answers if met)
        score = min(points, excel_round(worth, 2))
        unmet = [
            say(
                "scoring.checklist.unmet_item", number=number, text=item.text, points=points_text(item.points)
            )
            for number, (item, met) in enumerate(answers, start=1)
            if not met
        ]
        text = say(
            "scoring.checklist.some_unmet" if unmet else "scoring.checklist.all_met",
            items=len(answers),
            met=len(answers) - len(unmet),
            unmet=say("scoring.semicolon").join(unmet),
        )
        return Working(score, text)

    def native(self, cells: Cells) -> str:
        """The same sum over the cells of the points."""
        worths = "+".join(
            f"IF({cell}={literal(YES)},{literal(item.points)},0)"
            for cell, item in zip(cells.points, self.items, strict=True)
        )
        return f"ROUND(MIN({cells.full},{worths}),2)"

    def faults(self, points: float) -> list[Fault]:
        """There are points, each is worth something, and together they are worth the indicator's points."""
        if not self.items:
            return [fault("items", "empty")]
        faults: list[Fault] = []
        for number, item in enumerate(self.items, start=1):
            faults += fault_unless_positive(f"items[{number}].points", item.points)
        worth = excel_round(sum(item.points for item in self.items), 6)
        if worth != points:
            faults.append(fault("items", "worths", worth=points_text(worth), points=points_text(points)))
        return faults
