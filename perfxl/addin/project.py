"""The VBA project of the add-in: the base project that xlwings ships, with our modules in it.

Excel cannot be asked here whether it takes the result, so everything that only Excel would look at is kept
as Excel once wrote it: the document modules, the project's id with the keys that are encrypted with it, the
references. Everything compiled is dropped, so that Excel compiles the text anew.
"""

import re
import struct
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlwings
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB
from pyopenvba.vba import split_attribute_header

from perfxl.addin.hardening import hardened
from perfxl.addin.vba_text import TEXTS_MODULE, as_module, texts_module

if TYPE_CHECKING:
    from pyopenvba.vba import VBAProject

PROJECT_NAME: Final = "perfxl"

_XLWINGS: Final = Path(xlwings.__file__).parent
BASE: Final = _XLWINGS / "quickstart_addin_ribbon.xlam"
"""The add-in that xlwings gives to start from (BSD licence)."""

_XLWINGS_MODULE: Final = _XLWINGS / "xlwings_custom_addin.bas"
_OF_THE_EXAMPLE: Final = ("RibbonMyAddin", "Dictionary")
"""Modules of the base that perfxl has no use for; the second one serves Excel for Mac only."""

_PROJECT_PART: Final = "xl/vbaProject.bin"

_NEVER_COMPILED: Final = bytes.fromhex("cc61ffff000000")
"""A ``_VBA_PROJECT`` stream without any cache, of version 0xFFFF ([MS-OVBA] 2.3.4.1): compile the text."""

_CLASS_FILE: Final = "VERSION 1.0 CLASS"

_PROJECT_VERSION, _PROJECT_NAME, _FIRST_MODULES = 0x0009, 0x0004, 0x000F
_RECORD: Final = struct.Struct("<HI")


def modules(macros: Path, texts: Mapping[str, str]) -> dict[str, str]:
    """The source of every module by its name: those in the folder, xlwings' hardened one, and the texts.

    Raises:
        UnknownModuleError: the installed xlwings is another than the one that was hardened.
        ValueError: a module is not in the form that VBA takes.
    """
    found = {file.stem: file.read_text(encoding="utf-8") for file in macro_files(macros)}
    found["xlwings"] = hardened(_XLWINGS_MODULE.read_text(encoding="utf-8"))
    found[TEXTS_MODULE] = texts_module(texts)
    return {name: as_module(source, name) for name, source in sorted(found.items())}


def macro_files(macros: Path) -> list[Path]:
    """The VBA modules in the folder, always in the same order."""
    return sorted(file for file in macros.iterdir() if file.suffix in {".bas", ".cls"})


def project_part(macros: Path, texts: Mapping[str, str]) -> bytes:
    """The bytes of ``xl/vbaProject.bin``.

    Raises:
        UnknownModuleError, ValueError: as :func:`modules`.
    """
    sources = modules(macros, texts)
    with tempfile.TemporaryDirectory() as folder, ExcelFile(BASE) as book:
        project = book.vba_project()
        # Nothing here shows a form, and the reference names a file on its author's disk.
        book.remove_reference("MSForms")
        _fill(project, sources)
        _rename(project)
        written = Path(folder) / "project.xlam"
        book.save(written)
        with zipfile.ZipFile(written) as package:
            container = CFB.from_bytes(package.read(_PROJECT_PART))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NEVER_COMPILED)
    container.write_stream("PROJECT", _renamed(container.get_stream("PROJECT")))
    content: bytes = container.to_bytes()
    return content


def _fill(project: "VBAProject", sources: Mapping[str, str]) -> None:
    for name in _OF_THE_EXAMPLE:
        project.delete_module(name)
    for name, source in sources.items():
        if name in project.module_names():
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


def _rename(project: "VBAProject") -> None:
    """Write the project's name into the head of the ``dir`` stream."""
    head, position = bytearray(), 0
    while position < project.dir_modules_offset:
        kind, size = _RECORD.unpack_from(project.dir_raw, position)
        # The version record alone says nothing true of its own length ([MS-OVBA] 2.3.4.2.1.11).
        end = position + _RECORD.size + (6 if kind == _PROJECT_VERSION else size)
        if kind == _PROJECT_NAME:
            name = PROJECT_NAME.encode("ascii")
            head += _RECORD.pack(kind, len(name)) + name
        else:
            head += project.dir_raw[position:end]
        position = end
    project.dir_raw = bytes(head) + project.dir_raw[position:]
    project.dir_modules_offset = len(head)
    project.dir_structure_dirty = True


def _renamed(stream: bytes) -> bytes:
    """The PROJECT stream with the same name: no validator notices when the two differ, but Excel does."""
    text, found = re.subn(r'(?m)^Name="[^"]*"', f'Name="{PROJECT_NAME}"', stream.decode("ascii"))
    if found != 1:
        raise ValueError("the PROJECT stream of the base has no name")
    # The space that deleted modules leave behind.
    return re.sub(r"(\r\n){2,}(?=\w+=)", "\r\n", text).encode("ascii")
