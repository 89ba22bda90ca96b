"""Repair moves every entry into a fresh template, and tells of all that it could not move or left behind."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection

from perfxl.engines import open_closed
from perfxl.errors import FileError
from perfxl.submission import State, Submission
from perfxl.workbook.identity import read_identity
from perfxl.workbook.mending.repair import RepairReport, repair
from perfxl.workbook.reading.damage import damage
from perfxl.workbook.reading.live import read_submission
from tests.support.workbooks import (
    Saved,
    cell_of,
    edited,
    insert_rows,
    names_on,
    place_of,
    remove_sheet,
    rename_sheet,
    scheme,
    table_edits,
    template,
    written,
)

ENTRIES: dict[str, object] = {
    "部门名称": "某县行政服务中心",
    "预算编码": "001002",
    "编制数": 8,
    "在职人员数": "9人",
    "总支出_决算": 4047.52,
    "总支出_调整预算": "39356600元",
    "填报日期": "2021.4.15",
    "评价年度": 2021,
    "部门概况": "=不是公式\n第二行",
    **table_edits(
        "项目",
        """
        名称      类别           年初预算  全年执行  备注
        大厅建设  基本建设类项目  3700     3712.5   .
        热线运行  一般项目        223.16   223.16   按期
        """,
    ),
    "成效_内容[1]": "第一项成效",
}


@pytest.fixture
def repaired(tmp_path: Path):
    """Repairs a workbook with these entries, changed in some way; gives the report and the repaired file."""

    def run(change=None, edits: dict[str, object] | None = None) -> tuple[RepairReport, Submission]:
        content = edited(template(), ENTRIES | (edits or {}), change)
        target = tmp_path / "已修复.xlsx"
        with open_closed(written(tmp_path, content, "原件.xlsx")) as old:
            report = repair(old, scheme(), target)
        with open_closed(target) as book:
            submission = read_submission(book, scheme())
            assert damage(target, scheme(), submission) == ()
            assert read_identity(book).digest == scheme().digest
        return report, submission

    return run


def expect_all(submission: Submission) -> None:
    """Every entry of ENTRIES stands in the workbook, as it was typed."""
    assert submission.value("部门名称") == "某县行政服务中心"
    assert submission.value("预算编码") == "001002"
    assert submission.value("编制数") == 8.0
    assert submission.entries["在职人员数"].raw == "9人"
    assert submission.value("总支出_决算") == 4047.52
    assert submission.entries["总支出_调整预算"].raw == "39356600元"
    assert submission.entries["填报日期"].raw == "2021.4.15"
    assert submission.value("评价年度") == 2021.0
    assert submission.value("部门概况") == "=不是公式\n第二行"
    first, second = submission.tables["项目清单"]
    assert first.cells["类别"].value == "基本建设类项目"
    assert first.cells["全年执行"].value == 3712.5
    assert (second.cells["名称"].value, second.cells["备注"].value) == ("热线运行", "按期")
    assert submission.tables["成效"][0].cells["内容"].value == "第一项成效"


COUNT = 19


def as_text(book: Workbook) -> None:
    sheet, cell = cell_of("部门概况")
    book[sheet][cell] = ENTRIES["部门概况"]
    book[sheet][cell].data_type = "s"


def test_everything_moves_and_there_is_nothing_to_tell(repaired) -> None:
    report, submission = repaired(as_text)
    expect_all(submission)
    assert report == RepairReport(COUNT)
    assert list(report.lines()) == []


def test_pasted_cells_and_missing_protection_are_whole_again(repaired) -> None:
    def paste(book: Workbook) -> None:
        as_text(book)
        for sheet in book.worksheets:
            sheet.data_validations.dataValidation = []
            sheet.protection.sheet = False
        sheet, cell = cell_of("编制数")
        book[sheet][cell].fill = PatternFill("solid", fgColor="FFFFFFFF")
        book[sheet][cell].protection = Protection(locked=True)

    report, submission = repaired(paste)
    expect_all(submission)
    assert report == RepairReport(COUNT)


def test_rows_inserted_and_sheets_renamed_move_as_well(repaired) -> None:
    def change(book: Workbook) -> None:
        as_text(book)
        insert_rows("基本情况表", 5, 2)(book)
        rename_sheet("项目清单", "项目")(book)

    report, submission = repaired(change)
    expect_all(submission)
    assert (report.count, report.lost, report.left) == (COUNT, (), ())


def test_entries_whose_names_are_all_lost_are_found_by_their_labels(repaired) -> None:
    def lose(book: Workbook) -> None:
        as_text(book)
        for name in list(book.defined_names):
            del book.defined_names[name]

    report, submission = repaired(lose)
    expect_all(submission)
    assert report.count == COUNT
    assert report.lost == ()
    assert any("项目清单" in note and "2行" in note for note in report.notes)


def test_entries_are_found_by_their_labels_below_inserted_rows(repaired) -> None:
    def lose(book: Workbook) -> None:
        as_text(book)
        insert_rows("基本情况表", 5, 2)(book)
        for name in names_on(book, "基本情况表"):
            del book.defined_names[name]

    report, submission = repaired(lose)
    expect_all(submission)
    assert report.count == COUNT


def test_an_entry_whose_label_is_gone_too_is_told_and_its_text_listed(repaired) -> None:
    sheet, cell = cell_of("编制数")
    label = f"{sheet}!{chr(ord(cell[0]) - 1)}{cell[1:]}"

    def lose(book: Workbook) -> None:
        as_text(book)
        del book.defined_names["编制数"]

    report, submission = repaired(lose, {label: "人数", "编制数": 812})
    assert submission.entries["编制数"].state is State.BLANK
    assert any("编制数" in line for line in report.lost)
    assert any(place_of("编制数") in line and "“812”" in line for line in report.left)
    assert any(label in line and "“人数”" in line for line in report.left)


def test_a_missing_sheet_is_told_once(repaired) -> None:
    def remove(book: Workbook) -> None:
        as_text(book)
        remove_sheet("重点工作")(book)

    report, submission = repaired(remove)
    expect_all(submission)
    assert report.lost == ("工作表“重点工作”：原工作簿里没有这张表，请在新工作簿里补填。",)


def test_rows_typed_beside_a_table_move_into_it(repaired) -> None:
    sheet, cell = cell_of("项目_名称[6]")
    below = int(cell[1:]) + 2
    third = {f"{sheet}!{cell[0]}{below}": "第三项", f"{sheet}!{chr(ord(cell[0]) + 1)}{below}": "一般项目"}
    report, submission = repaired(as_text, third)
    assert submission.tables["项目清单"][2].cells["名称"].value == "第三项"
    assert report.count == COUNT + 2
    assert f"第{below}行" in report.notes[0]


def test_rows_beyond_the_room_are_told_with_their_contents(repaired) -> None:
    sheet, cell = cell_of("重点工作_名称[6]")

    def insert(book: Workbook) -> None:
        as_text(book)
        insert_rows("重点工作", int(cell[1:]), 1)(book)
        book[sheet][cell] = "插入的一行"

    report, submission = repaired(insert, {f"重点工作_名称[{row}]": f"工作{row}" for row in range(1, 7)})
    assert len(submission.tables["重点工作"]) == 6
    assert len(report.lost) == 1
    assert "工作6" in report.lost[0]


def test_formulas_and_errors_in_inputs_are_told(repaired) -> None:
    odd = {"领导职数": Saved("=3+4", 7), "离退休人数": "=1+1", "编外人数": "#N/A", "在职人员控制率": 0.9}
    report, submission = repaired(as_text, odd)
    assert submission.value("领导职数") == 7.0
    assert submission.entries["离退休人数"].state is State.BLANK
    assert submission.entries["编外人数"].state is State.BLANK
    assert not submission.claims["在职人员控制率"].typed
    lost, noted = ({line.split("：")[0] for line in lines} for lines in (report.lost, report.notes))
    assert lost == {place_of("离退休人数"), place_of("编外人数")}
    assert noted == {place_of("领导职数"), place_of("在职人员控制率")}


def test_what_stays_behind_is_listed(repaired) -> None:
    def leave(book: Workbook) -> None:
        as_text(book)
        book.create_sheet("工作底稿")
        book["基本情况表"]["G3"] = "此表由张三复核"
        book["基本情况表"]["B5"].comment = Comment("待核实", "会计")

    report, _ = repaired(leave)
    assert report.count == COUNT
    assert report.lost == ()
    assert report.left == (
        "基本情况表!G3：“此表由张三复核”不在填报栏里，没有移入。",
        "基本情况表!B5：批注“待核实”没有移入。",
        "工作表“工作底稿”不是模板原有的表，没有移入。",
    )
    assert next(report.lines()) == "留在原文件里的其他内容（3项）："


def test_a_note_that_many_cells_bear_is_listed_once_and_a_long_one_in_part(repaired) -> None:
    def annotate(book: Workbook) -> None:
        as_text(book)
        for row in range(5, 12):
            book["基本情况表"][f"B{row}"].comment = Comment("待核实", "会计")
        book["重点工作"]["B4"].comment = Comment("按局务会要求\n修改" * 100, "会计")

    report, _ = repaired(annotate)
    several, long = report.left
    assert several == (
        "基本情况表!B5、基本情况表!B6、基本情况表!B7、基本情况表!B8、基本情况表!B9等7处：批注“待核实”没有移入。"
    )
    assert long.startswith("重点工作!B4：批注“按局务会要求 修改按局务会要求 修改")
    assert len(long) < 240


def test_the_templates_own_texts_are_none_of_what_stays_behind_wherever_they_stand(repaired) -> None:
    def insert_column(book: Workbook) -> None:
        as_text(book)
        sheet = book["基本情况表"]
        sheet.merged_cells.ranges = set()
        sheet.insert_cols(2)
        for name, cells in names_on(book, "基本情况表").items():
            moved = cells.translate(str.maketrans("BCDEF", "CDEFG"))
            book.defined_names[name].attr_text = f"'基本情况表'!{moved}"

    report, _ = repaired(insert_column)
    assert (report.count, report.lost, report.left) == (COUNT, (), ())


def test_what_a_merged_area_covers_moves_and_is_told_and_so_is_what_it_has_swallowed(repaired) -> None:
    sheet, first = cell_of("编制数")
    second, third = (f"{first[0]}{int(first[1:]) + number}" for number in (1, 2))

    def merge(book: Workbook) -> None:
        """Below the first cell one that holds something, and a blank one."""
        as_text(book)
        book[sheet].merged_cells.add(f"{first}:{third}")

    report, submission = repaired(merge, {"行政编制数": 3})
    assert submission.value("行政编制数") == 3.0
    assert f"{sheet}!{third}：被合并进了{first}:{third}，没有内容可移，请在新工作簿里补填。" in report.lost
    assert (
        f"{sheet}!{second}：原来被合并单元格{first}:{third}盖住，看不见；其中的“3”已移入，请核对。"
        in report.notes
    )


def test_a_cleared_default_stays_cleared(repaired) -> None:
    report, submission = repaired(as_text, {"标题_问题": None})
    assert submission.entries["标题_问题"].state is State.BLANK
    assert report == RepairReport(COUNT)


def test_the_old_file_and_an_existing_target_are_never_overwritten(tmp_path: Path) -> None:
    file = written(tmp_path, template())
    before = file.read_bytes()
    with open_closed(file) as old:
        with pytest.raises(FileError) as same:
            repair(old, scheme(), file, replace=True)
        target = written(tmp_path, b"x", "已有.xlsx")
        with pytest.raises(FileError) as there:
            repair(old, scheme(), target)
    assert (same.value.code, there.value.code) == ("E501", "E502")
    assert file.read_bytes() == before
    assert target.read_bytes() == b"x"
