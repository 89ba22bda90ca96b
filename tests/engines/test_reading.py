"""What the cells of a closed file show: values, the saved values of formulas, errors, dates, texts."""

import datetime as dt

import pytest

from perfxl.engines import StaleFormulaError, open_closed
from tests.engines.samples import SHEET, made, moment, patched, table

SHOWN = """
  A        B     C
1 单位     1000  .
2 执行率   0.95  =B1*B2→950
"""


def block(sheet, address):
    return sheet[address].options(ndim=2, err_to_str=True).value


@pytest.fixture
def sheet(tmp_path):
    with open_closed(made(tmp_path, table(SHOWN))) as book:
        yield book.sheets[0]


def test_a_block_is_read_in_one_go_with_none_for_blanks(sheet):
    assert block(sheet, "A1:C3") == [["单位", 1000.0, None], ["执行率", 0.95, 950.0], [None, None, None]]


def test_a_single_cell_a_row_and_a_column_come_in_their_own_shapes(sheet):
    assert sheet["B1"].value == 1000.0
    assert sheet["B1"].options(ndim=2).value == [[1000.0]]
    assert sheet["A1:B1"].value == ["单位", 1000.0]
    assert sheet["A1:A2"].value == ["单位", "执行率"]


def test_ranges_are_found_by_address_number_corners_and_size(sheet):
    assert sheet.range("A1", "B2").address == "$A$1:$B$2"
    assert sheet.range((1, 1), (2, 2)).address == "$A$1:$B$2"
    assert sheet.range((2, 3)).address == "$C$2"
    assert sheet[1, 0].value == "执行率"
    assert sheet["A1"].resize(2, 3).address == "$A$1:$C$2"
    assert sheet["A1"].offset(1, 2).address == "$C$2"
    assert sheet["A1:C2"](2, 3).address == "$C$2"
    assert [cell.address for cell in sheet["A1:B2"]] == ["$A$1", "$B$1", "$A$2", "$B$2"]
    assert [row.address for row in sheet["A1:B2"].rows] == ["$A$1:$B$1", "$A$2:$B$2"]
    assert (sheet["B2:C9"].row, sheet["B2:C9"].column, sheet["B2:C9"].shape, len(sheet["B2:C9"])) == (
        2,
        2,
        (8, 2),
        16,
    )
    assert sheet["B2:C9"].last_cell.address == "$C$9"
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_an_address_can_be_given_with_book_and_sheet(sheet):
    assert sheet["B2"].get_address(False, True) == "$B2"
    assert sheet["B2"].get_address(external=True) == "'[样本.xlsx]表'!$B$2"


def test_the_used_range_holds_all_that_is_filled_or_formatted(tmp_path):
    def fill(book, sheet):
        sheet.write("B2", 1)
        sheet.write_blank("D5", None, book.add_format({"bold": True}))

    with open_closed(made(tmp_path, fill)) as book:
        assert book.sheets[0].used_range.address == "$B$2:$D$5"


def test_the_used_range_of_an_empty_sheet_is_one_cell(tmp_path):
    with open_closed(made(tmp_path, lambda *_: None)) as book:
        assert book.sheets[0].used_range.address == "$A$1"


def test_looking_beyond_the_used_range_does_not_make_it_grow(sheet):
    assert block(sheet, "A1:Z99")[98][25] is None
    assert sheet["Y50"].number_format == "General"
    assert sheet["Y50"].color is None
    assert sheet["Y50"].note is None

    assert sheet.used_range.address == "$A$1:$C$2"


def test_whole_columns_and_all_cells_are_cut_to_what_is_used(sheet):
    assert sheet["B:B"].value == [1000.0, 0.95]
    assert sheet["2:2"].value == ["执行率", 0.95, 950.0]
    assert len(sheet.cells.options(ndim=2).value) == 2


def test_a_formula_shows_the_value_that_was_saved_with_it(tmp_path):
    def fill(_book, sheet):
        for row, value in enumerate((3.5, "优", True, "#DIV/0!", "", "&<文>"), start=1):
            sheet.write_formula(row - 1, 0, "=B1", None, value)

    with open_closed(made(tmp_path, fill)) as book:
        shown = block(book.sheets[0], "A1:A6")

    assert shown == [[3.5], ["优"], [True], ["#DIV/0!"], [None], ["&<文>"]]


def test_a_formula_whose_value_is_formatted_as_a_date_shows_a_date(tmp_path):
    def fill(book, sheet):
        sheet.write_formula("A1", "=DATE(2024,3,5)", book.add_format({"num_format": "yyyy-mm-dd"}), 45356)
        sheet.write_formula("A2", "=1E10", book.add_format({"num_format": "yyyy-mm-dd"}), 1e10)

    with open_closed(made(tmp_path, fill)) as book:
        assert book.sheets[0]["A1:A2"].value == [moment(2024, 3, 5), 1e10]


def test_a_formula_without_a_saved_value_shows_nothing_and_does_no_harm(tmp_path):
    path = patched(made(tmp_path, table("  A\n1 =1+1→2")), {SHEET: lambda xml: xml.replace(b"<v>2</v>", b"")})

    with open_closed(path) as book:
        assert book.sheets[0]["A1"].value is None
        assert book.sheets[0]["A1"].formula == "=1+1"


def test_a_saved_value_in_another_notation_of_xml_is_found_as_well(tmp_path):
    def prefixed(_xml: bytes) -> bytes:
        cell = '<x:c r="A1" t="str"><x:f>B1&amp;"x"</x:f><x:v>甲x</x:v></x:c>'
        return (
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f'<x:sheetData><x:row r="1">{cell}</x:row></x:sheetData></x:worksheet>'
        ).encode()

    with open_closed(patched(made(tmp_path, table("  A\n1 1")), {SHEET: prefixed})) as book:
        assert book.sheets[0]["A1"].value == "甲x"
        assert book.sheets[0]["A1"].formula == '=B1&"x"'


def test_a_formula_that_was_just_written_has_no_value_and_says_so(sheet):
    sheet["C2"].formula = "=B1+1"

    with pytest.raises(StaleFormulaError, match="表!C2"):
        block(sheet, "A1:C2")
    assert sheet["C2"].formula == "=B1+1"


def test_an_error_is_a_text_where_asked_for_and_else_nothing(tmp_path):
    path = patched(
        made(tmp_path, table("  A\n1 1")),
        {SHEET: lambda xml: xml.replace(b'<c r="A1"><v>1</v>', b'<c r="A1" t="e"><v>#N/A</v>')},
    )

    with open_closed(path) as book:
        assert block(book.sheets[0], "A1") == [["#N/A"]]
        assert book.sheets[0]["A1"].value is None


def test_dates_times_and_booleans_arrive_as_such(tmp_path):
    def fill(book, sheet):
        sheet.write("A1", moment(2024, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write("B1", 45356.5, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write("C1", 0.75, book.add_format({"num_format": "hh:mm"}))
        sheet.write("D1", True)
        sheet.write("E1", 1.5, book.add_format({"num_format": "[h]:mm"}))

    with open_closed(made(tmp_path, fill)) as book:
        shown = book.sheets[0]["A1:E1"].value
        dates = book.sheets[0]["A1:B1"].options(dates=dt.date).value

    expected = [
        moment(2024, 3, 5),
        moment(2024, 3, 5, 12),
        moment(1899, 12, 30, 18),
        True,
        1.5,
    ]
    assert shown == expected
    assert dates == [dt.date(2024, 3, 5)] * 2


CHINESE = """
  numFmtId  number      shown
  27        44256       2021-03-01
  31        44260       2021-03-05
  58        44260       2021-03-05
  34        0.75        1899-12-30T18:00
  37        44260       44260
"""


def test_a_date_in_a_format_that_only_chinese_programs_know_by_its_number_is_a_date(tmp_path):
    rows = [line.split() for line in CHINESE.strip().splitlines()[1:]]

    def fill(book, sheet):
        for row, (number_format, number, _) in enumerate(rows):
            cell_format = book.add_format({"num_format": int(number_format)})
            sheet.write(row, 0, float(number), cell_format)
            sheet.write_formula(row, 1, f"=A{row + 1}", cell_format, float(number))

    due = [float(shown) if "-" not in shown else dt.datetime.fromisoformat(shown) for *_, shown in rows]
    with open_closed(made(tmp_path, fill)) as book:
        assert book.sheets[0]["A1:B5"].value == [[shown, shown] for shown in due]


def test_rich_text_is_read_as_its_text(tmp_path):
    def fill(book, sheet):
        sheet.write_rich_string("A1", "甲", book.add_format({"bold": True}), " 乙 ", "丙")

    with open_closed(made(tmp_path, fill)) as book:
        assert book.sheets[0]["A1"].value == "甲 乙 丙"


def test_control_characters_that_xml_cannot_hold_are_decoded(tmp_path):
    with open_closed(made(tmp_path, lambda _b, sheet: sheet.write("A1", "甲\x0b乙"))) as book:
        assert book.sheets[0]["A1"].value == "甲\x0b乙"


def test_the_formula_bar_shows_formulas_and_constants_as_texts(tmp_path):
    def fill(book, sheet):
        sheet.write_formula("A1", "=B1*2", None, 3)
        sheet.write_array_formula("A2:A2", "{=SUM(B1:B3*2)}", None, 4)
        sheet.write("B1", 1.5)
        sheet.write("B2", True)
        sheet.write("B3", moment(2024, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write("A3", "文字")

    with open_closed(made(tmp_path, fill)) as book:
        shown = book.sheets[0]["A1:B4"].formula
        values = block(book.sheets[0], "A1:A2")

    assert shown == (("=B1*2", "1.5"), ("=SUM(B1:B3*2)", "TRUE"), ("文字", "45356"), ("", ""))
    assert values == [[3.0], [4.0]]


def test_a_shared_formula_is_shown_for_every_cell(tmp_path):
    shared = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    )
    path = patched(
        made(tmp_path, table("  A\n1 1")),
        {
            SHEET: lambda xml: xml.replace(
                xml[xml.index(b"<row") : xml.index(b"</sheetData>")], shared.encode()
            )
        },
    )

    with open_closed(path) as book:
        assert book.sheets[0]["A1:A2"].formula == (("=B1*2",), ("=B2*2",))
        assert book.sheets[0]["A1:A2"].value == [2.0, 4.0]
