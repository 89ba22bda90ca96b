"""What is wrong with a workbook, a mail or a disk: told with its code, and stopping nothing else."""

import os
import sys
from pathlib import Path

import pytest

from perfxl.bureau.intake import identifying, taking
from perfxl.errors import FileError
from tests.support import files
from tests.support.post import archive, bare_archive, mail, raw_mail


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("旧表.xls", files.compound("Workbook"), "E106"),
        ("加密.xlsx", files.compound("EncryptedPackage"), "E107"),
        ("网页.xls", b"<html>", "E108"),
        ("断.xlsx", files.workbook_bytes()[:300], "E109"),
        ("空.xlsx", b"", "E103"),
        ("宏.xlsm", files.workbook_bytes({"xl/vbaProject.bin": b"x"}), "E111"),
        ("改名的宏.xlsx", files.workbook_bytes({"xl/vbaProject.bin": b"x"}), "E111"),
        ("别的表.xlsx", files.workbook_bytes(), "E201"),
        ("实体.xlsx", files.workbook_bytes({files.SHEET: files.ENTITY_BOMB}), "E117"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_kept_with_its_code_for_an_answer(
    bureau, workbook, name, content, code
):
    bureau.put(name, content)
    bureau.put("好.xlsx", workbook())
    done = bureau.take()

    (one,) = done.unreadable
    assert (one.name, one.fault.code) == (name, code)
    assert name not in one.fault.fault
    assert (bureau.folder.root / one.file).read_bytes() == content
    assert one.file == f"原件/无法识别-{name}"
    assert "示例县教育局-2020-第1版.xlsx" in bureau.originals()


def test_a_workbook_that_names_no_department_or_year_keeps_its_own_name(bureau, workbook):
    bureau.put("自评表.xlsx", workbook(None))
    bureau.put("a/自评表.xlsx", workbook(None, mark="乙"))
    bureau.put("b.xlsx", workbook(year=None))
    bureau.take()

    assert bureau.originals() == [
        "未署名-自评表-2.xlsx",
        "未署名-自评表.xlsx",
        "示例县教育局-年度不明-第1版.xlsx",
    ]


def test_a_formula_as_a_name_is_harmless(bureau, workbook):
    bureau.put("a.xlsx", workbook('=HYPERLINK("x")&\'/..\\<b>'))
    bureau.take()

    assert bureau.originals() == ["＝HYPERLINK(x)&’..b-2020-第1版.xlsx"]


def test_departments_of_one_name_are_told_apart_in_the_names_of_their_files(bureau, workbook):
    bureau.put("a.xlsx", workbook("财政所", code="101"))
    bureau.put("b.xlsx", workbook("财政所", code="102"))
    bureau.take()

    assert bureau.originals() == ["财政所（101）-2020-第1版.xlsx", "财政所（102）-2020-第1版.xlsx"]


def test_departments_whose_names_differ_in_signs_only_do_not_overwrite_each_other(bureau, workbook):
    bureau.put("a.xlsx", workbook("甲/局"))
    bureau.put("b.xlsx", workbook("甲局"))
    bureau.take()

    assert bureau.originals() == ["甲局-2020-第1版-2.xlsx", "甲局-2020-第1版.xlsx"]


def test_locked_damaged_and_odd_archives_are_told_of(bureau, workbook):
    bureau.put("锁.zip", files.with_password_flag(archive({"表.xlsx": workbook()})))
    bureau.put("断.zip", archive({"表.xlsx": workbook()})[:-30])
    link = bare_archive({"链接.xlsx".encode(): b"/etc/passwd"}, flags=0x800, mode=0o120777)
    bureau.put("链.zip", link)
    bureau.put("谎.zip", files.with_declared_size(archive({"a.txt": b"x" * 500}), "a.txt", 7))
    bureau.take()

    assert bureau.refused() == [
        ("a.txt", "E808"),
        ("断.zip", "E808"),
        ("表.xlsx", "E809"),
        ("链接.xlsx", "E812"),
    ]


def test_broken_base64_gives_what_can_be_read_and_stops_nothing(bureau, workbook):
    bureau.put("a.eml", raw_mail(b'attachment; filename="a.xlsx"', b"", body=b"!!!! not base64 ~~~\r\n"))
    bureau.put("b.eml", mail({"b.xlsx": workbook()}).as_bytes())
    bureau.take()

    assert {one.name for one, _ in bureau.received()} == {"a.xlsx", "b.xlsx"}


@pytest.mark.parametrize(
    "date", ["Thu, 99 Foo 2021", "", "Mon, 01 Jan 1583 00:00:00 -2359", "Fri, 1 Jan 9999 00:00:00 +0000"]
)
def test_an_impossible_date_gives_way_to_that_of_the_servers(bureau, workbook, date):
    received = b"Received: from a by b; Thu, 01 Apr 2021 01:30:05 +0000\r\n"
    message = raw_mail(b'attachment; filename="a.xlsx"', workbook(), headers=received)
    bureau.put("a.eml", message.replace(b"Thu, 01 Apr 2021 09:30:00 +0800", date.encode(), 1))
    bureau.take()

    assert bureau.one().at == "2021-04-01T01:30:05+00:00"


def test_without_any_date_the_files_own_time_is_taken(bureau, workbook):
    file = bureau.put("a.eml", mail({"a.xlsx": workbook()}, at=None).as_bytes())
    os.utime(file, (1617240600, 1617240600))
    bureau.take()

    assert bureau.one().at == "2021-04-01T01:30:00+00:00"


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes of Unix")
def test_links_pipes_and_circles_of_folders_are_not_followed(bureau, workbook):
    outside = bureau.sources.parent / "外面.xlsx"
    outside.write_bytes(workbook())
    (bureau.sources / "链接.xlsx").symlink_to(outside)
    (bureau.sources / "圈").symlink_to(bureau.sources)
    os.mkfifo(bureau.sources / "管道.xlsx")
    bureau.put("好.xlsx", workbook("乙局"))
    bureau.take()

    assert bureau.originals() == ["乙局-2020-第1版.xlsx"]
    assert bureau.refused() == [("圈", "E812"), ("管道.xlsx", "E812"), ("链接.xlsx", "E812")]


def test_a_file_that_vanishes_while_it_is_read_is_told_of(bureau, workbook, monkeypatch):
    gone = bureau.put("没了.xlsx", workbook())
    bureau.put("在.xlsx", workbook("乙局"))
    copied = taking.Taker._copied

    def vanishing(self, content, place):
        if content.at == gone:
            gone.unlink(missing_ok=True)
        return copied(self, content, place)

    monkeypatch.setattr(taking.Taker, "_copied", vanishing)
    bureau.take()

    assert bureau.originals() == ["乙局-2020-第1版.xlsx"]
    assert bureau.refused() == [("没了.xlsx", "E814")]


def test_a_folder_that_may_not_be_read_is_told_of(bureau, workbook, monkeypatch):
    bureau.put("关/a.xlsx", workbook())
    bureau.put("b.xlsx", workbook("乙局"))
    entries = Path.iterdir

    def refusing(folder):
        if folder.name == "关":
            raise PermissionError
        return entries(folder)

    monkeypatch.setattr(Path, "iterdir", refusing)
    bureau.take()

    assert bureau.refused() == [("关", "E814")]


def test_a_source_that_is_not_there_is_told_of_and_the_others_are_taken(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take(bureau.sources, bureau.sources.parent / "没有")

    assert len(bureau.received()) == 1
    assert bureau.refused() == [("没有", "E800")]


def test_no_source_at_all_is_an_error(bureau):
    with pytest.raises(FileError) as caught:
        bureau.take(bureau.sources.parent / "没有")
    assert caught.value.code == "E800"


def test_a_full_disk_stops_the_run_with_everything_kept_that_was_taken(bureau, workbook, monkeypatch):
    bureau.put("a.xlsx", workbook())
    bureau.put("b.xlsx", workbook("乙局"))
    usage = type("Usage", (), {"free": 10**12})
    monkeypatch.setattr(taking.shutil, "disk_usage", lambda _: usage)
    copied = taking.Taker._copied

    def filling(self, content, place):
        done = copied(self, content, place)
        usage.free = 0
        return done

    monkeypatch.setattr(taking.Taker, "_copied", filling)
    with pytest.raises(FileError) as caught:
        bureau.take()
    assert caught.value.code == "E804"

    monkeypatch.undo()
    assert bureau.take().tally.workbooks == 1
    assert len(bureau.received()) == 2


def test_a_copy_that_a_virus_scanner_takes_away_is_told_of(bureau, workbook, monkeypatch):
    read = taking.identify

    def guarded(file, name):
        if name == "毒.xlsx":
            file.unlink()
        return read(file, name)

    monkeypatch.setattr(taking, "identify", guarded)
    bureau.put("毒.xlsx", workbook())
    bureau.put("好.xlsx", workbook("乙局"))
    bureau.take()

    assert bureau.refused() == [("毒.xlsx", "E814")]
    assert bureau.originals() == ["乙局-2020-第1版.xlsx"]


def test_an_unforeseen_fault_in_reading_a_workbook_keeps_it(bureau, workbook, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setattr(identifying, "read_workbook", lambda *_: 1 / 0)
    bureau.put("怪.xlsx", workbook())
    done = bureau.take()

    assert [one.fault.code for one in done.unreadable] == ["E816"]
    assert bureau.originals() == ["无法识别-怪.xlsx"]


def test_an_unforeseen_fault_in_one_piece_stops_no_other(bureau, workbook, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    from perfxl.bureau.intake import opening  # noqa: PLC0415

    told = opening.kind_of

    def failing(content, name):
        if name == "怪.xlsx":
            raise ZeroDivisionError
        return told(content, name)

    monkeypatch.setattr(opening, "kind_of", failing)
    bureau.put("怪.xlsx", workbook())
    bureau.put("好.xlsx", workbook("乙局"))
    bureau.take()

    assert bureau.refused() == [("怪.xlsx", "E816")]
    assert bureau.originals() == ["乙局-2020-第1版.xlsx"]


def test_a_content_that_cannot_be_read_is_told_of_once_under_however_many_names(bureau):
    for name in ("一.xlsx", "二.xlsx"):
        bureau.put(name, b"")

    assert len(bureau.take().unreadable) == 1
