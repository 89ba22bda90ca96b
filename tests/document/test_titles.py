"""A title that is too long for a line: few lines, balanced, never inside a word or a figure."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.document.layout import Layout
from perfxl.document.titles import broken, style_of, width

TITLES = Layout(28.95).titles
ROOM = Layout(28.95).text_room("Title")


@pytest.mark.parametrize(
    "lines",
    [
        ["县级部门整体支出绩效自评报告"],
        ["新丰县行政服务中心2020年度", "部门整体支出绩效自评报告"],
        ["某县财政局关于2021年度", "部门整体支出绩效自评情况的报告"],
        ["某县人民政府办公室2021年度", "整体支出绩效自评报告"],
    ],
)
def test_titles_of_real_offices_are_broken_as_one_would_read_them(lines):
    assert broken("".join(lines), ROOM, TITLES) == tuple(lines)


def test_the_lines_of_a_title_are_not_all_of_one_length_if_it_reads_as_well_otherwise():
    lines = broken("甲乙丙丁戊己庚辛壬癸" * 3, 20, TITLES)

    assert len(lines) == 2
    assert len({len(line) for line in lines}) == 2


@given(st.text(st.sampled_from("某县局部门整体支出绩效自评报告的和、（）2020年度AB"), max_size=60))
def test_nothing_is_lost_and_no_line_is_too_long_or_begins_with_a_closing_mark(title):
    lines = broken(title, ROOM, TITLES)

    assert "".join(lines) == title
    if len(lines) > 1:
        assert all(width(line) <= ROOM for line in lines)
        assert not any(line[0] in TITLES.never_first for line in lines[1:])
        assert not any(line[-1] in TITLES.never_last for line in lines[:-1])
        assert not any(f"{one[-1]}{other[0]}".isdigit() for one, other in pairwise(lines))


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("附件3", "AttachmentMark"), ("附件", "AttachmentMark"), ("附件 ３", "AttachmentMark"),
        ("(参考提纲)", "Subtitle"), ("（2020年度）", "Subtitle"),
        ("附件材料汇编", "Title"), ("自评报告（2020年度）", "Title"),
    ],
)  # fmt: skip
def test_a_line_of_the_title_is_known_by_its_form(line, style):
    assert style_of(line, TITLES) == style
