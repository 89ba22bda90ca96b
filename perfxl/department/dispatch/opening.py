"""Opens a file in the program that the user has chosen for its kind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_PATIENCE = 10
"""Seconds until a program that does not come back is taken for one that runs."""

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Where a desktop of Linux says that there is one."""


def open_with_program(file: Path) -> bool:
    """Open a file as a double click would; False where no program can be asked to."""
    if sys.platform == "win32":
        try:
            os.startfile(file)  # noqa: S606 - a file that perfxl has just written
        except OSError:  # no program is registered for this kind of file
            return False
        return True
    if sys.platform == "darwin":
        return _opened_by("open", file)
    return any(os.environ.get(one) for one in _SCREENS) and _opened_by("xdg-open", file)


def _opened_by(program: str, file: Path) -> bool:
    found = shutil.which(program)
    if found is None:
        return False
    try:
        done = subprocess.run([found, str(file)], check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603
    except subprocess.TimeoutExpired:  # some wait until the program is closed again
        return True
    return done.returncode == 0
