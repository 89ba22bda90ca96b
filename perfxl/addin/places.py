"""Where Excel looks for what it opens at every start."""

import os
from pathlib import Path

from perfxl.addin.build import FILE_NAME, FUNCTIONS_FILE_NAME


def addins_folder() -> Path | None:
    """The user's own start folder of Excel (XLSTART); None on a system without one."""
    roaming = os.environ.get("APPDATA")
    return Path(roaming) / "Microsoft" / "Excel" / "XLSTART" if roaming else None


def addin_file() -> Path:
    """Where the add-in stands when it is installed; as Windows would name the place, on other systems."""
    return _shown_folder() / FILE_NAME


def functions_file() -> Path:
    """Where the add-in of worksheet functions stands when it is installed."""
    return _shown_folder() / FUNCTIONS_FILE_NAME


def _shown_folder() -> Path:
    return addins_folder() or Path("%APPDATA%", "Microsoft", "Excel", "XLSTART")
