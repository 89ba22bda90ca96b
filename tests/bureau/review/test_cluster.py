"""Reviews on a real local cluster: several worker processes, of which one is killed midway."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.review.cluster import on_cluster, spread_over
from perfxl.bureau.review.crew import Lost
from perfxl.bureau.review.registering import register
from perfxl.bureau.review.reviewing import Waiting, review_waiting
from perfxl.bureau.store import Store
from perfxl.errors import PerfxlError
from tests.support.county import departments, workbook
from tests.support.naughty import misbehave_there

COUNT = 10


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    import dask  # noqa: PLC0415

    settings = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.worker.daemon": True,
        "logging.distributed": "critical",
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as running,
    ):
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> BureauFolder:
    for one in departments(COUNT):
        (tmp_path / f"{one.name}.xlsx").write_bytes(workbook(one))
    return BureauFolder(tmp_path)


def kill_one(cluster) -> None:
    """As the system does that is short of memory."""
    worker = next(iter(cluster.workers.values()))
    psutil.Process(worker.pid).kill()


def test_a_worker_killed_midway_costs_no_review(cluster, folder) -> None:
    told: list[int] = []

    def tell(done: int, total: int) -> None:
        told.append(done)
        if done == 1:
            kill_one(cluster)

    with Store(folder.store) as store:
        register(folder, store)
        done = review_waiting(folder, store, judge(), on_cluster(cluster.scheduler_address, judge()), tell)
        held = {one.reviewed.department: one.reviewed for one in store.held(judge())}
    assert (done.reviewed, done.put_off, told[-1]) == (COUNT, [], COUNT)
    assert held.keys() == {one.name for one in departments(COUNT)}
    assert all(one.fault is None and one.total == one.claimed_total for one in held.values())


def waiting(folder: Path, *tasks: str) -> Iterator[Waiting]:
    """Files that say what their worker is to do."""
    for number, task in enumerate(tasks):
        (folder / str(number)).write_text(task, encoding="utf-8")
        yield Waiting(str(folder), str(number), task)


def test_a_file_that_kills_every_worker_is_lost_and_no_other(cluster, tmp_path: Path) -> None:
    tasks = ["double:1", "die:", *(f"double:{number}" for number in range(2, 8))]
    answers = spread_over(cluster.scheduler_address, misbehave_there, waiting(tmp_path, *tasks))
    results = {one.digest: answer for one, answer in answers}
    assert results == {task: Lost.DEAD if task == "die:" else str(2 * int(task[7:])) for task in tasks}


def test_what_cannot_be_read_here_is_not_sent(cluster, tmp_path: Path) -> None:
    gone = Waiting(str(tmp_path), "gone.xlsx", "1")
    assert list(spread_over(cluster.scheduler_address, misbehave_there, [gone])) == [(gone, None)]


def test_workers_with_another_perfxl_or_other_schemes_review_nothing(cluster, folder) -> None:
    with Store(folder.store) as store:
        register(folder, store)
        with pytest.raises(PerfxlError) as told:
            review_waiting(folder, store, "x", on_cluster(cluster.scheduler_address, "perfxl 9.9"))
        assert store.count_unreviewed("x") == COUNT
    assert told.value.code == "E834"


def test_a_cluster_that_is_not_there_is_told_of(monkeypatch) -> None:
    monkeypatch.setattr("perfxl.bureau.review.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(PerfxlError) as told:
        list(spread_over("tcp://127.0.0.1:9", misbehave_there, []))
    assert told.value.code == "E833"
    assert "tcp://127.0.0.1:9" in str(told.value)
