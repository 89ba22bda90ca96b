"""Work spread over processes: what hangs, grows or dies costs its own task, and no other."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from perfxl.bureau.review.crew import Bounds, Lost, spread
from perfxl.errors import PerfxlError
from tests.bureau.review.conftest import hear_interrupts
from tests.regenerate import ROOT
from tests.support.naughty import misbehave


def spread_out(tasks: list[str], **options) -> dict[str, str | Lost]:
    return dict(spread(misbehave, tasks, **{"jobs": 2} | options))


def test_whatever_goes_wrong_with_one_task_the_others_are_done(tmp_path: Path) -> None:
    sound = [f"double:{number}" for number in range(40)]
    bad = ["sleep:60", "swell:300", "die:", f"die-once:{tmp_path / 'died'}"]
    results = spread_out([*sound[:20], *bad, *sound[20:]], ahead=4, bounds=Bounds(seconds=1.0, mib=200))
    assert {task: results[task] for task in bad} == dict(
        zip(bad, (Lost.SLOW, Lost.LARGE, Lost.DEAD, "done"), strict=True)
    )
    assert [results[task] for task in sound] == [str(2 * number) for number in range(40)]


def test_only_so_many_tasks_are_taken_as_can_be_worked_at() -> None:
    taken = 0

    def counted() -> Iterator[str]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield f"double:{number}"

    with closing(spread(misbehave, counted(), jobs=1, ahead=3)) as results:
        next(results)
        assert taken <= 4


def test_who_stops_listening_leaves_no_process_behind() -> None:
    before = set(multiprocessing.active_children())
    with closing(spread(misbehave, ["double:1", "sleep:60"], jobs=2)) as results:
        assert next(results) == ("double:1", "2")
    assert set(multiprocessing.active_children()) <= before


def test_nothing_to_do_starts_nothing() -> None:
    assert spread_out([]) == {}


def test_processes_that_cannot_even_begin_are_told_of_at_once(monkeypatch) -> None:
    # The child looks for the work where it was said to be, and there is none.
    monkeypatch.setattr(misbehave, "__qualname__", "nowhere", raising=False)
    monkeypatch.setattr("tests.support.naughty.nowhere", misbehave, raising=False)
    with pytest.raises(PerfxlError) as told:
        spread_out(["double:1"])
    assert told.value.code == "E825"


SLOWLY_BEGUN = """
import os, sys, time

from perfxl.bureau.review.crew import spread

if "spawn_main" in " ".join(sys.orig_argv):
    print(os.getpid(), flush=True)
    time.sleep(1)

def work(task):
    return task

if __name__ == "__main__":
    print(list(spread(work, ["task"], jobs=1)))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_worker_that_has_just_begun_does_not_hear_that_the_run_is_stopped(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(SLOWLY_BEGUN, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, script], env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - no threads here
    ) as running:  # fmt: skip
        os.kill(int(running.stdout.readline()), signal.SIGINT)
        assert running.communicate(timeout=60) == ("[('task', 'task')]\n", "")
