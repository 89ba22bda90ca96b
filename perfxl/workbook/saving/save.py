"""Saving: a whole new file or none at all, and never over the file that was read.

A file is written under a temporary name in the folder where it shall stand, brought to the disk, and renamed.
A crash or a power cut at any moment leaves what was there before, or the new file, whole.
"""

import errno
import os
import secrets
import shutil
import time
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfxl.engines import EngineError, package_of, source_of
from perfxl.errors import FileError
from perfxl.wording import say, subject

if TYPE_CHECKING:
    from perfxl.engines import Book

_WORKBOOK: Final = ".xlsx"
_TEMPORARY: Final = "~perfxl-{key:08x}-{one}.tmp"
_PATIENCE: Final = (0.1, 0.3, 0.6)
"""Seconds to wait on Windows for a virus scanner to let go of a file before Excel is blamed."""


def prepare_target(source: Path, target: Path, *, replace: bool = False, suffix: str = _WORKBOOK) -> None:
    """See, before any work is done, whether ``target`` can be written: the same checks as when saving.

    Raises:
        FileError: the target is the source itself (E501), is there already (E502), has no folder (E503), is
            no name for a file of this kind, which ``suffix`` tells (E506), has too long a name (E507), or is
            a folder (E509).
    """
    refuse_other_names(target, suffix)
    if _is_folder(target, target):
        raise FileError("E509", file=target, suffix=suffix)
    if not _is_folder(target.parent, target):
        raise FileError("E503", file=target, folder=target.parent)
    if _same_file(source, target):
        raise FileError("E501", file=target)
    _refuse_existing(target, replace=replace)


def refuse_other_names(target: Path, suffix: str = _WORKBOOK) -> None:
    """See that a file is named as one of its kind, and so never takes the place of one of another.

    Raises:
        FileError: it is not (E506).
    """
    if target.suffix.lower() != suffix:
        raise FileError("E506", file=target, suffix=suffix)


def save_closed(
    book: "Book",
    target: Path,
    values: Mapping[tuple[str, str], float | str | bool],
    *,
    replace: bool = False,
) -> None:
    """Save a book that ``open_closed`` has opened, as a new file.

    Excel recalculates the file when it opens it; for all who only read it, ``values`` stand beside the
    formulas of their (sheet, cell), and every other formula keeps the value that it was read with.

    Raises:
        FileError: the target cannot be written (E501 to E508), or saving would lose something (E511); nothing
            has then been changed.
    """
    prepare_target(source_of(book), target, replace=replace)
    try:
        content = package_of(book, values)
    except EngineError as error:
        raise FileError("E511", file=source_of(book)) from error
    write_whole(target, content, replace=replace)


def write_whole(target: Path, content: bytes, *, replace: bool = False) -> None:
    """Write a file that is there whole or not at all.

    Raises:
        FileError: as :func:`write_file`.
    """
    write_file(target, lambda temporary: _write(temporary, content), replace=replace)


def write_file(target: Path, write: Callable[[Path], object], *, replace: bool = False) -> None:
    """Let ``write`` make a file, which is there whole or not at all: it is given another name to write to.

    Raises:
        FileError: the file is there already (E502), its folder is not (E503), it is open elsewhere or may not
            be written (E504), the disk refuses (E505), or two programs save it at once (E508).
    """
    _refuse_existing(target, replace=replace)
    target = Path(os.path.realpath(target))
    if not _is_folder(target.parent, target):
        raise FileError("E503", file=target, folder=target.parent)
    _clear_leftovers(target)
    temporary = target.parent / _TEMPORARY.format(key=_key(target), one=secrets.token_hex(4))
    try:
        write(temporary)
        _bring_to_disk(temporary)
        _refuse_existing(target, replace=replace)
        _put_in_place(temporary, target)
    except PermissionError as error:
        raise FileError("E504", file=target) from error
    except OSError as error:
        raise FileError("E505", file=target, reason=reason_of(error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _is_folder(path: Path, target: Path) -> bool:
    try:
        return path.is_dir()
    except PermissionError as error:
        raise FileError("E504", file=target) from error
    except OSError as error:  # no file system takes such a name
        raise FileError("E507", file=target) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those it is in, unless it is there.

    Raises:
        FileError: something else is there, or the disk refuses (E505).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("E505", file=folder, reason=reason_of(error)) from error


def reason_of(error: OSError) -> str:
    """Why the disk refuses, in words where it is an everyday reason; else by its number."""
    known = subject("filing")["reasons"]
    name = errno.errorcode.get(error.errno or 0, "")
    return str(known[name]) if name in known else say("filing.unknown", number=error.errno)


def _same_file(source: Path, target: Path) -> bool:
    """Whether both are one file: through links of any kind, or by names that Windows does not tell apart."""
    with suppress(OSError):
        if source.samefile(target):
            return True
    same_folder = Path(os.path.realpath(source)).parent == Path(os.path.realpath(target)).parent
    return same_folder and _folded(source.name) == _folded(target.name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _refuse_existing(target: Path, *, replace: bool) -> None:
    if not replace and os.path.lexists(target):
        raise FileError("E502", file=target)


def _key(target: Path) -> int:
    """Tells the temporary files of one target from those of all others, and keeps their names short."""
    return zlib.crc32(_folded(target.name).encode("utf-8"))


def _clear_leftovers(target: Path) -> None:
    """What an earlier crash has left behind while it was saving this very file."""
    for leftover in target.parent.glob(_TEMPORARY.format(key=_key(target), one="*")):
        with suppress(OSError):  # on Windows: somebody is still writing it
            leftover.unlink()


def _write(temporary: Path, content: bytes) -> None:
    with temporary.open("xb") as file:
        file.write(content)


def _bring_to_disk(temporary: Path) -> None:
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())


def _put_in_place(temporary: Path, target: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.copymode(target, temporary)
    try:
        patiently(lambda: temporary.replace(target))
    except FileNotFoundError as error:  # cleared away by another program that saves the same file
        raise FileError("E508", file=target) from error
    make_names_last(target.parent)


def patiently(rename: Callable[[], object]) -> None:
    """Rename something; on Windows try again for a while, until a virus scanner has let go of it.

    Raises:
        OSError: it cannot be renamed.
    """
    for seconds in _PATIENCE if os.name == "nt" else ():
        with suppress(PermissionError):
            rename()
            return
        time.sleep(seconds)
    rename()


def make_names_last(folder: Path) -> None:
    """Bring the folder's new list of names to the disk; Windows does so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
