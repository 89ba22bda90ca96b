"""Work for processes, as bad as a file that came by mail could make it."""

import os
import time
from pathlib import Path


def misbehave(task: str) -> str:
    """Do what the task says: ``double:21``, ``sleep:60``, ``swell:300``, ``die:``, ``die-once:file``."""
    kind, _, argument = task.partition(":")
    if kind == "sleep":
        time.sleep(float(argument))
    if kind == "swell":
        held = bytearray(int(argument) * 1024 * 1024)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(60)
    if kind == "die" or (kind == "die-once" and not _happened(Path(argument))):
        os._exit(9)
    return str(2 * int(argument)) if kind == "double" else "done"


def _happened(file: Path) -> bool:
    there = file.exists()
    file.touch()
    return there


def misbehave_there(_waiting: object, content: bytes) -> str:
    """The same where a cluster's worker is handed the content of a file that says what to do."""
    return misbehave(content.decode())
