"""Reviews on a dask.distributed cluster: the very function that runs here, on the machines of a province.

The content of each file goes to whoever reviews it, so that no folder need be shared; only so many are under
way as keep every worker busy. Results come back packed and are kept here as they come. A worker that dies
loses what it was at: dask gives that to another. What was at hand when several died in turn is tried once
more at the end, alone, so that the file that kills is told from those that were only beside it.

What goes between these machines is pickled, and whoever reaches a scheduler can make its workers run code:
a cluster belongs into a closed network or behind TLS (``docs/bureau-manual.zh-CN.md`` says how).
"""

import os
import platform
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from distributed import Client, Future, KilledWorker, as_completed

from perfxl.bureau import judging
from perfxl.bureau.packing import packed
from perfxl.bureau.records import Reviewed, fault_beside_name
from perfxl.bureau.review.crew import Bounds, Lost
from perfxl.bureau.review.reviewing import Answer, Answers, Desk, Waiting, content_of, review_content
from perfxl.errors import FileError, PerfxlError

_CONNECT_SECONDS: Final = 20
_WORKERS_SECONDS: Final = 60
_EACH: Final = 4
"""Files under way for each thread of the cluster."""
_COUNT_AGAIN: Final = 10.0
"""Seconds until the threads are counted again: workers come and go."""


class Stranger(NamedTuple):
    """A machine whose perfxl or schemes are others than ours."""

    machine: str


Work: TypeAlias = Callable[[Waiting, bytes], Answer | Stranger]
"""What is done of each content there."""


def review_there(judge: str, seconds: float, waiting: Waiting, content: bytes) -> Answer | Stranger:
    """What a worker does: review one content, or tell that it must not.

    A review that takes too long ends its process, which the worker's nanny replaces.
    """
    if _judge_here() != judge:
        return Stranger(platform.node())
    ending = threading.Timer(seconds, os._exit, (1,))
    ending.daemon = True
    ending.start()
    try:
        return review_content(waiting, content)
    finally:
        ending.cancel()


@cache
def _judge_here() -> str:
    return judging.judge()


def on_cluster(address: str, judge: str, bounds: Bounds | None = None) -> Desk:
    """Review on the cluster with this scheduler; of ``bounds`` the memory is the cluster's own business."""
    bounds = bounds or Bounds()
    work = partial(review_there, judge, bounds.seconds)
    return Desk(partial(spread_over, address, work), bounds)


def spread_over(address: str, work: Work, waiting: Iterable[Waiting]) -> Answers:
    """Let a cluster do the work on every content that waits.

    Raises:
        PerfxlError: the cluster cannot be reached or is lost (E833), has no workers (E835), or these are not
            like us (E834).
    """
    with _connected(address) as client, closing(_Flight(client, address, work, iter(waiting))) as flight:
        while True:
            yield from flight.fill()
            if not flight.under_way:
                return
            yield from flight.land()


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise PerfxlError("E833", address=address) from error
    try:
        client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
        yield client
    except TimeoutError as error:
        raise PerfxlError("E835", address=address) from error
    finally:
        client.close()


class _Flight:
    """What is under way to the cluster and back."""

    def __init__(self, client: Client, address: str, work: Work, waiting: Iterator[Waiting]) -> None:
        self._client, self._address, self._work, self._waiting = client, address, work, waiting
        self._finished = as_completed(loop=client.loop, raise_errors=False)
        self._suspects: deque[Waiting] = deque()
        self._tried: set[Waiting] = set()
        self._counted, self._room = 0.0, 0
        self.under_way: dict[Future, Waiting] = {}

    def fill(self) -> Answers:
        """Send as much as there is room for; what cannot be read here is answered at once."""
        while len(self.under_way) < self._most():
            one = self._next()
            if one is None:
                return
            try:
                content = content_of(Path(one.root) / one.file)
            except OSError:
                yield one, None
            except FileError as error:
                yield one, packed(Reviewed(digest=one.digest, fault=fault_beside_name(error)))
            else:
                self._send(one, content)

    def _next(self) -> Waiting | None:
        """What comes next; a file over which workers died is sent at the end, and with no other beside it."""
        one = next(self._waiting, None)
        if one is None and self._suspects and not self.under_way:
            one = self._suspects.popleft()
            self._tried.add(one)
        return one

    def _send(self, one: Waiting, content: bytes) -> None:
        future = self._client.submit(self._work, one, content, pure=False)
        self.under_way[future] = one
        self._finished.add(future)

    def _most(self) -> int:
        if time.monotonic() - self._counted > _COUNT_AGAIN:
            self._room = _EACH * max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._room

    def land(self) -> Answers:
        """Take in one result."""
        future = next(self._finished)
        one = self.under_way.pop(future)
        if future.status == "finished":
            result = future.result()
            if isinstance(result, Stranger):
                raise PerfxlError("E834", worker=result.machine)
            yield one, result
        else:
            yield from self._crashed(one, future)

    def _crashed(self, one: Waiting, future: Future) -> Answers:
        error = future.exception() if future.status == "error" else None
        if isinstance(error, ImportError | AttributeError):
            raise PerfxlError("E834", worker=str(error))
        if error is not None and not isinstance(error, KilledWorker):
            raise error
        if error is None:
            raise PerfxlError("E833", address=self._address)
        if one in self._tried:
            yield one, Lost.DEAD
        else:
            self._suspects.append(one)

    def close(self) -> None:
        """Call back what nobody waits for any more."""
        if self.under_way:
            self._client.cancel(list(self.under_way), force=True)
