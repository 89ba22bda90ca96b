"""Saving: a new file, whole or not at all, and never over the file that was read."""

import errno
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from perfxl.engines import open_closed
from perfxl.errors import FileError
from perfxl.workbook.saving import save
from perfxl.workbook.saving.save import prepare_target, save_closed, write_whole
from tests.engines.samples import SHEET, made, patched, table

ROOT = Path(__file__).parents[2]
SHEET_TEXT = """
  A      B
1 预算   1000
2 得分   =B1/100→10
"""


@pytest.fixture
def source(tmp_path):
    return made(tmp_path, table(SHEET_TEXT), name="原件.xlsx")


def saved(source: Path, target: Path, **options) -> None:
    with open_closed(source) as book:
        book.sheets[0]["A3"].value = "已计分"
        save_closed(book, target, {("表", "B2"): 9.5}, **options)


def refused(code: str):
    return pytest.raises(FileError, check=lambda error: error.code == code)


def temporary_files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith("~perfxl-")]


def test_the_result_is_a_new_file_and_the_source_stays_as_it_was(tmp_path, source):
    before = source.read_bytes()

    saved(source, tmp_path / "结果.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "结果.xlsx", data_only=True)["表"]
    assert [sheet[cell].value for cell in ("A3", "B1", "B2")] == ["已计分", 1000, 9.5]
    assert source.read_bytes() == before
    assert temporary_files(tmp_path) == []


def test_the_source_itself_is_refused_even_with_replace(source):
    with refused("E501"):
        saved(source, source, replace=True)


def test_the_source_by_another_way_of_writing_its_path_is_refused(tmp_path, source):
    (tmp_path / "下级").mkdir()

    with refused("E501"):
        saved(source, tmp_path / "下级" / ".." / source.name, replace=True)


def test_the_source_in_other_letters_is_refused_since_windows_does_not_tell_them_apart(tmp_path):
    source = made(tmp_path, table(SHEET_TEXT), name="Report.xlsx")

    with refused("E501"):
        saved(source, tmp_path / "REPORT.XLSX", replace=True)


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_a_link_to_the_source_is_refused(tmp_path, source, link):
    target = tmp_path / "链接.xlsx"
    try:
        link(target, source)
    except OSError:
        pytest.skip("no links on this file system")

    with refused("E501"):
        saved(source, target, replace=True)

    assert target.read_bytes() == source.read_bytes()


def test_a_file_that_is_there_is_refused_and_left_alone(tmp_path, source):
    target = tmp_path / "结果.xlsx"
    target.write_bytes(b"previous")

    with refused("E502"):
        saved(source, target)

    assert target.read_bytes() == b"previous"


def test_a_file_that_is_there_is_replaced_when_that_is_wanted(tmp_path, source):
    target = tmp_path / "结果.xlsx"
    target.write_bytes(b"previous")

    saved(source, target, replace=True)

    assert openpyxl.load_workbook(target)["表"]["A3"].value == "已计分"
    assert temporary_files(tmp_path) == []


def test_a_dangling_link_is_a_file_that_is_there(tmp_path, source):
    target = tmp_path / "结果.xlsx"
    try:
        target.symlink_to(tmp_path / "没有.xlsx")
    except OSError:
        pytest.skip("no links on this file system")

    with refused("E502"):
        saved(source, target)


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(tmp_path):
    (tmp_path / "别处").mkdir()
    real, target = tmp_path / "别处/结果.xlsx", tmp_path / "结果.xlsx"
    real.write_bytes(b"previous")
    try:
        target.symlink_to(real)
    except OSError:
        pytest.skip("no links on this file system")

    write_whole(target, b"new", replace=True)

    assert (target.is_symlink(), real.read_bytes()) == (True, b"new")


@pytest.mark.skipif(os.name != "posix", reason="Windows has other permissions")
def test_a_new_file_is_as_open_to_others_as_any_and_a_replaced_one_as_before(tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    target = tmp_path / "结果.xlsx"

    write_whole(target, b"new")
    assert target.stat().st_mode == usual.stat().st_mode

    target.chmod(0o640)
    write_whole(target, b"newer", replace=True)
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_named(tmp_path, source):
    with pytest.raises(FileError, match="没有这个文件夹") as caught:
        saved(source, tmp_path / "没有这个文件夹" / "结果.xlsx")

    assert caught.value.code == "E503"
    with refused("E503"):
        write_whole(tmp_path / "没有这个文件夹" / "结果.xlsx", b"")


@pytest.mark.parametrize("name", ["结果.xls", "结果", "结果.xlsm", "结果.xlsx.pdf"])
def test_a_name_that_is_none_for_a_workbook_is_refused(tmp_path, source, name):
    with refused("E506"):
        saved(source, tmp_path / name)


def test_a_folder_of_that_name_is_refused(tmp_path, source):
    (tmp_path / "结果.xlsx").mkdir()

    with refused("E509"):
        saved(source, tmp_path / "结果.xlsx", replace=True)


def test_a_name_that_no_file_system_takes_is_refused_before_any_work_is_done(tmp_path, source):
    with refused("E507"):
        prepare_target(source, tmp_path / f"{'很' * 300}.xlsx")
    with pytest.raises(FileError, match="文件名或路径太长"):
        write_whole(tmp_path / f"{'很' * 300}.xlsx", b"new")
    with refused("E507"):
        write_whole(tmp_path / ("很" * 300) / "结果.xlsx", b"new")


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.EROFS, "磁盘或文件夹是只读的"), (errno.EADDRINUSE, f"系统错误号 {errno.EADDRINUSE}")],
)
def test_why_a_disk_refuses_is_told_in_chinese(tmp_path, monkeypatch, number, told):
    def refuse(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(save.os, "fsync", refuse)
    with pytest.raises(FileError, match=told):
        write_whole(tmp_path / "结果.xlsx", b"new")


def test_a_target_can_be_examined_before_any_work_is_done(tmp_path, source):
    prepare_target(source, tmp_path / "结果.xlsx")

    assert not (tmp_path / "结果.xlsx").exists()
    with refused("E501"):
        prepare_target(source, source)


def held_open(*_arguments):
    raise PermissionError(errno.EACCES, "held open")


def disk_full(_descriptor):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_that_excel_holds_open_is_named_and_keeps_its_content(tmp_path, monkeypatch):
    target = tmp_path / "结果.xlsx"
    target.write_bytes(b"previous")
    monkeypatch.setattr(Path, "replace", held_open)
    monkeypatch.setattr(save, "_PATIENCE", ())

    with pytest.raises(FileError, match=r"结果\.xlsx") as caught:
        write_whole(target, b"new", replace=True)

    assert caught.value.code == "E504"
    assert "关闭" in caught.value.remedy
    assert target.read_bytes() == b"previous"
    assert temporary_files(tmp_path) == []


def test_on_windows_a_virus_scanner_is_given_time_to_let_go(tmp_path, monkeypatch):
    target = tmp_path / "结果.xlsx"
    waited, tries = [], iter([held_open, held_open, Path.replace])

    def replace(path, to):
        return next(tries)(path, to)

    monkeypatch.setattr(save.os, "name", "nt")
    monkeypatch.setattr(save.time, "sleep", waited.append)
    monkeypatch.setattr(Path, "replace", replace)

    save._put_in_place(write_temporary(tmp_path), target)

    assert (target.read_bytes(), waited) == (b"new", [0.1, 0.3])


def write_temporary(folder: Path) -> Path:
    temporary = folder / "temporary"
    temporary.write_bytes(b"new")
    return temporary


def test_a_full_disk_leaves_the_previous_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "结果.xlsx"
    target.write_bytes(b"previous")
    monkeypatch.setattr(save.os, "fsync", disk_full)

    with pytest.raises(FileError, match="磁盘空间不足") as caught:
        write_whole(target, b"new", replace=True)

    assert caught.value.code == "E505"
    assert target.read_bytes() == b"previous"
    assert temporary_files(tmp_path) == []


def test_two_programs_that_save_the_same_file_are_told_apart(tmp_path, monkeypatch):
    target = tmp_path / "结果.xlsx"
    real = save.os.fsync

    def other_program_clears_up(descriptor):
        real(descriptor)
        for name in temporary_files(tmp_path):
            (tmp_path / name).unlink()

    monkeypatch.setattr(save.os, "fsync", other_program_clears_up)

    with refused("E508"):
        write_whole(target, b"new")


def test_a_file_that_appears_while_saving_is_not_replaced(tmp_path, monkeypatch):
    target = tmp_path / "结果.xlsx"
    real = save.os.fsync

    def meanwhile(descriptor):
        real(descriptor)
        target.write_bytes(b"somebody else's")

    monkeypatch.setattr(save.os, "fsync", meanwhile)

    with refused("E502"):
        write_whole(target, b"new")

    assert target.read_bytes() == b"somebody else's"


def test_what_a_crash_left_behind_is_cleared_away_for_this_target_only(tmp_path):
    own = save._TEMPORARY.format(key=save._key(tmp_path / "结果.xlsx"), one="0123abcd")
    others = [
        save._TEMPORARY.format(key=save._key(tmp_path / "别的.xlsx"), one="0123abcd"),
        "~$结果.xlsx",
        "结果.tmp",
    ]
    for name in (own, *others):
        (tmp_path / name).write_bytes(b"half")

    write_whole(tmp_path / "结果.xlsx", b"new")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, "结果.xlsx"])


def test_a_workbook_that_openpyxl_could_not_read_in_full_is_not_saved(tmp_path, source):
    def fill(_book, sheet):
        sheet.conditional_format("A1:A9", {"type": "cell", "criteria": ">", "value": 5})

    broken = made(tmp_path, fill, name="坏.xlsx")
    patched(broken, {SHEET: lambda xml: xml.replace(b'priority="1"', b'priority="x"')})

    with pytest.raises(FileError, match="读不全") as caught:
        saved(broken, tmp_path / "结果.xlsx")

    assert caught.value.code == "E511"
    assert not (tmp_path / "结果.xlsx").exists()


# A child is killed in the midst of saving, again and again.

WRITING = """
import sys
from pathlib import Path
from perfxl.workbook.saving.save import write_whole
target, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
while True:
    for letter in b"abcdefgh":
        write_whole(target, bytes([letter]) * size, replace=True)
"""

SAVING = """
import sys
from pathlib import Path
from perfxl.engines import open_closed
from perfxl.workbook.saving.save import save_closed
source, target = Path(sys.argv[1]), Path(sys.argv[2])
print("ready", flush=True)
number = 0
while True:
    number += 1
    with open_closed(source) as book:
        book.sheets[0]["A3"].value = f"第{number}次"
        save_closed(book, target, {("表", "B2"): float(number)}, replace=True)
"""


def killed(script: str, *arguments: object, after: float) -> None:
    """Start a program, let it work for so many seconds, and kill it without warning."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
    )
    try:
        assert child.stdout.readline().strip() == b"ready"
        time.sleep(after)
        assert child.poll() is None
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


@pytest.mark.slow
def test_a_program_killed_at_any_moment_leaves_the_old_file_or_the_new_one_whole(tmp_path):
    target, size = tmp_path / "结果.xlsx", 2_000_000
    target.write_bytes(b"o" * size)
    chance = random.Random(20240305)  # noqa: S311 - no secret
    seen, interrupted = set(), 0

    for _ in range(24):
        killed(WRITING, target, size, after=chance.uniform(0, 0.05))
        content = target.read_bytes()
        assert len(content) == size
        assert len(set(content)) == 1, "half of one file and half of another"
        seen.add(content[:1])
        interrupted += len(temporary_files(tmp_path))
        assert len(temporary_files(tmp_path)) <= 1

    assert len(seen) > 1
    assert interrupted, "no kill hit a moment in which a file was being written"
    write_whole(target, b"end", replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["结果.xlsx"]


@pytest.mark.slow
def test_a_workbook_whose_saving_was_killed_can_be_opened_and_is_one_piece(tmp_path, source):
    target = tmp_path / "结果.xlsx"
    saved(source, target)
    chance = random.Random(7)  # noqa: S311 - no secret

    for _ in range(6):
        killed(SAVING, source, target, after=chance.uniform(0.1, 0.4))
        with open_closed(target) as book:
            text, number = book.sheets[0]["A3"].value, book.sheets[0]["B2"].value
        assert (text, number) == ("已计分", 9.5) or text == f"第{number:.0f}次"

    assert openpyxl.load_workbook(source)["表"]["A3"].value is None
