"""What every kind of rule shares: what it asks for, what it is given, and what it gives back."""

from dataclasses import dataclass
from enum import Flag, auto

import msgspec


class Asks(Flag):
    """What a rule needs in order to give a score."""

    MEASURE = auto()
    """The indicator's measure, an expression over the tables."""
    TARGET = auto()
    """A target beside the measure."""
    ENTERED = auto()
    """A number the accountant enters in the scoring sheet (自评_id): a score, or a count of violations."""
    OPTION = auto()
    """A choice the accountant makes in the scoring sheet (档次_id)."""
    POINTS = auto()
    """Yes or no to each point of a checklist (要点_id_1 …)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one department's submission gives to a rule; every part that the rule asks for is present."""

    measure: float = 0.0
    target: float = 0.0
    entered: float = 0.0
    option: str = ""
    points: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """The Excel references (defined names) from which the native formula reads the same parts."""

    measure: str = ""
    target: str = ""
    entered: str = ""
    option: str = ""
    points: tuple[str, ...] = ()
    full: str = ""
    """The indicator's points (分值_id)."""


@dataclass(frozen=True, slots=True)
class Working:
    """A score (points, two decimals) with the sentence part that shows how it came about, in Chinese."""

    score: float
    text: str


class RuleRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of every kind of rule; the TOML key ``kind`` chooses the class.

    A kind offers: ``asks`` (:class:`Asks`); ``work(points, answer) -> Working``, whose score lies between 0 and
    ``points`` and is rounded to two decimals as Excel rounds; ``native(cells) -> str``, the same score as an Excel
    formula without the equals sign, valid once all that it asks for is present and valid; ``faults(points)``, what is
    incomplete or contradictory in the rule's own data, as (key, message) pairs.
    """
