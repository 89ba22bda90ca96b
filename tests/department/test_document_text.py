"""The text of the document: every paragraph of the report in its style, attachments named, a signature."""

import datetime as dt

import pytest

from perfxl.evaluation import evaluate
from perfxl.narrative import compose
from perfxl.scheme.load import load_scheme
from tests.support.documents import W, read
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import submission

HUNAN = load_scheme("hunan-county-2018")
STYLES = {
    "title": "Title", "cover": "CoverLine", "heading1": "Heading1", "heading2": "Heading2",
    "heading3": "Heading3", "body": "BodyText", "note": "Note",
}  # fmt: skip
SCORES = "部门整体支出绩效评价评分表（分值为示例）"


@pytest.fixture(scope="module")
def document():
    return read()


def test_every_paragraph_of_the_report_is_there_in_its_order_and_style(document):
    told = [(STYLES[one.kind], one.text) for one in compose(evaluate(GUANGDONG, sound()))]

    assert document.text[: len(told)] == told
    assert {style for style, _ in told} >= {"Title", "CoverLine", "Heading1", "Heading2", "BodyText", "Note"}


def test_the_line_for_the_seal_stands_on_the_cover(document):
    assert document.of("CoverLine")[0] == "部门名称：某县行政服务中心（公章）"


@pytest.mark.parametrize(
    ("style", "font", "level"),
    [("Heading1", "黑体", "0"), ("Heading2", "楷体_GB2312", "1"), ("Heading3", "仿宋_GB2312", "2")],
)
def test_headings_have_the_fonts_of_their_levels_and_stay_with_what_follows(document, style, font, level):
    look = document.styles[style]

    assert look.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == font
    assert look.find(f"{W}rPr/{W}sz").get(f"{W}val") == "32"
    assert look.find(f"{W}rPr/{W}b") is None
    assert look.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == level
    assert look.find(f"{W}pPr/{W}keepNext") is not None
    assert look.find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"


def test_attachments_are_listed_below_the_text_with_their_numbers_and_no_punctuation(document):
    assert document.of("AttachmentList") == [
        "附件：1.\t部门整体支出绩效评价基本情况表",
        f"2.\t{SCORES}",
        "3.\t部门预算项目清单",
        "4.\t年度重点工作完成情况表",
    ]
    assert list(document.attachments) == [line.split("\t")[1] for line in document.of("AttachmentList")]


def test_the_list_of_attachments_begins_two_characters_in_and_names_stand_below_each_other(document):
    indents = document.indents("AttachmentList")

    assert {one["left"] for one in indents} == {6}
    assert [one["left"] - one["hanging"] for one in indents] == [2, 5, 5, 5]


def test_a_table_without_a_row_is_no_attachment():
    document = read(sound(tables={"重点工作": ""}))

    assert "年度重点工作完成情况表" not in document.attachments
    assert "部门预算项目清单" in document.attachments


def test_name_and_date_stand_around_one_middle_the_date_four_characters_from_the_edge(document):
    assert document.of("Signature") == ["某县行政服务中心", "2021年4月15日"]
    # Both are centred in what the date, 6.5 characters wide, takes with four more at either side.
    assert document.indents("Signature") == [{"left": 28 - 4 - 6.5 - 4}] * 2
    assert document.styles["Signature"].find(f"{W}pPr/{W}jc").get(f"{W}val") == "center"


def test_a_long_name_stays_on_one_line_and_the_date_below_its_middle():
    name = "某某市某某县行政审批和政务服务数据管理局办公室"
    document = read(sound({"部门名称": name}))

    assert document.of("Signature")[0] == name
    assert document.indents("Signature") == [{"left": 28 - len(name)}] * 2


def test_months_and_days_have_no_leading_zeros():
    assert read(sound({"填报日期": dt.date(2021, 1, 5)})).of("Signature")[1] == "2021年1月5日"


def test_without_a_date_there_is_room_to_write_one_by_hand():
    assert read(sound({"填报日期": None})).of("Signature")[-1].split() == ["年", "月", "日"]


def test_the_signature_is_never_alone_on_a_page(document):
    *_, last_of_the_text = document.elements("BodyText")
    name, _ = document.elements("Signature")

    assert [style for style, _ in document.text[-7:]] == [
        "BodyText", *["AttachmentList"] * 4, *["Signature"] * 2
    ]  # fmt: skip
    assert last_of_the_text.find(f"{W}pPr/{W}keepNext") is not None
    assert document.styles["AttachmentList"].find(f"{W}pPr/{W}keepNext") is not None
    assert name.find(f"{W}pPr/{W}keepNext") is not None


def test_a_title_of_an_attachment_that_was_entered_keeps_its_form():
    title = "附件3\n县级部门整体支出绩效自评报告\n(参考提纲)"
    document = read(sound({"报告标题": title}))

    assert document.text[:3] == [
        ("AttachmentMark", "附件3"),
        ("Title", "县级部门整体支出绩效自评报告"),
        ("Subtitle", "(参考提纲)"),
    ]


def test_a_long_title_is_broken_where_it_reads_well():
    document = read(sound({"报告标题": "某县政务服务数据管理局2020年度部门整体支出绩效自评报告"}))

    assert document.of("Title") == ["某县政务服务数据管理局2020年度\n部门整体支出绩效自评报告"]


def test_example_points_are_called_so_in_the_text(document):
    assert any("分值为示例" in text for text in document.of("AttachmentList"))
    assert any("示例" in text for text in document.of("Note"))


@pytest.mark.parametrize("scheme", [GUANGDONG, HUNAN], ids=lambda scheme: scheme.id)
def test_an_empty_workbook_gives_a_document_that_calls_nothing_final(scheme):
    document = read(submission(scheme), scheme)
    shown = "".join(text for _, text in document.text)

    assert "评分未完成" in "".join(document.of("AttachmentList"))
    assert "自评总分为" not in shown
    assert document.of("Heading1")
