"""Compound files (OLE2), as old Office formats and Outlook's messages are: opened within bounds.

``olefile`` believes a file's counts: a chain that runs in a circle is followed as often as a size says. What
is declared is therefore held against the file's real size before it reads anything.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from olefile import OleFileIO

from perfxl.bureau.intake.limits import MIB
from perfxl.errors import FileError

MAX_ENTRIES: Final = 50_000
"""Streams and storages; a message with three hundred attachments has some nine thousand."""
_HEADER: Final = struct.Struct("<30xH12xI16xI4xI")
"""Shift of a sector's size, and the numbers of sectors of the FAT, the small FAT and the FAT's own list."""
_SHIFTS: Final = (9, 12)


class _Bounded(OleFileIO):  # type: ignore[misc]
    """Gives up on a directory that is too large to be one of a message."""

    def _load_direntry(self, sid: int) -> Any:  # noqa: ANN401 - as the library has it
        if len(self.direntries) > MAX_ENTRIES:
            raise FileError("E808")
        return super()._load_direntry(sid)


@contextmanager
def opened_compound(stream: IO[bytes]) -> Iterator[OleFileIO]:
    """Open a compound file.

    Raises:
        FileError: it is damaged, or not what it declares to be (E808).
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise FileError("E808")
    shift, *sectors = _HEADER.unpack(header)
    if shift not in _SHIFTS or max(sectors) << shift > size:
        raise FileError("E808")
    stream.seek(0)
    try:
        file = _Bounded(stream)
    except FileError:
        raise
    except Exception as error:  # damaged in one of a hundred ways, some of them RecursionErrors
        raise FileError("E808") from error
    with file:
        if file.root.size > size:
            raise FileError("E808")
        yield file


def children(file: OleFileIO, path: tuple[str, ...]) -> tuple[str, ...]:
    """The names of what lies directly in a storage; whatever a directory holds, one level is looked at."""
    entry = file.root
    for name in path:
        entry = next((kid for kid in entry.kids if kid.name == name), None)
        if entry is None:
            return ()
    return tuple(str(kid.name) for kid in entry.kids)


def stream_of(file: OleFileIO, path: tuple[str, ...], limit: int) -> bytes | None:
    """The content of a stream; None where there is no such stream.

    Raises:
        FileError: it is larger than ``limit`` bytes (E811), or damaged (E808).
    """
    joined = "/".join(path)
    try:
        if not file.exists(joined):
            return None
        _refuse_larger(file.get_size(joined), limit)
        with file.openstream(joined) as stream:
            return bytes(stream.read())
    except FileError:
        raise
    except Exception as error:
        raise FileError("E808") from error


def _refuse_larger(size: int, limit: int) -> None:
    if size > limit:
        raise FileError("E811", limit=limit // MIB)
