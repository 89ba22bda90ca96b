"""The gate tells an accountant what a file is, and lets nothing pass that could do harm."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.errors import FileError
from perfxl.workbook.bulk import read_workbook
from perfxl.workbook.bulk.closed_file import ClosedFile
from perfxl.workbook.gate import limits, parts
from perfxl.workbook.gate.package import inspect
from tests.support import files
from tests.support.files import SHEET, WORKBOOK, sheet_xml, workbook_bytes, workbook_parts, zipped


@pytest.fixture
def write(tmp_path: Path):
    def write_bytes(content: bytes, name: str = "某县行政服务中心.xlsx") -> Path:
        file = tmp_path / name
        file.write_bytes(content)
        return file

    return write_bytes


def refusal(file: Path) -> FileError:
    """How the gate refuses a file; the fast reader refuses it in the very same words."""
    with pytest.raises(FileError) as caught:
        inspect(file)
    if file.is_file():
        with pytest.raises(FileError, match=re.escape(str(caught.value))):
            read_workbook(file.read_bytes(), file)
    assert str(file) in str(caught.value)
    assert caught.value.remedy
    return caught.value


def test_an_ordinary_workbook_passes(tmp_path: Path) -> None:
    file = tmp_path / "自评.xlsx"
    book = openpyxl.Workbook()
    book.active.append([1, "二", 3.0])
    book.save(file)
    seen = inspect(file)
    assert seen.cells == 3
    assert seen.external_links == 0
    assert "xl/workbook.xml" in seen.parts
    assert seen.size == file.stat().st_size


def test_links_to_other_workbooks_are_counted(write) -> None:
    link = b"<externalLink/>"
    file = write(workbook_bytes({"xl/externalLinks/externalLink1.xml": link}))
    assert inspect(file).external_links == 1


def test_a_workbook_with_prefixed_tags_is_counted_too(write) -> None:
    prefixed = b'<x:worksheet xmlns:x="urn:x"><x:row><x:c r="A1"/><x:c/></x:row></x:worksheet>'
    assert inspect(write(workbook_bytes({SHEET: prefixed}))).cells == 2


def test_a_missing_file_is_E101(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx").code == "E101"
    (tmp_path / "文件").touch()
    assert refusal(tmp_path / "文件" / "填报.xlsx").code == "E101"


def test_a_name_that_no_file_system_takes_is_one_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="找不到文件") as caught:
        inspect(tmp_path / f"{'很' * 300}.xlsx")
    assert caught.value.code == "E101"


def test_a_folder_is_E102(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "E102"


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", "E103", ""),
        (files.compound("Workbook"), "E106", ""),
        (files.compound("Book"), "E106", ""),
        (files.compound("EncryptionInfo", "EncryptedPackage"), "E107", ""),
        (files.compound("WordDocument"), "E108", "旧格式的 Office 文档"),
        (b"%PDF-1.7 ...", "E108", "PDF 文档"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "E108", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "E108", "XML 文本"),
        ("部门名称,某县行政服务中心".encode("gb18030"), "E108", "其他格式的文件"),
        (b"Rar!\x1a\x07\x01", "E108", "压缩包"),
        (bytes(2000), "E109", ""),
    ],
)
def test_what_is_no_package_is_called_by_its_kind(write, content: bytes, code: str, kind: str) -> None:
    error = refusal(write(content))
    assert error.code == code
    assert kind in str(error)


def test_the_trace_of_an_open_workbook_is_E105(write) -> None:
    assert refusal(write(bytes(165), "~$自评.xlsx")).code == "E105"


def test_a_truncated_workbook_is_E109(write) -> None:
    whole = workbook_bytes()
    assert refusal(write(whole[: len(whole) // 2])).code == "E109"


def test_a_workbook_with_a_flipped_byte_in_a_part_is_E109(write) -> None:
    whole = bytearray(workbook_bytes())
    with zipfile.ZipFile(write(bytes(whole))) as archive:
        info = archive.getinfo(SHEET)
    whole[info.header_offset + 30 + len(SHEET) + 20] ^= 0xFF
    assert refusal(write(bytes(whole))).code == "E109"


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"a.txt": b"1"}, "压缩包"),
        ({"内/自评.xlsx": workbook_bytes()}, "压缩包"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
            "OpenDocument",
        ),
        (
            {
                "[Content_Types].xml": files.content_types(
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                )
            },
            "Word 文档",
        ),
        (
            {
                "[Content_Types].xml": files.content_types(
                    "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
                )
            },
            "二进制工作簿",
        ),
    ],
)
def test_a_package_of_another_kind_is_E110_and_called_by_its_kind(write, members, kind: str) -> None:
    error = refusal(write(zipped(members)))
    assert error.code == "E110"
    assert kind in str(error)


def test_a_renamed_macro_workbook_is_E111(write) -> None:
    assert refusal(write(workbook_bytes({"xl/vbaProject.bin": b"x"}))).code == "E111"
    macro_type = files.content_types("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    assert refusal(write(workbook_bytes({"[Content_Types].xml": macro_type}))).code == "E111"
    assert refusal(write(workbook_bytes({"xl/macrosheets/sheet1.xml": b"<a/>"}))).code == "E111"


def test_a_file_beyond_the_limit_is_E112_and_not_read(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE", 1000)
    assert refusal(write(workbook_bytes())).code == "E112"


def test_too_many_parts_are_E113(write) -> None:
    many = {f"xl/media/{number}.txt": b"" for number in range(limits.MAX_PARTS)}
    assert refusal(write(workbook_bytes(many))).code == "E113"


def test_a_bomb_that_declares_its_size_is_E114(write) -> None:
    assert refusal(write(files.bomb(16 * limits.MIB))).code == "E114"


def test_a_bomb_that_lies_about_its_size_is_E114(write) -> None:
    swollen = workbook_bytes({"xl/media/image1.bin": bytes(16 * limits.MIB)})
    lying = files.with_declared_size(swollen, "xl/media/image1.bin", 1000)
    assert refusal(write(lying)).code == "E114"


def test_a_part_that_is_larger_than_declared_is_E115(write) -> None:
    swollen = workbook_bytes({"xl/media/image1.bin": bytes(2000)})
    error = refusal(write(files.with_declared_size(swollen, "xl/media/image1.bin", 1000)))
    assert error.code == "E115"
    assert "xl/media/image1.bin" in str(error)


@pytest.mark.parametrize("name", ["../自评.xml", "/etc/x.xml", "C:x.xml", "xl\\..\\x.xml"])
def test_a_part_that_would_leave_its_folder_is_E115(write, name: str) -> None:
    assert refusal(write(zipped(workbook_parts({name: b"<a/>"})))).code == "E115"


def test_a_part_that_stands_twice_is_E115(write) -> None:
    twice = [*workbook_parts().items(), ("xl/WORKBOOK.xml", b"<a/>")]
    assert refusal(write(files.zipped_pairs(twice))).code == "E115"


def test_a_package_with_a_zip_password_is_E107(write) -> None:
    assert refusal(write(files.with_password_flag(workbook_bytes()))).code == "E107"


def test_more_cells_than_the_limit_are_E116_wherever_they_hide(write, monkeypatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 100)
    row = '<row r="1">' + "<c/>" * 101 + "</row>"
    assert refusal(write(workbook_bytes({SHEET: sheet_xml(row)}))).code == "E116"
    merged = sheet_xml(after='<mergeCells><mergeCell ref="A1:A101"/></mergeCells>')
    assert refusal(write(workbook_bytes({SHEET: merged}))).code == "E116"
    disguised = {"xl/worksheets/sheet1.bin": sheet_xml(row)}
    assert refusal(write(workbook_bytes(disguised))).code == "E116"


def test_an_area_merged_over_the_whole_sheet_is_E116(write) -> None:
    merged = sheet_xml(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert refusal(write(workbook_bytes({SHEET: merged}))).code == "E116"


def test_a_merged_area_that_cannot_be_read_is_E118(write) -> None:
    merged = sheet_xml(after='<mergeCells><mergeCell ref="&#65;1:XFD1048576"/></mergeCells>')
    assert refusal(write(workbook_bytes({SHEET: merged}))).code == "E118"


def test_a_million_row_sheet_is_E116(write) -> None:
    assert refusal(write(files.million_rows())).code == "E116"


def test_entities_are_E117_in_any_part(write) -> None:
    for part in (SHEET, WORKBOOK, "[Content_Types].xml", "docProps/app.xml", "xl/hidden.bin"):
        error = refusal(write(workbook_bytes({part: files.ENTITY_BOMB})))
        assert error.code == "E117"
        assert part in str(error)


def test_an_entity_declaration_is_seen_even_across_two_pieces(write) -> None:
    padding = b"<a>" + b" " * (64 * 1024 - 8)
    for shift in range(8):
        content = padding + b" " * shift + b"<!DOCTYPE x></a>"
        assert refusal(write(workbook_bytes({"xl/x.xml": content}))).code == "E117"


def test_a_broken_part_is_E118_and_named(write) -> None:
    error = refusal(write(workbook_bytes({SHEET: b"<worksheet><sheetData></worksheet>"})))
    assert error.code == "E118"
    assert SHEET in str(error)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_part_in_another_encoding_than_UTF8_is_E118(write, encoding: str) -> None:
    wide = sheet_xml().decode().encode(encoding)
    assert refusal(write(workbook_bytes({SHEET: wide}))).code == "E118"
    assert refusal(write(workbook_bytes({"xl/sheet1.bin": wide}))).code == "E118"


def test_a_part_that_declares_another_encoding_is_E118(write) -> None:
    declared = b'<?xml version="1.0" encoding="IBM037"?>' + sheet_xml()
    assert refusal(write(workbook_bytes({SHEET: declared}))).code == "E118"


def test_a_sheet_listed_many_times_is_E118(write) -> None:
    listed = files.workbook_xml((f"表{number}", "rId1") for number in range(50))
    assert refusal(write(workbook_bytes({WORKBOOK: listed}))).code == "E118"


def test_a_sheet_behind_many_relationships_is_E118(write) -> None:
    rels = files.relationships((f"rId{number}", "worksheets/sheet1.xml") for number in range(50))
    listed = files.workbook_xml((f"表{number}", f"rId{number}") for number in range(50))
    changed = {WORKBOOK: listed, "xl/_rels/workbook.xml.rels": rels}
    assert refusal(write(workbook_bytes(changed))).code == "E118"


def test_a_workbook_without_sheets_is_E118(write) -> None:
    assert refusal(write(workbook_bytes({WORKBOOK: files.workbook_xml(())}))).code == "E118"


def test_the_strict_variant_is_E119(write) -> None:
    strict = files.workbook_xml(namespace=parts.STRICT_NAMESPACE)
    assert refusal(write(workbook_bytes({WORKBOOK: strict}))).code == "E119"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_workbook_damaged_anywhere_is_refused_with_a_code_or_passes(data, tmp_path_factory) -> None:
    whole = bytearray(workbook_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.mktemp("damaged") / "自评.xlsx"
    file.write_bytes(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    outcomes = []
    for look in (inspect, lambda file: ClosedFile(file.read_bytes(), file)):
        try:
            assert look(file)
            outcomes.append("")
        except FileError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]
