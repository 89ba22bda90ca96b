"""Every part of a package read to its end, in small pieces: what a header declares proves nothing."""

import copy
import itertools
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

from perfxl.errors import FileError
from perfxl.workbook.gate import limits
from perfxl.workbook.gate.parts import XmlTally, is_xml

BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a broken archive raises."""

_CHUNK = 64 * 1024


def too_tight(info: zipfile.ZipInfo, unpacked: int) -> bool:
    """Whether a part unpacks to far more than any honest one does."""
    return unpacked > limits.FREE_OF_RATIO and unpacked > limits.MAX_RATIO * max(info.compress_size, 1)


def too_large(path: Path) -> FileError:
    """The refusal of a package that unpacks to too much."""
    return FileError("E114", file=path, limit=limits.MAX_UNPACKED // limits.MIB)


class Prover(Protocol):
    """Makes sure of every part of one package that it can do no harm."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """The size of every XML part that was proved, in bytes."""

    @property
    def cells(self) -> int:
        """How many cells they hold."""

    def listing(self, info: zipfile.ZipInfo) -> bytes:
        """The content of the part that lists all others; it is proved once more with them."""

    def prove(self, info: zipfile.ZipInfo, *, wanted: bool) -> bytes:
        """Prove a part; give back its content where it is ``wanted``: it tells where other parts are.

        Raises:
            FileError: it is broken, or there is too much in all parts together.
        """


class ThoroughProver:
    """Reads every byte of every part."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        """Begin with the first part; ``path`` is the file that messages name."""
        self._path = path
        self._archive = archive
        self._unpacked = 0
        self._tally = XmlTally(path)

    @property
    def sizes(self) -> Mapping[str, int]:
        """The size of every XML part that was read."""
        return self._tally.sizes

    @property
    def cells(self) -> int:
        """How many cells were counted."""
        return self._tally.amounts.cells

    def listing(self, info: zipfile.ZipInfo) -> bytes:
        """The content of the part that lists all others."""
        return self._map(XmlTally(self._path), info.filename, self._chunks(info))

    def prove(self, info: zipfile.ZipInfo, *, wanted: bool) -> bytes:
        """Read a part to its end."""
        chunks: Iterator[bytes] = self._chunks(info)
        head = next(chunks, b"")
        chunks = itertools.chain((head,) if head else (), chunks)
        if wanted:
            return self._map(self._tally, info.filename, chunks)
        if is_xml(info.filename, head):
            self._tally.read(info.filename, chunks)
        else:
            deque(chunks, maxlen=0)
        return b""

    def _map(self, tally: XmlTally, name: str, chunks: Iterator[bytes]) -> bytes:
        """The whole content of a part that tells where others are."""
        content = tally.read(name, chunks)
        if len(content) < tally.sizes[name]:
            raise FileError("E113", file=self._path, limit=limits.MAX_PARTS)
        return content

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part's real content, whatever size its header declares."""
        honest = copy.copy(info)
        honest.file_size = limits.MAX_UNPACKED + 1
        unpacked = 0
        try:
            with self._archive.open(honest) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    self._unpacked += len(chunk)
                    if self._unpacked > limits.MAX_UNPACKED or too_tight(info, unpacked):
                        raise too_large(self._path)
                    yield chunk
        except BROKEN:
            raise FileError("E109", file=self._path) from None
        if unpacked != info.file_size:
            raise FileError("E115", file=self._path, part=info.filename)
