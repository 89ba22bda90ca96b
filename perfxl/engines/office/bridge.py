"""UNO, the door of LibreOffice, for whatever Python is running; the one place where types end.

``uno.py`` belongs to the system's Python or to LibreOffice itself. It is loaded from its file, so that
nothing else of that Python comes along, and what it does to this one is undone: it puts an import hook of its
own in place of Python's, and folders on the search path.
"""

import builtins
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from perfxl.engines.office.faults import UnoMissingError
from perfxl.engines.office.installation import program_folder, uno_files

Uno = Any
"""An object that lives in LibreOffice. UNO has no stubs; this is the only name by which types give up."""

_LIBRARIES: Final = ("libpyuno.so", "libpyuno.dylib", "pyuno.pyd")
_PYTHON: Final = re.compile(rb"[Pp]ython3\.?(\d+)(?:\.so|\.dll|/)")


@cache
def uno() -> Uno:
    """The module ``uno``.

    Raises:
        UnoMissingError: none is to be found that was made for this version of Python.
        OfficeMissingError: LibreOffice is not installed.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    if not _made_for_this_python(program_folder()):
        raise UnoMissingError("LibreOffice's library is made for another version of Python")
    for file in uno_files():
        module = _loaded(file)
        if module is not None:
            return module
    raise UnoMissingError("there is no uno.py, or it cannot be loaded")


def _made_for_this_python(folder: Path) -> bool:
    """Looked up in the library itself: loading one for another Python would not fail but crash."""
    for name in _LIBRARIES:
        if (folder / name).is_file():
            wanted = _PYTHON.search((folder / name).read_bytes())
            return wanted is None or int(wanted[1]) == sys.version_info.minor
    return True


def _loaded(file: Path) -> ModuleType | None:
    spec = importlib.util.spec_from_file_location("uno", file)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    # Under its own name: the library looks it up there.
    sys.modules["uno"] = module
    try:
        with _kept_in_order():
            sys.path.append(str(program_folder()))
            spec.loader.exec_module(module)
    except ImportError:
        del sys.modules["uno"]
        return None
    return module


@contextmanager
def _kept_in_order() -> Iterator[None]:
    """Give back Python's own import and search path, and let Windows find LibreOffice's libraries."""
    own_import, own_path = builtins.__import__, list(sys.path)
    with ExitStack() as afterwards:
        afterwards.callback(setattr, builtins, "__import__", own_import)
        afterwards.callback(sys.path.__setitem__, slice(None), own_path)
        if sys.platform == "win32":
            afterwards.enter_context(os.add_dll_directory(str(program_folder())))
        yield


def struct(name: str, *members: object) -> Uno:
    """A new struct of the type ``com.sun.star.<name>``."""
    return uno().createUnoStruct(f"com.sun.star.{name}", *members)


def enum(name: str, member: str) -> Uno:
    """A member of the enumeration ``com.sun.star.<name>``."""
    return uno().Enum(f"com.sun.star.{name}", member)


def properties(**values: object) -> tuple[Uno, ...]:
    """Named values, as UNO's methods want them."""
    return tuple(struct("beans.PropertyValue", name, 0, value, 0) for name, value in values.items())


@cache
def uno_error() -> type[Exception]:
    """The base of all errors that come out of LibreOffice."""
    return cast("type[Exception]", uno().getClass("com.sun.star.uno.Exception"))
