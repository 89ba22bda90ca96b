"""Stepwise deduction (每超N个百分点扣M分，扣完为止): above, below or on either side of a limit."""

import math
from typing import ClassVar, Literal

from perfxl.numbers import excel_round, show_fixed
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

_NOISE_DIGITS = 8  # 10.000000000000009 steps are 10


class Deduction(RuleRecord, frozen=True, tag="deduction"):
    """For every ``step`` beyond ``limit`` ``deduct`` points are lost: whole steps only, or pro rata."""

    limit: float
    side: Literal["above", "below", "both"]
    step: float
    deduct: float
    whole_steps: bool = True

    asks: ClassVar[Asks] = Asks.MEASURE

    def work(self, points: float, answer: Answer) -> Working:
        """The points less the deduction, none left at worst."""
        excess = self._excess(answer.measure)
        steps = excel_round(excess / self.step, _NOISE_DIGITS)
        deducted = self.deduct * (math.floor(steps) if self.whole_steps else steps)
        score = excel_round(max(0.0, points - deducted), 2)
        if steps == 0:
            return Working(score, say(f"scoring.deduction.none.{self.side}", limit=answer.show(self.limit)))
        sentence = [self._beyond(answer, excess), self._clause(answer)]
        if deducted == 0:
            sentence.append(say("scoring.deduction.too_little", step=answer.show_gap(self.step)))
        else:
            sentence.append(say("scoring.deduction.deducted", deducted=show_fixed(deducted)))
        if score == 0:
            sentence.append(say("scoring.deduction.exhausted"))
        return Working(score, say("scoring.comma").join(sentence))

    def _excess(self, measure: float) -> float:
        if self.side == "both":
            return abs(measure - self.limit)
        return max(0.0, measure - self.limit if self.side == "above" else self.limit - measure)

    def _beyond(self, answer: Answer, excess: float) -> str:
        direction = "over" if answer.measure > self.limit else "under"
        # A limit of 100% goes without saying; any other is named.
        named = "" if answer.percent and self.limit == 1 else "_limit"
        return say(
            f"scoring.deduction.{direction}{named}",
            limit=answer.show(self.limit),
            excess=answer.show_gap(excess),
        )

    def _clause(self, answer: Answer) -> str:
        return say(
            f"scoring.deduction.clause.{self.side}",
            step=answer.show_gap(self.step),
            deduct=points_text(self.deduct),
        )

    def native(self, cells: Cells) -> str:
        """The same; rounding before INT keeps 9.999999999 steps from being 9."""
        limit = f"({literal(self.limit)})" if self.limit < 0 else literal(self.limit)
        excess = {
            "above": f"MAX(0,{cells.measure}-{limit})",
            "below": f"MAX(0,{limit}-{cells.measure})",
            "both": f"ABS({cells.measure}-{limit})",
        }[self.side]
        steps = f"ROUND({excess}/{literal(self.step)},{_NOISE_DIGITS})"
        if self.whole_steps:
            steps = f"INT({steps})"
        return f"ROUND(MAX(0,{cells.full}-{literal(self.deduct)}*{steps}),2)"

    def faults(self, points: float) -> list[Fault]:  # noqa: ARG002 - every kind is asked alike
        """Step and deduction must be above zero."""
        return fault_unless_positive("step", self.step) + fault_unless_positive("deduct", self.deduct)
