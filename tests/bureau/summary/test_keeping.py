"""Where the summary goes: whole or not at all, what stood there is kept, and nothing is left behind."""

import errno
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perfxl.bureau.summary import building
from perfxl.errors import BureauError, FileError
from tests.support.bureau_desk import Desk, changed, review_of


@pytest.fixture
def filled(desk) -> Desk:
    desk.take(changed(review_of(1), digest="1"))
    return desk


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_an_earlier_summary_is_kept_under_the_time_of_its_last_change(filled):
    filled.consolidate()
    before = filled.folder.summary.read_bytes()
    for file in (filled.folder.summary, filled.folder.summary_report):
        os.utime(file, (1_620_000_000, 1_620_000_000))
    done = filled.consolidate()

    assert [path.parent for path in done.kept] == [filled.folder.earlier] * 2
    workbook, document = done.kept
    assert workbook.name.startswith("汇总-20210503-")
    assert document.suffix == ".docx"
    assert workbook.read_bytes() == before
    assert filled.folder.earlier.name in filled.folder.own_names


def test_it_is_written_over_where_that_was_asked_for(filled):
    filled.consolidate()
    assert filled.consolidate(replace=True).kept == ()
    assert files(filled.root) == {".perfxl.sqlite", "汇总.xlsx", "汇总报告.docx"}


def test_a_consolidation_that_fails_midway_leaves_everything_as_it_was(filled, monkeypatch):
    filled.consolidate()
    before = {file: (filled.root / file).read_bytes() for file in files(filled.root) if "汇总" in file}
    monkeypatch.setattr(building.SummaryBook, "end", broken)
    with pytest.raises(ZeroDivisionError):
        filled.consolidate(replace=True)

    assert {file: (filled.root / file).read_bytes() for file in before} == before
    assert not [file for file in files(filled.root) if "tmp" in file]


def broken(*_) -> None:
    raise ZeroDivisionError


def test_nothing_is_left_in_the_folder_for_scratch(filled, monkeypatch, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    filled.consolidate()
    monkeypatch.setattr(building.SummaryBook, "end", broken)
    with pytest.raises(ZeroDivisionError):
        filled.consolidate(replace=True)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"workbook": "汇总.xls"}, "E506"),
        ({"document": "报告.doc"}, "E506"),
        ({"workbook": "没有/汇总.xlsx"}, "E503"),
    ],
)
def test_a_target_that_cannot_be_written_is_told_before_any_work(filled, tmp_path, target, code):
    filled.consolidate()
    with pytest.raises(FileError) as told:
        filled.consolidate(**{key: tmp_path / name for key, name in target.items()})
    assert told.value.code == code


@pytest.mark.parametrize(("number", "code"), [(errno.EACCES, "E504"), (errno.ENOSPC, "E505")])
def test_a_disk_that_refuses_the_workbook_is_told_and_is_no_fault_of_ours(filled, monkeypatch, number, code):
    real = zipfile.ZipFile

    def refusing(file, mode="r", *arguments, **options):
        if mode == "w":
            raise OSError(number, "refused")
        return real(file, mode, *arguments, **options)

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", refusing)
    with pytest.raises(FileError) as told:
        filled.consolidate()
    assert told.value.code == code
    assert files(filled.root) == {".perfxl.sqlite"}


def test_a_file_in_the_way_of_the_folder_of_older_files_is_told(filled):
    filled.consolidate()
    filled.folder.earlier.write_bytes(b"")
    with pytest.raises(FileError) as told:
        filled.consolidate()
    assert told.value.code == "E505"
    assert "旧稿" in str(told.value)


def test_a_summary_that_is_open_elsewhere_is_told_before_any_work(filled, monkeypatch):
    filled.consolidate()
    opened = Path.open

    def held_open(self, mode="r", *arguments, **options):
        if self == filled.folder.summary and "+" in mode:
            raise PermissionError(13, "held")
        return opened(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", held_open)
    with pytest.raises(FileError) as told:
        filled.consolidate()
    assert told.value.code == "E504"


def test_where_nothing_counts_there_is_no_summary(desk):
    desk.take_unreadable()
    with pytest.raises(BureauError) as told:
        desk.consolidate()
    assert told.value.code == "E840"
    assert not desk.folder.summary.exists()


def test_a_year_that_nobody_names_is_told_with_those_that_there_are(filled):
    filled.take(changed(review_of(2), digest="2", year=2019))
    with pytest.raises(BureauError) as told:
        filled.consolidate(year=2022)
    assert told.value.code == "E841"
    assert "2019、2020" in str(told.value)


def test_as_many_are_told_not_to_count_as_the_sheet_of_them_lists(filled):
    one = review_of(1)
    filled.take(changed(one, digest="2", year=None), name="没写年度.xlsx")
    filled.take(changed(review_of(3), digest="3", year=2019), name="去年.xlsx")
    done = filled.consolidate(year=2020)

    assert (done.counts.other_year, done.counts.set_aside, done.counts.superseded) == (1, 1, 0)
    listed = openpyxl.load_workbook(filled.folder.summary)["未计入的文件"]
    assert {row[1].value for row in listed.iter_rows(min_row=4)} == {"没写年度.xlsx", "去年.xlsx"}


def test_the_year_that_most_workbooks_name_is_summed_up_unless_another_is_asked_for(filled):
    for number in (2, 3):
        filled.take(changed(review_of(number), digest=str(number), year=2019))
    assert (filled.consolidate().year, filled.consolidate(year=2020).year) == (2019, 2020)
