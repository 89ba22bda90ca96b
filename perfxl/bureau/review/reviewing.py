"""The run over all that waits for its review: a stream, whose results are kept as they come."""

import os
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.packing import Packed, packed
from perfxl.bureau.records import Reviewed, digest_of, fault_beside_name
from perfxl.bureau.review.crew import MIB, Bounds, Lost, spread
from perfxl.bureau.review.one import review_file
from perfxl.bureau.store import Store
from perfxl.bureau.telling import Tell, untold
from perfxl.errors import FileError, PerfxlError
from perfxl.workbook.gate.limits import MAX_FILE

FEW: Final = 150
"""Files for which one process is enough: to start another takes as long as they do."""
MOST_JOBS: Final = 60
"""Windows waits for 63 things at once."""

_AHEAD: Final = 4
_TOGETHER, _SECONDS = 200, 2.0
"""How many results, or how long, go by until they are kept for good."""
_LOST_CODES: Final = {Lost.SLOW: "E821", Lost.DEAD: "E822", Lost.LARGE: "E824"}


class Waiting(NamedTuple):
    """One content that waits for its review: the folder, its file there, and the digest that it had."""

    root: str
    file: str
    digest: str


Answer: TypeAlias = Packed | None
"""A packed review; None where the file cannot be read now, or holds something else than it held."""

Answers: TypeAlias = Generator[tuple[Waiting, Answer | Lost], None, None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files are reviewed: here or elsewhere, in one process or in many."""

    review: Callable[[Iterable[Waiting]], Answers]
    bounds: Bounds
    """What one file may take there."""


@dataclass
class Progressed:
    """What a run has done: how many it reviewed, and which files it could not read now."""

    reviewed: int = 0
    put_off: list[str] = field(default_factory=list)


def review_one(waiting: Waiting) -> Answer:
    """Review one content where its file can be read."""
    try:
        content = content_of(Path(waiting.root) / waiting.file)
    except OSError:
        return None
    except FileError as error:
        return packed(Reviewed(digest=waiting.digest, fault=fault_beside_name(error)))
    return review_content(waiting, content)


def review_content(waiting: Waiting, content: bytes) -> Answer:
    """Review one content that was read elsewhere."""
    if digest_of(content) != waiting.digest:
        return None
    return packed(review_file(content, Path(waiting.file)))


def content_of(file: Path) -> bytes:
    """What a file holds.

    Raises:
        OSError: it cannot be read now.
        FileError: it is larger than any workbook (E112).
    """
    with file.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > MAX_FILE:
            raise FileError("E112", file=file.name, size=size // MIB, limit=MAX_FILE // MIB)
        return stream.read()


def worthwhile_jobs(jobs: int | None, count: int) -> int:
    """How many processes to start: as many as are asked for, or as are worth it for ``count`` files."""
    wanted = jobs if jobs is not None else (os.cpu_count() or 1) if count >= FEW else 1
    return min(MOST_JOBS, wanted)


def on_this_machine(jobs: int, bounds: Bounds | None = None) -> Desk:
    """Review in so many processes here."""
    bounds = bounds or Bounds()
    return Desk(partial(spread, review_one, jobs=jobs, ahead=_AHEAD, bounds=bounds), bounds)


def review_waiting(
    folder: BureauFolder, store: Store, judge: str, desk: Desk, tell: Tell = untold
) -> Progressed:
    """Review everything that this judge has not judged yet.

    Whatever stops it, what was reviewed is kept, and the next run goes on from there.
    """
    total = store.count_unreviewed(judge)
    waiting = (Waiting(str(folder.root), one.file, one.digest) for one in store.unreviewed(judge))
    done, keeping = Progressed(), _Keeping(store, judge)
    with closing(desk.review(waiting)) as results:
        try:
            for one, answer in results:
                if isinstance(answer, Lost):
                    keeping.keep(_lost(one, answer, desk.bounds))
                elif answer is None:
                    done.put_off.append(one.file)
                else:
                    keeping.keep(answer)
                done.reviewed += answer is not None
                tell(done.reviewed + len(done.put_off), total)
        finally:
            keeping.flush()
    return done


def _lost(one: Waiting, why: Lost, bounds: Bounds) -> Packed:
    error = PerfxlError(_LOST_CODES[why], file=one.file, seconds=round(bounds.seconds), limit=bounds.mib)
    return packed(Reviewed(digest=one.digest, fault=fault_beside_name(error)), lost=True)


class _Keeping:
    """Keeps results a few hundred at a time: every time costs a wait for the disk."""

    def __init__(self, store: Store, judge: str) -> None:
        self._store, self._judge = store, judge
        self._held: list[Packed] = []
        self._since = -_SECONDS  # the first is kept at once

    def keep(self, one: Packed) -> None:
        self._held.append(one)
        if len(self._held) >= _TOGETHER or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._held:
            self._store.keep(self._held, self._judge)
            self._held.clear()
        self._since = time.monotonic()
