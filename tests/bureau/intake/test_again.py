"""Running again: only what is new comes in, versions are told apart, a killed run is completed."""

import datetime as dt
import os
import sqlite3
import sys

import pytest

from perfxl.bureau.intake import settling, taking
from perfxl.bureau.intake.collecting import collect
from perfxl.bureau.records import Fault
from perfxl.bureau.whose import Identified
from perfxl.errors import FileError
from tests.support import files
from tests.support.post import SENT, archive, mail

FIRST, SECOND = "示例县教育局-2020-第1版.xlsx", "示例县教育局-2020-第2版.xlsx"


def days_later(days: int) -> dt.datetime:
    return SENT + dt.timedelta(days=days)


def standings(bureau) -> dict[str, str]:
    return {version.file.removeprefix("原件/"): version.standing for _, version in bureau.received()}


def test_what_was_taken_in_is_not_taken_again_wherever_it_lies_now(bureau, workbook):
    bureau.put("a.eml", mail({"表.xlsx": workbook(), "报告.pdf": b"%PDF"}).as_bytes())
    bureau.put("b.xlsx", workbook("乙局"))
    bureau.take()
    bureau.put("搬到这里/a.eml", (bureau.sources / "a.eml").read_bytes())
    (bureau.sources / "a.eml").unlink()
    again = bureau.take()

    assert (again.tally.workbooks, again.tally.attachments, again.tally.copied, again.tally.again) == (
        0,
        0,
        0,
        3,
    )
    assert len(bureau.received()) == 2


def test_other_tables_that_came_with_a_workbook_are_not_taken_again_either(bureau, workbook):
    files_ = {"表.xlsx": workbook(), "满意度.xlsx": files.workbook_bytes()}
    bureau.put("a.eml", mail(files_).as_bytes())
    bureau.take()
    again = bureau.take()

    assert again.tally.copied == 0
    assert bureau.attachments() == ["示例县教育局-2020-满意度.xlsx"]
    assert bureau.originals() == [FIRST]


def test_a_later_mail_is_the_newer_version_in_whatever_order_they_are_met(bureau, workbook):
    bureau.put("1.eml", mail({"表.xlsx": workbook(mark="新")}, at=days_later(3)).as_bytes())
    bureau.put("2.eml", mail({"表.xlsx": workbook(mark="旧")}).as_bytes())
    bureau.take()

    assert standings(bureau) == {FIRST: "superseded", SECOND: "newest"}
    assert (bureau.folder.originals / SECOND).read_bytes() == workbook(mark="新")


def test_a_newer_version_in_a_later_run_leaves_the_first_files_name(bureau, workbook):
    bureau.put("1.eml", mail({"表.xlsx": workbook()}).as_bytes())
    bureau.take()
    bureau.put("2.eml", mail({"表.xlsx": workbook(mark="新")}, at=days_later(3)).as_bytes())
    bureau.put("0.eml", mail({"表.xlsx": workbook(mark="早")}, at=days_later(-3)).as_bytes())
    bureau.take()

    assert (bureau.folder.originals / FIRST).read_bytes() == workbook()
    assert [standing for _, standing in sorted(standings(bureau).items())] == [
        "superseded",
        "superseded",
        "newest",
    ]
    assert (bureau.folder.originals / "示例县教育局-2020-第3版.xlsx").read_bytes() == workbook(mark="新")


def test_the_same_file_by_a_second_mail_is_told_of_and_not_kept_twice(bureau, workbook):
    for days in (0, 2):
        bureau.put(f"{days}.eml", mail({"表.xlsx": workbook()}, at=days_later(days)).as_bytes())
    bureau.take()

    assert bureau.originals() == [FIRST]
    assert sorted(version.standing for _, version in bureau.received()) == ["duplicate", "newest"]


def test_two_workbooks_of_one_mail_are_versions_by_their_names(bureau, workbook):
    files = {"自评表-修改.xlsx": workbook(mark="新"), "自评表.xlsx": workbook()}
    bureau.put("a.eml", mail(files).as_bytes())
    bureau.take()

    assert (bureau.folder.originals / SECOND).read_bytes() == workbook(mark="新")
    assert standings(bureau)[SECOND] == "newest"


def test_an_original_that_somebody_deleted_comes_again(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.put("b.pdf", b"%PDF")
    bureau.take()
    (bureau.folder.originals / FIRST).unlink()
    (bureau.folder.attachments / "未署名-b.pdf").unlink()
    bureau.take()

    assert bureau.originals() == [FIRST]
    assert bureau.attachments() == ["未署名-b.pdf"]


def test_what_could_not_be_used_leaves_the_list_once_it_can(bureau, workbook):
    bureau.put("材料.zip", b"PK\x03\x04 broken")
    bureau.take()
    assert bureau.refused() == [("材料.zip", "E808")]
    bureau.put("材料.zip", archive({"表.xlsx": workbook()}))
    bureau.take()

    assert bureau.refused() == []


def test_the_bureaus_folder_inside_a_source_is_left_out(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.root = bureau.sources / "收件"
    bureau.take()
    again = bureau.take()

    assert (again.tally.workbooks, again.tally.again) == (0, 1)
    assert (bureau.originals(), bureau.refused()) == ([FIRST], [])


def test_what_was_put_into_the_bureaus_folder_itself_can_be_its_source(bureau, workbook):
    bureau.root.mkdir()
    (bureau.root / "教育局.xlsx").write_bytes(workbook())
    bureau.take(bureau.root)

    assert bureau.originals() == [FIRST]
    assert (bureau.root / "教育局.xlsx").exists()


@pytest.mark.parametrize("place", ["原件", "附件", "收件清单.xlsx", "原件/x"])
def test_what_perfxl_keeps_is_no_source(bureau, workbook, place):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    with pytest.raises(FileError) as caught:
        bureau.take(bureau.root / place)
    assert caught.value.code == "E801"


def test_two_runs_do_not_work_on_one_folder_at_once(bureau, workbook):
    bureau.put("a.xlsx", workbook())
    bureau.take()
    with sqlite3.connect(bureau.root / ".perfxl.lock", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FileError) as caught:
            bureau.take()
    other.close()
    assert caught.value.code == "E803"
    bureau.take()


def test_a_file_where_the_folder_should_be_is_told_of(bureau):
    bureau.root.write_bytes(b"")
    with pytest.raises(FileError) as caught:
        bureau.take()
    assert caught.value.code == "E802"


def test_a_file_of_somebody_elses_is_never_written_over(bureau, workbook):
    bureau.folder.originals.mkdir(parents=True)
    (bureau.folder.originals / FIRST).write_bytes(b"mine")
    bureau.put("a.xlsx", workbook())
    bureau.take()

    assert (bureau.folder.originals / FIRST).read_bytes() == b"mine"
    assert bureau.originals() == ["示例县教育局-2020-第1版-2.xlsx", FIRST]


def test_what_an_older_perfxl_could_not_read_is_looked_at_again(bureau, workbook, monkeypatch):
    fault = Fault(code="E205", fault="新版模板", remedy="升级")
    monkeypatch.setattr(taking, "identify", lambda *_: Identified(fault=fault))
    monkeypatch.setattr(settling, "judge", lambda: "an older perfxl")
    bureau.put("a.eml", mail({"表.xlsx": workbook()}).as_bytes())
    assert [one.fault.code for one in bureau.take().unreadable] == ["E205"]
    assert bureau.originals() == ["无法识别-表.xlsx"]

    monkeypatch.undo()
    assert bureau.take().unreadable == ()
    assert bureau.originals() == [FIRST]
    assert bureau.one().file == f"原件/{FIRST}"


def dies(after: int, function):
    """The function, after so many calls of which the process is gone as if it were killed."""
    calls = []

    def calling(*arguments):
        result = function(*arguments)
        calls.append(1)
        if len(calls) == after:
            os._exit(9)
        return result

    return calling


@pytest.mark.skipif(sys.platform == "win32", reason="kills a forked process")
@pytest.mark.parametrize(
    ("place", "name", "after"),
    [
        (taking.Taker, "_copied", 1),
        (taking.Taker, "_copied", 3),
        (taking.Taker, "settle_on_disk", 1),
        (settling.Settling, "_plan", 1),
        (settling, "_rename", 1),
        (settling, "_rename", 3),
        (settling.Settling, "complete", 2),
    ],
)
def test_a_run_that_is_killed_is_completed_by_the_next(bureau, workbook, place, name, after):
    bureau.put("a.eml", mail({"表.xlsx": workbook(), "报告.pdf": b"%PDF"}).as_bytes())
    bureau.put("b.xlsx", workbook("乙局"))
    bureau.put("c.xlsx", workbook("丙局"))
    child = os.fork()
    if not child:
        try:
            setattr(place, name, dies(after, getattr(place, name)))
            bureau.take()
        finally:
            os._exit(1)  # whatever happened, no second pytest goes on from here
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

    bureau.put("d.eml", mail({"表.xlsx": workbook(mark="新")}, at=days_later(2)).as_bytes())
    bureau.take()
    assert bureau.originals() == ["丙局-2020-第1版.xlsx", "乙局-2020-第1版.xlsx", FIRST, SECOND]
    assert bureau.attachments() == ["示例县教育局-2020-报告.pdf"]
    assert all((bureau.root / one.file).is_file() for one, _ in bureau.received())
    assert standings(bureau)[SECOND] == "newest"


def test_progress_runs_to_the_end_and_moves_within_a_large_archive(bureau, workbook):
    bureau.put("全部.zip", archive({f"{n}.xlsx": workbook(f"第{n}局") for n in range(3)}))
    bureau.put("a.pdf", b"%PDF")
    told = []
    collect([bureau.sources], bureau.root, tell=lambda done, total: told.append((done, total)))

    steps = [done for done, _ in told]
    assert steps == sorted(steps)
    assert len(set(steps)) >= 4
    assert told[-1][0] == told[-1][1] == sum(file.stat().st_size for file in bureau.sources.iterdir())
