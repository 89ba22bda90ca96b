"""One whole review of a folder: reviews, return sheets, copies, and what is said of it."""

import hashlib
import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from perfxl.bureau.alone import alone_in
from perfxl.bureau.judging import judge
from perfxl.bureau.records import RosterEntry
from perfxl.bureau.review import replacing
from perfxl.bureau.review.running import review
from perfxl.bureau.store import Store
from perfxl.department.preparing import new_file
from perfxl.errors import FileError, PerfxlError
from perfxl.scheme.load import load_scheme
from tests.bureau.review.conftest import COUNT
from tests.support.county import Typed, department, departments, workbook
from tests.support.small_scheme import SMALL, scheme_folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def saved_later(file: Path, content: bytes) -> None:
    """Write a file that is newer than all others: those of the same second go by their names."""
    file.write_bytes(content)
    later = file.stat().st_mtime + 60
    os.utime(file, (later, later))


def cells(content: bytes | Path) -> list[str]:
    """Every text of a workbook's first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content) if isinstance(content, bytes) else content)
    return [
        str(cell)
        for row in book.worksheets[0].iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]


def test_a_folder_of_workbooks_gets_return_sheets_and_a_workbook_for_scores_and_nothing_is_touched(
    folder, workbooks, reviewed
) -> None:
    report = reviewed()
    assert (report.progressed.reviewed, report.standing.workbooks) == (COUNT, COUNT)
    assert names(folder.returns) == {f"{one.name}-2020-退回意见.xlsx" for one in departments(COUNT)}
    assert folder.review_scores.exists()
    assert {name: (folder.root / name).read_bytes() for name in workbooks} == workbooks


def test_a_sound_workbook_without_a_receipt_is_counted_and_not_sent_back(folder, workbooks, reviewed) -> None:
    one = department(1)
    (folder.root / f"{one.name}.xlsx").write_bytes(workbook(one))
    standing = reviewed().standing
    assert (standing.without_receipt, standing.with_comparisons) == (COUNT, 0)
    assert names(folder.returns) == {f"{other.name}-2020-退回意见.xlsx" for other in departments(COUNT)[1:]}


def test_the_workbook_for_scores_follows_the_roster(folder, reviewed) -> None:
    order = [one.name for one in reversed(departments(COUNT))]
    with Store(folder.store) as store:
        store.put_roster(RosterEntry(department=name) for name in order)
    reviewed()
    assert [text for text in cells(folder.review_scores) if text in order] == order


def test_a_second_run_finds_nothing_to_do_and_writes_nothing(folder, reviewed) -> None:
    reviewed()
    before = {path: path.stat().st_mtime_ns for path in (*folder.returns.iterdir(), folder.review_scores)}
    report = reviewed()
    assert report.progressed.reviewed == 0
    assert (report.returned.written, report.returned.unchanged) == (0, COUNT)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_newer_workbook_counts_and_the_older_ones_sheet_gives_way(folder, reviewed) -> None:
    reviewed()
    one = department(1)
    newer = folder.root / "更正" / "新.xlsx"
    newer.parent.mkdir()
    saved_later(newer, workbook(one, {"编制数": None}))
    report = reviewed()
    assert (report.progressed.reviewed, report.standing.workbooks) == (1, COUNT)
    assert report.standing.with_errors == 1
    sheet = folder.returns / f"{one.name}-2020-退回意见.xlsx"
    assert any("编制数" in text for text in cells(sheet))
    assert report.returned.written == 1
    assert report.returned.older == []


def test_a_return_sheet_that_somebody_has_written_into_is_kept_beside(folder, reviewed) -> None:
    reviewed()
    one = department(1)
    sheet = folder.returns / f"{one.name}-2020-退回意见.xlsx"
    sheet.write_bytes(b"with the officer's own words")
    saved_later(folder.root / "新.xlsx", workbook(one, {"编制数": None}))
    report = reviewed()
    (older,) = report.returned.older
    assert (folder.earlier / older).read_bytes() == b"with the officer's own words"
    assert sheet.read_bytes()[:2] == b"PK"


def test_a_sheet_of_a_department_that_is_gone_is_cleared_away_and_kept(folder, workbooks, reviewed) -> None:
    reviewed()
    gone = next(iter(workbooks))
    (folder.root / gone).unlink()
    report = reviewed()
    assert names(folder.returns) == {
        f"{one.name}-2020-退回意见.xlsx" for one in departments(COUNT) if f"{one.name}.xlsx" != gone
    }
    assert len(report.returned.older) == 1


def test_files_that_cannot_be_read_get_a_sheet_with_fault_and_remedy_and_stop_nothing(
    folder, reviewed
) -> None:
    (folder.root / "坏 文件.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder.root / "旧版.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    report = reviewed()
    assert sorted(file for file, _ in report.standing.unreadable) == ["坏 文件.xlsx", "旧版.xls"]
    assert report.standing.workbooks == COUNT + 2
    (sheet,) = [path for path in folder.returns.iterdir() if "坏" in path.name]
    told = " ".join(cells(sheet))
    assert "E109" in told
    assert "坏 文件.xlsx" in told
    assert "重新下载" in told


def test_two_workbooks_that_name_no_department_do_not_get_in_each_others_way(folder, reviewed) -> None:
    for name in ("甲/表.xlsx", "乙/表.xlsx"):
        (folder.root / name).parent.mkdir()
        (folder.root / name).write_bytes(
            workbook(department(1), {"部门名称": None, "编制数": len(name) + ord(name[0])})
        )
    reviewed()
    unsigned = {name for name in names(folder.returns) if name.startswith("未署名")}
    assert len(unsigned) == 2


def test_copies_bear_marks_and_notes_and_the_original_stays(folder, workbooks, reviewed) -> None:
    one = department(1)
    changed = workbook(one, {"编制数": None, "自评总分": Typed(99.5)})
    (folder.root / f"{one.name}.xlsx").write_bytes(changed)
    for name in list(workbooks)[1:]:
        (folder.root / name).unlink()
    report = reviewed(copies=True)
    assert report.returned.faults == []
    copy = folder.returns / f"{one.name}-2020-批注本.xlsx"
    book = openpyxl.load_workbook(copy)
    noted = {cell.coordinate for row in book["基本情况表"].iter_rows() for cell in row if cell.comment}
    assert noted
    results = [str(cell) for row in book["审核结果"].iter_rows(values_only=True) for cell in row if cell]
    assert "R42" in results
    assert (folder.root / f"{one.name}.xlsx").read_bytes() == changed
    # Without being asked for, they stay as they are.
    before = hashlib.sha256(copy.read_bytes()).hexdigest()
    reviewed()
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == before


def test_sheets_for_departments_of_one_name_bear_their_budget_codes(folder, workbooks, reviewed) -> None:
    for name in workbooks:
        (folder.root / name).unlink()
    for code in ("001", "002"):
        content = workbook(department(1), {"预算编码": code, "编制数": None})
        (folder.root / f"{code}.xlsx").write_bytes(content)
    reviewed()
    one = department(1).name
    assert names(folder.returns) == {f"{one}（{code}）-2020-退回意见.xlsx" for code in ("001", "002")}


def test_a_copy_of_an_older_version_does_not_stay_beside_the_sheet_of_the_newer(folder, reviewed) -> None:
    one = department(1)
    reviewed(copies=True)
    copy = folder.returns / f"{one.name}-2020-批注本.xlsx"
    before = copy.read_bytes()
    (folder.root / f"{one.name}.xlsx").write_bytes(workbook(one, {"编制数": None}))
    report = reviewed()
    assert not copy.exists()
    (older,) = (name for name in report.returned.older if "批注本" in name)
    assert (folder.earlier / older).read_bytes() == before
    assert len([name for name in names(folder.returns) if "批注本" in name]) == COUNT - 1


def test_for_a_scheme_that_is_malformed_at_the_bureau_nothing_is_sent_back(
    folder, reviewed, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    file = scheme_folder(tmp_path / ".perfxl" / "schemes" / "small") / "scheme.toml"
    new_file(load_scheme("small"), folder.root / "某局.xlsx", {})
    file.write_text(SMALL.replace("total = 10", "total = 11"), encoding="utf-8")

    report = reviewed()

    assert [(name, fault.code) for name, fault in report.standing.unreadable] == [("某局.xlsx", "E306")]
    assert report.returned.written == COUNT
    assert not any("某局" in name for name in names(folder.returns))


def test_a_sheet_that_is_open_in_excel_is_told_of_and_the_others_written(
    folder, reviewed, monkeypatch
) -> None:

    first = department(1).name
    real = replacing.write_whole

    def refusing(target: Path, content: bytes, *, replace: bool = False) -> None:
        if target.name.startswith(first):
            raise FileError("E504", file=target)
        real(target, content, replace=replace)

    monkeypatch.setattr(replacing, "write_whole", refusing)
    report = reviewed()
    assert [fault.code for _, fault in report.returned.faults] == ["E504"]
    assert report.returned.written == COUNT - 1


def test_only_one_run_works_on_a_folder(folder, reviewed) -> None:
    with alone_in(folder), pytest.raises(FileError) as told:
        reviewed()
    assert told.value.code == "E803"


def test_a_store_that_is_damaged_is_told_of_and_left_as_it_is(folder, reviewed) -> None:
    folder.store.write_bytes(b"no database " * 1000)
    with pytest.raises(FileError) as told:
        reviewed()
    assert told.value.code == "E836"
    assert folder.store.read_bytes().startswith(b"no database")


def test_a_cluster_without_its_library_is_told_of(folder, reviewed, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "perfxl.bureau.review.cluster", None)
    with pytest.raises(PerfxlError) as told:
        reviewed(scheduler="tcp://127.0.0.1:8786")
    assert told.value.code == "E832"


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(FileError) as told:
        review(tmp_path / "没有")
    assert told.value.code == "E820"


def test_reviews_by_an_older_perfxl_are_let_go_once_there_are_new_ones(folder, reviewed) -> None:
    reviewed()
    with Store(folder.store) as store:
        store.connection.execute("UPDATE reviewed SET judge = 'perfxl 0.0.1'")
    assert reviewed().progressed.reviewed == COUNT
    with Store(folder.store) as store:
        judges = store.connection.execute("SELECT DISTINCT judge FROM reviewed").fetchall()
    assert judges == [(judge(),)]


def test_how_far_it_is_is_told_stage_by_stage(reviewed) -> None:
    told: dict[str, list[tuple[int, int]]] = {}

    @contextmanager
    def stage(name: str):
        told[name] = []
        yield lambda *progress: told[name].append(progress)

    reviewed(stages=stage)
    assert {name: progress[-1] for name, progress in told.items()} == {
        "registering": (COUNT, COUNT),
        "reviewing": (COUNT, COUNT),
        "returning": (COUNT, COUNT),
    }
