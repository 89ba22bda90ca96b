"""Targets as people write them (计划值、完成值): a number with a bound and a unit, or words."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from perfxl.wording import subject


@dataclass(frozen=True, slots=True)
class Quantity:
    """What ``≥95%`` or ``不超过5天`` says; ``at_most`` where less is better."""

    amount: float
    unit: str
    at_most: bool

    def comparable(self, other: "Quantity") -> bool:
        """Whether both are counted in the same unit; one written without any is in the other's."""
        percents = {self.unit, other.unit} & {"%"}
        return self.unit == other.unit or (not percents and not (self.unit and other.unit))


def quantity(text: str) -> Quantity | None:
    """The quantity that a text states, None where it states none or more than one.

    >>> quantity("不超过 1,200 件")
    Quantity(amount=1200.0, unit='件', at_most=True)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    match = _pattern().fullmatch(plain)
    if match is None:
        return None
    bounds = {match["before"], match["after"]}
    at_most = not bounds.isdisjoint(subject("checks")["target"]["at_most"])
    return Quantity(float(match["amount"].replace(",", "")), match["unit"], at_most)


def has_figures(text: str) -> bool:
    """Whether any digit stands in the text, so that it may state a number in its own way."""
    return any(character.isdigit() for character in text)


@cache
def _pattern() -> re.Pattern[str]:
    words = subject("checks")["target"]
    bounds = "|".join(re.escape(word) for word in words["at_least"] + words["at_most"])
    return re.compile(
        rf"(?P<before>{bounds})?(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d,]*?)(?P<after>{bounds})?"
    )
