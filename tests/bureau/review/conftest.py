"""What the tests of reviewing share: a folder of a few departments, and reviews without other processes."""

import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.review import running
from perfxl.bureau.review.crew import Bounds, Lost
from perfxl.bureau.review.reviewing import Answer, Answers, Desk, Waiting, review_one
from perfxl.bureau.review.running import Report, review
from tests.support.county import departments, workbook

COUNT = 4


def desk_here(answer: Callable[[Waiting], Answer | Lost] = review_one) -> Desk:
    """Reviews here and now."""

    def reviewed(waiting: Iterable[Waiting]) -> Answers:
        for one in waiting:
            yield one, answer(one)

    return Desk(reviewed, Bounds(seconds=60, mib=1024))


@pytest.fixture(scope="session")
def workbooks() -> dict[str, bytes]:
    """The workbooks of a few departments by file name; each gives one reminder, its day typed as text."""
    return {f"{one.name}.xlsx": workbook(one, {"填报日期": "2021年4月15日"}) for one in departments(COUNT)}


@pytest.fixture
def folder(tmp_path: Path, workbooks: dict[str, bytes]) -> BureauFolder:
    """A folder in which they stand, and nothing else."""
    root = tmp_path / "二〇二〇 年度"
    root.mkdir()
    for name, content in workbooks.items():
        (root / name).write_bytes(content)
    return BureauFolder(root)


@pytest.fixture(scope="session")
def folder_reviewed(tmp_path_factory, workbooks: dict[str, bytes]) -> Path:
    """The same after a first review; not to be changed."""
    root = tmp_path_factory.mktemp("reviewed") / "二〇二〇 年度"
    root.mkdir()
    for name, content in workbooks.items():
        (root / name).write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "on_this_machine", lambda _jobs: desk_here())
        review(root, jobs=1)
    return root


@pytest.fixture
def reviewed(folder: BureauFolder, monkeypatch) -> Callable[..., Report]:
    """Runs a whole review of the folder in this process."""
    monkeypatch.setattr(running, "on_this_machine", lambda _jobs: desk_here())
    return lambda **options: review(folder.root, **{"jobs": 1} | options)


def hear_interrupts() -> None:
    """For a process that is to be stopped: where the tests run in the background, it would not hear."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
