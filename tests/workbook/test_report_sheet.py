"""The sheet 自评报告: every paragraph in full, in rows high enough, looking like an official document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.errors import TemplateError
from perfxl.narrative import Paragraph, compose
from perfxl.workbook.layout import REPORT_ROWS, REPORT_WIDTH
from perfxl.workbook.report_rows import in_pieces
from perfxl.workbook.results.report_sheet import write_report
from perfxl.workbook.textfit import TALLEST_ROW, text_height
from tests.support.workbooks import remove_sheet
from tests.support.written_back import Bench

SENTENCE = "一是以一站式服务为原则，严格对标政务服务大厅规范化文件精神。"


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path).start()


def report(bench: Bench, *paragraphs: Paragraph):
    with bench.open() as book:
        write_report(book, paragraphs)
    return bench.saved()["自评报告"]


def texts(sheet) -> list[str]:
    return [cell.value for (cell,) in sheet.iter_rows(max_col=1) if cell.value is not None]


@pytest.mark.parametrize(
    ("kind", "shown", "look"),
    [
        ("title", "自评报告", ("方正小标宋简体", 20, "center")),
        ("cover", "自评报告", ("仿宋", 14, "left")),
        ("heading1", "　　自评报告", ("黑体", 14, "left")),
        ("heading2", "　　自评报告", ("楷体", 14, "left")),
        ("heading3", "　　自评报告", ("仿宋", 14, "left")),
        ("body", "　　自评报告", ("仿宋", 14, "left")),
        ("note", "　　自评报告", ("楷体", 12, "left")),
    ],
)
def test_each_kind_of_paragraph_has_its_look(bench, kind, shown, look):
    cell = report(bench, Paragraph(kind, "自评报告"))["A1"]
    assert cell.value == shown
    assert (cell.font.name, cell.font.sz, cell.alignment.horizontal) == look
    assert cell.alignment.wrap_text


def test_paragraphs_stand_one_below_another_each_in_a_row_high_enough_for_it(bench):
    paragraphs = [Paragraph("title", "报告"), Paragraph("body", SENTENCE * 3), Paragraph("body", "短。")]
    sheet = report(bench, *paragraphs)
    assert texts(sheet) == ["报告", "　　" + SENTENCE * 3, "　　短。"]
    heights = [sheet.row_dimensions[row].height for row in (1, 2, 3)]
    assert heights[1] >= text_height("　　" + SENTENCE * 3, REPORT_WIDTH, 14)
    assert heights[2] < heights[1] < TALLEST_ROW


def test_a_paragraph_taller_than_any_row_goes_on_after_the_end_of_a_sentence(bench):
    sheet = report(bench, Paragraph("body", SENTENCE * 40), Paragraph("body", "下一段。"))
    *pieces, following = texts(sheet)
    assert len(pieces) > 1
    assert "".join(pieces) == "　　" + SENTENCE * 40
    assert all(piece.endswith("。") for piece in pieces)
    assert following == "　　下一段。"
    assert all(sheet.row_dimensions[row].height <= TALLEST_ROW for row in range(1, len(pieces) + 1))


def test_a_second_report_leaves_nothing_of_a_longer_first_one(bench):
    report(bench, *(Paragraph("body", SENTENCE * 5) for _ in range(9)))
    sheet = report(bench, Paragraph("title", "报告"))
    assert texts(sheet) == ["报告"]
    assert sheet.row_dimensions[9].height == 18


def test_a_report_that_outgrows_the_sheet_says_so(bench):
    sheet = report(bench, *(Paragraph("body", f"第{n}段。") for n in range(REPORT_ROWS + 5)))
    assert len(texts(sheet)) == REPORT_ROWS
    assert texts(sheet)[-1] == "　　（报告篇幅超出本表，其余内容请导出文字稿查看。）"


@pytest.mark.parametrize("text", ["=1+1", "1.5", "2020-01-02", "@甲"])
def test_a_paragraph_is_text_whatever_it_looks_like(bench, text):
    cell = report(bench, Paragraph("cover", text))["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_without_its_sheet_the_report_is_refused_with_a_way_out(bench):
    bench.edit(change=remove_sheet("自评报告"))
    with bench.open() as book, pytest.raises(TemplateError) as caught:
        write_report(book, [Paragraph("title", "报告")])
    assert caught.value.code == "E521"
    assert "自评报告" in str(caught.value)


def test_the_report_of_a_real_workbook_stands_there_paragraph_by_paragraph(bench):
    bench.start({"部门名称": "某中心", "编制数": 8, "部门概况": "某中心为公益一类事业单位。\n编制8名。"})
    paragraphs = compose(bench.judge())
    sheet = report(bench, *paragraphs)
    assert [text.lstrip("　") for text in texts(sheet)] == [paragraph.text for paragraph in paragraphs]
    assert "　　编制8名。" in texts(sheet)


@given(
    st.lists(st.sampled_from(["甲", "。", "；", "”", "1", "a", "，" * 30, "乙" * 400]), max_size=60).map(
        "".join
    ),
    st.sampled_from([20.0, REPORT_WIDTH]),
)
def test_pieces_hold_the_whole_text_and_each_fits_into_a_row(text, width):
    pieces = in_pieces(text, width, 14)
    assert "".join(pieces) == text
    assert all(text_height(piece, width, 14) < TALLEST_ROW for piece in pieces)
