"""The gate: what a file is and whether it is safe to open, before a workbook library touches it.

A file from the mail is not to be trusted. The gate reads in small pieces, so that its time and memory are
bounded whatever the file claims to be, and says in Chinese what is wrong with a file that it turns away.
"""

import errno
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfxl.errors import FileError
from perfxl.workbook.gate import limits
from perfxl.workbook.gate.inspection import Inspection, Package
from perfxl.workbook.gate.kinds import refuse_other_kinds
from perfxl.workbook.gate.proving import BROKEN, ThoroughProver

_DIRECTORY_ENTRY = b"PK\x01\x02"

_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


def inspect(path: Path) -> Package:
    """Look at a file from outside and let it pass, or say why it cannot be read.

    Raises:
        FileError: there is no such file, it is no workbook, is damaged, encrypted, too large, or built to
            do harm; the code says which.
    """
    size = _size(path)
    refuse_by_size(path, size)
    with _readable(path) as file:
        return _inspected(path, size, file)


def inspect_content(content: bytes, path: Path) -> Package:
    """The same look at a file that has been read already; ``path`` is what messages name.

    Raises:
        FileError: as :func:`inspect` does.
    """
    refuse_by_size(path, len(content))
    return _inspected(path, len(content), io.BytesIO(content))


def _inspected(path: Path, size: int, file: io.BufferedIOBase) -> Package:
    with opened_archive(path, file) as archive:
        return Inspection(path, size, archive, ThoroughProver(path, archive)).package()


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except OSError as error:
        code = "E101" if error.errno in _NOT_THERE else "E104"
        raise FileError(code, file=path) from None
    if stat.S_ISDIR(found.st_mode):
        raise FileError("E102", file=path)
    return found.st_size


def refuse_by_size(path: Path, size: int) -> None:
    """Turn away what need not even be opened.

    Raises:
        FileError: it is the trace of an open workbook (E105), empty (E103), or too large (E112).
    """
    if path.name.startswith("~$"):
        raise FileError("E105", file=path)
    if size == 0:
        raise FileError("E103", file=path)
    if size > limits.MAX_FILE:
        raise FileError("E112", file=path, size=size // limits.MIB, limit=limits.MAX_FILE // limits.MIB)


@contextmanager
def _readable(path: Path) -> Iterator[io.BufferedReader]:
    try:
        file = path.open("rb")
    except OSError:
        raise FileError("E104", file=path) from None
    with file:
        yield file


@contextmanager
def opened_archive(path: Path, file: io.BufferedIOBase) -> Iterator[zipfile.ZipFile]:
    """The file as a zip archive, if it is one with not too many parts.

    Raises:
        FileError: it is something else (E106 to E109), or has too many parts (E113).
    """
    refuse_other_kinds(path, file)
    _refuse_too_many_parts(path, file)
    try:
        file.seek(0)
        archive = zipfile.ZipFile(file)
    except BROKEN:
        raise FileError("E109", file=path) from None
    with archive:
        yield archive


def _refuse_too_many_parts(path: Path, file: io.BufferedIOBase) -> None:
    """Count the directory's entries before a list of them is made in memory."""
    entries = 0
    tail = b""
    file.seek(0)
    while chunk := file.read(limits.MIB):
        entries += (tail + chunk).count(_DIRECTORY_ENTRY)
        tail = chunk[1 - len(_DIRECTORY_ENTRY) :]
    if entries > limits.MAX_PARTS:
        raise FileError("E113", file=path, limit=limits.MAX_PARTS)


__all__ = ["Package", "inspect", "inspect_content", "opened_archive", "refuse_by_size"]
