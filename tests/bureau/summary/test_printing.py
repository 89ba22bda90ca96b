"""The summary on paper: what a reader finds on each page, wherever the paper ends."""

from itertools import pairwise

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from perfxl.bureau.summary.sheets import report
from perfxl.bureau.summary.sheets.spread import PAGE, Spread
from perfxl.narrative import Paragraph
from perfxl.workbook.report_rows import report_rows

MARK = "示例分值，得分和等级仅供参考"
WIDE = ("汇总表", "指标得分矩阵（广东省县级）", "指标得分矩阵（湖南省市县）")


@pytest.fixture(scope="module")
def book(mixed):
    return openpyxl.load_workbook(mixed.folder.summary)


@pytest.fixture(scope="module")
def plain(one_scheme):
    return openpyxl.load_workbook(one_scheme.folder.summary)


def pages(page) -> list[range]:
    """The columns (from 1) of each page across, without those that come on every page."""
    repeated = range_boundaries(page.print_title_cols.replace("$", ""))[2]
    starts = [repeated, *(one.id for one in page.col_breaks.brk), page.max_column]
    return [range(first + 1, following + 1) for first, following in pairwise(starts)]


def test_every_page_says_that_its_points_are_examples(book):
    for page in book:
        assert MARK in page.oddHeader.center.text
        assert "2户总分为暂计" in page.oddHeader.center.text


def test_the_head_and_the_foot_of_a_page_stay_legible_however_much_its_sheet_is_reduced(book):
    for page in book:
        if page.title != "综合报告":
            assert page.HeaderFooter.scaleWithDoc is False


@pytest.mark.parametrize("name", WIDE)
def test_nothing_that_stands_over_several_columns_is_cut_by_the_paper_s_edge(book, name):
    page = book[name]
    across = pages(page)
    repeated = range(1, across[0].start)
    assert len(across) > 1
    for merged in page.merged_cells.ranges:
        columns = {merged.min_col, merged.max_col}
        assert any(columns <= set(part) for part in (repeated, *across)), merged


@pytest.mark.parametrize("name", WIDE)
def test_a_page_ends_with_a_group_unless_the_group_is_wider_than_a_page(book, name):
    page = book[name]
    (row,) = {row for row, *_ in page.iter_rows(max_row=8) if row.value == "部门"}
    for columns in pages(page)[1:]:
        heading = page.cell(row.row, columns.start).value
        before = page.cell(row.row, columns.start - 1).value
        assert heading
        assert before is None or not heading.endswith("（续）")


@pytest.mark.parametrize("name", WIDE)
def test_every_page_to_the_right_has_the_title_of_the_table(book, name):
    page = book[name]
    first, *others = [page.cell(1, columns.start).value for columns in pages(page)]
    assert first
    assert {f"{first}（续）"} == set(others)


@pytest.mark.parametrize("name", WIDE)
def test_headings_come_again_on_every_page_and_notes_do_not(book, name):
    page = book[name]
    first, last = (int(number.strip("$")) for number in page.print_title_rows.split(":"))
    assert (page.cell(last, 1).value, last - first) == ("序号", 1)
    assert page.freeze_panes == page.cell(last + 1, 3).coordinate


def spread(*groups: tuple[str, int, float], repeated: int = 2) -> Spread:
    """Groups of so many columns, each so wide, beside two that come on every page."""
    names = ["部门"] * repeated + [name for name, count, _ in groups for _ in range(count)]
    widths = [10.0] * repeated + [width for _, count, width in groups for _ in range(count)]
    return Spread(names, widths, repeated)


def test_groups_stay_together_while_a_page_has_room_for_them():
    across = spread(("甲", 6, 12), ("乙", 5, 12), ("丙", 2, 12))
    assert across.pages == ((2, 7), (8, 14))
    assert [heading for _, heading in across.headings()] == ["部门", "甲", "乙", "丙"]


def test_a_group_wider_than_a_page_goes_on_in_the_next_and_says_so():
    across = spread(("甲", 20, 12), ("乙", 1, 12))
    assert [heading for _, heading in across.headings()] == ["部门", "甲", "甲（续）", "乙"]


def test_columns_are_printed_as_large_as_they_can_be_on_no_more_pages():
    few, many = spread(("甲", 3, 12)), spread(("甲", 10, 12), ("乙", 10, 12))
    assert few.scale > many.scale >= 60
    for one in (few, many):
        for first, last in one.pages:
            assert (20 + sum(one.widths[first : last + 1])) * one.scale / 100 <= PAGE


def test_a_table_with_nothing_beside_its_first_columns_is_one_page():
    assert len(spread(("甲", 1, 12)).pages) == 1


def test_two_charts_side_by_side_do_not_overlap_and_no_page_cuts_one(book, plain):
    for page in (book["图表"], plain["图表"]):
        breaks = [one.id for one in page.row_breaks.brk]
        places = [(one.anchor._from, one.anchor.to) for one in page._charts]
        assert places
        for begin, end in places:
            assert (end.col, end.colOff) == (begin.col + 1, 0)
            assert not [row for row in breaks if begin.row < row <= end.row]
            assert end.row < range_boundaries(page.print_area.rpartition("!")[2].replace("$", ""))[3]


def test_columns_of_which_the_roster_knows_nothing_are_left_out(book, plain):
    assert "主管股室" in [cell.value for cell in book["问题清单"][3]]
    assert "主管股室" not in [cell.value for cell in plain["问题清单"][3]]


def test_an_empty_list_says_that_it_is_empty(plain):
    assert plain["未计入的文件"]["B4"].value == "（没有）"


def rows(*kinds: str):
    texts = {
        "body": "示例县各部门都按通知要求做了自评。" * 20,
        "heading1": "一、总体情况",
        "line": "共三户。",
    }
    paragraphs = [Paragraph("body" if kind == "line" else kind, texts[kind]) for kind in kinds]
    return list(report_rows(paragraphs, 68.5))


def test_a_heading_of_the_report_never_stands_alone_at_the_foot_of_a_page():
    for lines in range(12, 30):
        made = rows(*["line"] * lines, "heading1", "heading1", *["body"] * 2)
        for start in report.page_starts(made)[1:]:
            assert not made[start - 1].look.leads


def test_the_last_page_of_the_report_has_more_than_a_line():
    for lines in range(22, 60):
        made = rows(*["line"] * lines)
        starts = report.page_starts(made)
        assert len(made) - starts[-1] >= 4


def test_no_page_of_the_report_is_taller_than_the_paper():
    made = rows(*(["heading1", "body", "line"] * 12))
    starts = [*report.page_starts(made), len(made)]
    for first, following in pairwise(starts):
        assert 0 < sum(row.height for row in made[first:following]) <= 630


def test_the_report_s_own_pages_are_counted_from_one(plain):
    assert plain["综合报告"].page_setup.useFirstPageNumber
    assert not plain["综合报告"].sheet_properties.pageSetUpPr.fitToPage
