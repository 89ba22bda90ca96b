"""The return sheet: a letter, the scores side by side, every finding with its cell; nothing in it is live."""

import io
from pathlib import Path

import msgspec
import openpyxl
import pytest

from perfxl.bureau.records import Fault, Received, Reviewed
from perfxl.bureau.review.one import review_file
from perfxl.bureau.review.return_sheet import WIDTHS, return_sheet
from perfxl.findings import Severity
from perfxl.scheme.inventory import score_name
from perfxl.workbook.textfit import text_height
from tests.support.county import Typed, department, workbook

RECEIVED = Received(file="原件/甲.xlsx", digest="1", name="绩效 自评=1.xlsx", source="邮件")


def sheet_of(reviewed: Reviewed):
    (sheet,) = openpyxl.load_workbook(io.BytesIO(return_sheet(RECEIVED, reviewed))).worksheets
    return sheet


def rows(sheet) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def text(sheet) -> str:
    return "\n".join("".join(row) for row in rows(sheet))


@pytest.fixture(scope="module")
def wrong() -> Reviewed:
    one = department(1)
    first = one.scheme.levels[0].groups[0].indicators[0]
    edits = {"自评总分": Typed(99.5), "编制数": None, score_name(first.id): Typed(0.5)}
    return review_file(workbook(one, edits), Path("甲.xlsx"))


def test_the_letter_names_department_year_file_and_counts(wrong: Reviewed) -> None:
    told = text(sheet_of(wrong))
    errors = sum(one.severity is Severity.ERROR for one in wrong.findings)
    reminders = len(wrong.findings) - errors
    assert "关于2020年度部门整体支出绩效自评材料的退回意见" in told
    assert f"{wrong.department}：" in told
    assert f"（绩效 自评=1.xlsx）收悉。经复核，共有错误{errors}处、提醒{reminders}处、比对意见1条" in told
    assert "标“错误”的须予改正" in told
    assert "分值为示例" in told


def test_every_page_of_it_has_headings_and_says_that_points_are_examples(wrong: Reviewed) -> None:
    sheet = sheet_of(wrong)
    assert "示例分值" in sheet.oddHeader.center.text
    headed = [number for number, row in enumerate(rows(sheet), start=1) if row[4] == "审核意见"]
    assert sheet.print_title_rows == f"${headed[-1]}:${headed[-1]}"


def test_rows_are_as_tall_as_their_texts_in_the_size_in_which_they_are_written(wrong: Reviewed) -> None:
    sheet = sheet_of(wrong)
    for row in sheet.iter_rows():
        if row[1].value in {"错误", "提醒"}:
            for cell, width in zip(row, WIDTHS, strict=True):
                needed = text_height(str(cell.value or ""), width, cell.font.size)
                assert sheet.row_dimensions[cell.row].height >= needed - 0.75  # a pixel


def test_the_workbooks_own_score_stands_beside_ours_with_the_difference(wrong: Reviewed) -> None:
    line = next(row for row in rows(sheet_of(wrong)) if row[3] == "自评总分")
    assert line[4:] == [
        "99.50",
        f"{wrong.total:.2f}（暂计，{wrong.unscored}项没有得分）",
        f"+{99.5 - wrong.total:.2f}",
    ]


def test_indicators_with_other_scores_are_listed_with_the_working_of_ours(wrong: Reviewed) -> None:
    other = [mark for mark in wrong.marks if mark.claimed is not None and mark.claimed != mark.score]
    line = next(row for row in rows(sheet_of(wrong)) if row[3] == other[0].name)
    assert line[4:] == [other[0].explanation, "0.5", f"{other[0].score:g}"]


def test_every_finding_stands_there_with_its_cell_and_what_to_do(wrong: Reviewed) -> None:
    listed = {tuple(row[2:]) for row in rows(sheet_of(wrong))}
    for one in (*wrong.findings, *wrong.comparisons):
        place = f"{one.sheet}!{one.cell}\n{one.label}" if one.label else f"{one.sheet}!{one.cell}"
        assert (one.code, place, one.fault, one.expected, one.remedy) in listed


def test_it_fits_an_a4_page_across(wrong: Reviewed) -> None:
    sheet = sheet_of(wrong)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert len(WIDTHS) == sheet.max_column


def test_a_workbook_with_reminders_alone_is_asked_to_verify() -> None:
    sound = review_file(workbook(department(1)), Path("甲.xlsx"))
    told = text(sheet_of(sound))
    assert "未发现必须改正的错误" in told
    assert "须予改正" not in told
    line = next(row for row in rows(sheet_of(sound)) if row[3] == "自评总分")
    assert line[6] == "一致"


def test_a_file_that_cannot_be_read_gets_the_reason_and_the_remedy() -> None:
    fault = Fault(code="E107", fault="文件设有打开密码，无法读取", remedy="请取消打开密码后另存，再试。")
    told = text(sheet_of(Reviewed(digest="1", fault=fault)))
    assert "（绩效 自评=1.xlsx）无法读取" in told
    assert "原因（E107）：文件设有打开密码" in told
    assert "重新报送：请取消打开密码后另存，再试。" in told


def test_a_text_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    name = '=HYPERLINK("http://x.invalid","甲局")'
    received = Received(file="a", digest="1", name="=1+1.xlsx", source="x")
    content = return_sheet(received, Reviewed(digest="1", department=name, year=2020))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == f"{name}：" for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


def test_the_same_review_gives_the_same_bytes(wrong: Reviewed) -> None:
    assert return_sheet(RECEIVED, wrong) == return_sheet(RECEIVED, wrong)


def test_totals_that_show_other_digits_are_not_called_the_same(wrong: Reviewed) -> None:
    for claimed, off in ((wrong.total - 0.01, "-0.01"), (wrong.total + 0.0001, "一致")):
        sheet = sheet_of(msgspec.structs.replace(wrong, claimed_total=claimed))
        (line,) = (row for row in rows(sheet) if "自评总分" in row[:5] and row[5])
        assert off in line
