"""What is unusual about a department beside the others: its score, its execution rate, texts it shares."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from perfxl.bureau.records import FindingRecord, recorded
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.survey import Survey, compared_score, misprints
from perfxl.checks.figures import Figure
from perfxl.findings import Place, finding
from perfxl.numbers import excel_round
from perfxl.wording import say, subject

FAR_SCORE: Final = 15.0
"""Points from the median of like departments (K23)."""
FAR_RATE: Final = 0.15
"""The same for the rate at which the budget was executed, as a ratio."""
_NAMED: Final = 5
"""So many other departments are named."""


def unusual(survey: Survey, one: Department) -> Iterator[FindingRecord]:
    """Everything that only comparing with other departments brings to light (K23, C06)."""
    yield from _score(survey, one)
    yield from _rate(survey, one)
    yield from _same_scores(survey, one)
    yield from _texts(survey, one)
    yield from _misprints(survey, one)


def remarkable(one: Department) -> Iterator[FindingRecord]:
    """What its own check has found that belongs beside it: full marks everywhere (K12)."""
    kinds = subject("summary")["unusual"]["own_kinds"]
    return (found for found in one.reviewed.findings if kind_of(found) in kinds)


def kind_of(found: FindingRecord) -> str:
    """What kind of unusual thing it is, as the texts name it."""
    return f"{found.code}.{found.case}"


def _score(survey: Survey, one: Department) -> Iterator[FindingRecord]:
    usual, score = survey.usual_score(one), compared_score(one)
    if usual is None or score is None:
        return
    gap = _far(score - usual.median, FAR_SCORE, 2)
    if gap:
        yield _made(
            "K23",
            survey.total_place(one),
            say("template.label.total"),
            case="above" if gap > 0 else "below",
            score=Figure(score),
            median=Figure(excel_round(usual.median, 2)),
            gap=Figure(abs(gap)),
            count=usual.count,
            like=_like(one),
        )


def _rate(survey: Survey, one: Department) -> Iterator[FindingRecord]:
    usual, rate = survey.usual_rate(one), survey.execution_rate(one)
    if usual is None or rate is None:
        return
    gap = _far(rate - usual.median, FAR_RATE, 4)
    if gap:
        yield _made(
            "C06",
            Place(say("reading.workbook")),
            say("summary.unusual.rate"),
            case="rate_above" if gap > 0 else "rate_below",
            rate=Figure(rate),
            median=Figure(usual.median),
            gap=Figure(excel_round(abs(gap) * 100, 2)),
            count=usual.count,
            like=_like(one),
        )


def _far(gap: float, bound: float, digits: int) -> float:
    """A gap as it is told, where it is wider than the bound; else 0."""
    # Rounding takes long, and hardly any department is that far from the others.
    if abs(gap) < bound:
        return 0.0
    told = excel_round(gap, digits)
    return told if abs(told) > bound else 0.0


def _same_scores(survey: Survey, one: Department) -> Iterator[FindingRecord]:
    others = _named(survey.sharing_scores(one), one)
    if others:
        label = say("template.label.total")
        yield _made("C06", survey.total_place(one), label, case="scores", others=others)


def _texts(survey: Survey, one: Department) -> Iterator[FindingRecord]:
    for member, group in survey.like_texts.get(one.name, ()):
        others = (other for other in group if other.owner != one.name)
        nearest = max(others, key=lambda other: other.likeness) if member is group[0] else member
        yield _made(
            "C06",
            member.place,
            member.label,
            case="text",
            others=_named(survey.owners(group), one),
            likeness=Figure(round(nearest.likeness * 100)),
        )


def _misprints(survey: Survey, one: Department) -> Iterator[FindingRecord]:
    for code, expected in sorted(misprints(one)):
        others = _named(survey.sharing_misprint((code, expected)), one)
        if others:
            found = next(f for f in one.reviewed.findings if (f.code, f.expected) == (code, expected))
            yield _made(
                "C06",
                Place(found.sheet, found.cell),
                found.label,
                case="misprint",
                fault=found.fault.rstrip("。"),
                others=others,
            )


def _named(names: Sequence[str], one: Department) -> str:
    """The first of the other departments and, where there are more, how many; empty where there is none.

    ``names`` has the department's own among them. A province may have thousands of them: not all are read.
    """
    others = list(islice((name for name in names if name != one.name), _NAMED))
    told = say("summary.and").join(say("summary.quoted", name=name) for name in others)
    count = len(names) - 1
    return told if count <= _NAMED else say("summary.and_more", names=told, count=count)


def _like(one: Department) -> str:
    return say("summary.unusual.kind", kind=one.kind) if one.kind else say("summary.unusual.all")


def _made(code: str, place: Place, label: str, *, case: str, **figures: object) -> FindingRecord:
    return recorded(finding(code, place, label, case=case, places=(), **figures))
