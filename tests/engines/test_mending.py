"""What openpyxl's loader gets wrong, and is set right."""

import openpyxl
import pytest

from perfxl.engines import open_closed, package_of
from tests.engines.samples import SHEET, STYLES, WORKBOOK, made, moment, parts_of, patched, saved, table


def dates(book, sheet):
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write("A1", 20240305, date)
    sheet.write("A2", 45356, date)


def test_a_number_that_is_no_date_in_a_cell_for_dates_keeps_its_digits(tmp_path):
    path = made(tmp_path, dates)

    with open_closed(saved(path, tmp_path / "后.xlsx")) as book:
        assert book.sheets[0]["A1:A2"].value == [20240305.0, moment(2024, 3, 5)]
    assert b"<v>20240305</v>" in parts_of(tmp_path / "后.xlsx")[SHEET]


def test_a_real_error_in_a_cell_for_dates_stays_an_error(tmp_path):
    path = made(tmp_path, dates)
    patched(
        path,
        {
            SHEET: lambda xml: xml.replace(
                b'<c r="A2" s="1"><v>45356</v>', b'<c r="A2" s="1" t="e"><v>#VALUE!</v>'
            )
        },
    )

    with open_closed(path) as book:
        assert book.sheets[0]["A1:A2"].options(err_to_str=True).value == [20240305.0, "#VALUE!"]


def test_a_format_that_only_chinese_programs_know_by_its_number_is_written_out(tmp_path):
    def fill(book, sheet):
        sheet.write("A1", 44260, book.add_format({"num_format": 31}))

    path = saved(made(tmp_path, fill), tmp_path / "后.xlsx")

    with open_closed(path) as book:
        assert book.sheets[0]["A1"].value == moment(2021, 3, 5)
        assert book.sheets[0]["A1"].number_format == 'yyyy"年"m"月"d"日"'
    assert 'formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"'.encode() in parts_of(path)[STYLES]


def test_a_file_may_give_such_a_number_another_meaning(tmp_path):
    def fill(book, sheet):
        sheet.write("A1", 44260, book.add_format({"num_format": "0.000"}))

    own = {STYLES: lambda xml: xml.replace(b'numFmtId="164"', b'numFmtId="27"')}
    with open_closed(patched(made(tmp_path, fill), own)) as book:
        assert book.sheets[0]["A1"].value == 44260
        assert book.sheets[0]["A1"].number_format == "0.000"


@pytest.mark.parametrize("name", ["_xlnm.Print_Titles", "_xlnm.Print_Area"])
def test_print_names_whose_cells_were_deleted_do_not_keep_a_workbook_shut(tmp_path, name):
    dead = f'<definedName name="{name}" localSheetId="0">表!#REF!</definedName>'
    names = f'<definedNames>{dead}<definedName name="甲">表!$A$1</definedName></definedNames>'
    path = made(tmp_path, table("  A\n1 1"))
    patched(path, {WORKBOOK: lambda xml: xml.replace(b"</sheets>", b"</sheets>" + names.encode())})

    with open_closed(path) as book:
        assert book.sheets[0]["A1"].value == 1.0
        assert "甲" in book.names
        written = parts_of(package_of(book, {}))[WORKBOOK]

    assert b"#REF!" not in written


def links(book, sheet):
    sheet.write_url("A1", "https://example.org", None, "网站")
    sheet.write_blank("B1", None, book.add_format({"bg_color": "red"}))


def linked_blank(tmp_path, cell: bytes):
    path = made(tmp_path, links)
    return patched(
        path,
        {
            SHEET: lambda xml: xml.replace(
                b'<hyperlink ref="A1"',
                b'<hyperlink ref="' + cell + b'" location="\xe8\xa1\xa8!A9"/><hyperlink ref="A1"',
                1,
            )
        },
    )


@pytest.mark.parametrize("cell", ["B1", "C1"])
def test_a_blank_cell_that_leads_somewhere_stays_blank_and_keeps_its_link(tmp_path, cell):
    path = saved(linked_blank(tmp_path, cell.encode()), tmp_path / "后.xlsx")

    with open_closed(path) as book:
        sheet = book.sheets[0]
        assert (sheet[cell].value, sheet[cell].hyperlink) == (None, "#表!A9")
        assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("网站", "https://example.org")


def test_notes_keep_the_size_of_their_boxes_even_where_excel_has_written_html(tmp_path):
    def fill(_book, sheet):
        sheet.write_comment("A1", "一", {"x_scale": 2, "y_scale": 3})
        sheet.write_comment("B2", "二")

    path = made(tmp_path, fill)
    patched(path, {"xl/drawings/vmlDrawing1.vml": lambda vml: vml.replace(b"<div", b"<br><div", 1)})

    sheet = openpyxl.load_workbook(saved(path, tmp_path / "后.xlsx")).active
    assert sheet["A1"].comment.text == "一"
    with open_closed(tmp_path / "后.xlsx") as book:
        sizes = [
            (note.width, note.height)
            for note in (book.impl.document.workbook["表"][cell].comment for cell in ("A1", "B2"))
        ]

    assert sizes == [(256, 222), (128, 74)]


def merged_over_filled_cells(_book, sheet):
    sheet.merge_range("A1:C1", "标题")
    for place, content in (("A3", 1), ("B3", 2), ("A4", "被盖住"), ("B4", "也被盖住"), ("D4", 4)):
        sheet.write(place, content)
    sheet.write_formula("C3", "=A3+1", None, 2)


def covered(folder):
    """Merging by way of formats leaves what stands below, which XlsxWriter never would."""
    areas = '<mergeCell ref="A3:B4"/><mergeCell ref="C3:C4"/></mergeCells>'
    path = made(folder, merged_over_filled_cells)
    return patched(path, {SHEET: lambda xml: xml.replace(b"</mergeCells>", areas.encode())})


def test_what_merged_cells_cover_is_read_and_kept(tmp_path):
    path = covered(tmp_path)

    for file in (path, saved(path, tmp_path / "后.xlsx")):
        with open_closed(file) as book:
            sheet = book.sheets[0]
            assert sheet["A3:D4"].value == [[1.0, 2.0, 2.0, None], ["被盖住", "也被盖住", None, 4.0]]
            assert sheet["B4"].merge_area.get_address(False, False) == "A3:B4"
            assert sheet["B1"].merge_area.get_address(False, False) == "A1:C1"
            assert not sheet["D4"].merge_cells
    assert parts_of(tmp_path / "后.xlsx")[SHEET].count(b"<mergeCell ") == 3


def test_nothing_is_written_below_merged_cells_of_a_file(tmp_path):
    with open_closed(covered(tmp_path)) as book:
        sheet = book.sheets[0]
        sheet["A1:D1"].value = [["标题二", "被盖住", "也是", "旁边"]]
        sheet["A3:B3"].formula = "=1+1"

        assert sheet["A1:D1"].value == ["标题二", None, None, "旁边"]
        assert sheet["A3:B3"].formula == (("=1+1", "2"),)


def test_merged_cells_of_a_file_are_parted_and_what_they_covered_comes_to_light(tmp_path):
    path, target = covered(tmp_path), tmp_path / "后.xlsx"
    with open_closed(path) as book:
        book.sheets[0]["A1:B4"].unmerge()
        target.write_bytes(package_of(book, {}))

    with open_closed(target) as book:
        sheet = book.sheets[0]
        assert sheet["A3:B4"].value == [[1.0, 2.0], ["被盖住", "也被盖住"]]
        assert not sheet["B1"].merge_cells
        assert sheet["C4"].merge_cells


def bordered(book, sheet):
    red = book.add_format({"left": 2, "left_color": "red"})
    sheet.merge_range("B2:D2", "标题", book.add_format({"border": 1}))
    sheet.write_blank("D2", None, red)


def test_covered_cells_keep_the_borders_that_the_file_gives_them(tmp_path):
    """openpyxl would draw the frame of the whole area anew."""
    path = made(tmp_path, bordered)
    with open_closed(path) as book:
        cell = book.impl.document.workbook.worksheets[0]["D2"]
        assert (cell.border.left.style, cell.border.right.style) == ("medium", None)
