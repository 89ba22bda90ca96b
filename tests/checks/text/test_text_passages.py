"""Which texts of a submission are read, and how a text broken by line ends is joined again."""

import pytest

from perfxl.checks.passages import Passage, Role, passages
from perfxl.findings import Place
from tests.support.sound import GUANGDONG, sound
from tests.support.texts import passage

READ = passages(GUANGDONG, sound({"理由_预算编制合理性": "个别事项细化不够。"}))


def read(label: str) -> list[Passage]:
    return [one for one in READ if one.label == label]


def test_title_headings_and_prose_are_read_in_the_order_of_the_sheets():
    roles = [one.role for one in READ if one.place.sheet == "成效与问题"]
    headings = 5
    prose = [Role.BODY, Role.CAPTION, Role.BODY, Role.PROBLEMS, Role.IMPROVEMENTS]
    assert roles == [Role.TITLE, *[Role.HEADING] * headings, *prose]


def test_a_row_of_a_table_is_read_with_its_own_cells():
    (title,), (content,) = read("成效标题"), read("具体内容")
    assert (title.text, content.text) == ("建成大厅", "新大厅投入使用，实现一窗受理。")
    assert title.place.cell != content.place.cell


def test_reasons_in_the_scoring_sheet_are_read():
    assert "个别事项细化不够。" in [one.text for one in READ if one.place.sheet == "评分表"]


def test_the_department_is_read_but_the_people_of_the_cover_are_not():
    texts = [one.text for one in READ]
    assert "某县行政服务中心" in texts
    assert "张三" not in texts
    assert "0751-1234567" not in texts


def test_a_blank_text_is_no_passage():
    assert not [one for one in passages(GUANGDONG, sound({"部门概况": " \n "})) if one.label == "部门概况"]


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("市级385\n\n个，县级 285 项，就近能办。", "市级385个，县级285项，就近能办。"),
        ("一\n\n是以一站式服务为原则，严格对标。", "一是以一站式服务为原则，严格对标。"),
        ("进行汇总、分析\n和督促解决，效果良好。", "进行汇总、分析和督促解决，效果良好。"),
        ("整改率达 100%。\n今后继续努力，不松懈。", "整改率达100%。\n今后继续努力，不松懈。"),
    ],
)
def test_a_sentence_that_a_line_end_breaks_is_joined(text, flat):
    assert passage(text).flat == flat


@pytest.mark.parametrize(
    "text",
    [
        "第一段到此为止。\n第二段，另起一行。",
        "（一）基本情况\n本单位是公益一类事业单位，正科级。",
        "主要措施，分述如下\n1. 加强管理，提高效率。\n2. 完善制度，堵塞漏洞。",
        "加强预算管理\n完善内部控制\n提高服务水平",
    ],
)
def test_paragraphs_headings_and_lists_keep_their_line_ends(text):
    assert passage(text).flat == text
    assert passage(text).broken_after == ()


def test_a_title_on_two_lines_is_not_broken():
    title = Passage(Place("成效与问题", "C6"), "报告标题", "某县，某单位\n自评报告，二〇二〇年", Role.TITLE)
    assert title.broken_after == ()
