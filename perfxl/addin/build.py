"""Builds the add-in ``perfxl.xlam`` from ``macros/``, on any system, without Excel, always the same bytes.

Needs the optional dependencies ``perfxl[addin]``; what is built is told in ``docs/addin.md``.
"""

import zipfile
from pathlib import Path
from typing import Final

import perfxl
from perfxl.addin.hardening import UnknownModuleError
from perfxl.addin.package import package
from perfxl.errors import PerfxlError
from perfxl.wording import say, subject

FILE_NAME: Final = "perfxl.xlam"
SETTINGS_SHEET: Final = "perfxl.conf"

SETTINGS: Final = (
    # This sheet goes before the user's own file, so that nobody is talked into switching these on.
    ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
    ("USE UDF SERVER", "False"),
)
"""What holds wherever the add-in is installed; the rest stands in ``.perfxl/perfxl.conf`` of the user."""

_CODE_NAMES: Final = ("ThisWorkbook", "Sheet2")
"""Of the base's workbook and sheet, whose modules are in its VBA project."""


class AddinError(PerfxlError):
    """The add-in cannot be built on this machine."""


def build(target: Path) -> Path:
    """Write the add-in; a file that stands there is replaced.

    Raises:
        AddinError: a package that builds is missing (E701), the installed xlwings is another one than the
            add-in was written for (E702), or the file cannot be written (E703).
    """
    content = build_bytes()
    try:
        target.write_bytes(content)
    except OSError as error:
        raise AddinError("E703", file=target) from error
    return target


def build_bytes() -> bytes:
    """The add-in as bytes, the same on every system.

    Raises:
        AddinError: as :func:`build`.
    """
    try:
        from perfxl.addin.project import BASE, project_part  # noqa: PLC0415 - an optional dependency
    except ModuleNotFoundError as error:
        raise AddinError("E701", package=error.name or "") from error
    macros = macros_folder()
    try:
        project = project_part(macros, subject("ribbon")["messages"])
    except UnknownModuleError as error:
        raise AddinError("E702", change=error) from error
    with zipfile.ZipFile(BASE) as base:
        styles, theme = base.read("xl/styles.xml"), base.read("xl/theme/theme1.xml")
    return package(
        title=say("ribbon.messages.title"),
        version=perfxl.__version__,
        project=project,
        # Read as text: a checkout on Windows may end its lines otherwise.
        ribbon=(macros / "customUI14.xml").read_text(encoding="utf-8").encode("utf-8"),
        styles=styles,
        theme=theme,
        settings_sheet=SETTINGS_SHEET,
        settings=SETTINGS,
        code_names=_CODE_NAMES,
    )


def macros_folder() -> Path:
    """Where the VBA stands: inside the installed package, or beside the package in its source folder."""
    installed = Path(__file__).parent / "macros"
    return installed if installed.is_dir() else Path(perfxl.__file__).parent.parent / "macros"
