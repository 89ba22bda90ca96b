"""Marks: a fill and a note at the cell at fault, which the next run takes back without a trace."""

import pytest
from openpyxl.comments import Comment

from perfxl.findings import Finding, Place, Severity
from perfxl.workbook.colours import COLOURS
from perfxl.workbook.layout import plan
from perfxl.workbook.results.marks import NOTE_HEAD, clear_marks, mark, note_text, users_part
from tests.support.workbooks import scheme
from tests.support.written_back import Bench, at_fault, cell, colour_of, note_of

ERROR, REMINDER = COLOURS["error"][1:], COLOURS["reminder"][1:]
LAYOUT = plan(scheme())


def reminder(name: str, code: str = "T03") -> Finding:
    return at_fault(name, code, Severity.REMINDER)


def with_note(name: str, text: str):
    def change(book):
        cell(book, name).comment = Comment(text, "经办人")

    return change


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path)


def marked(bench: Bench, *findings: Finding):
    with bench.open() as book:
        mark(book, findings)
    return bench.saved()


def cleared(bench: Bench):
    with bench.open() as book:
        clear_marks(book, LAYOUT)
    return bench.saved()


def test_a_cell_at_fault_is_filled_and_its_note_tells_fault_and_remedy(bench):
    book = marked(bench.start(), at_fault("编制数", "P01"))
    assert colour_of(book, "编制数") == ERROR
    assert note_of(book, "编制数") == "【审核意见】\n错误 P01：P01的问题。\n改正办法：P01的改法。\n────────"


def test_a_reminder_is_lighter_than_an_error_and_an_error_outweighs_it(bench):
    book = marked(bench.start(), reminder("在职人员数"), reminder("编制数"), at_fault("编制数"))
    assert colour_of(book, "在职人员数") == REMINDER
    assert colour_of(book, "编制数") == ERROR


def test_several_findings_share_one_note_and_more_than_three_are_left_to_the_list(bench):
    book = marked(bench.start(), *(at_fault("编制数", code) for code in ("B01", "B02", "B03", "B04", "B05")))
    lines = note_of(book, "编制数").split("\n")
    assert [line for line in lines if line.startswith(("1", "2", "3", "4"))] == [
        "1. 错误 B01：B01的问题。",
        "2. 错误 B02：B02的问题。",
        "3. 错误 B03：B03的问题。",
    ]
    assert lines[-2] == "另有2条，见工作表“审核结果”。"


def test_a_users_own_note_stays_above_ours_and_is_whole_again_after_clearing(bench):
    bench.start(change=with_note("编制数", "经办人:\n以批文为准"))
    book = marked(bench, at_fault("编制数", "P01"))
    assert note_of(book, "编制数") == (
        "经办人:\n以批文为准\n────────\n【审核意见】\n错误 P01：P01的问题。\n改正办法：P01的改法。\n────────"
    )
    assert note_of(cleared(bench), "编制数") == "经办人:\n以批文为准"


def test_a_note_that_is_only_the_users_is_never_touched(bench):
    bench.start(change=with_note("编制数", "以批文为准"))
    assert note_of(cleared(bench), "编制数") == "以批文为准"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("编制数", "input"), ("在职人员控制率", "formula"), ("自评总分", "formula"), ("项目_名称[2]", "input")],
)
def test_clearing_gives_a_cell_the_fill_that_the_template_gave_it(bench, name, kind):
    marked(bench.start(), at_fault(name))
    book = cleared(bench)
    assert note_of(book, name) is None
    assert colour_of(book, name) == COLOURS[kind][1:]


def test_clearing_leaves_a_marked_cell_of_no_kind_without_a_fill(bench):
    marked(bench.start(), at_fault("基本情况表!B2"))
    assert colour_of(cleared(bench), "基本情况表!B2") is None


def test_marks_are_found_where_inserted_rows_have_moved_them(bench):
    name = "项目_名称[1]"
    book = marked(bench.start(), at_fault(name))
    sheet, address = cell(book, name).parent.title, cell(book, name).coordinate
    bench.edit(change=lambda book: book[sheet].insert_rows(2, 3))
    row = int(address[1:]) + 3
    moved = f"{sheet}!{address[0]}{row}"
    assert NOTE_HEAD in note_of(bench.saved(), moved)
    slots = {name: Place(slot.sheet, _down(slot.range, 3)) for name, slot in LAYOUT.slots.items()}
    with bench.open() as open_book:
        clear_marks(open_book, LAYOUT, slots)
    assert note_of(bench.saved(), moved) is None
    assert colour_of(bench.saved(), moved) == COLOURS["input"][1:]


def _down(cells: str, rows: int) -> str:
    return ":".join(f"{one[0]}{int(one[1:]) + rows}" for one in cells.split(":"))


def test_findings_on_whole_sheets_or_on_sheets_that_are_not_there_mark_nothing(bench):
    lost = [
        Finding("R01", "", Severity.ERROR, place, "", "没有了。", "在。", "恢复。", "OWN")
        for place in (Place("基本情况表"), Place("不存在的表", "A1"), Place(""))
    ]
    book = marked(bench.start(), *lost)
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.comment]


def test_marking_and_clearing_change_no_value_and_no_other_cell(bench):
    bench.start({"编制数": 8, "部门名称": "某中心"})
    before = bench.saved()
    marked(bench, at_fault("编制数"), reminder("部门名称"))
    after = cleared(bench)
    for sheet in before:
        for row in sheet.iter_rows():
            for old in row:
                new = after[sheet.title][old.coordinate]
                assert (new.value, new.number_format, new.comment) == (old.value, old.number_format, None)
                assert new.fill.fgColor.rgb == old.fill.fgColor.rgb
                assert new.protection.locked == old.protection.locked


def test_a_note_holds_no_character_that_a_cell_cannot_show():
    assert note_text([at_fault("编制数", "P01", fault="甲\x01乙")]) == (
        "【审核意见】\n错误 P01：甲乙\n改正办法：P01的改法。\n────────"
    )


@pytest.mark.parametrize("own", ["", "以批文为准", "两\n行", "────────"])
def test_the_users_part_of_a_note_is_what_the_user_wrote(own):
    ours = note_text([at_fault("编制数")])
    assert users_part(own + "\n────────\n" + ours if own else ours) == own


@pytest.mark.parametrize(
    ("own", "left"), [("", "已核实，批文另附"), ("以批文为准", "以批文为准\n已核实，批文另附")]
)
def test_what_the_user_answers_below_our_part_stays(bench, own, left):
    bench.start(change=with_note("编制数", own) if own else None)
    answered = note_of(marked(bench, at_fault("编制数")), "编制数") + "\n已核实，批文另附"
    bench.edit(change=with_note("编制数", answered))
    assert note_of(cleared(bench), "编制数") == left


def test_of_a_note_of_an_earlier_version_all_below_its_head_is_ours():
    assert users_part("以批文为准\n────────\n【审核意见】\n错误 P01：甲。\n改正办法：乙。") == "以批文为准"
