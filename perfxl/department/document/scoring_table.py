"""The scoring sheet (评分表) as a table: an indicator a row, subtotals, the total and the grade.

What is missing is said: an indicator without a score shows its outcome, and as long as there is one, no sum
is called the total.
"""

from collections.abc import Iterator
from typing import Final, Literal

from perfxl.document.grid import Cell, Grid, Line, Remark, heading
from perfxl.document.layout import Widths
from perfxl.evaluation import Evaluation
from perfxl.numbers import show_percent, show_plain
from perfxl.scheme.inventory import entered_name, option_name, point_name, reason_name
from perfxl.scheme.model import Group, Indicator, Level, Scheme
from perfxl.scheme.rules import Checklist, Violations
from perfxl.scoring import Mark
from perfxl.wording import say

_COLUMNS: Final = (
    "level", "group", "indicator", "points", "clause", "measure", "score", "reason",
)  # fmt: skip
_NAMES: Final = 3
"""So many columns name the indicator; then come points, clause and measure, score, reason."""


class ScoringTable:
    """Lays out one evaluation's scorecard."""

    def __init__(self, evaluation: Evaluation, widths: Widths) -> None:
        """Take over the marks of ``evaluation`` and the widths of columns."""
        self._scheme = evaluation.scheme
        self._submission = evaluation.submission
        self._card = evaluation.scorecard
        self._marks = {mark.indicator.id: mark for mark in evaluation.scorecard.marks}
        self._widths = widths
        self._examples = _examples(evaluation.scheme)

    @property
    def title(self) -> str:
        """What the table is called: it says if its points are examples, or its scores not all there."""
        limits = [
            say(f"document.scoring.{self._examples}_title") if self._examples else "",
            "" if self._card.final else say("document.scoring.open_title"),
        ]
        said = say("document.scoring.and").join(limit for limit in limits if limit)
        title = say("template.scoring.title")
        return say("document.scoring.limited_title", title=title, limits=said) if said else title

    def content(self) -> Iterator[Remark | Grid]:
        """The table, what is to be said about its figures, and the checklists' answers."""
        yield self._scores()
        if self._examples:
            yield Remark("TableNote", say(f"document.scoring.{self._examples}_note"))
        if not self._card.final:
            yield Remark("TableNote", say("document.scoring.open_note", count=self._card.unscored))
        points = tuple(self._points())
        if points:
            titles = [say(f"document.heading.{key}") for key in ("indicator", "point", "worth", "answer")]
            yield Remark("TableTitle", say("document.scoring.points_title"))
            yield Grid((heading(*titles),), points, self._widths.points, "Small")

    def _scores(self) -> Grid:
        points = "points_example" if self._examples == "example" else "points"
        titles = [say(f"document.heading.{points if key == 'points' else key}") for key in _COLUMNS]
        lines = [line for level, score in self._card.levels for line in self._level(level, score)]
        return Grid((heading(*titles),), (*lines, *self._closing()), self._widths.scoring, "Small")

    def _level(self, level: Level, score: float | None) -> Iterator[Line]:
        """The rows of a first-level indicator, and their sum."""
        first = True
        for group in level.groups:
            for number, indicator in enumerate(group.indicators):
                yield Line(
                    (
                        _down(_with_points(level), first),
                        _down(_with_points(group), number == 0),
                        *self._indicator(indicator),
                    )
                )
                first = False
        yield _sum(
            say("document.scoring.subtotal", name=level.name), level.points, self._subtotal(level, score)
        )

    def _indicator(self, indicator: Indicator) -> Iterator[Cell]:
        mark = self._marks[indicator.id]
        yield Cell(indicator.name)
        yield Cell(self._points_of(indicator), "Centre")
        yield Cell(indicator.clause)
        yield Cell(self._measure(mark), "Centre")
        yield Cell(mark.outcome.value if mark.score is None else show_plain(mark.score), "Centre")
        yield Cell(self._submission.text(reason_name(indicator.id)))

    def _points_of(self, indicator: Indicator) -> str:
        points = show_plain(indicator.points)
        marked = self._examples == "part" and indicator.status == "example"
        return say("document.scoring.example_points", points=points) if marked else points

    def _measure(self, mark: Mark) -> str:
        """What the score rests on: the measure, the number of cases, or the option that was chosen."""
        if mark.measure is not None:
            ratio = mark.indicator.measure_type == "ratio"
            return show_percent(mark.measure) if ratio else show_plain(mark.measure)
        if isinstance(mark.indicator.rule, Violations):
            count = self._submission.value(entered_name(mark.indicator.id))
            return say("document.scoring.cases", count=show_plain(count)) if isinstance(count, float) else ""
        return self._submission.text(option_name(mark.indicator.id))

    def _subtotal(self, level: Level, score: float | None) -> str:
        if score is None:
            return say("document.none")
        whole = all(
            self._marks[indicator.id].score is not None
            for group in level.groups
            for indicator in group.indicators
        )
        return show_plain(score) if whole else say("document.scoring.so_far", score=show_plain(score))

    def _closing(self) -> Iterator[Line]:
        card = self._card
        state = "final" if card.final else "open"
        total = show_plain(card.total)
        if card.unscored == len(card.marks):
            shown = say("document.none")
        else:
            shown = total if card.final else say("document.scoring.so_far", score=total)
        yield _sum(say(f"document.scoring.total_{state}"), self._scheme.total, shown)
        grade = card.grade if card.final else say("document.scoring.no_grade")
        rest = len(_COLUMNS) - _NAMES
        yield Line((Cell(say("document.scoring.grade"), "Head", _NAMES), Cell(grade, "Centre", rest)))

    def _points(self) -> Iterator[Line]:
        for indicator in self._scheme.indicators():
            if isinstance(indicator.rule, Checklist):
                for number, item in enumerate(indicator.rule.items, start=1):
                    answer = self._submission.text(point_name(indicator.id, number))
                    yield Line(
                        (
                            _down(indicator.name, number == 1),
                            Cell(item.text),
                            Cell(show_plain(item.points), "Centre"),
                            Cell(answer, "Centre"),
                        )
                    )


def _examples(scheme: Scheme) -> Literal["", "example", "part"]:
    """Whether points are examples: none, all, or (``part``) those of some indicators."""
    if scheme.weights == "issued":
        return ""
    issued = {indicator.status == "issued" for indicator in scheme.indicators()}
    return "part" if len(issued) == 2 else "example"


def _down(text: str, begins: bool) -> Cell:
    return Cell(text, "Centre", down="begins") if begins else Cell(look="Centre", down="goes on")


def _with_points(part: Level | Group) -> str:
    return say("document.scoring.level", name=part.name, points=show_plain(part.points))


def _sum(label: str, points: float, score: str) -> Line:
    """A row that adds up: the label under the names, then points and score, the rest empty."""
    return Line(
        (
            Cell(label, "Head", _NAMES),
            Cell(show_plain(points), "Centre"),
            Cell(columns=2),
            Cell(score, "Centre"),
            Cell(),
        )
    )
