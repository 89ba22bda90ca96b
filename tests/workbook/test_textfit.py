"""How much room a Chinese text takes: never less than it needs, whatever stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.workbook.textfit import TALLEST_ROW, height_of, lines_needed, text_height

TEXTS = st.text(st.sampled_from("年度预算，。（）“”abc 0123456789.%\n"), max_size=200)


@pytest.mark.parametrize(
    ("text", "width", "size", "lines"),
    [
        ("", 10, 11, 1),
        ("预算", 10, 11, 1),
        ("预算编制合理", 10, 11, 2),
        ("预算\n编制", 30, 11, 2),
        ("预\n\n算", 30, 11, 3),
        ("一二三四五六七八九十", 21, 11, 1),
        ("一二三四五六七八九十", 21, 14, 2),
        ("1234567890", 6, 11, 2),
        ("“三公”", 9, 11, 1),
        ("“三公”", 8, 11, 2),
    ],
)
def test_lines_follow_the_width_of_the_column_and_the_size_of_the_font(text, width, size, lines):
    assert lines_needed(text, width, size) == lines


@given(TEXTS, st.floats(min_value=4, max_value=120))
def test_a_wider_column_never_needs_more_lines(text, width):
    assert lines_needed(text, width + 5) <= lines_needed(text, width)


@given(TEXTS, TEXTS)
def test_more_text_never_needs_fewer_lines(text, more):
    assert lines_needed(text + more, 30) >= lines_needed(text, 30)


@given(st.text(st.sampled_from("年度预算ab1"), min_size=1, max_size=200))
def test_the_lines_have_room_for_every_character(text):
    digits = sum(1 if character.isascii() else 1.9 for character in text)
    assert lines_needed(text, 31) * 30 >= digits


def test_no_row_is_higher_than_a_spreadsheet_allows():
    assert height_of(1) < height_of(2) < TALLEST_ROW
    assert text_height("长" * 5000, 20) == TALLEST_ROW
