"""Points add up at every level, grades leave no total without one, and nothing poses as issued."""

from collections.abc import Iterator
from itertools import pairwise

from perfxl.numbers import excel_round, show_plain
from perfxl.scheme.model import Scheme
from perfxl.scheme.proof.base import Fault, each, fault, listed, placed_indicators

_DIGITS = 6


def prove_points(scheme: Scheme) -> Iterator[Fault]:
    """Indicators add up to their group, groups to their level, levels to the total."""
    yield from _adds_up("levels", "total_points", [level.points for level in scheme.levels], scheme.total)
    for path, level in each("levels", scheme.levels):
        parts = [group.points for group in level.groups]
        yield from _adds_up(path, "level_points", parts, level.points)
        for group_path, group in each(f"{path}.groups", level.groups):
            parts = [indicator.points for indicator in group.indicators]
            yield from _adds_up(group_path, "group_points", parts, group.points)
    for path, indicator in placed_indicators(scheme):
        if indicator.points <= 0:
            yield fault(f"{path}.points", "points_not_positive", points=show_plain(indicator.points))


def _adds_up(path: str, key: str, parts: list[float], whole: float) -> Iterator[Fault]:
    if not parts:
        yield fault(path, "nothing")
    elif excel_round(sum(parts), _DIGITS) != excel_round(whole, _DIGITS):
        yield fault(path, key, sum=show_plain(sum(parts)), points=show_plain(whole))


def prove_grades(scheme: Scheme) -> Iterator[Fault]:
    """Grades descend strictly from within the total to an open last one."""
    if not scheme.grades:
        yield fault("grades", "nothing")
        return
    seen: set[str] = set()
    for path, grade in each("grades", scheme.grades):
        if grade.name in seen:
            yield fault(f"{path}.name", "grades_twice", name=grade.name)
        seen.add(grade.name)
        if grade.at_least > scheme.total:
            yield fault(
                f"{path}.at_least",
                "grades_above",
                name=grade.name,
                at_least=show_plain(grade.at_least),
                total=show_plain(scheme.total),
            )
    for number, (better, worse) in enumerate(pairwise(scheme.grades), start=2):
        if worse.at_least >= better.at_least:
            yield fault(
                f"grades[{number}].at_least",
                "grades_order",
                name=worse.name,
                at_least=show_plain(worse.at_least),
                before=better.name,
                limit=show_plain(better.at_least),
            )
    last = scheme.grades[-1]
    if last.at_least != 0:
        path = f"grades[{len(scheme.grades)}].at_least"
        yield fault(path, "grades_open", name=last.name, at_least=show_plain(last.at_least))


def prove_status(scheme: Scheme) -> Iterator[Fault]:
    """A scheme is issued only if every one of its indicators is."""
    examples = [indicator.name for indicator in scheme.indicators() if indicator.status != "issued"]
    if scheme.weights == "issued" and examples:
        yield fault("weights", "issued_scheme", count=len(examples), names=listed(examples))
