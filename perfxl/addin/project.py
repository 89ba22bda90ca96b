"""The VBA project of an add-in: the base project that xlwings ships, with our modules in it.

Excel cannot be asked here whether it takes the result, so everything that only Excel would look at is kept
as Excel once wrote it: the document modules, the project's id with the keys that are encrypted with it, the
references. Everything compiled is dropped, so that Excel compiles the text anew.
"""

import re
import struct
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlwings
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB
from pyopenvba.vba import split_attribute_header

from perfxl.addin.package import PROJECT

if TYPE_CHECKING:
    from pyopenvba.vba import VBAProject

XLWINGS: Final = Path(xlwings.__file__).parent
BASE: Final = XLWINGS / "quickstart_addin_ribbon.xlam"
"""The add-in that xlwings gives to start from (BSD licence)."""

_OF_THE_BASE: Final = ("ThisWorkbook", "Sheet2")
"""The document modules, which belong to the workbook and its sheet and are always there."""

_NEVER_COMPILED: Final = bytes.fromhex("cc61ffff000000")
"""A ``_VBA_PROJECT`` stream without any cache, of version 0xFFFF ([MS-OVBA] 2.3.4.1): compile the text."""

_CLASS_FILE: Final = "VERSION 1.0 CLASS"

_CODE_PAGE, _PROJECT_NAME, _PROJECT_VERSION = 0x0003, 0x0004, 0x0009
_RECORD: Final = struct.Struct("<HI")


@dataclass(frozen=True, slots=True)
class Project:
    """What is to be in a VBA project."""

    name: str
    modules: Mapping[str, str]
    """The source of every module by its name, in the form that stands in a project."""

    code_page: int = 1252
    """In which the sources are stored. Excel shows them rightly where the system has the same code page."""


def macro_files(folder: Path) -> list[Path]:
    """The VBA modules in a folder, always in the same order."""
    return sorted(file for file in folder.iterdir() if file.suffix in {".bas", ".cls"})


def project_part(wanted: Project) -> bytes:
    """The bytes of ``xl/vbaProject.bin``."""
    with tempfile.TemporaryDirectory() as folder, ExcelFile(BASE) as book:
        project = book.vba_project()
        # Nothing here shows a form, and the reference names a file on its author's disk.
        book.remove_reference("MSForms")
        project.code_page = wanted.code_page
        _fill(project, wanted.modules)
        _write_head(project, wanted)
        written = Path(folder) / "project.xlam"
        book.save(written)
        with zipfile.ZipFile(written) as package:
            container = CFB.from_bytes(package.read(PROJECT))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NEVER_COMPILED)
    container.write_stream("PROJECT", _renamed(container.get_stream("PROJECT"), wanted.name))
    content: bytes = container.to_bytes()
    return content


def _fill(project: "VBAProject", sources: Mapping[str, str]) -> None:
    for name in [one for one in project.module_names() if one not in {*sources, *_OF_THE_BASE}]:
        project.delete_module(name)
    for name, source in sources.items():
        if name in _OF_THE_BASE:
            # What Excel once wrote above the code of a document tells it which document it belongs to.
            document = project.get_module(name)
            head, _ = split_attribute_header(document.source)
            document.source = head + split_attribute_header(source)[1]
        elif name in project.module_names():
            project.get_module(name).source = source
        elif source.startswith(_CLASS_FILE):
            # A class stands in a project under another header than in a file; the library writes Excel's.
            _, body = split_attribute_header(source)
            project.add_module(name, body, kind=VBAModuleKind.other)
        else:
            project.add_module(name, source, kind=VBAModuleKind.standard)
    for module in project.modules:
        # Read before it is marked: writing it anew drops what Excel once compiled.
        _ = module.source
        module.dirty = True


def _write_head(project: "VBAProject", wanted: Project) -> None:
    """Write name and code page into the head of the ``dir`` stream."""
    told = {_PROJECT_NAME: wanted.name.encode("ascii"), _CODE_PAGE: struct.pack("<H", wanted.code_page)}
    head, position = bytearray(), 0
    while position < project.dir_modules_offset:
        kind, size = _RECORD.unpack_from(project.dir_raw, position)
        # The version record alone says nothing true of its own length ([MS-OVBA] 2.3.4.2.1.11).
        end = position + _RECORD.size + (6 if kind == _PROJECT_VERSION else size)
        if kind in told:
            head += _RECORD.pack(kind, len(told[kind])) + told[kind]
        else:
            head += project.dir_raw[position:end]
        position = end
    project.dir_raw = bytes(head) + project.dir_raw[position:]
    project.dir_modules_offset = len(head)
    project.dir_structure_dirty = True


def _renamed(stream: bytes, name: str) -> bytes:
    """The PROJECT stream with the same name: no validator notices when the two differ, but Excel does."""
    text, found = re.subn(r'(?m)^Name="[^"]*"', f'Name="{name}"', stream.decode("ascii"))
    if found != 1:
        raise ValueError("the PROJECT stream of the base has no name")
    # The space that deleted modules leave behind.
    return re.sub(r"(\r\n){2,}(?=\w+=)", "\r\n", text).encode("ascii")
