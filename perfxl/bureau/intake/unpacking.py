"""Zip archives: what lies inside, under names in GBK or UTF-8, never written under a path of its own."""

import copy
import datetime as dt
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from perfxl.bureau.intake import times
from perfxl.bureau.intake.limits import IN_MEMORY, MAX_PIECE, MAX_PIECES, MIB
from perfxl.bureau.intake.pieces import Content, Desk, Met, NotTaken, Piece, Way
from perfxl.bureau.intake.words import guessed
from perfxl.bureau.shown import shown
from perfxl.errors import FileError
from perfxl.wording import say
from perfxl.workbook.gate.limits import FREE_OF_RATIO, MAX_RATIO

MAX_ENTRIES: Final = 200_000
"""Entries of directories, those of packages stored inside included; of each Python keeps half a kilobyte."""
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
)
"""What Python's reader of archives may raise on what is none."""
_ENTRY: Final = b"PK\x01\x02"
_CHUNK: Final = 256 * 1024
_PASSWORD, _UTF_8 = 0x1, 0x800
_UNIX: Final = 3
_TIMES, _MODIFIED = 0x5455, 0x1


@contextmanager
def unzipped(stream: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose directory is of a bounded size.

    Raises:
        FileError: it has too many entries (E806), or is damaged (E808).
    """
    if _entries(stream) > MAX_ENTRIES:
        raise FileError("E806", limit=MAX_PIECES)
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN as error:
        raise FileError("E808") from error
    with archive:
        yield archive


def _entries(stream: IO[bytes]) -> int:
    """Count before Python makes a list of them."""
    entries, tail = 0, b""
    stream.seek(0)
    while chunk := stream.read(MIB):
        entries += (tail + chunk).count(_ENTRY)
        tail = chunk[1 - len(_ENTRY) :]
    stream.seek(0)
    return entries


def unpacked(piece: Piece, way: Way, desk: Desk) -> Iterator[Met]:
    """The files of an archive, one after the other; each is to be done with before the next is asked for.

    Raises:
        FileError: the archive as a whole cannot be opened.
    """
    with piece.content.open() as stream, unzipped(stream) as archive:
        members = [info for info in archive.infolist() if not info.filename.endswith("/")]
        if len(members) > MAX_PIECES:
            raise FileError("E806", limit=MAX_PIECES)
        for info in members:
            path = tuple(shown(part) for part in name_of(info).replace("\\", "/").split("/") if part.strip())
            name = path[-1] if path else say("intake.names.nameless")
            inner = _dated(way.under(path[:-1]), info, desk.now)
            spare = desk.spare()
            try:
                yield Piece(name, _content(archive, info, spare), inner, weight=info.compress_size)
            except FileError as error:
                yield NotTaken(name, inner, error)
            finally:
                spare.unlink(missing_ok=True)


def name_of(info: zipfile.ZipInfo) -> str:
    """A member's path: in UTF-8 where the archive says so, else in GBK, as Windows writes it here."""
    if info.flag_bits & _UTF_8:
        return info.orig_filename
    return guessed(info.orig_filename.encode("cp437", "replace"))


def _dated(way: Way, info: zipfile.ZipInfo, now: dt.datetime) -> Way:
    """What came by mail was sent with it; else a member's own time tells."""
    told = "" if way.mailed else times.utc(_modified(info), now)
    return way.sent(at=told) if told else way


def _modified(info: zipfile.ZipInfo) -> dt.datetime:
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _TIMES and length >= 5 and len(extra) >= 9 and extra[4] & _MODIFIED:
            seconds = struct.unpack_from("<i", extra, 5)[0]
            return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(seconds=seconds)
        extra = extra[4 + length :]
    try:
        return dt.datetime(*info.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, spare: Path) -> Content:
    """A member, unpacked in memory, or into ``spare`` if it is large.

    Raises:
        FileError: it is locked (E809), packed in a way that is not known (E810), too large (E811), a link
            (E812), or damaged (E808).
    """
    if info.flag_bits & _PASSWORD:
        raise FileError("E809")
    if info.create_system == _UNIX and not _is_file(info.external_attr >> 16):
        raise FileError("E812")
    try:
        if info.file_size <= IN_MEMORY:
            return Content(b"".join(_chunks(archive, info)))
        with spare.open("xb") as file:
            for chunk in _chunks(archive, info):
                file.write(chunk)
    except NotImplementedError as error:
        raise FileError("E810", kind=say("intake.kinds.unknown_packing")) from error
    except BROKEN as error:
        raise FileError("E808") from error
    return Content(spare)


def _is_file(mode: int) -> bool:
    """By Unix' kinds of files; many programs tell none."""
    return stat.S_IFMT(mode) in {0, stat.S_IFREG}


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the member really holds, whatever size its header declares, as far as it is let."""
    honest = copy.copy(info)
    honest.file_size = max(info.file_size, MAX_PIECE + 1)
    limit = min(MAX_PIECE, max(FREE_OF_RATIO, MAX_RATIO * info.compress_size))
    if info.file_size <= IN_MEMORY:
        limit = min(limit, IN_MEMORY)
    size = 0
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise FileError("E811", limit=MAX_PIECE // MIB)
            yield chunk
    if size != info.file_size:
        raise FileError("E808")
