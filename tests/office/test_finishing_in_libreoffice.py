"""The cover of a finished workbook tells of changes by itself, where there is no perfxl."""

import datetime as dt

import pytest

from perfxl.department import finishing
from perfxl.engines import open_closed, package_of
from perfxl.workbook.finishing.kept import shown_by_formulas
from perfxl.workbook.reading.live import read_submission
from tests.support.alike import alike
from tests.support.county import department, workbook
from tests.support.finished import AT, FILLED, WORDS, finish
from tests.support.shown_content import content
from tests.support.workbooks import cell_of
from tests.support.written_back import JUDGED, Bench

pytestmark = pytest.mark.office

STATE = ("填报说明", "C3")
UNCHANGED = f"已定稿，之后未改动。（{WORDS}）"

ODD = {
    "填报人": "ada",
    "本年追加预算": "#N/A",
    "总支出_年初预算": 1234567.5,
    "年初结转结余": 40,
    "项目_年初预算[1]": 12345678.9,
    "项目_年初预算[2]": "#DIV/0!",
    "项目_计划完成时间[1]": dt.datetime(2020, 12, 31),  # noqa: DTZ001 - a cell has no zone
    "项目_备注[1]": "长" * 2000,
}

CHANGES = {
    "nothing": ({}, 0),
    "a number": ({"编制数": 9}, 1),
    "a blank instead of a zero": ({"一般项目_决算": None}, 1),
    "a zero instead of a blank": ({"一般项目_年初预算": 0}, 1),
    "a letter of a long text": ({"部门概况": "第一行，\n第三行"}, 1),
    "the end of a very long text": ({"项目_备注[1]": "长" * 1999 + "短"}, 1),
    "a capital letter": ({"填报人": "Ada"}, 1),
    "an answer": ({"档次_预算编制合理性": "未达成预期指标且效果较差"}, 1),
    "a date": ({"填报日期": None}, 1),
    "figures of a table": ({"项目_全年执行[2]": 59.99, "项目_全年预算[1]": 41}, 2),
    "rows exchanged": ({"项目_名称[1]": "乙", "项目_名称[2]": "甲"}, 2),
    "one more row": ({"项目_名称[3]": "丙"}, 1),
    "a receipt more": ({"_perfxl!A9": "receipt", "_perfxl!B9": "{}"}, 0),
}
"""What is changed, and how many inputs differ by it."""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A finished workbook."""
    bench = Bench(tmp_path_factory.mktemp("finished")).start({**FILLED, **ODD})
    finish(bench)
    return bench.file


@pytest.fixture(scope="module")
def finished(file, open_in_office):
    """The finished workbook, open in LibreOffice."""
    book = open_in_office(file)
    yield book
    book.app.quit()


@pytest.mark.parametrize("name", CHANGES)
def test_the_cover_tells_by_itself_what_has_changed_since(finished, name):
    told_after(finished, *CHANGES[name])


def test_an_error_that_was_mended_is_a_change_too(file, open_in_office):
    """In a book of its own, for the program puts no error value back into a cell."""
    book = open_in_office(file)
    try:
        told_after(book, {"本年追加预算": 5, "项目_年初预算[2]": 5}, 2)
    finally:
        book.app.quit()


def told_after(finished, edits, count):
    """What the cover tells while the edits stand, beside the number of inputs that differ by them."""
    cells = {cell: finished.sheets[sheet].range(cell) for sheet, cell in map(cell_of, edits)}
    before = {cell: cells[cell].value for cell in cells}
    for cell, value in zip(cells.values(), edits.values(), strict=True):
        cell.value = value
    computed = finished.sheets[STATE[0]].range(STATE[1]).value
    saved = shown_by_formulas(finished, JUDGED, read_submission(finished, JUDGED))[STATE]
    for cell, value in before.items():
        cells[cell].value = value

    changed = f"已改动，请重新定稿：定稿之后有{count}处填报内容与定稿时不同。（{WORDS}）"
    assert computed == (changed if count else UNCHANGED)
    assert saved == computed


def test_rows_that_are_inserted_above_move_what_is_compared_along(tmp_path, open_in_office):
    bench = Bench(tmp_path).start(FILLED)
    finish(bench)
    book = open_in_office(bench.file)
    try:
        page = book.impl.document.component.Sheets.getByName("基本情况表")
        page.unprotect("")
        page.Rows.insertByIndex(2, 2)
        assert book.sheets[STATE[0]].range(STATE[1]).value == UNCHANGED
    finally:
        book.app.quit()


@pytest.mark.parametrize("number", [1, 2])
def test_an_open_workbook_is_finished_in_the_program_as_a_closed_one_is(number, tmp_path, open_in_office):
    """Marks, report, receipt, what is kept and what the cover shows, for one department of each scheme."""
    file, done = tmp_path / "填报.xlsx", tmp_path / "定稿.xlsx"
    file.write_bytes(workbook(department(number), {"填报人": None, "联系电话": " 0751－１２３ "}))
    how = {"at": AT, "with_errors": True, "reason": "填报人出差，4月底前补填"}
    with open_closed(file) as book:
        done.write_bytes(package_of(book, finishing.finish(book, **how).saved))
    with open_closed(done) as book:
        expected = content(book)
    book = open_in_office(file)
    try:
        finishing.finish(book, **how)
        book.app.calculate()
        shown = content(book)
    finally:
        book.app.quit()
    assert expected.values[STATE[0], 3, 3].startswith("已定稿，之后未改动。（2021年4月15日9时05分定稿")
    for what in ("values", "formulas", "notes", "fills"):
        one, other = (
            {place: bare(held) for place, held in getattr(all_, what).items()} for all_ in (expected, shown)
        )
        different = {
            place: (one.get(place), other.get(place))
            for place in one.keys() | other.keys()
            if not alike(other.get(place), one.get(place))
        }
        assert different == {}, what


def bare(held):
    """Without the marks around a sheet's name, which each program sets as it likes."""
    return held.replace("'", "") if isinstance(held, str) else held
