"""Defined names: looked up, listed, and broken ones that must not stop anything."""

import re

import pytest

from perfxl.engines import EngineError, open_closed
from tests.engines.samples import made


def fill(book, sheet):
    sheet.write("B2", "在编")
    other = book.add_worksheet("某 表")
    other.write("A1", "另")
    book.define_name("编制数", "=表!$B$2")
    book.define_name("带空格", "='某 表'!$A$1:$B$3")
    book.define_name("坏名", "=#REF!")
    book.define_name("没有的表", "=没有!$A$1")
    book.define_name("常数", "=3.14")
    book.define_name("'某 表'!本表", "='某 表'!$A$1")
    book.define_name("同名", "=表!$B$2")
    book.define_name("'某 表'!同名", "='某 表'!$A$1")


@pytest.fixture
def book(tmp_path):
    with open_closed(made(tmp_path, fill)) as book:
        yield book


def test_a_name_leads_to_its_range(book):
    found = book.names["编制数"].refers_to_range

    assert (found.sheet.name, found.address, found.value) == ("表", "$B$2", "在编")
    assert book.names["编制数"].refers_to == "=表!$B$2"


def test_a_name_on_a_sheet_whose_name_has_a_blank_leads_to_its_range(book):
    found = book.names["带空格"].refers_to_range

    assert (found.sheet.name, found.shape) == ("某 表", (3, 2))


def test_names_are_found_in_any_case_and_missing_ones_are_missing(tmp_path):
    with open_closed(made(tmp_path, lambda book, _s: book.define_name("Total", "=表!$A$1"))) as book:
        assert book.names["TOTAL"].refers_to == "=表!$A$1"
        assert "total" in book.names
        assert "没有" not in book.names
        with pytest.raises(KeyError):
            book.names["没有"]


def test_broken_names_are_listed_with_all_others(book):
    listed = {name.name: name.refers_to for name in book.names}

    assert listed["坏名"] == "=#REF!"
    assert listed["'某 表'!本表"] == "='某 表'!$A$1"
    assert len(book.names) == len(listed) == 8
    assert book.names[0].name in listed


@pytest.mark.parametrize("name", ["坏名", "没有的表", "常数"])
def test_a_name_that_refers_to_no_range_says_what_it_refers_to(book, name):
    with pytest.raises(EngineError, match=re.escape(book.names[name].refers_to)):
        _ = book.names[name].refers_to_range


def test_a_range_can_be_asked_for_by_name_on_its_own_sheet_only(book):
    assert book.sheets["表"]["编制数"].value == "在编"
    with pytest.raises(KeyError):
        book.sheets["某 表"]["编制数"]
    with pytest.raises(KeyError):
        book.sheets["表"]["没有这个名称"]


def test_a_name_confined_to_a_sheet_hides_the_book_s_own_there(book):
    assert book.names["同名"].refers_to == "=表!$B$2"
    assert book.names["'某 表'!同名"].refers_to == "='某 表'!$A$1"
    assert book.sheets["某 表"]["同名"].value == "另"
    assert {name.name for name in book.sheets["某 表"].names} == {"'某 表'!本表", "'某 表'!同名"}


def test_names_are_part_of_the_template_and_stay_as_they_are(book):
    with pytest.raises(NotImplementedError):
        book.names["编制数"].name = "另"
    with pytest.raises(NotImplementedError):
        book.names["编制数"].refers_to = "=表!$C$1"
