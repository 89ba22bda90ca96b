"""Text goes into cells as text, whatever it looks like."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.engines import open_closed
from perfxl.workbook.cells import cleaned, plain, write_texts
from tests.engines.samples import made, table

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "001",
    "3-5",
    "2024-03-05",
    "2024年3月5日",
    "50%",
    "TRUE",
    "#N/A",
    "'引",
    "1e5",
]
HARMLESS = ["部门整体支出绩效自评报告", "　　（一）预算执行情况", "执行率为95.5%，与上年持平", "甲"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with open_closed(made(tmp_path_factory.mktemp("cells"), table("  A\n1 1"))) as book:
        yield book


@pytest.mark.parametrize("text", NASTY)
def test_a_text_that_excel_could_take_for_something_else_gets_an_apostrophe(text):
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", [*HARMLESS, ""])
def test_a_text_that_is_nothing_else_is_left_as_it_is(text):
    assert plain(text) == text


@pytest.mark.parametrize("text", [*NASTY, *HARMLESS])
@pytest.mark.parametrize("number_format", ["General", "@", "0.00"])
def test_every_text_arrives_as_it_is_in_cells_of_every_format(book, text, number_format):
    cell = book.sheets[0]["B2"]
    cell.number_format = number_format

    write_texts(cell, [[text]])

    # In a cell for texts an apostrophe in front is taken for Excel's own mark, and does no harm.
    expected = "引" if (text, number_format) == ("'引", "@") else text
    assert cell.value == expected
    assert cell.formula == expected


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_at_all_arrives_as_it_is_and_never_as_a_formula(book, text):
    cell = book.sheets[0]["B9"]

    cell.value = plain(text)

    assert (cell.value or "") == cleaned(text)
    assert book.impl.document.workbook["表"]["B9"].data_type != "f"


def test_numbers_and_blanks_go_among_the_texts(book):
    place = book.sheets[0]["D1"]
    place.resize(2, 3).value = "旧"

    write_texts(place, [["001", 1.5, None], ["=A1", True, "甲"]])

    assert place.resize(2, 3).value == [["001", 1.5, None], ["=A1", True, "甲"]]


def test_a_block_whose_cells_differ_in_format_is_written_as_well(book):
    place = book.sheets[0]["G1"]
    place.number_format = "@"
    book.sheets[0]["H1"].number_format = "0.00"

    write_texts(place, [["001", "002", 3.0]])

    assert place.resize(1, 3).value == ["001", "002", 3.0]
    assert place.number_format == "@"


def test_control_characters_are_left_out_and_line_breaks_are_those_of_cells():
    assert cleaned("甲\x0b乙\x00\r\n丙\r丁\n\t戊") == "甲乙\n丙\n丁\n\t戊"


def test_half_of_a_character_pair_is_left_out():
    assert cleaned("甲\ud83d乙") == "甲乙"
