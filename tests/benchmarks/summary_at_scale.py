"""The summary of a province: time beside bare XlsxWriter for the same cells, and the highest memory.

Run ``python -m tests.benchmarks.summary_at_scale 100000``; each figure comes from a process of its own. It
needs some gigabytes of disk for the cells that bare XlsxWriter is handed.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import province
from tests.support.recorded_cells import hand, record, write_again

_TASKS: dict[str, Callable[[Path, int], object]] = {
    "fill": province.fill,
    "record": lambda folder, _: record(lambda: province.sum_up(folder, folder / "汇总.xlsx"), folder),
    "first pass": lambda folder, _: province.survey(folder),
    "sum up": lambda folder, _: province.sum_up(folder, folder / "汇总.xlsx"),
    "hand cells": lambda folder, _: hand(folder),
    "bare": lambda folder, _: write_again(folder, folder / "bare.xlsx"),
}


def main(count: int) -> None:
    """Measure everything, one after the other."""
    with TemporaryDirectory() as name:
        for task in _TASKS:
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.summary_at_scale", task, name, str(count)],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            sys.stdout.write(f"{task}: {done.stdout}")
            sys.stdout.flush()
        size = (Path(name) / "汇总.xlsx").stat().st_size
        sys.stdout.write(f"the workbook: {size / 2**20:.0f} MiB\n")


def _measure(task: str, folder: Path, count: int) -> None:
    began = time.process_time()
    _TASKS[task](folder, count)
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{seconds:.1f} s of the processor, {memory:.0f} MiB\n")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(int(sys.argv[1]))
    else:
        _measure(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
