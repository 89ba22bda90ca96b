"""What is assigned to cells becomes what Excel would make of it."""

import datetime as dt

import pytest

from perfxl.engines import open_closed, package_of
from perfxl.engines.entry import Kind, typed
from tests.engines.samples import made, moment, saved, table

THIS_YEAR = dt.datetime.now().astimezone().year


@pytest.fixture
def sheet(tmp_path):
    with open_closed(made(tmp_path, table("  A B\n1 1 2\n2 3 4"))) as book:
        yield book.sheets[0]


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("001", 1.0, "General"),
        ("-1,234.50", -1234.5, "General"),
        ("1e3", 1000.0, "General"),
        (".5", 0.5, "General"),
        (" 12 ", 12.0, "General"),
        ("50%", 0.5, "0%"),
        ("12.5%", 0.125, "0.00%"),
        ("true", True, "General"),
        ("#N/A", "#N/A", "General"),
        ("2024-03-05", moment(2024, 3, 5), "yyyy/m/d"),
        ("2024年3月5日", moment(2024, 3, 5), "yyyy/m/d"),
        ("2024/03", moment(2024, 3, 1), "mmm-yy"),
        ("3-5", moment(THIS_YEAR, 3, 5), "d-mmm"),
    ],
)
def test_a_text_that_looks_like_something_becomes_it(text, value, number_format):
    entry = typed(text, "General")

    assert (entry.kind, entry.value, entry.number_format) == (Kind.VALUE, value, number_format)


@pytest.mark.parametrize(
    "text", ["某局", "1,23", "12 个", "2024-13-01", "13-40", "1-2-3", "-", "=", "1.2.3", "%"]
)
def test_any_other_text_stays_a_text(text):
    assert typed(text, "General") == (Kind.TEXT, text, "General")


@pytest.mark.parametrize("text", ["001", "=1+1", "2024-03-05", "#N/A"])
def test_in_a_cell_for_texts_every_text_stays_a_text(text):
    assert typed(text, "@") == (Kind.TEXT, text, "General")


def test_an_apostrophe_in_front_keeps_a_text_a_text():
    assert typed("'=1+1", "General") == (Kind.QUOTED_TEXT, "=1+1", "General")
    assert typed("''quoted", "General") == (Kind.QUOTED_TEXT, "'quoted", "General")


def test_a_text_longer_than_a_cell_can_hold_is_refused_and_not_cut():
    with pytest.raises(ValueError, match="32767"):
        typed("很" * 32768, "General")


def test_a_block_is_written_from_its_first_cell_on(sheet):
    sheet["B2"].value = [["甲", 1], [None, 2.5]]

    assert sheet["A1:C3"].value == [[1.0, 2.0, None], [3.0, "甲", 1.0], [None, None, 2.5]]


def test_a_row_a_column_and_one_value_for_many_cells_are_written(sheet):
    sheet["A1"].value = [7, 8]
    sheet["D1"].options(transpose=True).value = ["上", "下"]
    sheet["F1:G2"].value = "同"

    assert sheet["A1:B1"].value == [7.0, 8.0]
    assert sheet["D1:D2"].value == ["上", "下"]
    assert sheet["F1:G2"].value == [["同", "同"], ["同", "同"]]


def test_none_clears_a_cell_and_makes_none_where_there_is_none(sheet):
    sheet["A1:C1"].value = [None, None, None]

    assert sheet["A1:B2"].value == [[None, None], [3.0, 4.0]]
    assert sheet.used_range.address == "$A$1:$B$2"


def test_dates_are_written_as_dates_and_keep_a_number_format_that_is_there(sheet):
    sheet["A1"].value = dt.date(2024, 3, 5)
    sheet["B1"].number_format = "0.00"
    sheet["B1"].value = dt.datetime(2024, 3, 5, 18, tzinfo=dt.UTC)

    assert (sheet["A1"].value, sheet["A1"].number_format) == (moment(2024, 3, 5), "yyyy/m/d")
    assert sheet["B1"].number_format == "0.00"


def test_numbers_of_numpy_and_nothing_of_pandas_arrive(sheet):
    numpy = pytest.importorskip("numpy")

    sheet["A1"].value = [[numpy.float64(1.5), numpy.int64(2), float("nan")]]

    assert sheet["A1:C1"].value == [1.5, 2.0, None]


def test_what_is_no_number_to_excel_is_refused(sheet):
    with pytest.raises(ValueError, match="inf"):
        sheet["A1"].value = float("inf")


def test_formulas_are_written_as_a_block(sheet):
    sheet["C1"].formula = [["=A1+B1"], ["=A2+B2"]]

    assert sheet["C1:C2"].formula == (("=A1+B1",), ("=A2+B2",))


def test_one_formula_for_many_cells_moves_its_references(sheet):
    sheet["C1:D2"].formula = "=$A1+B$1"

    assert sheet["C1:D2"].formula == (("=$A1+B$1", "=$A1+C$1"), ("=$A2+B$1", "=$A2+C$1"))


def test_a_text_in_a_cell_for_texts_does_not_become_a_formula(sheet):
    sheet["A1:A2"].number_format = "@"
    sheet["A1"].value = [["=1+1"], ["001"]]

    assert sheet["A1:A2"].value == ["=1+1", "001"]


def test_a_text_with_an_apostrophe_in_front_stays_a_text_after_saving(tmp_path):
    path = made(tmp_path, table("  A\n1 1"))
    with open_closed(path) as book:
        book.sheets[0]["A1"].value = [["'=1+1"], ["'001"], ["''单引号"]]
        (tmp_path / "后.xlsx").write_bytes(package_of(book, {}))

    with open_closed(tmp_path / "后.xlsx") as book:
        cells = book.sheets[0]["A1:A3"]
        assert cells.value == ["=1+1", "001", "'单引号"]
        assert [cell.quotePrefix for (cell,) in book.impl.document.workbook["表"]["A1:A3"]] == [True] * 3

        cells[0, 0].value = "甲"
        assert book.impl.document.workbook["表"]["A1"].quotePrefix is False


def test_control_characters_survive_saving(tmp_path):
    path = made(tmp_path, table("  A\n1 1"))
    with open_closed(path) as book:
        book.sheets[0]["A1"].value = "甲\x0b乙_x000B_丙\n丁"
        (tmp_path / "后.xlsx").write_bytes(package_of(book, {}))
        assert book.sheets[0]["A1"].value == "甲\x0b乙_x000B_丙\n丁"

    with open_closed(tmp_path / "后.xlsx") as book:
        assert book.sheets[0]["A1"].value.startswith("甲\x0b乙")


def test_a_value_for_the_hidden_part_of_a_merged_area_is_dropped(sheet):
    sheet["A1:B1"].merge()

    sheet["A1"].value = [["甲", "乙"]]

    assert sheet["A1:B1"].value == ["甲", None]


def test_clearing_contents_leaves_the_looks_and_the_note(sheet):
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].add_note("看这里")

    sheet["A1:B1"].clear_contents()

    assert sheet["A1:B2"].value == [[None, None], [3.0, 4.0]]
    assert (sheet["A1"].color, sheet["A1"].note.text) == ((255, 0, 0), "看这里")


def test_clearing_takes_everything(sheet):
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].add_note("看这里")
    sheet["A2:B2"].merge()

    sheet.clear()

    assert sheet.used_range.address == "$A$1"
    assert (sheet["A1"].color, sheet["A1"].note, sheet["A2"].merge_area.address) == (None, None, "$A$2")


def test_a_sheet_s_contents_can_be_cleared(sheet):
    sheet.clear_contents()

    assert sheet["A1:B2"].value == [[None, None], [None, None]]


def test_an_untouched_number_comes_back_as_it_was(tmp_path):
    numbers = [0.1, 1e-7, 123456789012345.0, -0.005, 2.5]
    path = made(tmp_path, lambda _b, sheet: sheet.write_row("A1", numbers))

    with open_closed(saved(path, tmp_path / "后.xlsx")) as book:
        assert book.sheets[0]["A1:E1"].value == numbers
