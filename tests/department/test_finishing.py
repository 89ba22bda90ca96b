"""A workbook is finished: refused or recorded errors, the folder and what is in it, nothing ever lost."""

import datetime as dt
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import docx
import openpyxl
import pytest

from perfxl.cli.show import finished_text
from perfxl.department import bundling, closed_files, finishing, preparing
from perfxl.department.bundling import finish_file
from perfxl.department.finishing import names_of
from perfxl.document import pdf
from perfxl.engines import open_closed
from perfxl.errors import FileError, FinishError, PdfError
from perfxl.evaluation import evaluate
from perfxl.findings import Severity
from perfxl.receipt import MOST_CHARACTERS, issue, matches
from perfxl.workbook.finishing.receipts import read_receipts
from perfxl.workbook.saving import bundle as saving
from perfxl.workbook.saving import save
from perfxl.workbook.saving.bundle import whole_folder
from tests.support.county import department, workbook
from tests.support.sound import GUANGDONG, sound

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2021, 4, 15, 9, 5, 3, tzinfo=dt.timezone(dt.timedelta(hours=8)))
NAME = "示例县水务局-2020-绩效自评"
REPORT = "示例县水务局-2020-自评报告"
WRONG = {"总支出_决算": 1.0}
"""Makes a sound department's workbook one with errors."""


@pytest.fixture(scope="module")
def whole():
    return workbook(department(1))


@pytest.fixture(scope="module")
def wrong():
    return workbook(department(1), WRONG)


@pytest.fixture(autouse=True, scope="module")
def printer():
    """Stands in for LibreOffice, which a test of its own asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "as_pdf", lambda document: b"%PDF " + document[:2])
        yield


@pytest.fixture
def file(tmp_path, whole):
    return written(tmp_path, whole)


@pytest.fixture(scope="module")
def made(whole, printer, tmp_path_factory):
    """What was made of a sound department's workbook; to be looked at only."""
    folder = tmp_path_factory.mktemp("finished")
    return finish_file(written(folder, whole), folder / "定稿")


def written(folder, content):
    file = folder / "填报 材料" / "水务局.xlsx"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return file


def receipts(file):
    with open_closed(file) as book:
        return read_receipts(book).kept


def folders_content(folder):
    """Every file below a folder with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def cover(file):
    return openpyxl.load_workbook(file, data_only=True)["填报说明"]["C3"].value


# ── what is in the folder ──


def test_the_folder_has_the_workbook_with_its_receipt_the_document_and_the_pdf(made, whole):
    assert (made.folder.name, made.folder.parent.name) == (NAME, "定稿")
    assert sorted(path.name for path in made.folder.iterdir()) == [
        f"{NAME}.xlsx", f"{REPORT}.docx", f"{REPORT}.pdf"
    ]  # fmt: skip
    assert made.pdf.read_bytes() == b"%PDF PK"
    assert receipts(made.workbook) == (made.receipt,)
    assert [path.name for path in made.folder.parent.iterdir()] == [NAME]
    assert (made.folder.parent.parent / "填报 材料" / "水务局.xlsx").read_bytes() == whole


def test_the_receipt_fits_the_workbook_that_bears_it(made):
    found = closed_files.check(made.workbook)
    assert matches(made.receipt, found.scheme, found.submission, found.scorecard)
    assert made.receipt.follows(found.scheme)
    assert (made.receipt.errors, made.receipt.reason) == (0, "")
    assert found.findings == ()


def test_the_workbook_has_marks_report_and_state_as_if_each_button_had_been_clicked(made):
    book = openpyxl.load_workbook(made.workbook, data_only=True)
    total = made.receipt.total
    assert book["审核结果"]["A2"].value.startswith("审核时间：")
    assert any(cell.value for (cell,) in book["自评报告"].iter_rows(min_row=1, max_row=9, max_col=1))
    assert cover(made.workbook).startswith("已定稿，之后未改动。（")
    assert f"自评总分{total:.2f}分，自评等级“{made.receipt.grade}”，分值为示例" in cover(made.workbook)


def test_a_change_after_finishing_shows_on_the_cover_and_in_a_check(tmp_path, made):
    values = tmp_path / "改.toml"
    values.write_text('"填报人" = "另一人"', encoding="utf-8")
    preparing.fill_file(made.workbook, values, tmp_path / "改.xlsx", overwrite=True)

    assert cover(tmp_path / "改.xlsx").startswith("已改动，请重新定稿：定稿之后有1处")
    (found,) = [one for one in closed_files.check(tmp_path / "改.xlsx").findings if one.code == "R30"]
    assert "为“另一人”" in found.fault

    again = finish_file(tmp_path / "改.xlsx", tmp_path / "再次")
    assert len(receipts(again.workbook)) == 2
    assert cover(again.workbook).startswith("已定稿，之后未改动。")
    assert closed_files.check(again.workbook).findings == ()


def test_a_repaired_workbook_keeps_its_receipts_and_its_state(tmp_path, made):
    preparing.repair_file(made.workbook, tmp_path / "修复.xlsx")
    assert receipts(tmp_path / "修复.xlsx") == (made.receipt,)
    assert cover(tmp_path / "修复.xlsx") == cover(made.workbook)
    assert not [one for one in closed_files.check(tmp_path / "修复.xlsx").findings if one.code == "R30"]


def test_without_anything_that_makes_a_pdf_the_rest_is_there_and_says_so(tmp_path, file, monkeypatch):
    def none(_):
        raise PdfError("E544")

    monkeypatch.setattr(pdf, "as_pdf", none)
    told = []
    made = finish_file(file, tmp_path, tell=told.append)
    assert told == ["reading", "judging", "writing", "document", "pdf", "placing"]
    assert (made.pdf, made.no_pdf.code) == (None, "E544")
    assert sorted(path.suffix for path in made.folder.iterdir()) == [".docx", ".xlsx"]


# ── errors ──


def test_errors_are_told_where_they_stand_and_nothing_is_made(tmp_path, wrong):
    file = written(tmp_path, wrong)
    count = sum(one.severity is Severity.ERROR for one in closed_files.check(file).findings)
    assert count > 0
    with pytest.raises(FinishError) as refused:
        finish_file(file, tmp_path / "定稿")
    assert refused.value.code == "E540"
    assert f"还有{count}处错误" in str(refused.value)
    assert "基本情况表!" in str(refused.value)
    assert not (tmp_path / "定稿").exists()


def test_many_errors_are_told_by_the_first_few():
    answers = (f"要点_管理制度健全性_{number}" for number in range(1, 5))
    blank = ("在职人员数", "填报人", "联系电话", "部门概况", "主管部门", "是否有新建楼堂馆所", *answers)
    nothing = evaluate(GUANGDONG, sound(dict.fromkeys(blank)))
    with pytest.raises(FinishError) as refused:
        finishing.refuse_errors(nothing, with_errors=False, reason="")
    lines = str(refused.value).split("\n")
    assert len(lines) == 7
    assert lines[-1].startswith("    ……另有")


@pytest.mark.parametrize(
    ("reason", "code"), [("", "E541"), ("  \n ", "E541"), ("长" * (MOST_CHARACTERS + 1), "E542")]
)
def test_errors_are_finished_with_only_for_a_reason(tmp_path, wrong, reason, code):
    file = written(tmp_path, wrong)
    with pytest.raises(FinishError) as refused:
        finish_file(file, tmp_path / "定稿", with_errors=True, reason=reason)
    assert refused.value.code == code
    assert not (tmp_path / "定稿").exists()


def test_the_reason_stands_in_receipt_report_document_and_on_the_cover(tmp_path, wrong):
    reason = "决算尚未批复，\n4月底前补报"
    made = finish_file(written(tmp_path, wrong), tmp_path, with_errors=True, reason=reason)
    told = "决算尚未批复， 4月底前补报"
    assert made.receipt.errors > 0
    assert made.receipt.reason == told
    assert f"有{made.receipt.errors}处错误没有改正，理由：{told}" in cover(made.workbook)
    report = openpyxl.load_workbook(made.workbook)["自评报告"]
    assert any(told in str(cell.value) for (cell,) in report.iter_rows(max_col=1))
    assert any(told in paragraph.text for paragraph in docx.Document(made.document).paragraphs)


def test_a_reason_without_errors_is_not_recorded(tmp_path, file):
    assert finish_file(file, tmp_path, with_errors=True, reason="以防万一").receipt.reason == ""


def test_the_cover_says_of_a_total_that_is_not_final_that_it_is_provisional():
    evaluation = evaluate(GUANGDONG, sound({"实际采购金额": None}))
    receipt = issue(evaluation, at=AT)
    unscored = evaluation.scorecard.unscored
    told = f"暂计{receipt.provisional_total:.2f}分，还有{unscored}项三级指标没有得分"
    assert told in finishing.words_of(receipt, evaluation)


# ── names ──


@pytest.mark.parametrize(
    ("changes", "folder"),
    [
        ({}, "某县行政服务中心-2020-绩效自评"),
        ({"部门名称": '某县 A/B:局*?<>|"\\\u202e'}, "某县AB局-2020-绩效自评"),
        ({"部门名称": "..\\..\\"}, "填报表-绩效自评"),
        ({"部门名称": None}, "填报表-绩效自评"),
        ({"评价年度": None}, "填报表-绩效自评"),
        ({"部门名称": "某县'一=二'局[%#]~"}, "某县’一＝二’局［％＃］-2020-绩效自评"),
        ({"部门名称": "--某县局-"}, "某县局-2020-绩效自评"),
        ({"部门名称": "局" * 100}, "局" * 60 + "-2020-绩效自评"),
    ],
)
def test_the_folder_is_named_so_that_windows_takes_it(changes, folder):
    assert names_of(evaluate(GUANGDONG, sound(changes)), " 填报表 ").folder == folder


def test_a_name_made_of_the_workbook_s_own_is_one_that_the_add_in_takes():
    assert names_of(evaluate(GUANGDONG, sound({"部门名称": None})), "填报=一").folder == "填报＝一-绩效自评"


# ── the folder as a whole ──


def test_a_folder_that_is_there_is_refused_before_anything_is_written(tmp_path, file):
    (tmp_path / NAME).mkdir()
    before = folders_content(tmp_path)
    told = []
    with pytest.raises(FinishError) as refused:
        finish_file(file, tmp_path, tell=told.append)
    assert refused.value.code == "E543"
    assert told == ["reading", "judging"]
    assert folders_content(tmp_path) == before


def test_a_folder_that_is_replaced_is_kept_under_a_name_with_the_date(tmp_path, file):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "扫描件.txt").write_text("盖章页", encoding="utf-8")
    before = folders_content(tmp_path / NAME)
    again = finish_file(file, tmp_path, replace=True)
    (older,) = [path for path in tmp_path.iterdir() if "旧版" in path.name]
    assert older.name == f"{NAME}-旧版{again.receipt.at:%Y%m%d-%H%M%S}"
    assert f"原来的定稿文件夹改名保留为：{older}" in finished_text(again)
    assert folders_content(older) == before
    assert "扫描件.txt" not in folders_content(again.folder)


def test_a_workbook_that_is_finished_again_where_it_is_takes_the_place_of_its_folder(tmp_path, file):
    first = finish_file(file)
    assert first.folder == file.parent / NAME
    with pytest.raises(FinishError) as refused:
        finish_file(first.workbook)
    assert refused.value.code == "E543"
    again = finish_file(first.workbook, replace=True)
    assert again.folder == first.folder
    assert sorted(path.name[: len(NAME) + 3] for path in file.parent.iterdir() if path.is_dir()) == [
        NAME, f"{NAME}-旧版"
    ]  # fmt: skip
    assert not any(path.is_dir() for path in again.folder.iterdir())


def test_a_folder_of_the_same_name_that_holds_work_in_progress_stays_where_it_is(tmp_path, whole):
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "水务局.xlsx").write_bytes(whole)
    assert finish_file(folder / "水务局.xlsx").folder == folder / NAME


def test_older_folders_of_the_same_second_are_all_kept(tmp_path):
    target = tmp_path / "定稿"
    for number in range(4):
        with whole_folder(target, AT, replace=True) as place:
            (place / "a").write_text(str(number), encoding="utf-8")
    kept = {path.name: (path / "a").read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert kept == {
        "定稿": "3",
        "定稿-旧版20210415-090503": "0",
        "定稿-旧版20210415-090503-2": "1",
        "定稿-旧版20210415-090503-3": "2",
    }


def test_what_fails_while_the_folder_is_made_leaves_nothing(tmp_path, file, monkeypatch):
    def full(*_, **__):
        raise FileError("E505", file="x", reason="磁盘已满")

    monkeypatch.setattr(bundling, "write_whole", full)
    with pytest.raises(FileError):
        finish_file(file, tmp_path / "定稿")
    assert list((tmp_path / "定稿").iterdir()) == []


def test_a_folder_that_somebody_holds_open_stays_where_it_is(tmp_path, monkeypatch):
    target = tmp_path / "定稿"
    target.mkdir()
    rename = Path.rename

    def held(self, other):
        if self == target:
            raise PermissionError
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(FinishError) as refused, whole_folder(target, AT, replace=True):
        pass
    assert refused.value.code == "E546"
    assert [path.name for path in tmp_path.iterdir()] == ["定稿"]


def test_on_windows_a_virus_scanner_is_given_time_to_let_go_of_the_folder(tmp_path, monkeypatch):
    rename, refused = Path.rename, []

    def scanned(self, other):
        if self.name.startswith("~perfxl") and len(refused) < 2:
            refused.append(self)
            raise PermissionError
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", scanned)
    monkeypatch.setattr(save.os, "name", "nt")
    monkeypatch.setattr(save.time, "sleep", lambda _: None)
    with whole_folder(tmp_path / "定稿", AT) as place:
        (place / "a").touch()
    assert len(refused) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["定稿"]


def test_an_older_folder_gets_its_name_back_where_the_new_one_cannot_get_it(tmp_path, monkeypatch):
    target = tmp_path / "定稿"
    target.mkdir()
    (target / "a").write_text("old", encoding="utf-8")
    rename = Path.rename

    def held(self, other):
        if self.name.startswith("~perfxl"):
            raise PermissionError
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(FileError) as refused, whole_folder(target, AT, replace=True):
        pass
    assert refused.value.code == "E504"
    assert folders_content(tmp_path) == {"定稿/a": b"old"}


@pytest.mark.parametrize("place", ["占用", "占用/里面"])
def test_a_file_in_the_place_of_the_folder_is_named(tmp_path, file, place):
    (tmp_path / "占用").write_text("", encoding="utf-8")
    with pytest.raises(FinishError) as refused:
        finish_file(file, tmp_path / place)
    assert refused.value.code == "E547"


def test_what_a_crash_left_behind_is_cleared_away_once_it_is_old(tmp_path):
    target = tmp_path / "定稿"
    new, old = (tmp_path / f"~perfxl-{saving._key(target):08x}-{one}.tmp" for one in ("new", "old"))
    for folder in (new, old):
        folder.mkdir()
    os.utime(old, (time.time() - 7200,) * 2)
    with whole_folder(target, AT):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["定稿", new.name])


MAKING = """
import datetime as dt, sys
from pathlib import Path
from perfxl.workbook.saving.bundle import whole_folder
target = Path(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    now = dt.datetime.now().astimezone()
    with whole_folder(target, now, replace=True) as place:
        for name in ("a", "b", "c"):
            (place / name).write_bytes(str(number).encode() * 40_000)
"""


@pytest.mark.slow
def test_a_program_killed_at_any_moment_leaves_whole_folders_only_and_loses_none(tmp_path):
    target = tmp_path / "定稿"
    chance = random.Random(20210415)  # noqa: S311 - no secret
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", MAKING, str(target)],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
        )
        try:
            assert child.stdout.readline().strip() == b"ready"
            time.sleep(chance.uniform(0, 0.05))
        finally:
            child.kill()
            child.wait()
            child.stdout.close()
    folders = [path for path in tmp_path.iterdir() if not path.name.startswith("~perfxl")]
    assert len(folders) > 12
    for folder in folders:
        contents = {path.read_bytes() for path in folder.iterdir()}
        assert [path.name for path in sorted(folder.iterdir())] == ["a", "b", "c"]
        assert len(contents) == 1


# ── by the command line and as other kinds of report ──


def test_a_report_is_written_as_a_pdf_where_its_name_says_so(tmp_path, file):
    from perfxl.department.reporting import report  # noqa: PLC0415 - what is tested here only

    report(file, tmp_path / "报告.PDF")
    assert (tmp_path / "报告.PDF").read_bytes() == b"%PDF PK"
