"""The cover of a finished workbook tells of changes by itself, where there is no perfxl."""

import datetime as dt

import openpyxl
import pytest

from perfxl.engines import open_closed
from perfxl.workbook.finishing.kept import shown_by_formulas
from perfxl.workbook.reading.live import read_submission
from tests.support.finished import FILLED, WORDS, finish
from tests.support.office import recalculate
from tests.support.workbooks import cell_of, edited
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
    "nothing": ({}, None, 0),
    "a number": ({"编制数": 9}, None, 1),
    "a blank instead of a zero": ({"一般项目_决算": None}, None, 1),
    "a zero instead of a blank": ({"一般项目_年初预算": 0}, None, 1),
    "a letter of a long text": ({"部门概况": "第一行，\n第三行"}, None, 1),
    "a capital letter": ({"填报人": "Ada"}, None, 1),
    "an answer": ({"档次_预算编制合理性": "未达成预期指标且效果较差"}, None, 1),
    "a date": ({"填报日期": None}, None, 1),
    "figures of a table": ({"项目_全年执行[2]": 59.99, "项目_全年预算[1]": 41}, None, 2),
    "rows exchanged": ({"项目_名称[1]": "乙", "项目_名称[2]": "甲"}, None, 2),
    "one more row": ({"项目_名称[3]": "丙"}, None, 1),
    "errors mended": ({"本年追加预算": 5, "项目_年初预算[2]": 5}, None, 2),
    "the end of a very long text": ({"项目_备注[1]": "长" * 1999 + "短"}, None, 1),
    "a receipt more": ({}, lambda book: book["_perfxl"].append(["receipt", "{}"]), 0),
}


@pytest.fixture(scope="module")
def recalculated_covers(tmp_path_factory):
    """The cover of each changed workbook, as LibreOffice computes it and as perfxl saves it."""
    folder = tmp_path_factory.mktemp("finished")
    bench = Bench(folder).start({**FILLED, **ODD})
    finish(bench)
    content, files = bench.file.read_bytes(), []
    for number, (edits, change, _) in enumerate(CHANGES.values()):
        files.append(folder / f"changed-{number}.xlsx")
        files[-1].write_bytes(edited(content, edits, change))
    shown = {}
    for name, file, again in zip(CHANGES, files, recalculate(files, folder), strict=True):
        with open_closed(file) as book:
            saved = shown_by_formulas(book, JUDGED, read_submission(book, JUDGED))
        shown[name] = openpyxl.load_workbook(again, data_only=True)[STATE[0]][STATE[1]].value, saved[STATE]
    return shown


@pytest.mark.parametrize("name", CHANGES)
def test_the_cover_tells_by_itself_what_has_changed_since(recalculated_covers, name):
    count = CHANGES[name][2]
    computed, saved = recalculated_covers[name]
    changed = f"已改动，请重新定稿：定稿之后有{count}处填报内容与定稿时不同。（{WORDS}）"
    assert computed == (changed if count else UNCHANGED)
    assert saved == computed


def test_an_input_changed_in_the_program_itself_is_seen_at_once(tmp_path, open_in_office):
    bench = Bench(tmp_path).start(FILLED)
    finish(bench)
    book = open_in_office(bench.file)
    try:
        cover = book.sheets[STATE[0]].range(STATE[1])
        assert cover.value == UNCHANGED
        sheet, address = cell_of("编制数")
        book.sheets[sheet].range(address).value = 9
        assert cover.value.startswith("已改动，请重新定稿：定稿之后有1处")
        book.sheets[sheet].range(address).value = 8
        assert cover.value == UNCHANGED
        page = book.impl.document.component.Sheets.getByName(sheet)
        page.unprotect("")
        page.Rows.insertByIndex(2, 2)
        assert cover.value == UNCHANGED
    finally:
        book.app.quit()
