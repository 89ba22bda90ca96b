"""One whole review of a bureau's folder: what waits is reviewed, return sheets and review scores follow."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from perfxl.bureau.alone import alone_in
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge as judge_now
from perfxl.bureau.matching import match
from perfxl.bureau.records import Fault, Reviewed, fault_of
from perfxl.bureau.review.comparing import NO_RECEIPT
from perfxl.bureau.review.registering import register
from perfxl.bureau.review.returning import Returned, return_all
from perfxl.bureau.review.reviewing import (
    Desk,
    Progressed,
    on_this_machine,
    review_waiting,
    worthwhile_jobs,
)
from perfxl.bureau.review.scoring_desk import Rows, entered_in, entered_since, settle_scores, write_scores
from perfxl.bureau.store import Held, Store
from perfxl.bureau.telling import Tell, untold
from perfxl.errors import FileError, PerfxlError
from perfxl.findings import Finding, errors_among

Stage: TypeAlias = Literal["registering", "reviewing", "returning"]
Stages: TypeAlias = Callable[[Stage], AbstractContextManager[Tell]]
"""Shows how far one stage of a run is."""


def unshown(_stage: Stage) -> AbstractContextManager[Tell]:
    """For whoever does not want to know."""
    return nullcontext(untold)


@dataclass
class Standing:
    """How things stand with the workbooks that count: the newest of each department and year."""

    workbooks: int = 0
    unreadable: list[tuple[str, Fault]] = field(default_factory=list)
    """Their files, and why."""
    with_errors: int = 0
    """Departments with findings of severity 错误."""
    with_comparisons: int = 0
    """Departments whose claims are not what their entries come to, or whose receipt tells of something."""
    without_receipt: int = 0
    """Departments that did not finish their workbook with perfxl."""
    example: bool = False
    """Whether any scheme's points are examples."""

    def add(self, held: Held[Reviewed]) -> None:
        """Count one."""
        self.workbooks += 1
        reviewed = held.reviewed
        if reviewed is None:
            return
        if reviewed.fault is not None:
            self.unreadable.append((held.received.file, reviewed.fault))
        told = (*reviewed.findings, *reviewed.comparisons)
        self.with_errors += bool(errors_among(told))
        compared = {one.code for one in reviewed.comparisons}
        self.without_receipt += NO_RECEIPT in compared
        self.with_comparisons += bool(compared - {NO_RECEIPT})
        self.example |= reviewed.example


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has done, and how things stand after it."""

    folder: BureauFolder
    progressed: Progressed
    standing: Standing
    returned: Returned
    scores: int
    """Review scores that officers have entered."""
    score_findings: tuple[Finding, ...]
    older_scores: str
    """The name under which an older workbook of review scores was kept beside, ``""`` if none was."""
    faults: tuple[Fault, ...]
    """What could not be read or written of the bureau's own files."""


def review(
    root: Path,
    *,
    jobs: int | None = None,
    scheduler: str = "",
    copies: bool = False,
    stages: Stages = unshown,
) -> Report:
    """Review all workbooks of a folder that have not been reviewed yet, and write what follows from it.

    Args:
        root: the folder, filled by ``collect`` or by hand.
        jobs: the number of processes, None for as many as are worth it.
        scheduler: the address of a cluster's scheduler, ``""`` for this machine.
        copies: whether to write copies of the workbooks with marks.
        stages: shows how far the run is.

    Raises:
        FileError: there is no such folder (E820), it cannot be used (E802), or another run uses it (E803),
            or what perfxl remembers of it is damaged (E836).
        PerfxlError: processes cannot be started (E825), the cluster cannot be used (E832 to E835).
    """
    if not root.is_dir():
        raise FileError("E820", folder=root)
    folder = BureauFolder(root)
    judge = judge_now()
    with alone_in(folder) as store:
        return _Run(folder, store, judge, stages).over(jobs, scheduler, copies=copies)


@dataclass(frozen=True, slots=True)
class _Run:
    folder: BureauFolder
    store: Store
    judge: str
    stages: Stages

    def over(self, jobs: int | None, scheduler: str, *, copies: bool) -> Report:
        with self.stages("registering") as tell:
            register(self.folder, self.store, tell)
        self.store.forget_lost()
        progressed = self._review(jobs, scheduler)
        self.store.name_by_reviews(self.judge)
        self.store.number_versions()
        self.store.forget_other_judges(self.judge)
        return self._follow(progressed, jobs, copies=copies)

    def _review(self, jobs: int | None, scheduler: str) -> Progressed:
        desk = self._desk(scheduler, worthwhile_jobs(jobs, self.store.count_unreviewed(self.judge)))
        with self.stages("reviewing") as tell:
            return review_waiting(self.folder, self.store, self.judge, desk, tell)

    def _desk(self, scheduler: str, jobs: int) -> Desk:
        if not scheduler:
            return on_this_machine(jobs)
        try:
            # Few offices have a cluster, and its library is an extra.
            from perfxl.bureau.review.cluster import on_cluster  # noqa: PLC0415
        except ImportError as error:
            raise PerfxlError("E832") from error
        return on_cluster(scheduler, self.judge)

    def _follow(self, progressed: Progressed, jobs: int | None, *, copies: bool) -> Report:
        """What follows from the reviews: one pass over all that count."""
        entered = entered_in(self.folder, self.store)
        standing, rows = Standing(), Rows(entered.typed.entries)
        if roster := self.store.roster():
            self.store.rank(match(roster, (received for received, _ in self.store.received())).ranks)

        def passed() -> Iterator[Held[Reviewed]]:
            for held in self.store.held(self.judge, newest_only=True):
                standing.add(held)
                rows.add(held)
                yield held

        wanted = worthwhile_jobs(jobs, self.store.count_newest())
        with self.stages("returning") as tell:
            returned = return_all(self.folder, self.store, passed(), copies=copies, jobs=wanted, tell=tell)
        entered = entered_since(self.folder, self.store, entered)
        scores, findings = settle_scores(self.store, entered, rows)
        faults = [] if entered.fault is None else [fault_of(entered.fault)]
        older = ""
        try:
            older = write_scores(self.folder, self.store, entered, rows)
        except PerfxlError as error:
            faults.append(fault_of(error))
        if findings:  # they are to name the cells of the workbook that stands now
            entered = entered_since(self.folder, self.store, entered)
            scores, findings = settle_scores(self.store, entered, rows)
        return Report(self.folder, progressed, standing, returned, scores, findings, older, tuple(faults))
