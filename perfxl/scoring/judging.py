"""Judges one indicator: gathers what its rule asks for, lets the rule work, and says how it came about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from perfxl.numbers import excel_round
from perfxl.scheme.expression import (
    DivisionByZero,
    InvalidValue,
    MissingValue,
    Scalar,
    Unresolved,
    parse,
)
from perfxl.scheme.inventory import entered_name, option_name, point_name
from perfxl.scheme.model import Indicator
from perfxl.scheme.rules import NO, YES, Answer, Asks, Checklist, Choice, Judgement, Target, Violations
from perfxl.scheme.rules.base import points_text
from perfxl.scoring.marks import Mark, Outcome
from perfxl.scoring.places import Atlas
from perfxl.scoring.terms import Vocabulary, listed, with_numbers
from perfxl.scoring.values import CALCULATED_DIGITS, Values, calculate
from perfxl.wording import say

_DIGITS_SHOWN = (2, 4, 6, 8)


@dataclass(frozen=True, slots=True)
class Desk:
    """What judging one submission needs: its values, the words for its fields, and where they stand."""

    values: Values
    words: Vocabulary
    atlas: Atlas
    explained: bool = True


def judge(desk: Desk, indicator: Indicator) -> Mark:
    """The mark of one indicator."""
    case = _Case(desk, indicator)
    applies = case.applies()
    if applies is False:
        return case.not_applicable()
    if applies is None:
        return case.open()
    if indicator.by_hand and isinstance(case.measure, DivisionByZero):
        return case.judged_by_hand()
    answer = case.answer()
    return case.open() if answer is None else case.scored(answer)


@dataclass(slots=True)
class _Lack:
    """What stands in the way of a score, by field name, in the order in which it was asked for."""

    missing: dict[str, None] = field(default_factory=dict)
    invalid: dict[str, None] = field(default_factory=dict)
    unanswered: dict[str, None] = field(default_factory=dict)
    zero: bool = False

    def __bool__(self) -> bool:
        return bool(self.missing or self.invalid or self.unanswered or self.zero)

    def note(self, error: Unresolved) -> None:
        """Sort in why an expression has no value."""
        if isinstance(error, MissingValue):
            self.missing.update(dict.fromkeys(error.names))
        elif isinstance(error, InvalidValue):
            self.invalid.update(dict.fromkeys(error.names))
        else:
            self.zero = True


class _Case:
    """One indicator under judgement."""

    def __init__(self, desk: Desk, indicator: Indicator) -> None:
        self._desk = desk
        self._indicator = indicator
        self._lack = _Lack()
        self.measure = self._calculated(indicator.measure) if indicator.measure else None

    def _calculated(self, text: str) -> float | Unresolved:
        try:
            value = calculate(text, CALCULATED_DIGITS, self._desk.values)
        except Unresolved as error:
            return error
        return value if isinstance(value, float | int) else InvalidValue(parse(text).names)

    # What the rule asks for.

    def applies(self) -> bool | None:
        """Whether the indicator applies; None if that cannot be told."""
        if not self._indicator.applicable:
            return True
        try:
            return bool(parse(self._indicator.applicable).evaluate(self._desk.values))
        except Unresolved as error:
            self._lack.note(error)
            return None

    def answer(self) -> Answer | None:
        """All that the rule asks for; None if anything is lacking."""
        rule = self._indicator.rule
        answer = Answer(
            measure=self._number(self.measure or 0.0) if Asks.MEASURE in rule.asks else 0.0,
            target=self._number(self._calculated(rule.target)) if isinstance(rule, Target) else 0.0,
            option=self._option() if Asks.OPTION in rule.asks else "",
            entered=self._entered() if Asks.ENTERED in rule.asks else 0.0,
            points=self._points(),
            percent=self._indicator.measure_type == "ratio",
        )
        return None if self._lack else answer

    def _number(self, value: float | Unresolved) -> float:
        if isinstance(value, Unresolved):
            self._lack.note(value)
            return 0.0
        return value

    def _given(self, name: str) -> Scalar:
        """What the accountant answered in the scoring sheet; None, and noted, if blank or unreadable."""
        try:
            value = self._desk.values(name)
        except Unresolved as error:
            self._lack.note(error)
            return None
        if value is None:
            self._lack.unanswered[name] = None
        return None if isinstance(value, tuple) else value

    def _entered(self) -> float:
        name = entered_name(self._indicator.id)
        value = self._given(name)
        if value is None:
            return 0.0
        counted = isinstance(self._indicator.rule, Violations)
        if not isinstance(value, float | int) or not _is_within(
            value, None if counted else self._indicator.points
        ):
            self._lack.invalid[name] = None
            return 0.0
        return value

    def _option(self) -> str:
        rule, name = self._indicator.rule, option_name(self._indicator.id)
        if isinstance(rule, Choice):
            return self._one_of((option.text for option in rule.options), name)
        standards = rule.standards if isinstance(rule, Judgement) else ()
        return self._one_of((standard.text for standard in standards), name)

    def _points(self) -> tuple[bool, ...]:
        return tuple(self._one_of((YES, NO), name) == YES for name in self._point_names())

    def _one_of(self, texts: Iterable[str], name: str) -> str:
        value = self._given(name)
        if value is None:
            return ""
        # A spreadsheet does not tell capitals from small letters.
        for text in texts:
            if isinstance(value, str) and value.lower() == text.lower():
                return text
        self._lack.invalid[name] = None
        return ""

    # What comes of it.

    def scored(self, answer: Answer) -> Mark:
        """The rule's own score."""
        indicator = self._indicator
        score = indicator.rule.work(indicator.points, answer).score
        names = self._asked_names()
        if not self._desk.explained:
            return self._mark(Outcome.SCORED, score, names, "answered")
        answer = _as_shown(indicator, answer, score)
        working = indicator.rule.work(indicator.points, answer)
        if Asks.MEASURE in indicator.rule.asks:
            term = with_numbers(
                parse(indicator.measure),
                answer.show_result(answer.measure),
                indicator.measure_label,
                self._desk.values,
                self._desk.words,
            )
            return self._mark(Outcome.SCORED, score, names, "scored", term=term, working=working.text)
        return self._mark(Outcome.SCORED, score, names, "answered", working=working.text)

    def not_applicable(self) -> Mark:
        """Full points, since the indicator's condition does not hold."""
        indicator = self._indicator
        condition = parse(indicator.applicable)
        return self._mark(
            Outcome.NOT_APPLICABLE,
            indicator.points,
            condition.names,
            "not_applicable",
            condition=indicator.applicable_label or indicator.applicable,
            parts=listed(condition.names, self._desk.values, self._desk.words),
            points=points_text(indicator.points),
        )

    def judged_by_hand(self) -> Mark:
        """The entered score, since the denominator is zero; without one the indicator waits for it."""
        score = self._entered()
        name = entered_name(self._indicator.id)
        if self._lack.invalid:
            return self.open()
        if self._lack:
            return self._mark(Outcome.NEEDS_JUDGEMENT, None, (name,), "zero_by_hand", lacking=(name,))
        names = (*parse(self._indicator.measure).names, name)
        return self._mark(Outcome.SCORED, excel_round(score, 2), names, "by_hand")

    def open(self) -> Mark:
        """No score: data are missing, or invalid, or the accountant has not answered yet."""
        lack = self._lack
        if lack.missing:
            return self._lacking(Outcome.MISSING_DATA, lack.missing, "missing")
        if lack.invalid:
            return self._lacking(Outcome.INVALID_DATA, lack.invalid, "invalid")
        if lack.zero:
            return self._mark(Outcome.INVALID_DATA, None, self._asked_names(), "zero")
        return self._lacking(Outcome.NEEDS_JUDGEMENT, lack.unanswered, "judge")

    def _lacking(self, outcome: Outcome, lacking: Iterable[str], wording: str) -> Mark:
        names = tuple(lacking)
        return self._mark(outcome, None, names, wording, labels=self._labels(names), lacking=names)

    def _labels(self, names: tuple[str, ...]) -> str:
        """The words for what is lacking; what stands in the indicator's own row needs no further name."""
        own, rule = self._indicator.id, self._indicator.rule
        entered = "count" if isinstance(rule, Violations) else "entered"
        words = {
            option_name(own): say("scoring.answer.option"),
            entered_name(own): say(f"scoring.answer.{entered}"),
        }
        numbers = {point: number for number, point in enumerate(self._point_names(), start=1)}
        labels = [words[name] for name in names if name in words]
        labels += self._desk.words.labels(name for name in names if name not in numbers and name not in words)
        points = [str(numbers[name]) for name in names if name in numbers]
        if points:
            labels.append(say("scoring.answer.points", numbers=say("scoring.list").join(points)))
        return say("scoring.list").join(labels)

    def _point_names(self) -> tuple[str, ...]:
        rule = self._indicator.rule
        count = len(rule.items) if isinstance(rule, Checklist) else 0
        return tuple(point_name(self._indicator.id, number) for number in range(1, count + 1))

    def _asked_names(self) -> tuple[str, ...]:
        """The fields that the score rests on, in reading order."""
        indicator, rule = self._indicator, self._indicator.rule
        names: list[str] = []
        if Asks.MEASURE in rule.asks:
            names += parse(indicator.measure).names
        if isinstance(rule, Target):
            names += parse(rule.target).names
        if Asks.OPTION in rule.asks:
            names.append(option_name(indicator.id))
        if Asks.ENTERED in rule.asks:
            names.append(entered_name(indicator.id))
        return tuple(dict.fromkeys((*names, *self._point_names())))

    def _mark(
        self,
        outcome: Outcome,
        score: float | None,
        names: tuple[str, ...],
        wording: str,
        *,
        lacking: tuple[str, ...] = (),
        **figures: object,
    ) -> Mark:
        return Mark(
            indicator=self._indicator,
            outcome=outcome,
            score=score,
            measure=self.measure if isinstance(self.measure, float | int) else None,
            explanation=self._explained(score, names, wording, figures),
            places=self._desk.atlas.places(names),
            lacking=lacking,
        )

    def _explained(
        self, score: float | None, names: tuple[str, ...], wording: str, figures: Mapping[str, object]
    ) -> str:
        if not self._desk.explained:
            return ""
        return say(
            f"scoring.explain.{wording}",
            measure=self._indicator.measure_label or self._indicator.name,
            score="" if score is None else points_text(score),
            cells=self._desk.atlas.text(names),
            **figures,
        )


def _as_shown(indicator: Indicator, answer: Answer, score: float) -> Answer:
    """The answer with its measure rounded for the reader, but never so far that it would give another score.

    89.996% must not be shown as 90.00% beside a sentence that says it is below 90%.
    """
    for digits in _DIGITS_SHOWN:
        rounded = replace(answer, digits=digits)
        rounded = replace(rounded, measure=rounded.shown)
        if indicator.rule.work(indicator.points, rounded).score == score:
            return rounded
    return replace(answer, digits=_DIGITS_SHOWN[-1])


def _is_within(value: float, points: float | None) -> bool:
    """Whether an entered number is a score within the points, or (None) a count."""
    return 0 <= value <= points if points is not None else value >= 0 and value.is_integer()
