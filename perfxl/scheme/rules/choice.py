"""Choice (选项): each option gives its points."""

from typing import ClassVar

import msgspec

from perfxl.numbers import excel_round
from perfxl.scheme.native import literal
from perfxl.scheme.rules.base import (
    Answer,
    Asks,
    Cells,
    Fault,
    RuleRecord,
    Working,
    fault,
    faults_of_scores,
    faults_of_texts,
    points_text,
)
from perfxl.wording import say


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One option, and the points it gives."""

    text: str
    points: float


class Choice(RuleRecord, frozen=True, tag="choice"):
    """The best option gives the indicator's full points."""

    options: tuple[Option, ...]

    asks: ClassVar[Asks] = Asks.OPTION

    def work(self, points: float, answer: Answer) -> Working:
        """The points of the chosen option.

        Raises:
            KeyError: there is no such option (a programmer's error; scoring asks first).
        """
        score = {option.text: option.points for option in self.options}[answer.option]
        text = say("scoring.choice", option=answer.option, points=points_text(score))
        return Working(min(points, excel_round(score, 2)), text)

    def native(self, cells: Cells) -> str:
        """Nested IFs, one for each option but the last."""
        formula = literal(self.options[-1].points)
        for option in reversed(self.options[:-1]):
            formula = f"IF({cells.option}={literal(option.text)},{literal(option.points)},{formula})"
        return f"ROUND({formula},2)"

    def faults(self, points: float) -> list[Fault]:
        """There is a choice, no option stands twice, and the best one gives the full points."""
        if len(self.options) < 2:
            return [fault("options", "empty")]
        scores = [
            (f"options[{number}].points", item.points) for number, item in enumerate(self.options, start=1)
        ]
        return faults_of_texts("options", [item.text for item in self.options]) + faults_of_scores(
            scores, points
        )
