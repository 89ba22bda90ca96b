"""Files that are no good workbooks: damaged, disguised, swollen. Each builder gives the bytes of one."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"


def sheet_xml(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', after: str = "") -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def content_types(main: str = WORKBOOK_TYPE) -> bytes:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{WORKBOOK}" ContentType="{main}"/>'
        f'<Override PartName="/{SHEET}" ContentType="{_SHEET_TYPE}"/></Types>'
    ).encode()


def relationships(pairs: Iterable[tuple[str, str]]) -> bytes:
    links = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/worksheet" Target="{t}"/>' for i, t in pairs)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'.encode()


def workbook_xml(sheets: Iterable[tuple[str, str]] = (("表", "rId1"),), namespace: str = MAIN) -> bytes:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="{relation}"/>'
        for number, (name, relation) in enumerate(sheets, start=1)
    )
    return (
        f'<workbook xmlns="{namespace}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    ).encode()


def workbook_parts(changed: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The parts of the smallest workbook, some of them changed or added."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships([("rId1", WORKBOOK)]).replace(b"/worksheet", b"/officeDocument"),
        WORKBOOK: workbook_xml(),
        "xl/_rels/workbook.xml.rels": relationships([("rId1", "worksheets/sheet1.xml")]),
        SHEET: sheet_xml(),
        **(changed or {}),
    }


def zipped(parts: Mapping[str, bytes], *, level: int = 9) -> bytes:
    return zipped_pairs(parts.items(), level=level)


def zipped_pairs(parts: Iterable[tuple[str, bytes]], *, level: int = 9) -> bytes:
    """A zip file of parts; unlike a mapping, a sequence of pairs may name a part twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, level)
    return buffer.getvalue()


def workbook_bytes(changed: Mapping[str, bytes] | None = None) -> bytes:
    return zipped(workbook_parts(changed))


def compound(*streams: str) -> bytes:
    """An OLE compound file whose directory names some streams; enough of one to be told apart."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    entries = [name.encode("utf-16-le").ljust(64, b"\x00") + bytes(64) for name in ("Root Entry", *streams)]
    return header + b"".join(entries)


def with_declared_size(archive: bytes, name: str, size: int) -> bytes:
    """The same zip file, lying about how large one of its parts is."""
    encoded = name.encode()
    lying = bytearray(archive)
    for signature, at_size, at_name in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = 0
        while (start := lying.find(signature, start)) >= 0:
            if lying[start + at_name : start + at_name + len(encoded)] == encoded:
                struct.pack_into("<L", lying, start + at_size, size)
            start += 4
    return bytes(lying)


def with_password_flag(archive: bytes) -> bytes:
    """The same zip file, its parts marked as encrypted."""
    marked = bytearray(archive)
    for signature, at_flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := marked.find(signature, start)) >= 0:
            marked[start + at_flags] |= 1
            start += 4
    return bytes(marked)


def million_rows() -> bytes:
    """A workbook whose only sheet has 1,048,576 rows of one cell."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_048_577))
    return zipped(workbook_parts({SHEET: sheet_xml(rows)}), level=1)


def bomb(size: int = 400 * 1024 * 1024) -> bytes:
    """A workbook with a part of zeros that unpacks to ``size`` bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in workbook_parts().items():
            archive.writestr(name, content)
        with archive.open("xl/media/image1.bin", "w", force_zip64=False) as part:
            block = bytes(1024 * 1024)
            for _ in range(size // len(block)):
                part.write(block)
    return buffer.getvalue()


ENTITY_BOMB = (
    f'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData/><!-- &b; --></worksheet>'
).encode()
