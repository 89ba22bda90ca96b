"""The schemes of one summary: told apart in few words, their columns put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Column, Indicator, Scheme
from perfxl.scoring import grade_of


@dataclass(frozen=True, slots=True)
class Judging:
    """One scheme of the summary, with the few words that tell it from the others."""

    scheme: Scheme
    label: str

    @property
    def id(self) -> str:
        """The scheme's id."""
        return self.scheme.id

    @property
    def example(self) -> bool:
        """Whether its points are examples."""
        return self.scheme.weights == "example"

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in the order of the scoring sheet."""
        return tuple(self.scheme.indicators())

    def grade(self, total: float | None) -> str:
        """The grade of a total, empty where there is none."""
        return "" if total is None else grade_of(self.scheme, total)


def judgings(ids: Iterable[str]) -> tuple[Judging, ...]:
    """The schemes by their ids; each is called by its region or, where that tells nothing, by its id.

    Raises:
        SchemeError: one of them is not there any more, or cannot be read (E301 to E307).
    """
    schemes = [load_scheme(one) for one in sorted(ids)]
    regions = [one.region for one in schemes]
    return tuple(
        Judging(one, one.region if one.region and regions.count(one.region) == 1 else one.id)
        for one in schemes
    )


def merged_columns(schemes: Iterable[Scheme]) -> tuple[Column, ...]:
    """The columns of all schemes: those that are alike once, each after what it follows in its own scheme."""
    merged: list[Column] = []
    for scheme in schemes:
        place = 0
        for column in scheme.summary:
            known = _position(column, merged)
            if known is None:
                merged.insert(place, column)
                place += 1
            else:
                place = known + 1
    return tuple(merged)


def _position(column: Column, merged: Sequence[Column]) -> int | None:
    return next((number for number, one in enumerate(merged) if same(one, column)), None)


def same(one: Column, other: Column) -> bool:
    """Whether two schemes mean the same by a column: name, kind, unit, and for a rate what it divides."""
    return (one.name, one.type, one.unit, one.of, one.over) == (
        other.name,
        other.type,
        other.unit,
        other.of,
        other.over,
    )


def execution(scheme: Scheme) -> Column | None:
    """The column that tells how the budget was executed: the first rate of money by money."""
    types = {column.name: column.type for column in scheme.summary}
    return next(
        (
            column
            for column in scheme.summary
            if column.type == "ratio" and types[column.of] == types[column.over] == "money"
        ),
        None,
    )
