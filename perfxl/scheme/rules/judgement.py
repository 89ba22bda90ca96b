"""Judgement (定性): the accountant's own score, within the limits of the standard that was chosen."""

from itertools import pairwise

import msgspec

from perfxl.numbers import excel_round, show_plain
from perfxl.scheme.rules.base import (
    Answer,
    Asks,
    Cells,
    Fault,
    RuleRecord,
    Working,
    fault,
    faults_of_texts,
)
from perfxl.wording import say


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A band of judgement: from ``at_least`` (inclusive) up to the next better one, a share of the points."""

    text: str
    at_least: float


class Judgement(RuleRecord, frozen=True, tag="judgement"):
    """``standards`` run from the best to the worst; the best ends at full points, the worst starts at 0."""

    standards: tuple[Standard, ...] = ()

    @property
    def asks(self) -> Asks:
        """A score, and a standard if there are any to choose from."""
        return Asks.ENTERED | Asks.OPTION if self.standards else Asks.ENTERED

    def work(self, points: float, answer: Answer) -> Working:
        """The entered score, even outside its standard's limits: a finding says so, and it blocks sending."""
        score = min(points, max(0.0, excel_round(answer.entered, 2)))
        if not self.standards:
            return Working(score, say("scoring.judgement.free"))
        return Working(score, say("scoring.judgement.standard", standard=answer.option))

    def interval(self, points: float, option: str) -> tuple[float, float, bool]:
        """Lowest and highest score (points, two decimals) of a standard, and whether the highest is included.

        Source: 财预〔2020〕10号, 达成[80%,100%]、部分达成[60%,80%)、未达成[0,60%), here as the scheme has it.

        Raises:
            KeyError: there is no such standard.
        """
        if not self.standards:
            return 0.0, points, True
        highest, inclusive = points, True
        for standard in self.standards:
            lowest = excel_round(standard.at_least * points, 2)
            if standard.text == option:
                return lowest, highest, inclusive
            highest, inclusive = lowest, False
        raise KeyError(option)

    def native(self, cells: Cells) -> str:
        """The entered score, rounded."""
        return f"ROUND({cells.entered},2)"

    def faults(self, points: float) -> list[Fault]:  # noqa: ARG002 - every kind is asked alike
        """Standards fall strictly from at most 1 to exactly 0, and none stands twice."""
        if not self.standards:
            return []
        faults = faults_of_texts("standards", [standard.text for standard in self.standards])
        limits = [standard.at_least for standard in self.standards]
        if limits[0] > 1 or any(better <= worse for better, worse in pairwise(limits)):
            faults.append(fault("standards", "standards_out_of_order"))
        if limits[-1] != 0:
            faults.append(
                fault(f"standards[{len(limits)}].at_least", "worst_not_zero", value=show_plain(limits[-1]))
            )
        return faults
