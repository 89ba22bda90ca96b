"""``perfxl review`` as an officer meets it: its words, its status; stopped, killed, and run again."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.store import Store
from perfxl.cli import _run
from tests.bureau.review.conftest import COUNT, hear_interrupts
from tests.support.county import department, workbook

ROOT = Path(__file__).parents[3]
MANY = 20

COMMAND = [sys.executable, "-m", "perfxl", "review"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "0"}


@pytest.fixture
def perfxl(reviewed, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs the command in this process."""

    def command(*arguments: object) -> tuple[int, str, str]:
        status = _run(["review", *map(str, arguments)])
        return status, *capsys.readouterr()

    return command


def test_it_tells_what_was_done_how_things_stand_and_what_was_written(folder: BureauFolder, perfxl) -> None:
    (folder.root / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder.root / "漏填.xlsx").write_bytes(workbook(department(COUNT + 1), {"编制数": None}))
    status, said, complaint = perfxl(folder.root)
    assert (status, complaint) == (1, "")
    assert f"本次复核{COUNT + 2}份工作簿。" in said
    assert f"共{COUNT + 2}份（每个部门、年度以最新的一份计）：有错误的1份" in said
    assert "无法读取的1份" in said
    assert "    坏.xlsx：[E109] 文件已损坏或不完整\n" in said
    assert "分值为示例" in said
    assert f"退回意见：新写{COUNT + 2}份，无变化0份，在：{folder.returns}" in said
    assert str(folder.review_scores) in said


@pytest.mark.parametrize("command", ["collect", "review", "consolidate"])
def test_every_command_names_the_folder_as_the_user_typed_it(
    folder: BureauFolder, perfxl, capsys, monkeypatch, command: str
) -> None:
    folder.root.rename(folder.root.with_name("来件"))
    folder.root.mkdir()
    monkeypatch.chdir(folder.root.parent)
    typed = folder.root.name
    assert _run(["collect", "来件", "-o", typed]) == 0
    said = capsys.readouterr().out
    if command == "review":
        said = perfxl(typed)[1]
    if command == "consolidate":
        _run([command, typed, "--jobs", "1"])
        said = capsys.readouterr().out
    assert f"{typed}/" in said.replace("\\", "/")
    assert str(folder.root.parent) not in said


def test_a_source_that_is_perfxls_own_is_named_as_the_user_typed_it(
    folder: BureauFolder, capsys, monkeypatch
) -> None:
    monkeypatch.chdir(folder.root.parent)
    typed = Path(folder.root.name)
    folder.returns.mkdir()
    assert _run(["collect", str(typed / folder.returns.name), "-o", str(typed)]) == 2
    assert f"“{typed / folder.returns.name}”" in capsys.readouterr().err


def test_a_folder_without_workbooks_is_said_to_be_one_and_no_folder_is_named_that_is_not_there(
    tmp_path: Path, perfxl
) -> None:
    (tmp_path / "空的").mkdir()
    status, said, _ = perfxl(tmp_path / "空的")
    assert status == 0
    assert f"文件夹里没有工作簿：{tmp_path / '空的'}。" in said
    assert "退回意见：没有需要退回的。" in said
    assert not (tmp_path / "空的" / "退回意见").exists()


def test_nothing_wrong_is_status_nought_and_json_is_for_programs(folder: BureauFolder, perfxl) -> None:
    status, said, _ = perfxl(folder.root, "--json", "--jobs", "1")
    told = json.loads(said)
    assert (status, told["reviewed"], told["workbooks"], told["unreadable"]) == (0, COUNT, COUNT, [])
    assert told["returned"]["written"] == COUNT


@pytest.mark.parametrize(
    ("arguments", "code"), [(["没有这个文件夹"], "E820"), ([".", "--jobs", "0"], "E830")], ids=str
)
def test_what_cannot_be_is_said_in_chinese(arguments, code, perfxl) -> None:
    status, _, complaint = perfxl(*arguments)
    assert status == 2
    assert complaint.startswith(f"[{code}]")
    assert "Traceback" not in complaint


GATE = """
import importlib.abc, os, sys, time

class Gated(importlib.abc.MetaPathFinder):
    # Reviews wait at the workbook whose name the gate names, however fast the machine is.

    def find_spec(self, name, path, target=None):
        if name != "perfxl.bureau.review.one":
            return None
        sys.meta_path.remove(self)
        import perfxl.bureau.review.one as one

        review_file = one.review_file

        def gated(content, path):
            while path.name >= os.environ["GATE"]:
                time.sleep(0.05)
            return review_file(content, path)

        one.review_file = gated
        return importlib.util.spec_from_loader(name, Made(one))

class Made(importlib.abc.Loader):
    def __init__(self, module):
        self.module = module

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        pass

import importlib.util
sys.meta_path.insert(0, Gated())
"""
"""What Python runs before anything else; the run and its processes alike."""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_run_that_is_stopped_and_then_killed_is_taken_up_where_it_was(tmp_path: Path) -> None:
    content, folder = workbook(department(1)), BureauFolder(tmp_path / "收件")
    folder.root.mkdir()
    for number in range(MANY):
        (folder.root / f"{number:02}.xlsx").write_bytes(another(content, number))
    (tmp_path / "sitecustomize.py").write_text(GATE, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), ENVIRONMENT["PYTHONPATH"]))
    kept = [0]
    for how, gate in ((signal.SIGINT, "06.xlsx"), (signal.SIGKILL, "12.xlsx")):
        with subprocess.Popen(
            [*COMMAND, str(folder.root), "--jobs", "2"],
            env=ENVIRONMENT | {"PYTHONPATH": path, "GATE": gate},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True, preexec_fn=hear_interrupts,  # noqa: PLW1509 - no threads here
        ) as running:  # fmt: skip
            wait_for_more_than(kept[-1], folder)
            os.killpg(running.pid, how)
            complaint = running.communicate(timeout=60)[1].decode()
        assert "Traceback" not in complaint
        kept.append(count(folder))
    assert 0 < kept[1] < kept[2] < MANY
    done = subprocess.run([*COMMAND, str(folder.root)], capture_output=True, check=False, env=ENVIRONMENT)
    assert (done.returncode, done.stderr, count(folder)) == (0, b"", MANY)
    assert f"本次复核{MANY - kept[2]}份工作簿。" in done.stdout.decode()


def another(content: bytes, number: int) -> bytes:
    """The same workbook as another file."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = str(number).encode()
    return buffer.getvalue()


KEPT = "SELECT COUNT(*) FROM reviewed WHERE judge = ?"


def count(folder: BureauFolder) -> int:
    """How many reviews are kept."""
    with Store(folder.store) as store:
        return store.connection.execute(KEPT, (judge(),)).fetchone()[0]


def wait_for_more_than(kept: int, folder: BureauFolder) -> None:
    """Until further results are kept for good; whoever looks has no hand in the run's own store."""
    for _ in range(3000):
        time.sleep(0.02)
        # It is not there yet, or is being written.
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"{folder.store.as_uri()}?mode=ro", uri=True)) as store,
        ):
            if store.execute(KEPT, (judge(),)).fetchone()[0] > kept:
                return
    raise AssertionError("nothing more was ever kept")
