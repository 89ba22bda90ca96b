"""Notes, merged areas and hyperlinks."""

import pytest

from perfxl.engines import open_closed, package_of
from tests.engines.samples import made, saved, table


@pytest.fixture
def sheet(tmp_path):
    with open_closed(made(tmp_path, table("  A B\n1 1 2\n2 3 4"))) as book:
        yield book.sheets[0]


def test_a_note_is_added_read_changed_and_deleted(sheet):
    cell = sheet["B2"]
    assert cell.note is None

    cell.add_note("请核对")
    assert cell.note.text == "请核对"

    cell.note.text = "请再核对"
    assert cell.note.text == "请再核对"

    cell.note.delete()
    assert cell.note is None


def test_all_notes_of_a_sheet_are_listed_row_by_row(sheet):
    for address in ("B2", "A1", "C1"):
        sheet[address].add_note(address)

    assert [(note.location.address, note.text) for note in sheet.notes] == [
        ("$A$1", "A1"),
        ("$C$1", "C1"),
        ("$B$2", "B2"),
    ]
    assert len(sheet.notes) == 3


def test_a_note_on_a_merged_area_belongs_to_its_first_cell(sheet):
    sheet["A1:B2"].merge()

    sheet["B2"].add_note("整块")

    assert sheet["A1"].note.text == "整块"


def test_the_author_and_the_size_of_a_user_s_note_survive(tmp_path):
    def fill(_book, sheet):
        sheet.write_comment("A1", "用户的批注", {"author": "经办人", "width": 300, "height": 222})

    path = saved(made(tmp_path, fill), tmp_path / "后.xlsx")

    with open_closed(path) as book:
        note = book.impl.document.workbook["表"]["A1"].comment
        assert (note.text, note.author, note.width, note.height) == ("用户的批注", "经办人", 300, 222)


def test_a_long_note_gets_a_box_that_it_fits_into(sheet):
    sheet["A1"].add_note("短")
    sheet["B1"].add_note("很长的审核意见，" * 20)

    notes = [sheet.book.impl.document.workbook["表"][cell].comment for cell in ("A1", "B1")]
    assert [note.width for note in notes] == [260, 260]
    assert notes[0].height == 54
    assert 160 < notes[1].height < 300


def test_cells_are_merged_into_one_or_row_by_row(sheet):
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["A1"].merge_cells is True
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]

    sheet["D1:E2"].merge(across=True)
    assert [sheet[cell].merge_area.address for cell in ("E1", "E2")] == ["$D$1:$E$1", "$D$2:$E$2"]


def test_a_range_is_asked_at_once_whether_any_of_its_cells_is_merged(sheet):
    sheet["B2:C4"].merge()

    assert sheet["A1:A9"].merge_cells is False
    for some in ("B1:B9", "C1:C3", "B2", "C4", "A3:D3", "B2:C4", "C3:C9"):
        assert sheet[some].merge_cells is True, some
    for none in ("B5:C9", "A1:D1", "D2:D4"):
        assert sheet[none].merge_cells is False, none


def test_merged_areas_are_parted_wherever_the_range_touches_them(sheet):
    sheet["A1:B2"].merge()

    sheet["B2:D9"].unmerge()

    assert sheet["A1"].merge_cells is False
    assert sheet["A1"].merge_area.address == "$A$1"


def test_merging_over_a_merged_area_makes_one_area(sheet):
    sheet["A1:B1"].merge()

    sheet["A1:C3"].merge()

    assert sheet["A1"].merge_area.address == "$A$1:$C$3"
    assert len(sheet.book.impl.document.workbook["表"].merged_cells.ranges) == 1


def test_a_link_shows_its_text_and_leads_where_it_should(sheet):
    sheet["A1"].add_hyperlink("https://example.org/通知", "通知原文", "点击打开")
    sheet["B1"].add_hyperlink("#表!A2", "表!A2")

    assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("通知原文", "https://example.org/通知")
    assert (sheet["B1"].value, sheet["B1"].hyperlink) == ("表!A2", "#表!A2")
    assert sheet["A2"].hyperlink == ""
    assert sheet["A1"].font.color == (5, 99, 193)


def test_the_text_of_a_link_never_becomes_a_formula(sheet):
    sheet["A1"].add_hyperlink("#表!A2", "=1+1")

    assert sheet["A1"].value == "=1+1"


def test_links_come_back_after_saving(tmp_path):
    path = made(tmp_path, table("  A\n1 1"))
    with open_closed(path) as book:
        book.sheets[0]["A1"].add_hyperlink("https://example.org", "网站")
        book.sheets[0]["A2"].add_hyperlink("#表!B9", "位置")
        (tmp_path / "后.xlsx").write_bytes(package_of(book, {}))

    with open_closed(tmp_path / "后.xlsx") as book:
        sheet = book.sheets[0]
        assert [(sheet[cell].value, sheet[cell].hyperlink) for cell in ("A1", "A2")] == [
            ("网站", "https://example.org"),
            ("位置", "#表!B9"),
        ]
