"""The section on problems (N11), and whether the report will state a score at all (N12)."""

import re
from collections.abc import Iterator

from perfxl.checks.base import Context
from perfxl.checks.passages import Passage, Role
from perfxl.checks.text.excerpts import listed, sentences
from perfxl.checks.text.lexicon import lexicon
from perfxl.findings import Finding, finding
from perfxl.numbers import show_plain
from perfxl.scheme.inventory import TOTAL, input_fields
from perfxl.scoring import Mark, Outcome


def problems_section(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """N11: no problems told, a few general words, or deductions that no problem answers to."""
    told = [passage for passage in passages if passage.role is Role.PROBLEMS]
    if not told:
        yield from _untold(context)
        return
    text = "\n".join(passage.flat for passage in told)
    count = len(sentences(text))
    if count <= lexicon().problems.vague_sentences and not re.search(r"\d", text):
        yield finding("N11", told[0].place, told[0].label, case="vague", sentences=count)
    unanswered = [mark.indicator.name for mark in _deductions(context) if not _answered(mark, text)]
    if unanswered:
        yield finding(
            "N11",
            told[0].place,
            told[0].label,
            case="unanswered",
            count=len(unanswered),
            indicators=listed(unanswered),
        )


def _untold(context: Context) -> Iterator[Finding]:
    """A blank section, unless it must be filled in: then it is reported as such (T06)."""
    name = context.scheme.roles.problems
    field = input_fields(context.scheme).get(name)
    table = context.scheme.tables().get(name)
    if not (field and field.required) and not (table and table.required):
        yield finding("N11", context.submission.place(name), context.label(name), case="blank")


def _deductions(context: Context) -> list[Mark]:
    return [
        mark
        for mark in context.scorecard.marks
        if mark.outcome is Outcome.SCORED and mark.score is not None and mark.score < mark.indicator.points
    ]


def _answered(mark: Mark, text: str) -> bool:
    """Whether some two characters of the indicator's name, general words apart, occur in the problems."""
    name = mark.indicator.name
    for word in sorted(lexicon().problems.generic, key=len, reverse=True):
        name = name.replace(word, " ")
    pairs = [pair for chunk in re.findall(r"[\u4e00-\u9fff]+", name) for pair in _pairs(chunk)]
    return not pairs or any(pair in text for pair in pairs)


def _pairs(chunk: str) -> list[str]:
    return [chunk[start : start + 2] for start in range(len(chunk) - 1)]


def score_will_be_missing(context: Context, _passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """N12: the report takes total and grade from the scorecard, which has none yet."""
    scorecard = context.scorecard
    if not scorecard.final:
        yield finding(
            "N12",
            context.submission.place(TOTAL),
            context.label(TOTAL),
            unscored=scorecard.unscored,
            total=show_plain(scorecard.total),
        )
