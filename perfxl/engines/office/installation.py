"""Where LibreOffice is installed, and where its ``uno.py`` is."""

import importlib.util
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from perfxl.engines.office.faults import OfficeMissingError

_COMMANDS: Final = ("soffice", "libreoffice")
_USUAL: Final = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_USUAL_ON_WINDOWS: Final = "LibreOffice*/program/soffice.exe"
_PROGRAM_FILES: Final = ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432")
_SYSTEM_PACKAGES: Final = (
    "/usr/lib/python3/dist-packages",
    "/usr/lib/python3.{minor}/site-packages",
    "/usr/lib64/python3.{minor}/site-packages",
)


@cache
def soffice() -> Path:
    """The program: the one on the search path, or else in one of the usual places.

    Raises:
        OfficeMissingError: it is in none of them.
    """
    for found in _candidates():
        if found.is_file():
            return found.resolve()
    raise OfficeMissingError("no soffice on the search path nor in the usual places")


def _candidates() -> Iterator[Path]:
    for command in _COMMANDS:
        if found := shutil.which(command):
            yield Path(found)
    for pattern in _USUAL:
        yield from Path("/").glob(pattern.lstrip("/"))
    for variable in _PROGRAM_FILES:
        if folder := os.environ.get(variable):
            yield from Path(folder).glob(_USUAL_ON_WINDOWS)


def program_folder() -> Path:
    """The folder with LibreOffice's libraries.

    Raises:
        OfficeMissingError: LibreOffice is not installed.
    """
    folder = soffice().parent
    frameworks = folder.parent / "Frameworks"  # on a Mac
    return frameworks if frameworks.is_dir() else folder


def uno_files() -> Iterator[Path]:
    """Every ``uno.py`` that may serve this Python, the likeliest first."""
    own = importlib.util.find_spec("uno")
    if own is not None and own.origin is not None:
        yield Path(own.origin)
    # A virtual environment sees no package of the system: one that it was made from, or any other.
    base = sysconfig.get_path("purelib", vars={"base": sys.base_prefix})
    system = (folder.format(minor=sys.version_info.minor) for folder in _SYSTEM_PACKAGES)
    program = soffice().parent
    for folder in (base, *system, str(program), str(program.parent / "Resources")):
        file = Path(folder) / "uno.py"
        if file.is_file():
            yield file
