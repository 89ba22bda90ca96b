"""Deduction per violation (每出现一例扣N分，扣完为止)."""

from typing import ClassVar

from perfxl.numbers import excel_round, show_fixed, show_plain
from perfxl.scheme.native import literal
from perfxl.scheme.rules.base import (
    Answer,
    Asks,
    Cells,
    Fault,
    RuleRecord,
    Working,
    fault_unless_positive,
    points_text,
)
from perfxl.wording import say


class Violations(RuleRecord, frozen=True, tag="violations"):
    """``deduct`` points are lost for each violation counted."""

    deduct: float

    asks: ClassVar[Asks] = Asks.ENTERED

    def work(self, points: float, answer: Answer) -> Working:
        """The points less the deduction, none left at worst."""
        deducted = self.deduct * answer.entered
        score = excel_round(max(0.0, points - deducted), 2)
        if not answer.entered:
            return Working(score, say("scoring.violations.none"))
        text = say(
            "scoring.violations.some",
            count=show_plain(answer.entered),
            deduct=points_text(self.deduct),
            deducted=show_fixed(deducted),
        )
        if score == 0:
            text += say("scoring.comma") + say("scoring.deduction.exhausted")
        return Working(score, text)

    def native(self, cells: Cells) -> str:
        """The same over the cell of the count."""
        return f"ROUND(MAX(0,{cells.full}-{literal(self.deduct)}*{cells.entered}),2)"

    def faults(self, points: float) -> list[Fault]:  # noqa: ARG002 - every kind is asked alike
        """The deduction must be above zero."""
        return fault_unless_positive("deduct", self.deduct)
