"""A finished workbook: its receipts, what its inputs held, and what the cover and a check say of changes."""

import dataclasses
import io

import openpyxl
import pytest

from perfxl.engines import open_closed
from perfxl.findings import Place, Severity
from perfxl.receipt import issue, marked_as, to_rows
from perfxl.workbook.finishing.kept import changes, gather, read_kept, shown_by_formulas
from perfxl.workbook.finishing.receipts import carry_receipts, read_receipts, write_marked, write_receipt
from perfxl.workbook.identity import own_rows, read_identity
from perfxl.workbook.layout import IDENTITY_ROWS, IDENTITY_SHEET, INSTRUCTIONS_SHEET
from perfxl.workbook.reading.live import read_submission
from tests.support.finished import AT, FILLED, WORDS, finish, finish_book, looked_at
from tests.support.firing import fires
from tests.support.workbooks import cell_of, insert_rows, remove_sheet, template
from tests.support.written_back import JUDGED, Bench

STATE = (INSTRUCTIONS_SHEET, "C3")
COVER = Place(*STATE)


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path).start(FILLED)


def state(bench: Bench) -> str:
    """What the cover's cell has saved beside its formula."""
    return bench.saved(values=True)[STATE[0]][STATE[1]].value


def rewritten(bench: Bench, edits=None, change=None) -> str:
    """Edit the workbook, save it as perfxl does, and read what the cover then says."""
    bench.edit(edits, change)
    values = {}
    with bench.open(values) as book:
        values.update(shown_by_formulas(book, JUDGED, read_submission(book, JUDGED)))
    return state(bench)


def told(bench: Bench, edits=None, change=None):
    """Edit the workbook and give what a check says of its receipts."""
    bench.edit(edits, change)
    with open_closed(bench.file) as book:
        return [one for one in looked_at(book).findings if one.code in {"R30", "R31"}]


# ── the cover ──


def test_a_new_workbook_says_on_its_cover_that_it_is_not_finished(bench):
    blank = openpyxl.load_workbook(io.BytesIO(template()), data_only=True)
    assert blank[STATE[0]][STATE[1]].value.startswith("尚未定稿。")
    assert rewritten(bench).startswith("尚未定稿。")


def test_a_finished_workbook_says_that_nothing_has_changed_since(bench):
    finish(bench)
    assert state(bench) == f"已定稿，之后未改动。（{WORDS}）"


def test_finishing_changes_no_input(bench):
    before = bench.saved()
    finish(bench)
    after = bench.saved()
    for sheet in before:
        if sheet.title != "_perfxl":
            cells = [(cell, after[sheet.title][cell.coordinate]) for row in sheet.iter_rows() for cell in row]
            assert [old.coordinate for old, new in cells if old.value != new.value] == []


@pytest.mark.parametrize(
    ("edits", "count"),
    [
        ({"编制数": 9}, 1),
        ({"编制数": None, "在职人员数": 8}, 2),
        ({"一般项目_决算": None}, 1),
        ({"一般项目_年初预算": 0}, 1),
        ({"部门概况": "第一行，\n第三行"}, 1),
        ({"档次_预算编制合理性": "未达成预期指标且效果较差"}, 1),
        ({"项目_全年执行[2]": 59.99}, 1),
        ({"项目_名称[1]": "乙", "项目_名称[2]": "甲"}, 2),
        ({"项目_名称[3]": "丙"}, 1),
        ({"填报日期": None}, 1),
    ],
)
def test_every_changed_input_is_counted_on_the_cover(bench, edits, count):
    finish(bench)
    assert rewritten(bench, edits) == (
        f"已改动，请重新定稿：定稿之后有{count}处填报内容与定稿时不同。（{WORDS}）"
    )


def test_what_was_changed_and_changed_back_is_no_change(bench):
    finish(bench)
    rewritten(bench, {"编制数": 9})
    assert rewritten(bench, {"编制数": 8}).startswith("已定稿，之后未改动。")


def test_perfxls_own_cells_and_notes_beside_the_form_are_no_inputs(bench):
    finish(bench)
    edits = {"说明_预算编制合理性": "改写", "审核结果!A5": 1, "基本情况表!H50": "便条"}
    assert rewritten(bench, edits).startswith("已定稿，之后未改动。")


def test_a_workbook_finished_again_is_compared_with_its_last_state(bench):
    finish(bench)
    rewritten(bench, {"编制数": 9, "项目_名称[3]": "丙"})
    finish(bench)
    assert state(bench).startswith("已定稿，之后未改动。")
    assert len(read(bench)[0].kept) == 2


def test_rows_inserted_elsewhere_move_what_is_compared_along(bench):
    finish(bench)
    assert rewritten(bench, change=insert_rows("基本情况表", 3, 2)).startswith("已定稿，之后未改动。")


# ── receipts ──


def read(bench: Bench):
    with open_closed(bench.file) as book:
        return read_receipts(book), read_kept(book, JUDGED)


def test_a_receipt_comes_back_as_it_was_and_the_identity_stays(bench):
    receipt = finish(bench)
    assert read(bench)[0].kept == (receipt,)
    with open_closed(bench.file) as book:
        assert read_identity(book).layout == "2"


def test_receipts_pile_up_until_there_is_no_more_room_then_the_oldest_goes(bench):
    first = issue(bench.judge(), at=AT)
    many = [dataclasses.replace(first, reminders=number) for number in range(IDENTITY_ROWS)]
    with bench.open() as book:
        for receipt in many:
            write_receipt(book, receipt)
        identity = read_identity(book)
    kept = read(bench)[0].kept
    assert kept == tuple(many[-len(kept) :])
    assert len(kept) == IDENTITY_ROWS - 5
    assert identity.scheme == JUDGED.id


def test_what_a_bureau_marks_finds_its_place_in_a_hidden_sheet_that_somebody_has_filled(bench):
    with bench.open() as book:
        sheet = book.sheets[IDENTITY_SHEET]
        first = sheet.range((1, 1), (IDENTITY_ROWS, 1)).value.index(None)
        sheet.range((first + 1, 1)).value = [["填满", "填满"]] * (IDENTITY_ROWS - first)
        write_marked(book, "0123")
        assert read_identity(book).scheme == JUDGED.id
        assert marked_as(own_rows(sheet.range((1, 1), (IDENTITY_ROWS, 2)).value)) == "0123"


def enter(book, name: str, content: str) -> None:
    sheet, address = cell_of(name)
    book.sheets[sheet].range(address).value = content


def test_what_inputs_held_is_kept_as_it_was(bench):
    finish(bench)
    kept = read(bench)[1]
    assert kept.words == WORDS
    assert kept.contents["编制数"] == (8,)
    assert kept.contents["联系电话"] == ("00751",)
    assert kept.contents["部门概况"] == ("第一行，\n第二行",)
    assert kept.contents["填报日期"][0].date().isoformat() == "2021-04-15"
    assert kept.contents["项目_名称"][:3] == ("甲", "乙", None)


def test_nothing_of_what_is_kept_is_a_live_formula_of_somebodys_text(bench):
    finish(bench)
    formulas = [
        cell.value for row in bench.saved()["_perfxl"].iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas
    assert all(text.startswith(("=IF(ISERROR('", "=IFERROR(ROWS(", "=SUM(F")) for text in formulas)


def test_a_text_that_looks_like_a_formula_is_kept_as_the_text_it_is(bench):
    with bench.open() as book:
        enter(book, "部门概况", "'=1+1")
    finish(bench)
    assert read(bench)[1].contents["部门概况"] == ("=1+1",)
    assert rewritten(bench).startswith("已定稿，之后未改动。")


def test_what_no_cell_can_hold_as_it_was_is_not_kept(bench):
    with bench.open() as book:
        enter(book, "部门概况", "字" * 32_767)
        kept = gather(book, JUDGED, read_submission(book, JUDGED), WORDS)
    assert "部门概况" not in kept.contents
    assert "部门名称" in kept.contents


@pytest.mark.parametrize("content", ["编制数", None, "#N/A"])
def test_a_list_that_somebody_has_meddled_with_is_read_as_far_as_it_goes(bench, content):
    finish(bench)

    def meddle(book):
        for row in range(1, 8):
            book["_perfxl"].cell(row, 4).value = content
        book["_perfxl"]["H3"] = content

    bench.edit(change=meddle)
    receipts, kept = read(bench)
    assert len(receipts.kept) == 1
    assert kept is not None
    assert rewritten(bench)
    told(bench, {"编制数": 9})


def test_receipts_are_carried_into_a_fresh_workbook(bench, tmp_path):
    receipt = finish(bench)
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(template())
    with open_closed(bench.file) as old, open_closed(blank) as fresh:
        carry_receipts(old, fresh)
        assert read_receipts(fresh).kept == (receipt,)


# ── what a check says ──


@fires("R30", "changed")
def test_a_check_lists_what_has_changed_since(bench):
    finish(bench)
    assert told(bench) == []
    (found,) = told(bench, {"编制数": 9, "在职人员数": None, "一般项目_年初预算": 12, "联系电话": "00752"})
    assert (found.severity, found.place) == (Severity.REMINDER, COVER)
    assert found.fault == (
        "工作簿在2021年4月15日9时05分定稿，之后填报内容又有改动："
        f"基本情况表!{cell_of('联系电话')[1]}由“00751”改为“00752”、"
        f"基本情况表!{cell_of('编制数')[1]}由“8”改为“9”、"
        f"基本情况表!{cell_of('在职人员数')[1]}的“7”被清空等4处。"
    )


@fires("R30", "differs")
def test_a_check_tells_of_a_change_even_where_what_was_kept_is_gone(bench):
    finish(bench)

    def forget(book):
        book["_perfxl"].delete_cols(4, 40)

    bench.edit(change=forget)
    assert told(bench) == []
    (found,) = told(bench, {"编制数": 9})
    assert found.fault == ("工作簿在2021年4月15日9时05分定稿，现在的填报内容或得分与定稿时的回执不一致。")


@fires("R30", "other_scheme")
def test_a_receipt_of_another_version_is_not_compared(bench):
    receipt = issue(bench.judge(), at=AT)
    with bench.open() as book:
        write_receipt(book, dataclasses.replace(receipt, version="0.9.0"))
    (found,) = told(bench)
    assert "按指标体系 guangdong-county-2020（版本 0.9.0）定稿" in found.fault
    with bench.open() as book:
        write_receipt(book, receipt)
    assert told(bench) == []


@fires("R31")
def test_a_receipt_that_cannot_be_read_is_told_of(bench):
    receipt = finish(bench)
    key, text = to_rows(receipt)[0]

    def spoil(book):
        book["_perfxl"]["A7"], book["_perfxl"]["B7"] = key, text[:-9]

    assert told(bench) == []
    (found,) = told(bench, change=spoil)
    assert (found.code, found.place) == ("R31", COVER)
    assert "有1条定稿回执无法识别" in found.fault


def test_where_the_cover_is_gone_a_check_still_tells(bench):
    finish(bench)
    (found,) = told(bench, {"编制数": 9}, remove_sheet(INSTRUCTIONS_SHEET))
    assert (found.code, found.place.sheet) == ("R30", "")


def test_changes_are_told_cell_by_cell(bench):
    finish(bench)
    bench.edit({"项目_全年执行[2]": 59.99})
    with open_closed(bench.file) as book:
        (change,) = changes(read_submission(book, JUDGED), read_kept(book, JUDGED))
    assert (change.place, change.kept, change.now) == (
        Place("项目清单", cell_of("项目_全年执行[2]")[1]),
        "60",
        "59.99",
    )


def test_the_next_finishing_leaves_no_trace_of_longer_tables(bench):
    finish(bench)
    used = openpyxl.load_workbook(bench.file)["_perfxl"].dimensions
    with bench.open() as book:
        finish_book(book, issue(bench.judge(), at=AT))
    assert openpyxl.load_workbook(bench.file)["_perfxl"].dimensions == used
