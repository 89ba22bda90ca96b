"""The whole way to a summary: what has come in since is reviewed first, then everything is summed up."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from perfxl.bureau.alone import alone_in
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.records import Fault
from perfxl.bureau.review import running
from perfxl.bureau.summary import Consolidated, Wanted, consolidate, ready
from perfxl.bureau.telling import Tell, untold
from perfxl.wording import say

Stage: TypeAlias = Literal["registering", "reviewing", "returning", "writing"]
Stages: TypeAlias = Callable[[Stage], AbstractContextManager[Tell]]
"""Shows how far one stage of the way is."""


def unshown(_stage: Stage) -> AbstractContextManager[Tell]:
    """For whoever does not want to know."""
    return nullcontext(untold)


@dataclass(frozen=True, slots=True)
class SummedUp:
    """What was reviewed on the way, and what was made."""

    review: running.Report
    summary: Consolidated


def sum_up(wanted: Wanted, *, jobs: int | None = None, stages: Stages = unshown) -> SummedUp:
    """Review what waits in a bureau's folder, in so many processes, and write the summary of all.

    Raises:
        FileError: there is no such folder (E820), it cannot be used (E802, E803), or a target cannot be
            written (E501 to E509).
        BureauError, SchemeError: as :func:`perfxl.bureau.summary.consolidate`.
    """
    if wanted.root.is_dir():
        ready(wanted)
    reviewed = running.review(wanted.root, jobs=jobs, stages=stages)
    with alone_in(BureauFolder(wanted.root)) as store, stages("writing") as tell:
        return SummedUp(reviewed, consolidate(wanted, store, judge(), tell))


def left_out(done: SummedUp) -> int:
    """How many files came in and do not count, older versions apart."""
    counts = done.summary.counts
    return counts.unreadable + counts.unreviewed + counts.other_year + counts.set_aside


def in_words(done: SummedUp) -> Iterator[str]:
    """What counts, what does not, and what was written."""
    summary, counts = done.summary, done.summary.counts
    figures = asdict(counts)
    yield say(f"summing_up.{'done' if summary.year else 'done_plain'}", year=summary.year, **figures)
    if counts.rostered:
        yield say("summing_up.roster", **figures)
    if counts.open:
        yield say("summing_up.open", **figures)
    if counts.errors:
        yield say("summing_up.errors", **figures)
    if left_out(done):
        yield say("summing_up.left_out", count=left_out(done))
    if counts.superseded or counts.duplicates:
        yield say("summing_up.unused", **figures)
    if done.review.standing.example:
        yield say("summing_up.example")
    for fault in faults(done):
        yield say("summing_up.fault", code=fault.code, fault=fault.fault, remedy=fault.remedy)
    for one in done.review.score_findings:
        yield say("summing_up.entry", code=one.code, place=one.place, fault=one.fault, remedy=one.remedy)
    yield from (say("summing_up.kept", file=file) for file in summary.kept)
    yield say("summing_up.wrote", workbook=summary.workbook)
    if summary.document:
        yield say("summing_up.document", document=summary.document)


def faults(done: SummedUp) -> tuple[Fault, ...]:
    """What could not be read or written of the bureau's own files."""
    return (*(one for _, one in done.review.returned.faults), *done.review.faults)
