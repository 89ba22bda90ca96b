"""Rows, sheets, names, labels, formulas that were changed: everything else is still read, and all is told."""

from openpyxl import Workbook
from openpyxl.formula.translate import Translator

from perfxl.findings import Finding, Place, Severity
from perfxl.submission import State, Submission
from perfxl.workbook.layout import IDENTITY_SHEET
from tests.support.workbooks import (
    Saved,
    cell_of,
    codes,
    copy_sheet,
    insert_rows,
    names_on,
    place_of,
    remove_sheet,
    rename_sheet,
    scheme,
)


def at(submission: Submission, name: str) -> tuple[State, object]:
    entry = submission.entries[name]
    return entry.state, entry.value


def found(submission: Submission, code: str, case: str = "") -> list[Finding]:
    return [one for one in submission.remarks if (one.code, one.case) == (code, case)]


def test_rows_inserted_above_move_the_cells_and_nothing_else(read) -> None:
    submission = read({"编制数": 8}, insert_rows("基本情况表", 6, 2))
    sheet, cell = cell_of("编制数")
    assert at(submission, "编制数") == (State.GIVEN, 8.0)
    assert submission.entries["编制数"].place == Place(sheet, f"{cell[0]}{int(cell[1:]) + 2}")
    assert submission.remarks == ()


def test_a_row_inserted_inside_a_table_is_part_of_it(read) -> None:
    sheet, cell = cell_of("项目_名称[2]")
    row = int(cell[1:])

    def change(book: Workbook) -> None:
        insert_rows(sheet, row, 1)(book)
        book[sheet][f"{cell[0]}{row}"] = "新增项目"

    submission = read({"项目_名称[1]": "甲", "项目_名称[2]": "乙"}, change)
    rows = submission.tables["项目清单"]
    assert [one.cells["名称"].value for one in rows] == ["甲", "新增项目", "乙"]
    assert [one.number for one in rows] == [row - 1, row, row + 1]
    # Neither of the two formula columns came along into the new row.
    assert {one.case for one in submission.remarks} == {"column_gone"}


def test_a_row_inserted_as_the_instructions_say_is_as_good_as_any_other(read) -> None:
    """Inside the table, the formulas copied from the row above."""
    sheet, cell = cell_of("项目_名称[2]")
    row = int(cell[1:])

    def change(book: Workbook) -> None:
        page = book[sheet]
        insert_rows(sheet, row, 1)(book)
        page[f"{cell[0]}{row}"] = "新增项目"
        for above in page[row - 1]:
            if above.data_type == "f":
                copied = Translator(above.value, above.coordinate).translate_formula(row_delta=1)
                page.cell(row, above.column).value = copied

    submission = read({"项目_名称[1]": "甲", "项目_名称[2]": "乙"}, change)
    assert len(submission.tables["项目清单"]) == 3
    assert submission.remarks == ()


def test_rows_outside_a_table_are_told_and_not_read(read) -> None:
    sheet, first = cell_of("项目_名称[1]")
    column, top = first[0], int(first[1:])
    bottom = int(cell_of("项目_名称[6]")[1][1:])
    second = chr(ord(column) + 1)

    def change(book: Workbook) -> None:
        insert_rows(sheet, top, 1)(book)
        book[sheet][f"{column}{top}"], book[sheet][f"{second}{top}"] = "挤在上面", "一般项目"
        book[sheet][f"{column}{bottom + 2}"], book[sheet][f"{second}{bottom + 2}"] = "写在下面", "一般项目"
        book[sheet][f"{column}{bottom + 5}"] = "注：单位为万元"

    submission = read({"项目_名称[1]": "甲"}, change)
    assert [row.cells["名称"].value for row in submission.tables["项目清单"]] == ["甲"]
    (above,) = found(submission, "R11", "above")
    (below,) = found(submission, "R11", "below")
    assert above.place.cell.startswith(f"{column}{top}:")
    assert f"第{bottom + 2}行" in below.fault
    assert below.severity is Severity.ERROR
    assert {one.code for one in submission.remarks} == {"R11"}


def test_text_below_one_table_is_told_apart_from_the_next_table(read) -> None:
    sheet, last = cell_of("问题_内容[6]")
    below = f"{last[0]}{int(last[1:]) + 1}"
    submission = read({f"{sheet}!{below}": "第七个问题", "改进措施_内容[1]": "改"})
    assert codes(submission.remarks) == {f"{sheet}!{below} R11.below"}
    assert len(submission.tables["改进措施"]) == 1


def test_empty_rows_between_rows_are_a_reminder(read) -> None:
    submission = read({"重点工作_名称[2]": "甲", "重点工作_名称[5]": "乙"})
    (gap,) = found(submission, "R12")
    assert gap.severity is Severity.REMINDER
    row = int(cell_of("重点工作_名称[1]")[1][1:])
    assert f"第{row}行" in gap.fault
    assert f"第{row + 2}至{row + 3}行" in gap.fault
    assert len(submission.tables["重点工作"]) == 2


def test_a_constant_in_a_formula_column_is_told_by_its_rows(read) -> None:
    submission = read({"项目_名称[1]": "甲", "项目_执行率[1]": 1, "项目_执行率[2]": 1, "项目_执行率[4]": 0.5})
    (typed,) = found(submission, "T13", "column_typed")
    row = int(cell_of("项目_执行率[1]")[1][1:])
    assert f"第{row}至{row + 1}行、第{row + 3}行" in typed.fault
    assert len(submission.remarks) == 1


def test_a_renamed_sheet_is_read_and_told(read) -> None:
    submission = read({"编制数": 8}, rename_sheet("基本情况表", "基本情况表（定稿）"))
    assert at(submission, "编制数") == (State.GIVEN, 8.0)
    assert submission.entries["编制数"].place.sheet == "基本情况表（定稿）"
    (told,) = submission.remarks
    assert (told.code, told.case, str(told.place)) == ("T13", "sheet_renamed", "基本情况表（定稿）")
    assert "基本情况表" in told.remedy


def test_a_missing_sheet_is_one_error_and_the_others_are_still_read(read) -> None:
    def remove(book: Workbook) -> None:
        remove_sheet("项目清单")(book)
        book.create_sheet("项目清单表")

    submission = read({"编制数": "9人"}, remove)
    assert submission.tables["项目清单"] == ()
    assert codes(submission.remarks) == {
        "项目清单 T13.sheet_missing_likely",
        f"{place_of('编制数')} T14.unit",
    }
    assert "项目清单表" in found(submission, "T13", "sheet_missing_likely")[0].fault


def test_a_deleted_row_loses_its_fields_and_says_which(read) -> None:
    def lose(book: Workbook) -> None:
        book.defined_names["编制数"].attr_text = "基本情况表!#REF!"
        del book.defined_names["在职人员数"]

    submission = read({"领导职数": 7}, lose)
    assert at(submission, "编制数") == (State.LOST, None)
    assert at(submission, "在职人员数") == (State.LOST, None)
    assert at(submission, "领导职数") == (State.GIVEN, 7.0)
    lost = found(submission, "T13", "name_lost")
    assert [one.label for one in lost] == ["编制数（机构编制部门核定）", "年末实有在职人数"]
    assert cell_of("编制数")[1] in lost[0].fault


def test_many_lost_names_are_told_in_one_finding(read) -> None:
    def lose(book: Workbook) -> None:
        for name in [name for name in book.defined_names if name.startswith("公")]:
            del book.defined_names[name]

    (told,) = read(change=lose).remarks
    assert (told.code, told.case) == ("T13", "names_lost")


def test_all_names_of_a_sheet_lost_is_one_finding(read) -> None:
    def lose(book: Workbook) -> None:
        for name in names_on(book, "重点工作"):
            del book.defined_names[name]

    submission = read({"编制数": 8}, lose)
    assert codes(submission.remarks) == {"重点工作 T13.all_names_lost"}
    assert submission.value("编制数") == 8.0


def test_a_table_column_that_is_gone_is_lost_in_every_row(read) -> None:
    def lose(book: Workbook) -> None:
        book.defined_names["项目_类别"].attr_text = "#REF!"

    submission = read({"项目_名称[1]": "甲"}, lose)
    (row,) = submission.tables["项目清单"]
    assert row.cells["类别"].state is State.LOST
    assert [one.case for one in submission.remarks] == ["name_lost"]


def test_the_copy_of_a_sheet_is_told_and_not_read(read) -> None:
    submission = read({"编制数": 8}, copy_sheet("基本情况表", "基本情况表 (2)"))
    assert codes(submission.remarks) == {"基本情况表 (2) R14.ignored"}
    assert submission.entries["编制数"].place.sheet == "基本情况表"


def test_a_copy_is_read_where_the_original_is_gone(read) -> None:
    def replace(book: Workbook) -> None:
        copy_sheet("重点工作", "重点工作 (2)")(book)
        remove_sheet("重点工作")(book)

    submission = read({"重点工作_名称[1]": "甲"}, replace)
    assert [row.cells["名称"].value for row in submission.tables["重点工作"]] == ["甲"]
    assert codes(submission.remarks) == {"重点工作 (2) R14.read", "重点工作 (2) T13.sheet_renamed"}


def test_cells_merged_over_are_lost_and_told(read) -> None:
    def merge(book: Workbook) -> None:
        sheet, cell = cell_of("项目_类别[1]")
        book[sheet].merge_cells(f"{cell}:{cell[0]}{int(cell[1:]) + 1}")
        sheet, cell = cell_of("编制数")
        book[sheet].merge_cells(f"{cell}:{cell[0]}{int(cell[1:]) + 1}")

    submission = read(
        {"项目_名称[1]": "甲", "项目_名称[2]": "乙", "项目_类别[1]": "一般项目", "编制数": 8}, merge
    )
    first, second = submission.tables["项目清单"]
    assert first.cells["类别"].value == "一般项目"
    assert second.cells["类别"].state is State.LOST
    assert at(submission, "行政编制数") == (State.LOST, None)
    assert codes(submission.remarks) == {
        f"{place_of('项目_类别[2]')} T13.merged",
        f"{place_of('行政编制数')} T13.merged",
    }


def test_columns_shifted_against_each_other_are_told(read) -> None:
    def shift(book: Workbook) -> None:
        defined = book.defined_names["项目_全年执行"]
        _, cell = cell_of("项目_全年执行[1]")
        defined.attr_text = defined.attr_text.replace(f"${cell[1:]}:", f"${int(cell[1:]) + 1}:")

    submission = read({"项目_名称[1]": "甲", "项目_全年执行[1]": 5}, shift)
    assert [one.case for one in submission.remarks] == ["torn"]
    assert submission.tables["项目清单"][0].cells["全年执行"].value == 5.0


def test_changed_labels_headings_and_points_are_told(read) -> None:
    indicator = next(scheme().indicators())
    label, heading = _left(place_of("编制数")), _above(place_of("项目_类别[1]"))
    submission = read(
        {label: "编制人数", heading: None, f"分值_{indicator.id}": 50},
    )
    assert codes(submission.remarks) == {
        f"{label} T13.label_changed",
        f"{heading} T13.label_gone",
        f"{place_of(f'分值_{indicator.id}')} T13.points_changed",
    }
    changed = found(submission, "T13", "label_changed")[0]
    assert "编制数（机构编制部门核定）" in changed.fault
    assert "编制人数" in changed.fault


def _left(place: str) -> str:
    sheet, _, cell = place.partition("!")
    return f"{sheet}!{chr(ord(cell[0]) - 1)}{cell[1:]}"


def _above(place: str) -> str:
    sheet, _, cell = place.partition("!")
    return f"{sheet}!{cell[0]}{int(cell[1:]) - 1}"


def test_a_hidden_sheet_with_inputs_is_a_reminder(read) -> None:
    def hide(book: Workbook) -> None:
        book["重点工作"].sheet_state = "hidden"

    submission = read({"重点工作_名称[1]": "甲"}, hide)
    assert codes(submission.remarks) == {"重点工作 R13.sheet"}
    assert len(submission.tables["重点工作"]) == 1


def test_a_stray_cell_a_million_rows_down_costs_nothing(read) -> None:
    submission = read({"项目_名称[1]": "甲", "项目清单!XFD1048576": 1})
    assert len(submission.tables["项目清单"]) == 1


def test_an_extra_sheet_is_nobodys_business(read) -> None:
    assert read(change=lambda book: book.create_sheet("工作底稿")).remarks == ()


def test_the_hidden_identity_is_no_sheet_of_inputs(read) -> None:
    assert not any(one.place.sheet == IDENTITY_SHEET for one in read().remarks)


def test_a_formula_replaced_by_another_is_told_with_the_one_that_is_due(read) -> None:
    submission = read({"在职人员控制率": Saved("=0.95", 0.95), "项目_执行率[2]": "=1"})
    (single,) = found(submission, "T13", "formula_changed")
    (column,) = found(submission, "T13", "column_changed")
    assert str(single.place) == place_of("在职人员控制率")
    assert "=0.95" in single.fault
    assert "在职人员数" in single.expected
    assert str(column.place) == place_of("项目_执行率[2]")
    assert submission.claims["在职人员控制率"].value == 0.95
    assert len(submission.remarks) == 2


def test_spaces_and_absolute_marks_do_not_change_a_formula(read) -> None:
    def respelt(book: Workbook) -> None:
        for name in ("在职人员控制率", "项目_执行率[1]"):
            sheet, cell = cell_of(name)
            book[sheet][cell] = book[sheet][cell].value.replace(",", ", ").replace("$", "").lower()

    assert read(change=respelt).remarks == ()
