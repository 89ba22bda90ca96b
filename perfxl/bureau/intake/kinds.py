"""What a file is, told by what it holds and not by its name.

Only so much is looked at as tells where a piece goes; whether a workbook is sound is the gate's question.
"""

import re
from enum import Enum
from pathlib import PurePath
from typing import IO, Final

from perfxl.bureau.intake.compound import children, opened_compound
from perfxl.bureau.intake.outlook import PROPERTIES
from perfxl.bureau.intake.pieces import Content
from perfxl.bureau.intake.unpacking import BROKEN, unzipped
from perfxl.bureau.products import product_of
from perfxl.errors import FileError
from perfxl.wording import subject

_HEAD: Final = 4096
_TYPES: Final = "[Content_Types].xml"
_MOST_TYPES: Final = 1024 * 1024
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKED_STARTS: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"MSCF",
    b"\x78\x9f\x3e\x22")  # fmt: skip
_DOCUMENT_STARTS: Final = (
    b"%PDF",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"II*\x00",
    b"MM\x00*",
)
_PROGRAM_STARTS: Final = (b"MZ", b"\x7fELF")
_HEADING = re.compile(rb"^(?:From|Return-Path|Received|Delivered-To|Message-ID|MIME-Version|Date|Subject|To|"
    rb"Content-Type|DKIM-Signature|Reply-To|X-[\w-]+)[ \t]*:", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_POSTMARK = re.compile(rb"From \S+.{0,80}\d{4}")


class Kind(Enum):
    """Where a piece goes."""

    WORKBOOK = "workbook"
    """A workbook, or what claims to be one: whatever is wrong with it, its sender is to be answered."""
    ARCHIVE = "archive"
    MAIL = "mail"
    OUTLOOK = "outlook"
    MAILBOX = "mailbox"
    DOCUMENT = "document"
    """Something for people to read."""
    PRODUCT = "product"
    """What perfxl has written for a bureau."""
    PACKED = "packed"
    """An archive of a kind that is not opened here."""
    OTHER = "other"


def kind_of(content: Content, name: str) -> Kind:
    """What a piece is.

    Raises:
        OSError: it cannot be read.
    """
    suffix = PurePath(name).suffix.lower()
    with content.open() as stream:
        head = stream.read(_HEAD)
        if head.startswith(b"PK"):
            return _zipped(stream, suffix)
        if head.startswith(_COMPOUND):
            return _compound(stream, suffix)
    if head.startswith(_PACKED_STARTS):
        return Kind.PACKED
    if head.startswith(_PROGRAM_STARTS):
        return Kind.OTHER
    return _mail(head, suffix) or _by_name(head, suffix)


def _named(suffix: str, kind: str) -> bool:
    """Whether an ending is one of those that ``texts/intake.toml`` lists for a kind."""
    return suffix in subject("intake")["suffixes"][kind]


def _by_name(head: bytes, suffix: str) -> Kind:
    for kind in (Kind.WORKBOOK, Kind.PACKED, Kind.ARCHIVE, Kind.DOCUMENT):
        if _named(suffix, kind.value):
            return kind
    return Kind.DOCUMENT if head.startswith(_DOCUMENT_STARTS) else Kind.OTHER


def _zipped(stream: IO[bytes], suffix: str) -> Kind:
    """A package of Office, of which the types of its parts tell what it is, or an archive."""
    try:
        with unzipped(stream) as package:
            names = set(package.NameToInfo)
            told = b""
            if _TYPES in names:
                with package.open(_TYPES) as types:
                    told = types.read(_MOST_TYPES)
            if told and product_of(package) is not None:
                return Kind.PRODUCT
    except (FileError, *BROKEN):
        return Kind.WORKBOOK if _named(suffix, "workbook") else Kind.ARCHIVE
    if b"spreadsheetml" in told or b"ms-excel" in told:
        return Kind.WORKBOOK
    if told or "mimetype" in names or "OFD.xml" in names:
        return Kind.WORKBOOK if _named(suffix, "workbook") else Kind.DOCUMENT
    return Kind.ARCHIVE


def _compound(stream: IO[bytes], suffix: str) -> Kind:
    try:
        with opened_compound(stream) as file:
            names = set(children(file, ()))
    except FileError:
        return Kind.OUTLOOK if _named(suffix, "outlook") else _by_name(b"", suffix)
    if PROPERTIES in names:
        return Kind.OUTLOOK
    if {"WordDocument", "PowerPoint Document"} & names or _named(suffix, "document"):
        return Kind.DOCUMENT
    return Kind.WORKBOOK if {"Workbook", "Book", "EncryptedPackage"} & names else _by_name(b"", suffix)


def _mail(head: bytes, suffix: str) -> Kind | None:
    """A mailbox or a mail; without the ending of one only if it begins as every mail does."""
    if _POSTMARK.match(head) and (_named(suffix, "mailbox") or _HEADING.search(head)):
        return Kind.MAILBOX
    if _named(suffix, "mail"):
        return Kind.MAIL
    headings = _HEADING.findall(head) if _HEADING.match(head) else ()
    return Kind.MAIL if len(headings) >= 3 and suffix == "" else None
