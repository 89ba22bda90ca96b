"""The record of an unexpected fault: a file in the user's own place, for whoever is asked for help.

A fault that comes again has one record, which counts it: one fault of perfxl's own may meet a thousand files.
"""

import os
import platform
import tempfile
import threading
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

import perfxl

MOST_RECORDS: Final = 20
"""So many different faults of one process have a record each; all others share one that tells the latest."""

_Kind: TypeAlias = tuple[object, ...]
"""What makes two faults the same: where records go, what was raised, and by which lines."""

_counts: dict[_Kind, int] = {}
_names: dict[_Kind, str] = {}
_writing = threading.Lock()


def write_record(error: BaseException) -> Path:
    """Write a fault, with its traceback, into a file of its own and say where that is.

    Raises:
        OSError: there is not even a folder for temporary files that can be written to.
    """
    with _writing:
        return _record(error)


def _record(error: BaseException) -> Path:
    folder = _folder()
    kind = (folder, *_kind(error))
    if kind not in _names and sum(known[0] == folder for known in _names) >= MOST_RECORDS:
        kind = (folder,)
    now = datetime.now().astimezone()
    count = _counts[kind] = _counts.get(kind, 0) + 1
    name = _names.setdefault(kind, f"perfxl-{now:%Y%m%d-%H%M%S}-{os.getpid()}-{len(_names) + 1}.log")
    facts = f"perfxl {perfxl.__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    times = f"Times so far: {count}; the latest, at {now:%Y-%m-%d %H:%M:%S}:\n\n"
    text = facts + times + "".join(traceback.format_exception(error))
    try:
        if folder is not None:
            return _written(folder / name, text)
    except OSError:  # a folder that may not be written to
        pass
    return _written(Path(tempfile.gettempdir()) / name, text)


def _folder() -> Path | None:
    try:
        return log_folder()
    except RuntimeError:  # a user without a home
        return None


def _kind(error: BaseException) -> _Kind:
    lines = ((frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__))
    return type(error), *lines


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
