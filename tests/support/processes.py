"""Which processes of LibreOffice are running, told by what stands on their command lines."""

import time
from pathlib import Path

import pytest

_PROCESSES = Path("/proc")
_PATIENCE = 15


def running(mark: str, program: str = "") -> list[int]:
    """The processes with this text on their command line, of all programs or of one; needs Linux."""
    if not _PROCESSES.is_dir():
        pytest.skip("processes are looked up as Linux shows them")
    folders = [folder for folder in _PROCESSES.iterdir() if folder.name.isdigit()]
    return [
        int(folder.name)
        for folder in folders
        if mark in _text(folder / "cmdline") and program in _text(folder / "comm")
    ]


def _text(file: Path) -> str:
    try:
        return file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:  # it has ended meanwhile
        return ""


def none_left(mark: str) -> bool:
    """Whether all of them end within a few seconds."""
    end = time.monotonic() + _PATIENCE
    while running(mark):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
