"""Bands (分档): the first band whose limit the measure meets gives the score."""

from itertools import pairwise
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
    points_text,
)
from perfxl.wording import say


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One band: exactly one of ``at_most``, ``at_least`` (inclusive), or neither for the last, open band."""

    points: float
    at_most: float | None = None
    at_least: float | None = None

    def holds(self, measure: float) -> bool:
        """Whether the measure meets this band's limit."""
        if self.at_most is not None:
            return measure <= self.at_most
        return self.at_least is None or measure >= self.at_least


class Bands(RuleRecord, frozen=True, tag="bands"):
    """Limits run in one direction, strictly, and the last band is open: so no value falls between two."""

    bands: tuple[Band, ...]

    asks: ClassVar[Asks] = Asks.MEASURE

    def work(self, points: float, answer: Answer) -> Working:
        """The score of the first band that holds."""
        number = next(number for number, band in enumerate(self.bands) if band.holds(answer.measure))
        score = min(points, max(0.0, excel_round(self.bands[number].points, 2)))
        text = say("scoring.bands.within", band=self._described(number, answer), points=points_text(score))
        return Working(score, text)

    def _described(self, number: int, answer: Answer) -> str:
        """The band as a stretch between its limit and that of the band before it."""
        band, before = self.bands[number], self.bands[number - 1] if number else None
        stretch = []
        for limits, key in ((before, "beyond"), (band, "within")):
            if limits is not None and limits.at_most is not None:
                stretch.append(say(f"scoring.bands.{key}_at_most", limit=answer.show(limits.at_most)))
            elif limits is not None and limits.at_least is not None:
                stretch.append(say(f"scoring.bands.{key}_at_least", limit=answer.show(limits.at_least)))
        return say("scoring.bands.and").join(stretch) or say("scoring.bands.any")

    def native(self, cells: Cells) -> str:
        """Nested IFs, one for each limited band."""
        formula = literal(self.bands[-1].points)
        for band in reversed(self.bands[:-1]):
            sign, limit = ("<=", band.at_most) if band.at_most is not None else (">=", band.at_least)
            formula = f"IF({cells.measure}{sign}{literal(limit or 0.0)},{literal(band.points)},{formula})"
        return f"ROUND({formula},2)"

    def faults(self, points: float) -> list[Fault]:
        """Limits that are lacking, mixed or out of order; scores out of range or out of order."""
        if not self.bands:
            return [fault("bands", "empty")]
        faults = self._faults_of_limits()
        scores = [(f"bands[{number}].points", band.points) for number, band in enumerate(self.bands, start=1)]
        faults += faults_of_scores(scores, points)
        steps = [after.points - before.points for before, after in pairwise(self.bands)]
        if min(steps, default=0) < 0 < max(steps, default=0):
            faults.append(fault("bands", "scores_out_of_order"))
        return faults

    def _faults_of_limits(self) -> list[Fault]:
        *limited, last = self.bands
        upper, lower = [band.at_most for band in limited], [band.at_least for band in limited]
        if last.at_most is not None or last.at_least is not None:
            return [fault(f"bands[{len(self.bands)}]", "last_band_closed")]
        rising = [limit for limit in upper if limit is not None]
        falling = [limit for limit in lower if limit is not None]
        if (rising and falling) or len(rising) + len(falling) != len(limited):
            return [fault("bands", "limits_mixed")]
        in_order = all(a < b for a, b in pairwise(rising)) and all(a > b for a, b in pairwise(falling))
        return [] if in_order else [fault("bands", "limits_out_of_order")]
