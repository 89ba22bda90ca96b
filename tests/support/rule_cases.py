"""Random rules of every kind, sound in themselves, with random points and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from perfxl.numbers import excel_round
from perfxl.scheme.rules import (
    NO,
    YES,
    Answer,
    Asks,
    Band,
    Bands,
    Cells,
    Checklist,
    Choice,
    Deduction,
    Judgement,
    Option,
    Point,
    Proportional,
    Rule,
    Standard,
    Target,
    Violations,
)
from tests.support.spreadsheet import Cell


@dataclass(frozen=True)
class Case:
    """One rule with the points of its indicator and what a department answered."""

    rule: Rule
    points: float
    answer: Answer

    @property
    def score(self) -> float:
        return self.rule.work(self.points, self.answer).score

    def values(self) -> Mapping[str, Cell]:
        """What the cells hold from which the native formula reads the same answer."""
        answers = {
            f"要点{number}": YES if met else NO for number, met in enumerate(self.answer.points, start=1)
        }
        return {
            "指标值": self.answer.measure,
            "目标值": self.answer.target,
            "自评": self.answer.entered,
            "档次": self.answer.option,
            "分值": self.points,
            **answers,
        }

    def formula(self, refer: Any) -> str:
        """The native formula over those cells."""
        return self.rule.native(
            Cells(
                measure=refer("指标值"),
                target=refer("目标值"),
                entered=refer("自评"),
                option=refer("档次"),
                points=tuple(refer(f"要点{number}") for number in range(1, len(self.answer.points) + 1)),
                full=refer("分值"),
            )
        )


points = st.sampled_from([1.0, 2.0, 2.5, 5.0, 6.0, 8.0, 10.0, 12.0, 20.0])
limits = st.sampled_from([-0.1, 0.0, 0.1, 0.3, 0.75, 0.9, 1.0, 1.1, 60.0, 100.0])
steps = st.sampled_from([0.001, 0.01, 0.02, 0.05, 0.1, 1.0, 5.0])
deductions = st.sampled_from([0.1, 0.2, 0.25, 0.3, 0.5, 1.0, 2.0])

# A measure has ten decimals when a rule sees it; ratios of small whole numbers hit limits and ties.
measures = st.one_of(
    st.builds(lambda a, b: excel_round(a / b, 10), st.integers(-50, 300), st.integers(1, 200)),
    st.integers(-300, 3000).map(lambda thousandths: thousandths / 1000),
    limits,
    st.floats(-2, 200).map(lambda number: excel_round(number, 10)),
)


def _shares(count: int) -> st.SearchStrategy[list[float]]:
    """Scores from the best, which is 1, downward, as shares of the points."""
    below = st.lists(
        st.sampled_from([0.0, 0.2, 0.35, 0.4, 0.6, 0.75, 0.8]), min_size=count - 1, max_size=count - 1
    )
    return below.map(lambda shares: [1.0, *sorted(shares, reverse=True)])


@st.composite
def bands(draw: st.DrawFn, full: float) -> Bands:
    closed = sorted(draw(st.lists(limits, min_size=1, max_size=4, unique=True)))
    scores = [excel_round(share * full, 2) for share in draw(_shares(len(closed) + 1))]
    if draw(st.booleans()):
        limited = [Band(at_most=limit, points=score) for limit, score in zip(closed, scores, strict=False)]
    else:
        falling = reversed(closed)
        limited = [Band(at_least=limit, points=score) for limit, score in zip(falling, scores, strict=False)]
    return Bands(bands=(*limited, Band(points=scores[-1])))


@st.composite
def checklists(draw: st.DrawFn, full: float) -> Checklist:
    shares = draw(st.sampled_from([(1.0,), (0.5, 0.5), (0.2, 0.3, 0.5), (0.25, 0.25, 0.25, 0.25)]))
    return Checklist(
        items=tuple(Point(text=f"要点{n}", points=share * full) for n, share in enumerate(shares, start=1))
    )


@st.composite
def choices(draw: st.DrawFn, full: float) -> Choice:
    shares = draw(st.integers(2, 5).flatmap(_shares))
    return Choice(
        options=tuple(Option(text=f"选项{n}", points=share * full) for n, share in enumerate(shares))
    )


deductions_by_step = st.builds(
    Deduction,
    limit=limits,
    side=st.sampled_from(["above", "below", "both"]),
    step=steps,
    deduct=deductions,
    whole_steps=st.booleans(),
)
proportionals = st.builds(Proportional, full_at=st.sampled_from([1.0, 0.95, 100.0]))
targets = st.builds(
    Target,
    target=st.just("目标"),
    direction=st.sampled_from(["at_least", "at_most", "exactly"]),
    beyond=st.sampled_from(["linear", "inverse"]),
)
judgements = st.sampled_from(
    [
        Judgement(),
        Judgement(standards=(Standard(text="达成", at_least=0.8), Standard(text="未达成", at_least=0))),
    ]
)


def rules(full: float) -> st.SearchStrategy[Rule]:
    """A rule of any kind for an indicator of so many points."""
    kinds = [
        bands(full),
        checklists(full),
        choices(full),
        deductions_by_step,
        proportionals,
        targets,
        judgements,
        st.builds(Violations, deduct=deductions),
    ]
    return st.sampled_from(kinds).flatmap(lambda kind: kind)


def answers(rule: Rule, full: float) -> st.SearchStrategy[Answer]:
    """What a department may answer to such a rule."""
    hundredths = st.integers(0, int(full * 100)).map(lambda number: number / 100)
    entered = st.integers(0, 40).map(float) if isinstance(rule, Violations) else hundredths
    options = [option.text for option in rule.options] if isinstance(rule, Choice) else [""]
    if isinstance(rule, Judgement) and rule.standards:
        options = [standard.text for standard in rule.standards]
    count = len(rule.items) if isinstance(rule, Checklist) else 0
    return st.builds(
        Answer,
        measure=measures,
        target=measures if Asks.TARGET in rule.asks else st.just(0.0),
        entered=entered,
        option=st.sampled_from(options),
        points=st.tuples(*[st.booleans()] * count),
        percent=st.booleans(),
    )


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    full = draw(points)
    rule = draw(rules(full))
    return Case(rule, full, draw(answers(rule, full)))


cases = _cases()
