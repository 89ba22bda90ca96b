"""What an outline sees of a judged submission: figures by name, tables, the scorecard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from perfxl.narrative.outline import OutlineFault
from perfxl.narrative.paragraphs import shield
from perfxl.numbers import excel_round, show_percent, show_plain
from perfxl.scheme.expression import ExpressionError, Resolved, Unresolved, parse
from perfxl.scheme.inventory import formula_fields, input_fields, reason_name
from perfxl.scheme.model import Field, Scheme, TableBlock
from perfxl.scheme.proof.reasons import reason
from perfxl.scoring import Mark, Outcome, Scorecard, resolver, row_resolver
from perfxl.submission import Submission, Value

Resolve = Callable[[str], Resolved]

_CALCULATED_DIGITS = 10


class Figures:
    """Values by name, as an outline reads them (``f["编制数"]``): None where blank or not computable."""

    def __init__(self, known: frozenset[str], resolve: Resolve) -> None:
        """Serve the names in ``known`` through ``resolve``."""
        self._known = known
        self._resolve = resolve

    def __getitem__(self, name: str) -> Value | None:
        """The value of one name.

        Raises:
            OutlineFault: the scheme has no such name.
        """
        if name not in self._known:
            raise OutlineFault(f"the scheme has no field {name!r}")
        try:
            return _shown(self._resolve(name))
        except Unresolved:
            return None

    def given(self, *names: str) -> bool:
        """Whether every one of the names has a value."""
        return all(self[name] is not None for name in names)


@dataclass(frozen=True, slots=True)
class Item:
    """One scored row.

    ``lost`` is what is missing to its full points, None as long as there is no score; ``measure`` is worded
    as a reader sees it, percent for a ratio.
    """

    id: str
    number: int
    level: str
    name: str
    points: float
    score: float | None
    lost: float | None
    outcome: str
    measure: str | None
    explanation: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One first-level indicator: its points, and the sum of the scores once all of its items have one."""

    name: str
    points: float
    score: float | None


class Card:
    """The scorecard as an outline reads it."""

    def __init__(self, scheme: Scheme, submission: Submission, scorecard: Scorecard) -> None:
        """Take over the figures of ``scorecard``; reasons come from ``submission``."""
        self.total = scorecard.total
        self.full = scheme.total
        self.final = scorecard.final
        self.unscored = scorecard.unscored
        self.grade = shield(scorecard.grade)
        self.example = scheme.weights == "example"
        level_of = {
            indicator.id: shield(level.name)
            for level in scheme.levels
            for group in level.groups
            for indicator in group.indicators
        }
        self.items = tuple(
            _item(number, level_of[mark.indicator.id], mark, submission)
            for number, mark in enumerate(scorecard.marks, start=1)
        )
        open_levels = {item.level for item in self.pending}
        self.levels = tuple(
            LevelLine(name, level.points, None if name in open_levels else score)
            for level, score in scorecard.levels
            for name in [shield(level.name)]
        )

    @cached_property
    def deductions(self) -> tuple[Item, ...]:
        """The items that lost points."""
        return tuple(item for item in self.items if item.lost)

    @cached_property
    def pending(self) -> tuple[Item, ...]:
        """The items that have no score yet."""
        return tuple(item for item in self.items if item.score is None)


def context(scheme: Scheme, submission: Submission, scorecard: Scorecard) -> dict[str, object]:
    """Everything that an outline may name; ``docs/reports.md`` describes it."""
    resolve = resolver(scheme, submission)
    fields = frozenset(input_fields(scheme)) | frozenset(formula_fields(scheme))
    figures = Figures(fields, resolve)
    return {
        "f": figures,
        "given": figures.given,
        "heading": _Headings(figures, input_fields(scheme)),
        "parts": _parts,
        "calc": _Calculator(fields | _columns(scheme), resolve),
        "tables": _tables(scheme, submission),
        "card": Card(scheme, submission, scorecard),
        "scheme": {
            "title": shield(scheme.title),
            "region": shield(scheme.region),
            "basis": shield(scheme.basis),
        },
        "roles": scheme.roles,
    }


class _Headings:
    """``heading("标题_成效")``: the text of a field, or what the blank template holds in it."""

    def __init__(self, figures: Figures, fields: Mapping[str, Field]) -> None:
        self._figures = figures
        self._fields = fields

    def __call__(self, name: str) -> Value | None:
        return self._figures[name] or shield(self._fields[name].default) or None


def _parts(*parts: tuple[str | None, ...], by: str = "、") -> str | None:
    """Enumerate the parts of which no piece is missing; None where none is left."""
    complete = ["".join(map(str, part)) for part in parts if None not in part]
    return by.join(complete) or None


class _Calculator:
    """``calc("年初预算 - 年末结余")``: an expression of the scheme; None if it cannot be formed."""

    def __init__(self, known: frozenset[str], resolve: Resolve) -> None:
        self._known = known
        self._resolve = resolve

    def __call__(self, text: str) -> Value | None:
        """The expression's value.

        Raises:
            OutlineFault: the expression is malformed, or names a field that the scheme does not have.
        """
        try:
            expression = parse(text)
        except ExpressionError as fault:
            raise OutlineFault(f"calc '{text}': {reason('expression', str(fault))}") from fault
        if unknown := [name for name in expression.names if name not in self._known]:
            raise OutlineFault(f"the scheme has no field {unknown[0]!r}")
        try:
            value = _shown(expression.evaluate(self._resolve))
        except Unresolved:
            return None
        # What is left over in the last binary digits would turn "no change" into an increase.
        return excel_round(value, _CALCULATED_DIGITS) if isinstance(value, float) else value


def _shown(value: Resolved) -> Value | None:
    if isinstance(value, str):
        return shield(value) or None
    if isinstance(value, tuple):
        raise OutlineFault("a whole column has no single value")
    return value


def _columns(scheme: Scheme) -> frozenset[str]:
    return frozenset(
        f"{table.prefix}_{column.name}" for table in scheme.tables().values() for column in table.columns
    )


def _tables(scheme: Scheme, submission: Submission) -> Mapping[str, tuple[Figures, ...]]:
    return {
        name: tuple(
            Figures(_names(table), row_resolver(scheme, submission, table, row))
            for row in submission.tables.get(name, ())
        )
        for name, table in scheme.tables().items()
    }


def _names(table: TableBlock) -> frozenset[str]:
    return frozenset(column.name for column in table.columns)


def _item(number: int, level: str, mark: Mark, submission: Submission) -> Item:
    indicator, score = mark.indicator, mark.score
    judged = mark.outcome in (Outcome.SCORED, Outcome.NOT_APPLICABLE)
    return Item(
        id=indicator.id,
        number=number,
        level=level,
        name=shield(indicator.name),
        points=indicator.points,
        score=score,
        lost=excel_round(indicator.points - score, 2) if judged and score is not None else None,
        outcome=mark.outcome.value,
        measure=_measure(mark),
        explanation=shield(mark.explanation),
        reason=shield(submission.text(reason_name(indicator.id))) or None,
    )


def _measure(mark: Mark) -> str | None:
    if mark.measure is None:
        return None
    return show_percent(mark.measure) if mark.indicator.measure_type == "ratio" else show_plain(mark.measure)
