"""What openpyxl writes in its own way is put in Excel's: texts shared, fonts in order, the schemas obeyed."""

import io
import re

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from perfxl.engines import open_closed, package_of
from tests.engines.samples import SHEET, made, parts_of

STYLES, TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"


def _fill(book, sheet):
    bold = book.add_format({"bold": True, "font_color": "#9C0006", "font_name": "黑体", "font_size": 12})
    sheet.write_column("A1", ["甲", "乙", "甲", "a < b & c", " 前后有空格 ", "第一行\n第二行"])
    sheet.write("B1", "加粗", bold)
    sheet.write_rich_string("B2", "普通", bold, "粗体", "普通")
    sheet.write_formula("C1", '=A1&"的"', None, "甲的")
    sheet.write_comment("A1", "批注")


@pytest.fixture
def content(tmp_path):
    with open_closed(made(tmp_path, _fill)) as book:
        return package_of(book, {})


def test_every_text_stands_once_in_the_shared_table_and_no_longer_in_the_sheet(content):
    parts = parts_of(content)
    assert b"inlineStr" not in parts[SHEET]
    assert re.search(rb'count="8" uniqueCount="7"', parts[TEXTS])
    assert len(re.findall(rb"<si>", parts[TEXTS])) == 7


def test_texts_read_as_before_with_spaces_line_breaks_and_markup(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    column = [cell.value for (cell,) in sheet["A1:A6"]]
    assert column == ["甲", "乙", "甲", "a < b & c", " 前后有空格 ", "第一行\n第二行"]
    assert sheet["B2"].value == "普通粗体普通"


def test_parts_of_a_text_keep_their_fonts(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content), rich_text=True).worksheets[0]
    bold = sheet["B2"].value[1]
    assert (bold.text, bold.font.b, bold.font.rFont, bold.font.sz) == ("粗体", True, "黑体", 12)


def test_the_properties_of_a_font_stand_in_the_prescribed_order(content):
    parts = parts_of(content)
    fonts = re.findall(rb"<font>(.*?)</font>", parts[STYLES])
    names = [re.findall(rb"<(\w+)", font) for font in fonts]
    assert [b"b", b"sz", b"color", b"name", b"family"] in names
    assert [b"b", b"sz", b"color", b"rFont", b"family"] in [
        re.findall(rb"<(\w+)", font) for font in re.findall(rb"<rPr>(.*?)</rPr>", parts[TEXTS])
    ]


def test_a_workbook_without_a_text_has_no_table_of_texts(tmp_path):
    with open_closed(made(tmp_path, lambda _, sheet: sheet.write("A1", 1))) as book:
        assert TEXTS not in parts_of(package_of(book, {}))


def test_what_is_saved_and_saved_again_obeys_the_schemas(tmp_path, content):
    file = tmp_path / "一次.xlsx"
    file.write_bytes(content)
    with open_closed(file) as book:
        book.sheets[0]["D1"].value = "再次"
        (tmp_path / "两次.xlsx").write_bytes(package_of(book, {}))
    for name in ("一次.xlsx", "两次.xlsx"):
        result = OpenXmlValidator().validate(tmp_path / name)
        assert [str(error) for error in result.errors] == []
