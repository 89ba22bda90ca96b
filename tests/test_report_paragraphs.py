"""A rendered outline becomes paragraphs; entered text stays text, a missing figure takes its clause along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.narrative.paragraphs import GAP, Paragraph, paragraphs, shield


def texts(rendered: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(rendered)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("# 部门整体支出绩效自评报告", "title"),
        ("@ 部门名称：某县行政服务中心", "cover"),
        ("## 一、部门基本情况", "heading1"),
        ("### （一）预算执行情况", "heading2"),
        ("#### 1. 新建政务服务大厅", "heading3"),
        ("> 注：分值为示例。", "note"),
        ("中心事业编制8名。", "body"),
    ],
)
def test_a_line_mark_gives_the_kind_of_its_paragraph(line: str, kind: str) -> None:
    (paragraph,) = paragraphs(line)
    assert paragraph.kind == kind
    assert paragraph.text == line.lstrip("#@> ")


def test_blank_lines_and_outer_spaces_leave_no_trace() -> None:
    assert paragraphs("\n　　## 一、部门基本情况 \n\n　　正文。　\n\n") == (
        Paragraph("heading1", "一、部门基本情况"),
        Paragraph("body", "正文。"),
    )


def test_a_mark_without_a_space_is_text() -> None:
    assert paragraphs("#1楼窗口") == (Paragraph("body", "#1楼窗口"),)


@pytest.mark.parametrize("entered", ["# 一号窗口", "> 90%以上", "@ 某处", "#### 1. 标题", "　# 一号窗口"])
def test_an_entered_text_that_begins_like_a_mark_stays_body_text(entered: str) -> None:
    assert paragraphs(shield(entered)) == (Paragraph("body", entered.strip("　")),)


def test_a_line_break_that_was_entered_opens_a_new_body_paragraph_and_nothing_else() -> None:
    entered = shield("一是便民。\r\n\n## 二是高效。")
    assert paragraphs(f"成效：{entered}") == (
        Paragraph("body", "成效：一是便民。"),
        Paragraph("body", "## 二是高效。"),
    )


def test_a_title_that_was_entered_on_two_lines_is_two_lines_of_title() -> None:
    entered = shield("附件3\n自评报告")
    assert paragraphs(f"# {entered}") == (Paragraph("title", "附件3"), Paragraph("title", "自评报告"))


def test_a_line_break_in_an_entered_heading_is_closed_up() -> None:
    entered = shield("一、部门\n基本情况")
    assert paragraphs(f"## {entered}") == (Paragraph("heading1", "一、部门基本情况"),)


@pytest.mark.parametrize(
    ("rendered", "kept"),
    [
        (f"年初预算{GAP}万元。", []),
        (f"编制8名。年初预算{GAP}万元。实有7人。", ["编制8名。实有7人。"]),
        (f"编制8名；实有{GAP}人；控制率100.00%。", ["编制8名；控制率100.00%。"]),
        (f"编制8名；实有7人；控制率{GAP}。", ["编制8名；实有7人。"]),
        (f"编制8名；实有{GAP}人；控制率{GAP}。另有临聘2人。", ["编制8名。另有临聘2人。"]),
        (f"编制{GAP}名；实有7人。", ["实有7人。"]),
        (f"第一句。没有句号的{GAP}", ["第一句。"]),
    ],
)
def test_a_clause_without_its_figure_is_left_out_and_the_sentence_still_ends(rendered, kept):
    assert texts(rendered) == kept


def test_a_missing_figure_leaves_a_cover_line_blank_but_present() -> None:
    assert paragraphs(f"@ 联系电话：{GAP}") == (Paragraph("cover", "联系电话："),)


def test_a_missing_figure_costs_only_the_paragraph_it_stands_in() -> None:
    entered = shield("第一段。\n第二段。")
    assert texts(f"{entered}共{GAP}项。") == ["第一段。", "第二段。"]


@given(st.text(alphabet="一二。；#>@ \n\r\t　﷐﷑﷒1.", max_size=40))
def test_whatever_is_entered_comes_out_as_body_lines_of_the_same_characters(entered: str) -> None:
    found = paragraphs(shield(entered))
    assert {paragraph.kind for paragraph in found} <= {"body"}
    assert all(paragraph.text.strip() == paragraph.text != "" for paragraph in found)
    visible = [c for c in entered if c not in " \n\r\t　\ufdd0\ufdd1\ufdd2"]
    assert [c for paragraph in found for c in paragraph.text if c not in " \t　"] == visible
