"""The record of an unexpected fault: a file in the user's own place, for whoever is asked for help."""

import os
import platform
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

import perfxl


def write_record(error: BaseException) -> Path:
    """Write a fault, with its traceback, into a new file and say where that is.

    Raises:
        OSError: there is not even a folder for temporary files that can be written to.
    """
    facts = f"perfxl {perfxl.__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    text = facts + "".join(traceback.format_exception(error))
    name = f"perfxl-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    try:
        return _written(log_folder() / name, text)
    except (OSError, RuntimeError):  # a folder that may not be written to, a user without a home
        return _written(Path(tempfile.gettempdir()) / name, text)


def _written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def log_folder() -> Path:
    """The user's own place for logs: local application data on Windows, the state folder elsewhere."""
    local = os.environ.get("LOCALAPPDATA")
    if local:
        return Path(local) / "perfxl" / "logs"
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "perfxl"
