"""Whether another program has a workbook open, as far as the files that it keeps beside it tell."""

from pathlib import Path
from typing import Final

_LOCKS: Final = ("~${name}", ".~lock.{name}#")
"""The files that Excel and WPS, and LibreOffice, keep beside a workbook while it is open."""


def is_open_elsewhere(file: Path) -> bool:
    """Whether a program seems to have the file open, so that there may be more than what was saved.

    A program that was killed may have left its mark behind.
    """
    try:
        return any(file.with_name(lock.replace("{name}", file.name)).exists() for lock in _LOCKS if file.name)
    except OSError:  # a folder that may not be looked into, a name that is too long: said when it is opened
        return False
