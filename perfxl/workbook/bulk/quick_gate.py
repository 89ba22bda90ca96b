"""The gate's quick lane: the same rules, but what was proved before, byte for byte, is not proved again.

Hundreds of workbooks share most of their parts: theme, formats, notes, drawings, lists of relationships. A
part is known again by its packed bytes. Sheets and texts, which differ, are proved by reading
them (:mod:`.sheets`, :mod:`.strings`), and what was read is kept for the reader. The quick lane never
refuses: what it cannot vouch for goes through the gate itself, which says what is wrong.
"""

import io
import struct
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from perfxl.errors import FileError
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.inflating import inflated
from perfxl.workbook.bulk.memory import Memory, key_of
from perfxl.workbook.bulk.outline import Outline, outline_of, relationships_of, telling
from perfxl.workbook.bulk.sheets import SheetPart, plain_sheet
from perfxl.workbook.bulk.strings import read_strings
from perfxl.workbook.gate.inspection import Inspection, Package, main_parts
from perfxl.workbook.gate.kinds import WORKBOOK
from perfxl.workbook.gate.limits import MAX_UNPACKED, MIB
from perfxl.workbook.gate.package import opened_archive, refuse_by_size
from perfxl.workbook.gate.parts import Amounts, at_most, is_sound, is_xml
from perfxl.workbook.layout import FINDINGS_SHEET, INSTRUCTIONS_SHEET, REPORT_SHEET

_HEADER: Final = struct.Struct("<4s5H3L2H")
_SIGNATURE: Final = b"PK\x03\x04"
_UTF8_FLAG: Final = 0x800
_PLAIN_FLAGS: Final = _UTF8_FLAG | 0xE
"""Flags that change nothing for a reader: how hard it was packed, sizes behind the data, names in UTF-8."""
_OWN_SHEETS: Final = (INSTRUCTIONS_SHEET, FINDINGS_SHEET, REPORT_SHEET)
_KEPT, _LONGEST, _BEGINNING = 512, 8 * MIB, 300


class _Proof(NamedTuple):
    """What is known of a part: how much XML it holds at most (None: it is none); its content, if kept."""

    amounts: Amounts | None
    content: bytes | None = None


_proofs: Memory[tuple[object, ...], _Proof] = Memory(_KEPT)


class QuickProver:
    """Proves the parts of one package (:class:`~perfxl.workbook.gate.proving.Prover`).

    ``sheets`` and ``strings`` are what was read in passing, by the names of parts; ``maps`` what tells where
    others are.
    """

    def __init__(self, file: bytes, archive: zipfile.ZipFile, path: Path) -> None:
        """Begin with the first part; ``file`` is the whole archive, ``path`` what messages name."""
        self._file = file
        self._path = path
        self._members = {info.filename: info for info in archive.infolist()}
        self._ends = _ends(archive)
        self._unpacked = 0
        self._amounts = Amounts()
        self.sizes: dict[str, int] = {}
        self.sheets: dict[str, SheetPart] = {}
        self.strings: dict[str, list[str]] = {}
        self.maps: dict[str, bytes] = {}
        self._unread: frozenset[str] = frozenset()
        """The sheets that perfxl itself writes need not be read."""
        self._kept: frozenset[str] = frozenset()
        """Parts that are read later, and the same in many workbooks."""

    @property
    def cells(self) -> int:
        """How many cells there are at most."""
        return self._amounts.cells

    def listing(self, info: zipfile.ZipInfo) -> bytes:
        """The content of the part that lists all others."""
        content = self._known(info, wanted=True)[1]
        main = main_parts(content).get(WORKBOOK, "")
        if main in self._members:
            outline = self._outline(main)
            self._unread = frozenset(outline.parts.get(sheet, "") for sheet in _OWN_SHEETS)
            self._kept = frozenset({outline.styles})
        return content

    def _outline(self, main: str) -> Outline:
        rels = self._members.get(relationships_of(main))
        told = [
            self._known(info, wanted=True)[1] if info else b"<none/>" for info in (self._members[main], rels)
        ]
        return outline_of(main, *told)

    def prove(self, info: zipfile.ZipInfo, *, wanted: bool) -> bytes:
        """Prove a part, or know it again."""
        proof, content = self._known(info, wanted=wanted or info.filename in self._kept)
        self._unpacked += info.file_size
        if proof.amounts is not None:
            self.sizes[info.filename] = info.file_size
            self._amounts = self._amounts.plus(proof.amounts)
        if self._unpacked > MAX_UNPACKED or self._amounts.too_much(self._path):
            raise DoubtError
        if content:
            self.maps[info.filename] = content
        return self.maps.get(info.filename, b"")

    def content(self, name: str) -> bytes:
        """The content of a part that was proved; empty where there is no such part."""
        if name in self.maps:
            return self.maps[name]
        info = self._members.get(name)
        return b"" if info is None else inflated(info, self._packed(info))

    def _known(self, info: zipfile.ZipInfo, *, wanted: bool) -> tuple[_Proof, bytes]:
        packed = self._packed(info)
        key = (key_of(packed), info.compress_type, info.file_size, info.CRC, _role(info))
        proof = _proofs.get(key)
        if proof is not None and (proof.content is not None or not wanted):
            return proof, proof.content or b""
        content = inflated(info, packed)
        amounts = self._proved(info.filename, content)
        content = telling(content) if wanted else b""
        proof = _Proof(amounts, content if wanted else None)
        _proofs.keep_from_twice(key, proof)
        return proof, content

    def _proved(self, name: str, content: bytes) -> Amounts | None:
        """Make sure of a part that was never met before, or that differs in every workbook."""
        if not is_xml(name, content):
            return None
        try:
            if b"<sheetData>" in content and name not in self._unread:
                self.sheets[name] = sheet = plain_sheet(content)
                return sheet.amounts
            if b"<sst " in content[:_BEGINNING]:
                self.strings[name] = read_strings(content)
                return Amounts.of_tags(content)
        except DoubtError:
            pass  # it may be written in another way than most
        if not is_sound(name, content):
            raise DoubtError
        return at_most(content)

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        """The packed bytes of a part, if its own header says what the directory says."""
        start = info.header_offset + _HEADER.size
        header = self._file[info.header_offset : start]
        if len(header) < _HEADER.size or info.file_size > _LONGEST:
            raise DoubtError
        signature, _, flags, method, *_, name_length, extra_length = _HEADER.unpack(header)
        name = self._file[start : start + name_length]
        begin = start + name_length + extra_length
        end = begin + info.compress_size
        if (
            (signature, flags, method) != (_SIGNATURE, info.flag_bits, info.compress_type)
            or flags & ~_PLAIN_FLAGS
            or name != _encoded(info)
            or end > self._ends[info.header_offset]
        ):
            raise DoubtError
        return self._file[begin:end]


def _ends(archive: zipfile.ZipFile) -> dict[int, int]:
    """Where each part must end at the latest, by where it begins: no two lie over one another."""
    begins = sorted(info.header_offset for info in archive.infolist())
    return dict(pairwise([*begins, archive.start_dir]))


def _encoded(info: zipfile.ZipInfo) -> bytes:
    """The name of a part as its header must have it."""
    name = info.orig_filename
    return name.encode("utf-8" if name.isascii() or info.flag_bits & _UTF8_FLAG else "cp437")


def _role(info: zipfile.ZipInfo) -> str:
    """What a part is taken for by its name: which of the gate's rules it is under."""
    return info.filename.lower().rpartition(".")[2]


def quick_look(content: bytes, path: Path) -> tuple[Package, QuickProver]:
    """Look at a file that has been read already, as :func:`perfxl.workbook.gate.package.inspect` does.

    Raises:
        DoubtError: the quick lane cannot vouch for it.
    """
    try:
        refuse_by_size(path, len(content))
        with opened_archive(path, io.BytesIO(content)) as archive:
            prover = QuickProver(content, archive, path)
            return Inspection(path, len(content), archive, prover).package(), prover
    except (FileError, UnicodeEncodeError) as error:
        raise DoubtError from error
