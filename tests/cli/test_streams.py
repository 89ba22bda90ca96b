"""A command whose words cannot be written anywhere: the machine's trouble, not a fault of perfxl's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
FULL = Path("/dev/full")

full_disk = pytest.mark.skipif(
    os.name == "nt" or not FULL.exists(), reason="no device here plays a full disk"
)


def perfxl(folder, *arguments, **streams):
    """What a command says on the stream for errors, and its status."""
    done = subprocess.run(
        [sys.executable, "-m", "perfxl", *map(str, arguments)],
        cwd=folder, check=False, timeout=120, **({"stderr": subprocess.PIPE} | streams),
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8",
             "LOCALAPPDATA": str(folder / "日志")},
    )  # fmt: skip
    assert not (folder / "日志").exists()
    return done.returncode, (done.stderr or b"").decode("utf-8")


@full_disk
@pytest.mark.parametrize("arguments", [("check", EXAMPLE), ("--help",)])
def test_a_full_disk_behind_the_output_is_told_in_one_coded_message(tmp_path, arguments):
    with FULL.open("wb") as full:
        status, said = perfxl(tmp_path, *arguments, stdout=full)

    assert status == 2
    assert said.startswith("[E902] 命令要显示的内容写不出去：磁盘空间不足。\n处理：")
    assert len(said.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


@full_disk
def test_what_went_wrong_before_is_still_told_first(tmp_path):
    with FULL.open("wb") as full:
        status, said = perfxl(tmp_path, "check", "没有.xlsx", stdout=full)

    assert status == 2
    assert said.startswith("[E101]")
    assert len(said.splitlines()) == 2


@full_disk
def test_where_complaints_cannot_be_written_either_the_status_still_tells(tmp_path):
    with FULL.open("wb") as full:
        assert perfxl(tmp_path, "check", "没有.xlsx", stdout=full, stderr=full)[0] == 2


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes the output")
def test_an_output_that_was_closed_before_is_told_too(tmp_path):
    status, said = perfxl(tmp_path, "schemes", preexec_fn=lambda: os.close(1))

    assert status == 2
    assert said.startswith("[E902] 命令要显示的内容写不出去：输出已经关闭。")
    assert len(said.splitlines()) == 2
