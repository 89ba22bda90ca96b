"""Builds the add-ins from ``macros/``, on any system, without Excel, always the same bytes.

``perfxl.xlam`` has the ribbon, ``perfxl-functions.xlam`` the worksheet functions. Needs the optional
dependencies ``perfxl[addin]``; what is built is told in ``docs/addin.md``.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import perfxl
from perfxl.addin.hardening import UnknownModuleError
from perfxl.addin.package import PROJECT, Looks, package
from perfxl.addin.programs import RULES_SHEET, rules_of_this_machine
from perfxl.errors import PerfxlError
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.addin.project import Project

FILE_NAME: Final = "perfxl.xlam"
FUNCTIONS_FILE_NAME: Final = "perfxl-functions.xlam"
CHINESE_CODE_PAGE: Final = 936
"""In which VBA must read text, so that functions may have Chinese names."""

SETTINGS_SHEET: Final = "perfxl.conf"

SETTINGS: Final = (
    # This sheet goes before the user's own file, so that nobody is talked into switching these on.
    ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
    ("USE UDF SERVER", "False"),
)
"""What holds wherever the add-in is installed; the rest stands in ``.perfxl/perfxl.conf`` of the user."""


class AddinError(PerfxlError):
    """An add-in cannot be built on this machine, or does not fit it."""


def build(target: Path) -> Path:
    """Write the add-in with the ribbon; a file that stands there is replaced.

    Raises:
        AddinError: a package that builds is missing (E701), the installed xlwings is another one than the
            add-in was written for (E702), or the file cannot be written (E703).
    """
    return _written(target, build_bytes())


def build_functions(target: Path) -> Path:
    """Write the add-in with the worksheet functions; a file that stands there is replaced.

    Raises:
        AddinError: as :func:`build`.
    """
    return _written(target, functions_bytes())


def build_bytes() -> bytes:
    """The add-in with the ribbon as bytes, the same on every system.

    Raises:
        AddinError: as :func:`build`.
    """
    with _builders():
        from perfxl.addin.sources import ribbon_project  # noqa: PLC0415 - an optional dependency

        project, looks = _part(ribbon_project(macros_folder()))
    return package(
        title=say("ribbon.messages.title"),
        version=perfxl.__version__,
        project=project,
        looks=looks,
        sheet=SETTINGS_SHEET,
        rows=SETTINGS,
        # Read as text: a checkout on Windows may end its lines otherwise.
        ribbon=(macros_folder() / "customUI14.xml").read_text(encoding="utf-8").encode("utf-8"),
    )


def functions_bytes() -> bytes:
    """The add-in with the worksheet functions, for the schemes that are known on this machine.

    Raises:
        AddinError: as :func:`build`.
    """
    with _builders():
        from perfxl.addin.sources import functions_project  # noqa: PLC0415 - an optional dependency

        return _functions(*_part(functions_project(macros_folder())))


def with_rules_of_this_machine(built: bytes) -> bytes:
    """A built add-in of functions, for the schemes that are known here; nothing optional is needed for it.

    Raises:
        AddinError: it is no such add-in (E671).
    """
    try:
        with zipfile.ZipFile(BytesIO(built)) as archive:
            return _functions(archive.read(PROJECT), Looks.of(archive))
    except (zipfile.BadZipFile, KeyError) as error:
        raise AddinError("E671") from error


def _functions(project: bytes, looks: Looks) -> bytes:
    return package(
        title=say("functions.title"),
        version=perfxl.__version__,
        project=project,
        looks=looks,
        sheet=RULES_SHEET,
        rows=rules_of_this_machine(),
    )


@contextmanager
def _builders() -> Iterator[None]:
    """What is not there, or not as it should be, is told as an error of ours."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise AddinError("E701", package=error.name or "") from error
    except UnknownModuleError as error:
        raise AddinError("E702", change=error) from error


def _part(project: "Project") -> tuple[bytes, Looks]:
    from perfxl.addin.project import BASE, project_part  # noqa: PLC0415 - an optional dependency

    with zipfile.ZipFile(BASE) as base:
        return project_part(project), Looks.of(base)


def _written(target: Path, content: bytes) -> Path:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise AddinError("E703", file=target) from error
    return target


def macros_folder() -> Path:
    """Where the VBA stands: inside the installed package, or beside the package in its source folder."""
    installed = Path(__file__).parent / "macros"
    return installed if installed.is_dir() else Path(perfxl.__file__).parent.parent / "macros"
