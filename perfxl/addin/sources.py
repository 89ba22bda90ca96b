"""What stands in the VBA projects: our modules from ``macros/``, xlwings' hardened one, texts from data.

There are two projects. That of the ribbon is in code page 1252 and plain ASCII, so that it compiles on every
Windows. That of the worksheet functions is in code page 936: a function is called by the name it has in VBA,
and that name is Chinese. It compiles where the system's code page is 936, on Chinese Windows, and if it does
not compile, the ribbon is none the worse for it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from perfxl.addin.build import CHINESE_CODE_PAGE
from perfxl.addin.hardening import hardened
from perfxl.addin.project import XLWINGS, Project, macro_files
from perfxl.addin.vba_text import TEXTS_MODULE, as_module, texts_module
from perfxl.wording import subject

_CHINESE: Final = "gb2312"
"""What the modules of the functions may be written in: of the characters in code page 936 those that have no
ASCII character in their second byte, which nothing that reads bytes can mistake."""

_XLWINGS_MODULE: Final = XLWINGS / "xlwings_custom_addin.bas"
_FUNCTIONS_FOLDER: Final = "functions"


def ribbon_project(macros: Path) -> Project:
    """The project behind the buttons.

    Raises:
        UnknownModuleError: the installed xlwings is another than the one that was hardened.
        ValueError: a module is not in the form that VBA takes.
    """
    found = _sources(macros)
    found["xlwings"] = hardened(_XLWINGS_MODULE.read_text(encoding="utf-8"))
    found[TEXTS_MODULE] = texts_module(subject("ribbon")["messages"], "perfxl/texts/ribbon.toml")
    return Project("perfxl", {name: as_module(source, name) for name, source in sorted(found.items())})


def functions_project(macros: Path) -> Project:
    """The project of the worksheet functions.

    Raises:
        ValueError: a module is not in the form that VBA takes.
    """
    found = _sources(macros / _FUNCTIONS_FOLDER)
    found[TEXTS_MODULE] = texts_module(dict(_texts_of_functions()), "perfxl/texts/functions.toml")
    modules = {name: as_module(source, name, _CHINESE) for name, source in sorted(found.items())}
    return Project("perfxlFunctions", modules, CHINESE_CODE_PAGE)


def _sources(folder: Path) -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in macro_files(folder)}


def _texts_of_functions() -> Iterator[tuple[str, str]]:
    """Help and messages by one key each: ``支出率``, ``支出率 1``, ``number``."""
    texts = subject("functions")
    yield "category", texts["category"]
    yield from texts["faults"].items()
    for name, told in texts["functions"].items():
        yield name, told["help"]
        for number, argument in enumerate(told["arguments"].values(), start=1):
            yield f"{name} {number}", argument
