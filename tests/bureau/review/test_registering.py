"""Workbooks that simply stand in the folder are taken in where they are, and nothing is copied or moved."""

import os
from pathlib import Path

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import Received
from perfxl.bureau.review import registering
from perfxl.bureau.review.registering import register
from perfxl.bureau.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> BureauFolder:
    return BureauFolder(tmp_path / "2020 年")


@pytest.fixture
def store(folder: BureauFolder):
    folder.root.mkdir()
    with Store(folder.store) as opened:
        yield opened


def put(folder: BureauFolder, name: str, content: bytes = b"x", *, at: float = 1_600_000_000) -> Path:
    file = folder.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (at, at))
    return file


def registered(folder: BureauFolder, store: Store) -> list[str]:
    register(folder, store)
    return sorted(store.files())


def test_spreadsheets_in_all_folders_are_taken_in_and_other_files_let_be(folder, store) -> None:
    for name in ("甲局.xlsx", "乡镇/乙 镇.xlsx", "旧.XLS", "报告.docx", "说明.txt"):
        put(folder, name)
    assert registered(folder, store) == ["乡镇/乙 镇.xlsx", "旧.XLS", "甲局.xlsx"]
    assert sorted(path.name for path in folder.root.iterdir()) == sorted(
        [folder.store.name, "甲局.xlsx", "乡镇", "旧.XLS", "报告.docx", "说明.txt"]
    )


def test_what_perfxl_or_a_program_has_put_there_is_no_return(folder, store) -> None:
    for name in (
        "汇总.xlsx",
        "复核分.xlsx",
        "收件清单.xlsx",
        "~$甲局.xlsx",
        "退回意见/甲局-2020-退回意见.xlsx",
    ):
        put(folder, name)
    assert registered(folder, store) == []


def test_what_was_collected_is_not_taken_in_twice(folder, store) -> None:
    put(folder, "原件/甲局-2020.xlsx")
    store.add_received(
        [Received(file="原件/甲局-2020.xlsx", digest="1", name="甲局.xlsx", source="邮件", way="mail/1")]
    )
    assert registered(folder, store) == ["原件/甲局-2020.xlsx"]
    assert [one.source for one, _ in store.received()] == ["邮件"]


def test_a_file_tells_when_it_was_last_changed(folder, store) -> None:
    put(folder, "甲局.xlsx")
    register(folder, store)
    ((one, _),) = store.received()
    assert (one.at, one.source, one.name) == ("2020-09-13T12:26:40+00:00", "文件夹中原有", "甲局.xlsx")


def test_a_file_is_read_again_only_if_it_was_changed(folder, store, monkeypatch) -> None:
    put(folder, "甲局.xlsx", b"one")
    put(folder, "乙局.xlsx", b"one")
    register(folder, store)
    read = []
    real = registering._digest
    monkeypatch.setattr(registering, "_digest", lambda file: read.append(file.name) or real(file))
    put(folder, "乙局.xlsx", b"two", at=1_600_000_001)
    register(folder, store)
    assert read == ["乙局.xlsx"]
    assert len({one.digest for one, _ in store.received()}) == 2


def test_a_file_that_was_taken_away_is_let_go(folder, store) -> None:
    put(folder, "甲局.xlsx")
    gone = put(folder, "乙局.xlsx")
    register(folder, store)
    gone.unlink()
    assert registered(folder, store) == ["甲局.xlsx"]


def test_it_tells_how_far_it_is(folder, store) -> None:
    told: list[tuple[int, int]] = []
    put(folder, "甲局.xlsx")
    register(folder, store, lambda *progress: told.append(progress))
    assert told == [(1, 1)]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file that may not be read")
def test_a_file_that_cannot_be_read_now_is_tried_again_next_time(folder, store) -> None:
    file = put(folder, "甲局.xlsx")
    file.chmod(0)
    assert registered(folder, store) == []
    file.chmod(0o600)
    assert registered(folder, store) == ["甲局.xlsx"]
