"""The whole way to a summary: what has come in since is reviewed first, then everything is summed up."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal, TypeAlias

from perfxl.bureau.alone import alone_in
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.review import running
from perfxl.bureau.summary import Consolidated, Wanted, consolidate, ready
from perfxl.bureau.telling import Tell, untold

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
