"""Addresses are read and written as Excel writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.engines.addresses import address_of, box_of, column_letters, column_number, place_of, quoted
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW, Box


@given(st.integers(1, MAX_COLUMN))
def test_the_letters_of_a_column_lead_back_to_its_number(number):
    assert column_number(column_letters(number)) == number


@given(
    st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN), st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN)
)
def test_the_address_of_a_box_leads_back_to_the_box(row, column, other_row, other_column):
    box = Box(min(row, other_row), min(column, other_column), max(row, other_row), max(column, other_column))

    assert box_of(address_of(box)) == box


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("B3", Box(3, 2, 3, 2)),
        ("$B$3:d9", Box(3, 2, 9, 4)),
        ("D9:B3", Box(3, 2, 9, 4)),
        ("B:C", Box(1, 2, MAX_ROW, 3)),
        ("$3:$5", Box(3, 1, 5, MAX_COLUMN)),
        ("XFD1048576", Box(MAX_ROW, MAX_COLUMN, MAX_ROW, MAX_COLUMN)),
        ("XFE1", None),
        ("A0", None),
        ("A1048577", None),
        ("编制数", None),
        ("", None),
    ],
)
def test_an_address_names_a_box_or_none(address, box):
    assert box_of(address) == box


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("=基本情况表!$D$12", ("基本情况表", Box(12, 4, 12, 4))),
        ("='某 表'!$A$1:$B$2", ("某 表", Box(1, 1, 2, 2))),
        ("='单位''甲''表'!A:A", ("单位'甲'表", Box(1, 1, MAX_ROW, 1))),
        ("='带!号'!$A$1", ("带!号", Box(1, 1, 1, 1))),
        ("=#REF!", None),
        ("=基本情况表!#REF!", None),
        ("=[1]表!$A$1", None),
        ("=3.14", None),
        ('="文字"', None),
        ("=OFFSET(表!$A$1,1,1)", None),
        ("=表!$A$1,表!$C$3", None),
    ],
)
def test_a_name_refers_to_a_place_or_to_none(reference, place):
    assert place_of(reference) == place


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("基本情况表", "基本情况表"),
        ("某 表", "'某 表'"),
        ("2024年", "'2024年'"),
        ("甲'乙", "'甲''乙'"),
        ("_perfxl", "_perfxl"),
    ],
)
def test_a_sheet_is_quoted_where_formulas_want_it(sheet, written):
    assert quoted(sheet) == written
