"""Work spread over processes of which any may hang, grow or die without harm to the others' work.

The standard library's pool gives up altogether when one of its processes dies, and nobody learns over which
task; pools with locks that all share wait for ever where one dies that holds it. Here every worker has a pipe
of its own, so that it is known at any moment who has what: who takes too long or too much memory is ended and
replaced, who dies is replaced, and the task gets one more attempt.
"""

import contextlib
import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, Generic, Self, TypeVar

import psutil

from perfxl.errors import PerfxlError

Task = TypeVar("Task")
Result = TypeVar("Result")

MIB: Final = 1024 * 1024
_LOOK: Final = 0.5
"""Seconds between two looks at the workers' time and memory."""
_START: Final = 120.0
"""Seconds that a process may take to begin: virus scanners look at all that it imports."""
_GRACE: Final = 5.0
"""Seconds that an ended process is waited for."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one task may take: the gate lets nothing pass that needs a tenth of it."""

    seconds: float = 60.0
    mib: int = 1024


class Lost(Enum):
    """Why a task has no result."""

    SLOW = "slow"
    LARGE = "large"
    DEAD = "dead"
    """Its process died, or was ended by the system, for want of memory or by whatever guards it."""


def spread(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    jobs: int,
    ahead: int = 1,
    bounds: Bounds | None = None,
) -> Generator[tuple[Task, Result | Lost], None, None]:
    """Do the work of every task in ``jobs`` processes; results come as they are ready, in any order.

    Tasks are taken from the iterable only as they are needed: at most ``jobs`` times ``ahead`` are out. More
    than one ahead is for tasks of a few hundred bytes, which a pipe takes in while its worker is busy.

    Args:
        work: a function of a module, which processes can import; it must not raise.
        tasks: what there is to do.
        jobs: the number of processes.
        ahead: how many tasks a worker has at once.
        bounds: what one task may take.

    Raises:
        PerfxlError: processes cannot be started (E825).
    """
    with _Crew(work, jobs, ahead, bounds or Bounds()) as crew:
        yield from crew.results(iter(tasks))


@dataclass
class _Worker(Generic[Task]):
    """One process, what it was given, and since when it is at the first of it."""

    process: BaseProcess
    connection: Connection
    given: deque[Task] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False
    """Whether it has imported what it needs: one that dies before will always die."""

    def give(self, task: Task) -> None:
        if not self.given:
            self.since = time.monotonic()
        self.given.append(task)
        # A worker that has just died is found out at the next look.
        with contextlib.suppress(OSError):
            self.connection.send(task)

    def overdoing(self, bounds: Bounds) -> Lost | None:
        """By what it exceeds its bounds."""
        if not self.given:
            return None
        if time.monotonic() - self.since > (bounds.seconds if self.ready else _START):
            return Lost.SLOW
        with contextlib.suppress(psutil.Error):
            if psutil.Process(self.process.pid).memory_info().rss > bounds.mib * MIB:
                return Lost.LARGE
        return None

    def end(self) -> None:
        self.process.kill()
        self.process.join(_GRACE)
        self.connection.close()


class _Crew(Generic[Task, Result]):
    """The workers, and the tasks that wait for another attempt."""

    def __init__(self, work: Callable[[Task], Result], jobs: int, ahead: int, bounds: Bounds) -> None:
        self._work, self._jobs, self._ahead, self._bounds = work, jobs, ahead, bounds
        self._again: deque[Task] = deque()
        self._failed: list[Task] = []
        """Tasks that have failed once."""
        self._workers: list[_Worker[Task]] = []
        self._spawning = multiprocessing.get_context("spawn")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()

    def results(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Result | Lost]]:
        """All results."""
        self._provide(tasks)
        looked = time.monotonic()
        while any(worker.given for worker in self._workers):
            for connection in wait([worker.connection for worker in self._workers], _LOOK):
                worker = next(one for one in self._workers if one.connection is connection)
                yield from self._heard(worker)
                self._provide(tasks)
            if time.monotonic() - looked >= _LOOK:
                yield from self._look()
                self._provide(tasks)
                looked = time.monotonic()

    def _provide(self, tasks: Iterator[Task]) -> None:
        """Give every worker what it can take; start as many workers as there is work for."""
        for worker in self._workers:
            while len(worker.given) < self._ahead and self._give(worker, tasks):
                pass
        while len(self._workers) < self._jobs and (task := self._next(tasks)) is not None:
            worker = self._started()
            worker.give(task)
            self._workers.append(worker)

    def _give(self, worker: _Worker[Task], tasks: Iterator[Task]) -> bool:
        task = self._next(tasks)
        if task is not None:
            worker.give(task)
        return task is not None

    def _next(self, tasks: Iterator[Task]) -> Task | None:
        return self._again.popleft() if self._again else next(tasks, None)

    def _started(self) -> _Worker[Task]:
        ours, theirs = self._spawning.Pipe()
        process = self._spawning.Process(target=_serve, args=(self._work, theirs), daemon=True)
        try:
            with _deaf_to_interrupts():
                process.start()
        except OSError as error:
            raise PerfxlError("E825") from error
        finally:
            theirs.close()
        return _Worker(process, ours)

    def _heard(self, worker: _Worker[Task]) -> Iterator[tuple[Task, Result | Lost]]:
        try:
            result = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._replace(worker, Lost.DEAD)
            return
        if not worker.ready:
            worker.ready, worker.since = True, time.monotonic()
            return
        worker.since = time.monotonic()
        yield worker.given.popleft(), result

    def _look(self) -> Iterator[tuple[Task, Result | Lost]]:
        for worker in list(self._workers):
            lost = worker.overdoing(self._bounds)
            if lost is not None:
                yield from self._replace(worker, lost)

    def _replace(self, worker: _Worker[Task], lost: Lost) -> Iterator[tuple[Task, Result | Lost]]:
        """End a worker; the task that it was at gets one more attempt, those behind it lose nothing."""
        self._workers.remove(worker)
        worker.end()
        if not worker.ready:
            raise PerfxlError("E825")
        if not worker.given:
            return
        task = worker.given.popleft()
        self._again.extend(worker.given)
        if task in self._failed:
            yield task, lost
        else:
            self._failed.append(task)
            self._again.append(task)


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What starts now does not hear Ctrl+C, from its first moment on.

    Who presses it stops the run, which then ends its workers; one that has just begun to import would
    complain at length.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers are the main thread's alone
        return
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler or signal.SIG_DFL)


def _serve(work: Callable[[Task], Result], connection: Connection) -> None:
    """What a worker does until there is nothing more, or nobody who asks."""
    # Where a process does not begin as the one that starts it is, it hears Ctrl+C up to here.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        connection.send(None)
        while True:
            connection.send(work(connection.recv()))
