"""How the cost of a review and its memory grow with the number of workbooks: run by hand.

    python -m tests.benchmarks.review_at_scale 1000 5000 20000

makes so many workbooks in a temporary folder (85 MB a thousand), reviews them with two processes, writes
return sheets and review scores, and prints what it took, a line a stage.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from perfxl.bureau.review.running import review
from tests.support.county.copies import copies

JOBS = 2
_MIB = 1024 * 1024


def main(counts: list[int]) -> None:
    """Measure each number of workbooks."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            for name, content in copies(count):
                place = Path(folder) / name[-3:]
                place.mkdir(exist_ok=True)
                (place / f"{name}.xlsx").write_bytes(content)
            measure(Path(folder), count)


def measure(folder: Path, count: int) -> None:
    """Review a folder and tell of each stage."""
    took: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[object]:
        started = time.perf_counter()
        yield lambda *_: None
        took[name] = time.perf_counter() - started

    with watched() as peak:
        started, worked = time.perf_counter(), processor_seconds()
        review(folder, jobs=JOBS, stages=stage)
        whole, worked = time.perf_counter() - started, processor_seconds() - worked
    store = (folder / ".perfxl.sqlite").stat().st_size / _MIB
    stages = ", ".join(f"{name} {1000 * seconds / count:.2f}" for name, seconds in took.items())
    say(f"{count} workbooks: {1000 * whole / count:.2f} ms each ({stages}), "
        f"of processors' time {1000 * worked / count:.2f} ms")  # fmt: skip
    say(f"    {count / took['reviewing']:.0f} reviews a second; parent {peak['parent']:.0f} MiB, "
        f"largest worker {peak['worker']:.0f} MiB, store {store:.0f} MiB")  # fmt: skip


def processor_seconds() -> float:
    """What this process and its ended workers have worked; waiting for others' work does not count."""
    times = psutil.Process().cpu_times()
    return sum(getattr(times, name, 0.0) for name in ("user", "system", "children_user", "children_system"))


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """The most memory that this process and any of its workers had."""
    peak, done = {"parent": 0.0, "worker": 0.0}, threading.Event()

    def look() -> None:
        own = psutil.Process()
        while not done.wait(0.25):
            peak["parent"] = max(peak["parent"], own.memory_info().rss / _MIB)
            for child in own.children():
                try:
                    peak["worker"] = max(peak["worker"], child.memory_info().rss / _MIB)
                except psutil.Error:
                    continue

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield peak
    finally:
        done.set()
        watching.join()


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1000, 5000, 20000])
