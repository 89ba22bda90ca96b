"""The settings that the add-in's VBA reads: ``.perfxl/perfxl.conf``, a line ``"KEY","VALUE"`` each."""

import csv
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from perfxl.own_folder import SETTINGS, own_folder

INTERPRETER: Final = "INTERPRETER_WIN"
_FIXED: Final = {"PYTHONPATH": "", "SHOW CONSOLE": "False", "USE UDF SERVER": "False"}
_ENCODING: Final = "mbcs" if sys.platform == "win32" else "utf-8"
"""VBA reads text files in the code page of the system."""

_FOLDERS: Final = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles")
_VARIABLE: Final = re.compile("%([^%]+)%")


def settings_file() -> Path:
    """Where the settings stand."""
    return own_folder() / SETTINGS


def settings_for(python: Path) -> Mapping[str, str]:
    """The settings for a Python interpreter."""
    return {INTERPRETER: _portable(python), **_FIXED}


def _portable(path: Path) -> str:
    """The path with a variable for the user's folder: a name in Chinese need not fit the code page."""
    for variable in _FOLDERS:
        folder = os.environ.get(variable)
        if folder and path.is_relative_to(folder):
            return f"%{variable}%{os.sep}{path.relative_to(folder)}"
    return str(path)


def write_settings(values: Mapping[str, str]) -> None:
    """Write settings; others that stand in the file stay.

    Raises:
        OSError: the file cannot be written.
        UnicodeEncodeError: the system's code page lacks a character of a path.
    """
    file = settings_file()
    lines = [f'"{key}","{value}"\r\n' for key, value in {**read_settings(), **values}.items()]
    content = "".join(lines).encode(_ENCODING)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def read_settings() -> dict[str, str]:
    """The settings as they stand, none where there is no file."""
    try:
        text = settings_file().read_bytes().decode(_ENCODING, "replace")
    except FileNotFoundError:
        return {}
    rows = csv.reader(text.splitlines())
    return {row[0]: row[1] for row in rows if len(row) >= 2}


def interpreter() -> Path | None:
    """The Python that Excel starts, as the settings name it; None where they name none."""
    told = read_settings().get(INTERPRETER, "")
    expanded = _VARIABLE.sub(lambda match: os.environ.get(match[1], match[0]), told)
    return Path(expanded) if expanded else None
