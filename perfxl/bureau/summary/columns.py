"""The columns of the summary table (汇总表): which there are, what each shows of a department, how it closes.

What there is depends on the schemes, on the roster, and on whether any total is provisional; see
:class:`Plan`. Formulas refer to other columns of the same row by key.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Literal, TypeAlias

from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.schemes import Judging, execution, merged_columns, same
from perfxl.findings import Severity
from perfxl.numbers import show_plain
from perfxl.scheme.model import Column
from perfxl.wording import say
from perfxl.workbook.slots import column_letters

Look: TypeAlias = Literal["integer", "text", "words", "choice", "money", "number", "ratio", "score", "moment"]
Closing: TypeAlias = Literal["", "sum", "rate", "mean"]
"""What stands below a column: nothing, the sum, the rate from sums, the average."""

Value: TypeAlias = float | str | None
Get: TypeAlias = Callable[[Department], Value]

_REASONS: Final = 3
"""So many indicators at which most was lost are named as the main reasons (扣分主因)."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. With ``formula`` each row has that formula where ``get`` gives a value, which it keeps."""

    key: str
    group: str
    title: str
    look: Look
    width: float
    get: Get
    closing: Closing = ""
    formula: str = ""
    """With other columns' keys in braces, such as ``{spent}/{budget}``."""
    of: str = ""
    """For a rate: the keys of the columns that it divides."""
    over: str = ""
    name: str = ""
    """For a figure of the schemes' own: what they call it, and its unit."""
    unit: str = ""


@dataclass(frozen=True)
class Plan:
    """The columns of one summary.

    ``rostered``, ``kinds``, ``sections`` tell what the roster knows, ``open_totals`` whether a total is
    provisional.
    """

    judgings: Sequence[Judging]
    sections: bool = False
    kinds: bool = False
    codes: bool = False
    open_totals: bool = False
    _merged: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_merged", merged_columns(one.scheme for one in self.judgings))

    @property
    def several(self) -> bool:
        """Whether departments were judged by different schemes."""
        return len(self.judgings) > 1

    @cached_property
    def columns(self) -> tuple[SheetColumn, ...]:
        """All columns from left to right."""
        return (
            *self._who(),
            *self._figures(),
            *self._levels(),
            *self._scores(),
            *self._faults(),
            *self._sending(),
        )

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The spreadsheet's own name of each column, by key: ``{"department": "B"}``."""
        return {column.key: column_letters(number) for number, column in enumerate(self.columns)}

    @cached_property
    def frozen(self) -> int:
        """How many columns at the left stay in sight: up to the department's name."""
        return next(n for n, column in enumerate(self.columns, start=1) if column.key == "department")

    def execution(self, judging: Judging) -> SheetColumn | None:
        """The column that tells how a scheme's departments executed their budgets."""
        found = execution(judging.scheme)
        return None if found is None else self.column(_figure_key(self._number(found)))

    def column(self, key: str) -> SheetColumn:
        """The column of this key."""
        return next(column for column in self.columns if column.key == key)

    def _number(self, column: Column) -> int:
        return next(number for number, one in enumerate(self._merged) if same(one, column))

    def _who(self) -> Iterator[SheetColumn]:
        yield _column("number", "who", "integer", 5, lambda one: one.number)
        if self.codes and not any(column.name == say("summary.columns.code") for column in self._merged):
            yield _column("code", "who", "text", 11, lambda one: one.entry.code if one.entry else None)
        yield _column("department", "who", "words", 24, lambda one: one.name)
        if self.sections:
            yield _column("section", "sorts", "words", 12, lambda one: one.section)
        if self.kinds:
            yield _column("kind", "sorts", "words", 12, lambda one: one.kind)
        if self.several:
            labels = {one.id: one.label for one in self.judgings}
            yield _column("scheme", "sorts", "words", 12, lambda one: labels[one.reviewed.scheme])

    def _figures(self) -> Iterator[SheetColumn]:
        for number, column in enumerate(self._merged):
            made = _rate_of if column.type == "ratio" else _figure_of
            yield made(number, column, self)

    def having(self, column: Column) -> frozenset[str]:
        """The ids of the schemes that have this very column."""
        return frozenset(
            one.id for one in self.judgings if any(same(own, column) for own in one.scheme.summary)
        )

    def part(self, rate: Column, name: str) -> int:
        """The number of the column of this name that a rate divides."""
        scheme = next(
            one.scheme for one in self.judgings if any(same(own, rate) for own in one.scheme.summary)
        )
        return self._number(next(column for column in scheme.summary if column.name == name))

    def _levels(self) -> Iterator[SheetColumn]:
        for place, judging in enumerate(self.judgings):
            suffix = say("summary.group_of", label=judging.label) if self.several else ""
            for number, level in enumerate(judging.scheme.levels):
                yield SheetColumn(
                    key=level_key(place, number),
                    group=say("summary.groups.levels", scheme=suffix),
                    title=say("summary.with_points", name=level.name, points=show_plain(level.points)),
                    look="score",
                    width=10,
                    get=_Level(judging.id, number),
                    closing="mean",
                )

    def _scores(self) -> Iterator[SheetColumn]:
        grades = {one.id: one.grade for one in self.judgings}
        yield _column("claimed", "scores", "score", 9, lambda one: one.claimed, closing="mean")
        yield _column("claimed_grade", "scores", "choice", 8, lambda one: one.reviewed.claimed_grade)
        yield _column("total", "scores", "score", 9, lambda one: one.total, closing="mean")
        yield _column("grade", "scores", "choice", 8, lambda one: one.reviewed.grade if one.final else None)
        if self.open_totals:
            yield _column("so_far", "scores", "score", 9, _so_far)
            yield _column(
                "unscored", "scores", "integer", 8, lambda one: one.reviewed.unscored, closing="sum"
            )
        yield _column(
            "difference", "scores", "score", 9, lambda one: one.difference, formula="{claimed}-{total}"
        )
        yield _column("review", "scores", "score", 9, lambda one: one.review_total, closing="mean")
        yield _column(
            "deviation",
            "scores",
            "ratio",
            9,
            lambda one: one.deviation,
            formula="({claimed}-{review})/{claimed}",
        )
        yield _column(
            "review_grade", "scores", "choice", 8, lambda one: grades[one.reviewed.scheme](one.review_total)
        )

    def _faults(self) -> Iterator[SheetColumn]:
        yield _column("reasons", "faults", "words", 46, _reasons)
        yield _column("errors", "faults", "integer", 7, lambda one: one.count(Severity.ERROR), closing="sum")
        yield _column(
            "reminders", "faults", "integer", 7, lambda one: one.count(Severity.REMINDER), closing="sum"
        )

    def _sending(self) -> Iterator[SheetColumn]:
        yield _column("at", "sending", "moment", 17, _handed_in)
        yield _column("version", "sending", "integer", 6, lambda one: one.version)


def level_key(place: int, number: int) -> str:
    """The key of a scheme's level, both counted from 0."""
    return f"level{place}.{number}"


def _figure_key(number: int) -> str:
    return f"figure{number}"


def _column(
    key: str, group: str, look: Look, width: float, get: Get, *, closing: Closing = "", formula: str = ""
) -> SheetColumn:
    return SheetColumn(
        key=key,
        group=say(f"summary.groups.{group}"),
        title=say(f"summary.columns.{key}"),
        look=look,
        width=width,
        get=get,
        closing=closing,
        formula=formula,
    )


_LOOKS: Final[Mapping[str, tuple[Look, float]]] = {
    "text": ("words", 16),
    "integer": ("integer", 9),
    "number": ("number", 10),
    "money": ("money", 13),
    "ratio": ("ratio", 10),
}


def _figure_of(number: int, column: Column, plan: Plan) -> SheetColumn:
    look, width = _LOOKS[column.type]
    return SheetColumn(
        key=_figure_key(number),
        group=say("summary.groups.figures"),
        title=_with_unit(column),
        look=look,
        width=width,
        get=_Given(column.name, plan.having(column), text=column.type == "text"),
        closing="" if column.type == "text" else "sum",
        name="" if column.type == "text" else column.name,
        unit=column.unit,
    )


def _rate_of(number: int, column: Column, plan: Plan) -> SheetColumn:
    look, width = _LOOKS[column.type]
    of, over = (plan.part(column, name) for name in (column.of, column.over))
    schemes = plan.having(column)
    return SheetColumn(
        key=_figure_key(number),
        group=say("summary.groups.figures"),
        title=column.name,
        look=look,
        width=width,
        get=_Divided(_Given(column.of, schemes), _Given(column.over, schemes)),
        closing="rate",
        formula=f"{{{_figure_key(of)}}}/{{{_figure_key(over)}}}",
        of=_figure_key(of),
        over=_figure_key(over),
        name=column.name,
    )


def _with_unit(column: Column) -> str:
    return say("summary.with_unit", name=column.name, unit=column.unit) if column.unit else column.name


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure of those departments whose scheme has it."""

    name: str
    schemes: frozenset[str]
    text: bool = False

    def __call__(self, one: Department) -> Value:
        if one.reviewed.scheme not in self.schemes:
            return None
        if not self.text:
            return one.figure(self.name)
        figure = one.reviewed.figures.get(self.name)
        return figure if figure is None or isinstance(figure, str) else show_plain(figure)


@dataclass(frozen=True, slots=True)
class _Divided:
    """One figure by another; None where either is missing or the divisor is 0."""

    of: _Given
    over: _Given

    def __call__(self, one: Department) -> float | None:
        of, over = self.of(one), self.over(one)
        if isinstance(of, float | int) and isinstance(over, float | int) and over:
            return of / over
        return None


@dataclass(frozen=True, slots=True)
class _Level:
    """The subtotal of one of a scheme's first-level indicators."""

    scheme: str
    number: int

    def __call__(self, one: Department) -> float | None:
        return one.level(self.number) if one.reviewed.scheme == self.scheme else None


def _so_far(one: Department) -> float | None:
    """What a total that is not final has come to."""
    return None if one.final else one.reviewed.total


def _unscored(one: Department) -> int:
    """How many indicators have no score."""
    return one.reviewed.unscored


def _reasons(one: Department) -> str:
    """Where most points were lost (扣分主因)."""
    return say("summary.and").join(_reason(mark.name, lost) for lost, mark in one.losses[:_REASONS])


@lru_cache(maxsize=10_000)
def _reason(name: str, lost: float) -> str:
    return say("summary.reason", name=name, lost=show_plain(lost))


def _handed_in(one: Department) -> float | None:
    """When the workbook was sent, or finished: as a spreadsheet counts days, by this machine's clock."""
    return serial(one.received.at or one.reviewed.finished_at)


_DAY_ZERO: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - the clock on the wall, as spreadsheets have it
_SECONDS: Final = 86_400


def serial(moment: str) -> float | None:
    """A moment in ISO 8601 as a spreadsheet keeps it, by this machine's clock; None where there is none."""
    try:
        known = dt.datetime.fromisoformat(moment)
    except ValueError:
        return None
    local = known.astimezone().replace(tzinfo=None) if known.tzinfo else known
    return (local - _DAY_ZERO).total_seconds() / _SECONDS
