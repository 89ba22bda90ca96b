"""Where Excel looks for what it opens at every start."""

import os
from pathlib import Path

from perfxl.addin.build import FILE_NAME


def addins_folder() -> Path | None:
    """The user's own start folder of Excel (XLSTART); None on a system without one."""
    roaming = os.environ.get("APPDATA")
    return Path(roaming) / "Microsoft" / "Excel" / "XLSTART" if roaming else None


def addin_file() -> Path:
    """Where the add-in stands when it is installed.

    Raises:
        LookupError: this system has no such place.
    """
    folder = addins_folder()
    if folder is None:
        raise LookupError("APPDATA is not set")
    return folder / FILE_NAME
