"""The gate: what a file is and whether it is safe to open, before a workbook library touches it.

A file from the mail is not to be trusted. The gate reads in small pieces, so that its time and memory are
bounded whatever the file claims to be, and says in Chinese what is wrong with a file that it turns away.
"""

import copy
import io
import itertools
import re
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfxl.errors import FileError
from perfxl.wording import say
from perfxl.workbook.gate.parts import (
    MAX_XML,
    MIB,
    STRICT_NAMESPACE,
    XmlTally,
    is_xml,
    referenced_size,
    relations,
    sheet_ids,
    tree,
)

MAX_FILE: Final = 50 * MIB
"""The largest file that is looked at: a filled workbook has 0.1 MiB, one with photographs a few."""
MAX_PARTS: Final = 2000
"""The most parts in a package: a filled workbook has about 25."""
MAX_UNPACKED: Final = 256 * MIB
"""The most bytes that all parts may hold together once unpacked."""
MAX_RATIO: Final = 250
"""How many times its packed size a part may unpack to; sheets reach 10 to 30, padded ones 100."""
FREE_OF_RATIO: Final = 4 * MIB
"""Parts up to this size may be packed as tightly as they like."""

_CHUNK = 64 * 1024
_HEAD = 4096
_ZIP_START = b"PK\x03\x04"
_COMPOUND_START = bytes.fromhex("d0cf11e0a1b11ae1")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PASSWORD_FLAG = 0x1
_KNOWN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

_UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")
_MACRO_PART = re.compile(r"(^|/)(vbaProject[^/]*\.bin$|(intl)?macrosheets/)", re.IGNORECASE)
_EXTERNAL_LINK = re.compile(r"(^|/)externalLinks/[^/]+\.xml$", re.IGNORECASE)
_CONTENT_TYPES = "[Content_Types].xml"

_WORKBOOK, _MACROS = "workbook", "macros"
_MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": _WORKBOOK,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": _MACROS,
    "application/vnd.ms-excel.template.macroenabled.main+xml": _MACROS,
    "application/vnd.ms-excel.addin.macroenabled.main+xml": _MACROS,
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.ms-word.document.macroenabled.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
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


@dataclass(frozen=True, slots=True)
class Package:
    """A file that passed the gate.

    ``main`` is the part that lists the sheets, ``parts`` are the names of all inside; ``cells`` counts what
    all sheets hold, empty cells with a format included; ``external_links`` counts the other workbooks to
    which formulas refer.
    """

    path: Path
    size: int
    main: str
    parts: tuple[str, ...]
    cells: int
    external_links: int


def inspect(path: Path) -> Package:
    """Look at a file from outside and let it pass, or say why it cannot be read.

    Raises:
        FileError: there is no such file, it is no workbook, is damaged, encrypted, too large, or built to
            do harm; the code says which.
    """
    size = _size(path)
    _refuse_by_size(path, size)
    with _readable(path) as file:
        return _inspected(path, size, file)


def inspect_content(content: bytes, path: Path) -> Package:
    """The same look at a file that has been read already; ``path`` is what messages name.

    Raises:
        FileError: as :func:`inspect` does.
    """
    _refuse_by_size(path, len(content))
    return _inspected(path, len(content), io.BytesIO(content))


def _inspected(path: Path, size: int, file: io.BufferedIOBase) -> Package:
    _refuse_other_kinds(path, file)
    _refuse_too_many_parts(path, file)
    with _unzipped(path, file) as archive:
        return _Inspection(path, size, archive).package()


def _size(path: Path) -> int:
    if path.is_dir():
        raise FileError("E102", file=path)
    try:
        return path.stat().st_size
    except FileNotFoundError:
        raise FileError("E101", file=path) from None
    except OSError:
        raise FileError("E104", file=path) from None


def _refuse_by_size(path: Path, size: int) -> None:
    if path.name.startswith("~$"):
        raise FileError("E105", file=path)
    if size == 0:
        raise FileError("E103", file=path)
    if size > MAX_FILE:
        raise FileError("E112", file=path, size=size // MIB, limit=MAX_FILE // MIB)


@contextmanager
def _readable(path: Path) -> Iterator[io.BufferedReader]:
    try:
        file = path.open("rb")
    except OSError:
        raise FileError("E104", file=path) from None
    with file:
        yield file


def _refuse_other_kinds(path: Path, file: io.BufferedIOBase) -> None:
    """Turn away what is no zip package at all, saying what it is where that can be told."""
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


def _refuse_too_many_parts(path: Path, file: io.BufferedIOBase) -> None:
    """Count the directory's entries before a list of them is made in memory."""
    entries = 0
    tail = b""
    file.seek(0)
    while chunk := file.read(MIB):
        entries += (tail + chunk).count(_DIRECTORY_ENTRY)
        tail = chunk[1 - len(_DIRECTORY_ENTRY) :]
    if entries > MAX_PARTS:
        raise FileError("E113", file=path, limit=MAX_PARTS)


@contextmanager
def _unzipped(path: Path, file: io.BufferedIOBase) -> Iterator[zipfile.ZipFile]:
    try:
        file.seek(0)
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise FileError("E109", file=path) from None
    with archive:
        yield archive


class _Inspection:
    """One look through one package, part by part."""

    def __init__(self, path: Path, size: int, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._size = size
        self._archive = archive
        self._unpacked = 0
        self._tally = XmlTally(path)

    def package(self) -> Package:
        members = self._members()
        main = self._main_part(members)
        self._refuse_macros(members)
        maps = self._read_all(members, main)
        self._refuse_strict(maps[main])
        self._refuse_repeated_reading(main, maps)
        return Package(
            path=self._path,
            size=self._size,
            main=main,
            parts=tuple(members),
            cells=self._tally.cells,
            external_links=sum(1 for name in members if _EXTERNAL_LINK.search(name)),
        )

    def _members(self) -> Mapping[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info in self._archive.infolist():
            if info.flag_bits & _PASSWORD_FLAG:
                raise FileError("E107", file=self._path)
            if _UNSAFE_NAME.search(info.filename) or info.filename.lower() in seen:
                raise FileError("E115", file=self._path, part=info.filename)
            if info.compress_type not in _KNOWN_METHODS:
                raise FileError("E109", file=self._path)
            self._refuse_declared(info)
            seen.add(info.filename.lower())
            if not info.is_dir():
                members[info.filename] = info
        return members

    def _refuse_declared(self, info: zipfile.ZipInfo) -> None:
        if info.file_size > MAX_UNPACKED or self._too_tight(info, info.file_size):
            raise self._too_large()

    def _too_tight(self, info: zipfile.ZipInfo, unpacked: int) -> bool:
        return unpacked > FREE_OF_RATIO and unpacked > MAX_RATIO * max(info.compress_size, 1)

    def _too_large(self) -> FileError:
        return FileError("E114", file=self._path, limit=MAX_UNPACKED // MIB)

    def _main_part(self, members: Mapping[str, zipfile.ZipInfo]) -> str:
        """The name of the workbook part, by the package's content types; other packages are turned away."""
        if _CONTENT_TYPES not in members:
            raise self._other_package(_kind_by_names(members))
        found = dict(self._main_parts(members[_CONTENT_TYPES]))
        if _MACROS in found:
            raise FileError("E111", file=self._path)
        if _WORKBOOK not in found:
            raise self._other_package(next(iter(found), "unknown"))
        if found[_WORKBOOK] not in members:
            raise FileError("E118", file=self._path, part=found[_WORKBOOK])
        return found[_WORKBOOK]

    def _main_parts(self, info: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
        content = self._map(XmlTally(self._path), info.filename, self._chunks(info))
        for override in tree(content).iterfind("{*}Override"):
            kind = _MAIN_TYPES.get(override.get("ContentType", "").lower())
            if kind is not None:
                yield kind, override.get("PartName", "").lstrip("/")

    def _other_package(self, kind: str) -> FileError:
        return FileError("E110", file=self._path, kind=say(f"reading.kind.{kind}"))

    def _refuse_macros(self, members: Mapping[str, zipfile.ZipInfo]) -> None:
        if any(_MACRO_PART.search(name) for name in members):
            raise FileError("E111", file=self._path)

    def _read_all(self, members: Mapping[str, zipfile.ZipInfo], main: str) -> Mapping[str, bytes]:
        """Read every part to its end; give back the workbook part and all relationships."""
        maps: dict[str, bytes] = {}
        for name, info in members.items():
            chunks: Iterator[bytes] = self._chunks(info)
            head = next(chunks, b"")
            chunks = itertools.chain((head,) if head else (), chunks)
            if name == main or name.lower().endswith(".rels"):
                maps[name] = self._map(self._tally, name, chunks)
            elif is_xml(name, head):
                self._tally.read(name, chunks)
            else:
                deque(chunks, maxlen=0)
        return maps

    def _map(self, tally: XmlTally, name: str, chunks: Iterable[bytes]) -> bytes:
        """The whole content of a part that tells where others are."""
        content = tally.read(name, chunks)
        if len(content) < tally.sizes[name]:
            raise FileError("E113", file=self._path, limit=MAX_PARTS)
        return content

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part's real content, whatever size its header declares."""
        honest = copy.copy(info)
        honest.file_size = MAX_UNPACKED + 1
        unpacked = 0
        try:
            with self._archive.open(honest) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    self._unpacked += len(chunk)
                    if self._unpacked > MAX_UNPACKED or self._too_tight(info, unpacked):
                        raise self._too_large()
                    yield chunk
        except _BROKEN:
            raise FileError("E109", file=self._path) from None
        if unpacked != info.file_size:
            raise FileError("E115", file=self._path, part=info.filename)

    def _refuse_strict(self, workbook: bytes) -> None:
        if tree(workbook).tag.startswith(f"{{{STRICT_NAMESPACE}}}"):
            raise FileError("E119", file=self._path)

    def _refuse_repeated_reading(self, main: str, maps: Mapping[str, bytes]) -> None:
        """A sheet that is listed many times costs a reader as many readings as there are listings."""
        folder, _, name = main.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        parts = {one.id: one.target for one in relations(rels, maps.get(rels, b"<none/>"))}
        listed = [parts.get(identifier, "") for identifier in sheet_ids(maps[main])]
        if not listed or len(set(listed)) < len(listed) or not set(listed) <= self._tally.sizes.keys():
            raise FileError("E118", file=self._path, part=main)
        if (
            referenced_size({name: maps[name] for name in maps if name != main}, self._tally.sizes)
            > 2 * MAX_XML
        ):
            raise self._too_large()


def _kind_by_names(members: Mapping[str, zipfile.ZipInfo]) -> str:
    if "mimetype" in members and "content.xml" in members:
        return "ods"
    return "archive"
