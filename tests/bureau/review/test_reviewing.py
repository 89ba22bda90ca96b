"""The run over all that waits: results are kept as they come, whatever stops it; nothing is done twice."""

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.review.crew import Lost
from perfxl.bureau.review.registering import register
from perfxl.bureau.review.reviewing import (
    FEW,
    Answer,
    Waiting,
    on_this_machine,
    review_one,
    review_waiting,
    worthwhile_jobs,
)
from perfxl.bureau.store import Held, Store
from tests.bureau.review.conftest import COUNT, desk_here
from tests.support.county import departments

JUDGE = "perfxl 0.0/scheme"


@pytest.fixture
def store(folder: BureauFolder):
    with Store(folder.store) as opened:
        register(folder, opened)
        yield opened


def held(store: Store) -> dict[str, Held]:
    return {one.received.file: one for one in store.held(JUDGE)}


def test_everything_is_reviewed_in_processes_of_its_own(folder, store, workbooks) -> None:
    done = review_waiting(folder, store, JUDGE, on_this_machine(2))
    assert (done.reviewed, done.put_off) == (len(workbooks), [])
    assert {one.reviewed.department for one in held(store).values()} == {
        one.name for one in departments(COUNT)
    }


def test_what_was_reviewed_names_the_files_that_stand_in_the_folder(folder, store) -> None:
    review_waiting(folder, store, JUDGE, desk_here())
    store.name_by_reviews(JUDGE)
    first = departments(1)[0]
    received = held(store)[f"{first.name}.xlsx"].received
    assert (received.department, received.year, received.scheme) == (first.name, 2020, first.scheme_id)


def test_a_run_that_is_stopped_keeps_what_it_has_done_and_the_next_goes_on_from_there(folder, store) -> None:
    seen: list[str] = []

    def stopped_after_two(one: Waiting) -> Answer:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(one.file)
        return review_one(one)

    with pytest.raises(KeyboardInterrupt):
        review_waiting(folder, store, JUDGE, desk_here(stopped_after_two))
    assert [file for file, one in held(store).items() if one.reviewed] == seen

    again: list[str] = []
    done = review_waiting(
        folder, store, JUDGE, desk_here(lambda one: again.append(one.file) or review_one(one))
    )
    assert done.reviewed == COUNT - 2
    assert not set(seen) & set(again)


def test_nothing_is_reviewed_twice_and_a_copy_not_even_once(folder, store, workbooks) -> None:
    name, content = next(iter(workbooks.items()))
    (folder.root / f"副本-{name}").write_bytes(content)
    register(folder, store)
    assert review_waiting(folder, store, JUDGE, desk_here()).reviewed == len(workbooks)
    assert review_waiting(folder, store, JUDGE, desk_here()).reviewed == 0
    assert all(one.reviewed for one in held(store).values())


def test_a_file_that_is_open_elsewhere_or_was_changed_meanwhile_is_put_off(folder, store, workbooks) -> None:
    gone, changed = list(workbooks)[:2]
    (folder.root / gone).unlink()
    (folder.root / changed).write_bytes(b"something else")
    done = review_waiting(folder, store, JUDGE, desk_here())
    assert sorted(done.put_off) == sorted([gone, changed])
    assert done.reviewed == len(workbooks) - 2


@pytest.mark.parametrize(
    ("why", "code", "says"),
    [(Lost.SLOW, "E821", "超过60秒"), (Lost.DEAD, "E822", "两次"), (Lost.LARGE, "E824", "超过1024 MB")],
)
def test_a_file_that_came_to_nothing_is_marked_and_tried_again_next_time(
    folder, store, why, code, says
) -> None:
    bad = f"{departments(1)[0].name}.xlsx"
    review_waiting(folder, store, JUDGE, desk_here(lambda one: why if one.file == bad else review_one(one)))
    fault = held(store)[bad].reviewed.fault
    assert fault.code == code
    assert says in fault.fault
    assert bad not in fault.fault
    store.forget_lost()
    assert review_waiting(folder, store, JUDGE, desk_here()).reviewed == 1
    assert held(store)[bad].reviewed.fault is None


def test_a_file_too_large_for_any_workbook_is_not_even_read(folder, store, monkeypatch) -> None:
    monkeypatch.setattr("perfxl.bureau.review.reviewing.MAX_FILE", 1000)
    review_waiting(folder, store, JUDGE, desk_here())
    assert {one.reviewed.fault.code for one in held(store).values()} == {"E112"}


def test_it_tells_how_far_it_is(folder, store, workbooks) -> None:
    told: list[tuple[int, int]] = []
    review_waiting(folder, store, JUDGE, desk_here(), lambda *progress: told.append(progress))
    total = len(workbooks)
    assert told == [(number, total) for number in range(1, total + 1)]


@pytest.mark.parametrize(
    ("jobs", "count", "processes"), [(None, FEW - 1, 1), (3, 10, 3), (1, 10_000, 1), (500, 10_000, 60)]
)
def test_a_pool_is_worth_its_start_only_for_many_files(jobs, count, processes) -> None:
    assert worthwhile_jobs(jobs, count) == processes
