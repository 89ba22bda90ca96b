"""What a file is that is no workbook, so that a user can be told: a PDF, an old .xls, a web page renamed."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from perfxl.errors import FileError
from perfxl.wording import say

WORKBOOK, MACROS = "workbook", "macros"
MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": WORKBOOK,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": MACROS,
    "application/vnd.ms-excel.template.macroenabled.main+xml": MACROS,
    "application/vnd.ms-excel.addin.macroenabled.main+xml": MACROS,
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.ms-word.document.macroenabled.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
"""The kind of a package by the content type of its main part."""

_HEAD = 4096
_ZIP_START = b"PK\x03\x04"
_COMPOUND_START = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS = {"EncryptedPackage": "E107", "Workbook": "E106", "Book": "E106"}
_STARTS = {
    b"%pdf": "pdf",
    b"\xff\xd8\xff": "picture",
    b"\x89png": "picture",
    b"rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"pk": "archive",
    b"<?xml": "xml",
    b"<": "html",
}


def refuse_other_kinds(path: Path, file: io.BufferedIOBase) -> None:
    """Turn away what is no zip package at all, saying what it is where that can be told.

    Raises:
        FileError: it is an old or an encrypted workbook (E106, E107), something else (E108), or broken
            (E109).
    """
    head = file.read(_HEAD)
    if head.startswith(_ZIP_START):
        return
    if head.startswith(_COMPOUND_START):
        raise FileError(_compound_code(head + file.read()), file=path, kind=say("reading.kind.office97"))
    if not head.strip(b"\x00"):
        raise FileError("E109", file=path)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    kind = next((kind for begin, kind in _STARTS.items() if start.startswith(begin)), "unknown")
    raise FileError("E108", file=path, kind=say(f"reading.kind.{kind}"))


def _compound_code(content: bytes) -> str:
    """What an OLE compound file holds, by the names of its streams, which stand in it as UTF-16."""
    for name, code in _STREAMS.items():
        if f"{name}\x00".encode("utf-16-le") in content:
            return code
    return "E108"


def kind_by_names(members: Mapping[str, zipfile.ZipInfo]) -> str:
    """The kind of a zip file that is no Office package, by the names of its parts."""
    if "mimetype" in members and "content.xml" in members:
        return "ods"
    return "archive"
