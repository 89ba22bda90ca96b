"""Target attainment (指标值与完成值): at least, at most, or exactly a target.

Source: the arithmetic of the systems that follow 财预〔2020〕10号.
"""

from typing import ClassVar, Literal

from perfxl.numbers import excel_round
from perfxl.scheme.expression import ExpressionError, Kind, parse
from perfxl.scheme.rules.base import Answer, Asks, Cells, Fault, RuleRecord, Working, fault, points_text
from perfxl.wording import say


class Target(RuleRecord, frozen=True, tag="target"):
    """``target`` is an expression over field names, compared with the measure.

    ``at_least`` (正向): reached gives full points, else actual ÷ target × points, a negative actual counting
    as 0. ``at_most`` (反向): reached gives full points; ``beyond = "linear"`` takes the exceeded share off
    (none left at twice the target), ``"inverse"`` gives target ÷ actual × points; beyond a target of 0 there
    is none. ``exactly`` (等于): a target of 0 is met by 0 or less only; otherwise as ``at_least``.
    """

    target: str
    direction: Literal["at_least", "at_most", "exactly"]
    beyond: Literal["linear", "inverse"] = "linear"

    asks: ClassVar[Asks] = Asks.MEASURE | Asks.TARGET

    def work(self, points: float, answer: Answer) -> Working:
        """Full points where the target is reached, else the attained share of them."""
        case, share = self._share(answer.measure, answer.target)
        text = say(
            f"scoring.target.{case}",
            target=answer.show(answer.target),
            actual=answer.show(answer.measure),
            points=points_text(points),
        )
        return Working(excel_round(min(1.0, max(0.0, share)) * points, 2), text)

    def _share(self, actual: float, target: float) -> tuple[str, float]:
        if self._is_reached(actual, target):
            return f"reached.{self.direction}", 1.0
        if self.direction == "at_most":
            share = self._share_beyond(actual, target)
            return (f"beyond.{self.beyond}", share) if share > 0 else ("beyond.far", 0.0)
        return ("none", 0.0) if actual <= 0 or target <= 0 else ("short", actual / target)

    def _share_beyond(self, actual: float, target: float) -> float:
        """What is left beyond a ceiling; ``actual`` is above ``target``."""
        if target <= 0:
            return 0.0
        return target / actual if self.beyond == "inverse" else 1 - (actual - target) / target

    def _is_reached(self, actual: float, target: float) -> bool:
        if self.direction == "at_most" or (self.direction == "exactly" and target == 0):
            return actual <= target
        return actual >= target

    def native(self, cells: Cells) -> str:
        """The same, written out in nested IFs so that nothing is divided by zero."""
        actual, target, full = cells.measure, cells.target, cells.full
        attained = f"IF({actual}>={target},{full},IF({actual}<=0,0,{actual}/{target}*{full}))"
        if self.direction == "exactly":
            attained = f"IF({target}=0,IF({actual}<=0,{full},0),{attained})"
        if self.direction == "at_most":
            share = f"{target}/{actual}" if self.beyond == "inverse" else f"1-({actual}-{target})/{target}"
            attained = f"IF({actual}<={target},{full},IF({target}<=0,0,MAX(0,{share})*{full}))"
        return f"ROUND({attained},2)"

    def faults(self, points: float) -> list[Fault]:  # noqa: ARG002 - every kind is asked alike
        """The target is an expression that gives a number."""
        try:
            kind = parse(self.target).kind
        except ExpressionError as error:
            return [fault("target", "expression", reason=error)]
        return [] if kind in {Kind.NUMBER, Kind.ANY} else [fault("target", "not_a_number")]
