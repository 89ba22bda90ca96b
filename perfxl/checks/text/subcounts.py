"""Wholes and their parts: sums that do not fit (N03), too many posts (P10), a full stop amid parts (T11)."""

from collections.abc import Iterator
from itertools import accumulate

from perfxl.checks.figures import MONEY as MONEY_UNIT
from perfxl.checks.figures import Figure
from perfxl.checks.passages import Passage
from perfxl.checks.text.breakdowns import Breakdown, breakdowns
from perfxl.checks.text.quantities import MONEY, Quantity
from perfxl.findings import Finding, finding
from perfxl.numbers import show_plain

_HALF_CENT = 0.005
"""Half of the last digit of an amount in 万元 with two decimals."""


def subcounts(passage: Passage) -> Iterator[Finding]:
    """N03, P10, T11: every breakdown of a passage whose figures do not fit together."""
    if passage.running:
        for breakdown in breakdowns(passage.flat):
            yield from _judge(passage, breakdown)


def _judge(passage: Passage, breakdown: Breakdown) -> Iterator[Finding]:
    if _adds_up(breakdown):
        yield from _mixed_units(passage, breakdown)
    elif breakdown.posts:
        yield from _posts(passage, breakdown)
    elif _completed_by_next_sentence(breakdown):
        yield _finding("T11", "full_stop", passage, breakdown)
    elif not _measures_something_else(breakdown):
        yield from _misfit(passage, breakdown)


def _adds_up(breakdown: Breakdown) -> bool:
    """Whether all parts, or the first few (what follows may be no part), give one of the possible wholes."""
    if len(breakdown.parts) < 2:
        return any(abs(breakdown.parts[0].value - whole.value) <= _HALF_CENT for whole in breakdown.wholes)
    sums = list(accumulate(part.value for part in breakdown.parts))[1:]
    return any(
        abs(total - whole.value) <= _tolerance(whole, breakdown.parts)
        for whole in breakdown.wholes
        for total in sums
    )


def _tolerance(whole: Quantity, parts: tuple[Quantity, ...]) -> float:
    """How far the sum of parts may lie from the whole: half of the last digit written, for each of them.

    Whole numbers are taken as exact, money in whole 万元 too.
    """
    envelope = sum(
        figure.step / 2 if figure.decimals else _HALF_CENT if figure.kind == MONEY else 0.0
        for figure in (whole, *parts)
    )
    return envelope + 1e-9


def _completed_by_next_sentence(breakdown: Breakdown) -> bool:
    sums = accumulate(breakdown.following, lambda total, part: total + part.value, initial=_sum(breakdown))
    return any(
        abs(total - whole.value) <= _tolerance(whole, breakdown.parts + breakdown.following)
        for whole in breakdown.wholes
        for total in sums
    )


def _measures_something_else(breakdown: Breakdown) -> bool:
    """Whether the parts are counted in one unit of their own: 12项事项 may hold 800件 and 400件."""
    units = {part.unit for part in breakdown.parts}
    whole = breakdown.wholes[0]
    return whole.kind != MONEY and len(units) == 1 and whole.unit not in units


def _misfit(passage: Passage, breakdown: Breakdown) -> Iterator[Finding]:
    largest = max(whole.value for whole in breakdown.wholes)
    if not breakdown.complete or len(breakdown.parts) < 2:
        if max(part.value for part in breakdown.parts) > largest + _HALF_CENT:
            yield _finding("N03", "part", passage, breakdown)
        return
    if _is_rounding(breakdown):
        yield _finding("N03", "rounding", passage, breakdown)
    elif _sum(breakdown) > largest:
        yield _finding("N03", "more", passage, breakdown)
        yield from _mixed_units(passage, breakdown)
    elif _sum(breakdown) < breakdown.wholes[0].value:
        yield _finding("N03", "less", passage, breakdown)


def _is_rounding(breakdown: Breakdown) -> bool:
    """Whether amounts differ by no more than the rounding of their last digits may come to."""
    whole = breakdown.wholes[0]
    envelope = sum(figure.step / 2 for figure in (whole, *breakdown.parts))
    return whole.kind == MONEY and abs(_sum(breakdown) - whole.value) <= envelope


def _posts(passage: Passage, breakdown: Breakdown) -> Iterator[Finding]:
    """P10: leading posts are some of the establishment; fewer than all is no fault."""
    quota = sum(whole.value for whole in breakdown.wholes)
    if (leaders := _sum(breakdown)) > quota:
        yield finding("P10", passage.place, passage.label, leaders=Figure(leaders), quota=Figure(quota))


def _mixed_units(passage: Passage, breakdown: Breakdown) -> Iterator[Finding]:
    units = dict.fromkeys(figure.unit for figure in (breakdown.wholes[0], *breakdown.parts))
    if len(units) > 1 and breakdown.parts[0].kind != MONEY and len(breakdown.parts) > 1:
        yield finding(
            "N03", passage.place, passage.label, case="units", quote=breakdown.quote, units="、".join(units)
        )


def _sum(breakdown: Breakdown) -> float:
    return sum(part.value for part in breakdown.parts)


def _finding(code: str, case: str, passage: Passage, breakdown: Breakdown) -> Finding:
    whole = breakdown.wholes[0]
    unit = MONEY_UNIT if whole.kind == MONEY else whole.unit
    total = _sum(breakdown)
    return finding(
        code,
        passage.place,
        passage.label,
        case=case,
        quote=breakdown.quote,
        whole=show_plain(whole.value) + unit,
        addition="＋".join(show_plain(part.value) for part in breakdown.parts),
        total=show_plain(total) + unit,
        difference=show_plain(abs(total - whole.value)) + unit,
        largest=show_plain(max(part.value for part in breakdown.parts)) + unit,
    )
