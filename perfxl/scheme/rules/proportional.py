"""Proportional (按比例): score = ratio × points, the ratio capped at 1."""

from typing import ClassVar

from perfxl.numbers import excel_round
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


class Proportional(RuleRecord, frozen=True, tag="proportional"):
    """``full_at`` is the measure that gives full points (1 for a ratio, 100 for a mark out of 100)."""

    full_at: float = 1.0

    asks: ClassVar[Asks] = Asks.MEASURE

    def work(self, points: float, answer: Answer) -> Working:
        """Measure ÷ ``full_at`` × points, between none and all of them."""
        share = min(1.0, max(0.0, answer.measure / self.full_at))
        case = "below" if answer.measure < 0 else "over" if answer.measure > self.full_at else "within"
        text = say(
            f"scoring.proportional.{case}",
            full_at=answer.show(self.full_at),
            share=answer.show_result(share) if self.full_at == 1 else self._quotient(answer),
            points=points_text(points),
        )
        return Working(excel_round(share * points, 2), text)

    def _quotient(self, answer: Answer) -> str:
        return f"{answer.show_result(answer.measure)}÷{answer.show(self.full_at)}"

    def native(self, cells: Cells) -> str:
        """The same share of the points, capped on both sides."""
        ratio = cells.measure if self.full_at == 1 else f"{cells.measure}/{literal(self.full_at)}"
        return f"ROUND(MIN(1,MAX(0,{ratio}))*{cells.full},2)"

    def faults(self, points: float) -> list[Fault]:  # noqa: ARG002 - every kind is asked alike
        """``full_at`` must be above zero."""
        return fault_unless_positive("full_at", self.full_at)
