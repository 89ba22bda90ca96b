"""What openpyxl would drop is carried over as it stands."""

import struct
import zlib

import openpyxl
import pytest
from lxml import etree

from perfxl.engines import open_closed, package_of
from tests.engines.samples import (
    OFFICE,
    SHEET,
    SHEET_RELS,
    TYPES,
    before,
    made,
    parts_of,
    patched,
    related,
    relations,
    saved,
)


def png(colour: bytes = b"\xc0\x00\x00") -> bytes:
    """A picture of 2 by 2 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + colour * 2) * 2
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(folder):
    path = folder / "公章.png"
    path.write_bytes(png())
    return str(path)


def everything(folder):
    """A sheet with a picture, a chart, a text box, a header with a picture, a background, a note, a table."""

    def fill(book, sheet):
        sheet.write_column("A1", ["列", 1, 2, 3])
        sheet.insert_image("D2", picture(folder), {"url": "https://example.org", "description": "公章"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$A$2:$A$4"})
        sheet.insert_chart("F2", chart)
        sheet.insert_textbox("D20", "请在此盖章")
        sheet.set_header("&L&G", {"image_left": picture(folder)})
        sheet.set_background(picture(folder))
        sheet.write_comment("A2", "批注")
        sheet.add_table("A1:A4", {"columns": [{"header": "列"}]})
        sheet.add_sparkline("B2", {"range": "表!A2:A4"})
        sheet.ignore_errors({"number_stored_as_text": "A1:A4"})
        book.add_worksheet("另")

    return made(folder, fill)


CARRIED = (
    "xl/drawings/drawing1.xml",
    "xl/drawings/_rels/drawing1.xml.rels",
    "xl/charts/chart1.xml",
    "xl/media/image1.png",
)


def test_drawings_with_all_that_belongs_to_them_come_through_byte_for_byte(tmp_path):
    path = everything(tmp_path)
    original, after = parts_of(path), parts_of(saved(path, tmp_path / "后.xlsx"))

    for name in (*CARRIED, "xl/drawings/vmlDrawing2.vml"):
        assert after[name] == original[name]


def order(xml: bytes) -> list[str]:
    return [etree.QName(element).localname for element in etree.fromstring(xml)]


def test_what_is_carried_over_stands_where_excel_wants_it(tmp_path):
    after = parts_of(saved(everything(tmp_path), tmp_path / "后.xlsx"))

    assert order(after[SHEET])[-8:] == [
        "headerFooter",
        "ignoredErrors",
        "drawing",
        "legacyDrawing",
        "legacyDrawingHF",
        "picture",
        "tableParts",
        "extLst",
    ]


def test_every_relationship_leads_to_a_part_and_every_part_is_declared(tmp_path):
    after = parts_of(saved(everything(tmp_path), tmp_path / "后.xlsx"))
    held = {
        element.get(f"{{{OFFICE}}}id")
        for element in etree.fromstring(after[SHEET]).iter(etree.Element)
        if element.get(f"{{{OFFICE}}}id")
    }
    found = {relation.get("Id"): relation for relation in etree.fromstring(after[SHEET_RELS])}

    assert held <= found.keys()
    assert len(found) == len(etree.fromstring(after[SHEET_RELS]))
    for relation in found.values():
        assert relation.get("TargetMode") == "External" or relation.get("Target").lstrip("/") in after
    declared = {
        override.get("PartName") for override in etree.fromstring(after[TYPES]).iterfind("{*}Override")
    }
    assert {f"/{name}" for name in after if not name.endswith(".rels")} - declared <= {
        f"/{TYPES}",
        "/xl/drawings/commentsDrawing1.vml",
    }


def test_sparklines_and_switched_off_warnings_come_through(tmp_path):
    path = everything(tmp_path)
    after = etree.fromstring(parts_of(saved(path, tmp_path / "后.xlsx"))[SHEET])

    warning = after.find("{*}ignoredErrors/{*}ignoredError")
    assert dict(warning.attrib) == {"sqref": "A1:A4", "numberStoredAsText": "1"}
    sparkline = after.find("{*}extLst/{*}ext/{*}sparklineGroups/{*}sparklineGroup/{*}sparklines/{*}sparkline")
    assert (sparkline.findtext("{*}f"), sparkline.findtext("{*}sqref")) == ("表!A2:A4", "B2")


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_another_reader_finds_picture_chart_notes_and_table(tmp_path):
    pytest.importorskip("PIL")
    sheet = openpyxl.load_workbook(saved(everything(tmp_path), tmp_path / "后.xlsx"))["表"]

    assert len(sheet._images) == 1
    assert len(sheet._charts) == 1
    assert sheet["A2"].comment.text == "批注"
    assert list(sheet.tables) == ["Table1"]
    assert sheet.HeaderFooter.oddHeader.left.text == "&G"


def test_what_the_file_says_of_its_program_stays_without_its_list_of_sheets(tmp_path):
    path = everything(tmp_path)
    patched(path, {"docProps/app.xml": lambda xml: xml.replace(b"<Company>", "<Company>某县财政局".encode())})

    written = parts_of(saved(path, tmp_path / "后.xlsx"))["docProps/app.xml"].decode()

    assert "<Company>某县财政局</Company>" in written
    assert "<AppVersion>12.0000</AppVersion>" in written
    assert "TitlesOfParts" not in written


def test_pictures_in_cells_of_wps_come_through_with_the_formula_that_shows_them(tmp_path):
    shown = '_xlfn.DISPIMG("ID_1",1)'
    path = made(
        tmp_path, lambda _b, sheet: sheet.write_formula("A1", f"={shown}", None, '=DISPIMG("ID_1",1)')
    )
    wps = "http://www.wps.cn/officeDocument/2020"
    kind = "application/vnd.wps-officedocument.cellimage+xml"
    pictures = {"xl/cellimages.xml": b"<cellImages/>", "xl/media/image1.png": png()}
    patched(
        path,
        {
            "xl/_rels/workbook.xml.rels": before(
                "</Relationships>", related("cellImage", "cellimages.xml", namespace=wps)
            ),
            "xl/_rels/cellimages.xml.rels": relations(related("image", "media/image1.png")),
            TYPES: before(
                "</Types>",
                f'<Override PartName="/xl/cellimages.xml" ContentType="{kind}"/>'
                '<Default Extension="png" ContentType="image/png"/>',
            ),
            **pictures,
        },
    )

    after = parts_of(saved(path, tmp_path / "后.xlsx"))

    assert {name: after[name] for name in pictures} == pictures
    assert (
        f'Type="{wps}/cellImage" Target="/xl/cellimages.xml"' in after["xl/_rels/workbook.xml.rels"].decode()
    )
    assert kind in after[TYPES].decode()
    with open_closed(tmp_path / "后.xlsx") as book:
        assert book.sheets[0]["A1"].formula == f"={shown}"
        assert book.sheets[0]["A1"].value == '=DISPIMG("ID_1",1)'


def test_a_second_round_changes_nothing(tmp_path):
    once = saved(everything(tmp_path), tmp_path / "一.xlsx")
    twice = saved(once, tmp_path / "二.xlsx")

    assert once.read_bytes() == twice.read_bytes()


def test_pictures_survive_the_work_on_their_sheet(tmp_path):
    path = everything(tmp_path)
    with open_closed(path) as book:
        sheet = book.sheets["表"]
        sheet["A2"].value = 9
        sheet["A3"].add_note("又一条")
        book.sheets.add("审核", after="表")
        after = parts_of(package_of(book, {}))

    assert after["xl/drawings/drawing1.xml"] == parts_of(path)["xl/drawings/drawing1.xml"]
    assert b"carried1" in after[SHEET]


def test_a_validation_with_a_list_on_another_sheet_survives_as_excel_writes_it(tmp_path):
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1" xr:uid="{1}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision">'
        "<x14:formula1><xm:f>另!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B2:B9</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    path = patched(made(tmp_path, lambda *_: None), {SHEET: before("</worksheet>", extension)})

    after = parts_of(saved(path, tmp_path / "后.xlsx"))[SHEET]

    found = etree.fromstring(after).find("{*}extLst/{*}ext/{*}dataValidations/{*}dataValidation")
    assert found.findtext("{*}formula1/{*}f") == "另!$A$1:$A$3"
    assert dict(found.attrib) == {"type": "list", "allowBlank": "1"}, (
        "a revision mark that nobody declared ignorable"
    )


def test_headers_ranges_for_some_users_and_validations_stay_to_the_letter(tmp_path):
    def fill(_book, sheet):
        sheet.set_header('&R右&C&"仿宋,常规"&10中&8小', {"scale_with_doc": False})
        sheet.data_validation("C2 A1:A9", {"validate": "custom", "value": "=C2>0"})

    path = made(tmp_path, fill)
    ranges = '<protectedRanges><protectedRange password="ABCD" sqref="A1:A9" name="区域1"/></protectedRanges>'
    patched(path, {SHEET: before("<dataValidations", ranges)})

    after = etree.fromstring(parts_of(saved(path, tmp_path / "后.xlsx"))[SHEET])
    original = etree.fromstring(parts_of(path)[SHEET])

    for name in ("headerFooter", "protectedRanges", "dataValidations"):
        one, other = (tree.find(f"{{*}}{name}") for tree in (original, after))
        told = [[(dict(e.attrib), e.text) for e in element.iter()] for element in (one, other)]
        assert told[0] == told[1]
    tail = ["protectedRanges", "dataValidations", "pageMargins", "headerFooter"]
    assert order(etree.tostring(after))[-4:] == tail


def test_a_format_for_several_areas_stays_relative_to_the_first_of_them(tmp_path):
    def fill(book, sheet):
        red = book.add_format({"bg_color": "red"})
        options = {"type": "formula", "criteria": "=C2>1", "format": red, "multi_range": "C2:C5 A10:A12"}
        sheet.conditional_format("C2:C5", options)

    after = etree.fromstring(parts_of(saved(made(tmp_path, fill), tmp_path / "后.xlsx"))[SHEET])

    assert after.find("{*}conditionalFormatting").get("sqref") == "C2:C5 A10:A12"


def test_merged_areas_are_written_in_order(tmp_path):
    def fill(_book, sheet):
        for row in (9, 2, 5, 30, 7):
            sheet.merge_range(row, 0, row, 3, "x")

    after = etree.fromstring(parts_of(saved(made(tmp_path, fill), tmp_path / "后.xlsx"))[SHEET])

    areas = [area.get("ref") for area in after.find("{*}mergeCells")]
    assert areas == ["A3:D3", "A6:D6", "A8:D8", "A10:D10", "A31:D31"]


def test_a_sheet_that_lost_its_drawing_part_is_no_reason_to_fail(tmp_path):
    path = made(tmp_path, lambda *_: None)
    patched(
        path,
        {
            SHEET: before("</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="xdrawing"/>'),
            SHEET_RELS: relations(related("drawing", "../drawings/drawing7.xml")),
        },
    )

    with open_closed(path) as book:
        assert book.sheets[0]["A1"].value is None
