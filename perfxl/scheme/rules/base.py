"""What every kind of rule shares: what it asks for, what it is given, and what it gives back."""

from dataclasses import dataclass
from enum import Flag, auto
from typing import TypeAlias

import msgspec

from perfxl.numbers import excel_round, show_fixed, show_percent, show_plain
from perfxl.wording import say

YES, NO = "是", "否"
"""The two answers to a point of a checklist."""

Fault: TypeAlias = tuple[str, str]
"""What is wrong in a rule's own data: the key, and a sentence for whoever wrote the scheme."""


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
    percent: bool = True
    """Whether measure, target and limits are ratios, which a reader sees in percent."""
    digits: int = 2
    """Decimals with which a reader sees the measure."""

    @property
    def shown(self) -> float:
        """The measure as far as a reader sees it."""
        return excel_round(self.measure, self.digits + 2 if self.percent else self.digits)

    def show(self, value: float) -> str:
        """A measure or a limit as a reader sees it, without needless zeros: ``100%``."""
        return f"{show_plain(value * 100)}%" if self.percent else show_plain(value)

    def show_result(self, value: float) -> str:
        """A measure with its decimals: ``112.50%``."""
        return show_percent(value, self.digits) if self.percent else show_fixed(value, self.digits)

    def show_gap(self, value: float) -> str:
        """How far a measure is from a limit: ``12.5个百分点``."""
        return say("scoring.gap", gap=show_plain(value * 100)) if self.percent else show_plain(value)


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

    A kind offers: ``asks`` (:class:`Asks`); ``work(points, answer) -> Working``, whose score lies between 0
    and ``points`` and is rounded to two decimals as Excel rounds; ``native(cells) -> str``, the same score as
    an Excel formula without the equals sign, valid once all that it asks for is present and valid;
    ``faults(points)``, what is incomplete or contradictory in the rule's own data, as (key, message) pairs.
    """


def points_text(points: float) -> str:
    """Points as a reader sees them, without needless zeros: ``4.5``."""
    return show_plain(excel_round(points, 2))


def fault(key: str, name: str, **figures: object) -> Fault:
    """The fault worded under ``rule_fault.<name>`` that stands at ``key`` of the rule."""
    return key, say(f"scoring.rule_fault.{name}", **figures)


def faults_of_scores(scores: list[tuple[str, float]], points: float) -> list[Fault]:
    """What is wrong with the scores that bands or options give: each within the points, the best in full."""
    faults = [
        fault(key, "score_out_of_range", score=points_text(score), points=points_text(points))
        for key, score in scores
        if not 0 <= score <= points
    ]
    if not faults and scores and max(score for _, score in scores) != points:
        best = max(score for _, score in scores)
        faults.append(
            fault(scores[0][0], "best_not_full", best=points_text(best), points=points_text(points))
        )
    return faults


def faults_of_texts(key: str, texts: list[str]) -> list[Fault]:
    """What is wrong with the texts of a choice: one that is blank, or two that Excel takes for one."""
    plain = [text.strip().lower() for text in texts]
    repeated = dict.fromkeys(text for text, same in zip(texts, plain, strict=True) if plain.count(same) > 1)
    faults = [fault(key, "repeated", text=text) for text in repeated if text.strip()]
    return faults if all(plain) else [*faults, fault(key, "blank_text")]


def fault_unless_positive(key: str, value: float) -> list[Fault]:
    """A fault if a quantity that must be above zero is not."""
    return [] if value > 0 else [fault(key, "not_positive", value=show_plain(value))]
