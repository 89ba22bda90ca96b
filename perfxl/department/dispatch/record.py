"""The record of what was sent, ``.perfxl/sent.jsonl``: a line before a mail leaves, and one when it has.

A program that is killed in between leaves the first line alone, so that the next sending knows of it.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from perfxl.errors import FileError
from perfxl.own_folder import SENT, own_folder

State: TypeAlias = Literal["started", "sent", "failed"]


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """One sending of one submission; ``digest`` is its content's (:func:`perfxl.receipt.content_digest`).

    ``state`` stays ``started`` where the server has not told whether it took the mail. ``refused`` are those
    of ``recipients`` whom it did not take.
    """

    at: dt.datetime
    state: State
    message_id: str
    department: str
    year: str
    digest: str
    bundle: str
    sender: str
    recipients: tuple[str, ...]
    refused: tuple[str, ...] = ()


def record_file() -> Path:
    """Where the record stands."""
    return own_folder() / SENT


def note(sending: Sending) -> None:
    """Add a line to the record, and see it to the disk.

    Raises:
        FileError: it cannot be written (E504).
    """
    file = record_file()
    try:
        _append(file, msgspec.json.encode(sending))
    except OSError as error:
        raise FileError("E504", file=file) from error


def _append(file: Path, line: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as record:
        # A line that a crash has cut short ends here, and is passed over when the record is read.
        start = b"\n" if record.tell() and not _ends_well(file) else b""
        record.write(start + line + b"\n")
        record.flush()
        os.fsync(record.fileno())


def _ends_well(file: Path) -> bool:
    with file.open("rb") as record:
        record.seek(-1, os.SEEK_END)
        return record.read(1) == b"\n"


def sendings() -> tuple[Sending, ...]:
    """All that was sent, or may have been, the oldest first, each as it stood last."""
    last = {one.message_id: one for one in _lines()}
    return tuple(one for one in last.values() if one.state != "failed")


def _lines() -> Iterator[Sending]:
    try:
        content = record_file().read_bytes()
    except OSError:
        return
    decoder = msgspec.json.Decoder(Sending)
    for line in content.split(b"\n"):
        try:
            yield decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue


def earlier(department: str, year: str) -> tuple[Sending, ...]:
    """What was sent, or may have been, for a department and year, the oldest first."""
    return tuple(one for one in sendings() if (one.department, one.year) == (department, year))
