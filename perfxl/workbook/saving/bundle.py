"""A folder of files that appears whole or not at all, and never in the place of another that is then lost.

It is made beside its place under a temporary name, and renamed. What stood there before is kept under a name
with a date; a kill between the two renamings leaves both whole, under those names.
"""

import datetime as dt
import os
import secrets
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from perfxl.errors import FileError, FinishError
from perfxl.wording import say
from perfxl.workbook.saving.save import make_names_last, patiently, reason_of

_TEMPORARY: Final = "~perfxl-{key:08x}-{one}.tmp"
_ABANDONED: Final = 60 * 60.0
"""Seconds after which a temporary folder belongs to no running program any more."""


def prepare_folder(target: Path, *, replace: bool) -> None:
    """See, before any work is done, whether a folder can appear at ``target``; make the one it belongs in.

    Raises:
        FinishError: it is there already (E543), or what it belongs in is a file (E547).
        FileError: the folder that it belongs in cannot be made (E504, E505).
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise FinishError("E547", folder=target.parent) from error
    except PermissionError as error:
        raise FileError("E504", file=target.parent) from error
    except OSError as error:
        raise FileError("E505", file=target.parent, reason=reason_of(error)) from error
    _refuse_existing(target, replace=replace)


@contextmanager
def whole_folder(
    target: Path,
    at: dt.datetime,
    *,
    replace: bool = False,
    kept: Callable[[Path], object] = lambda _: None,
) -> Iterator[Path]:
    """A folder to put files into; if nothing goes wrong they stand in ``target`` afterwards, all together.

    With ``replace`` an older folder at ``target`` is kept, named by this moment; ``kept`` is told its name.

    Raises:
        FinishError: the target is there (E543), or the older one is held open (E546).
        FileError: the disk refuses (E504, E505).
    """
    prepare_folder(target, replace=replace)
    _clear_leftovers(target)
    temporary = target.with_name(_TEMPORARY.format(key=_key(target), one=secrets.token_hex(4)))
    try:
        temporary.mkdir()
        yield temporary
        older = _put_in_place(temporary, target, at, replace=replace)
    except PermissionError as error:
        raise FileError("E504", file=target) from error
    except OSError as error:
        raise FileError("E505", file=target, reason=reason_of(error)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    if older is not None:
        kept(older)


def _put_in_place(temporary: Path, target: Path, at: dt.datetime, *, replace: bool) -> Path | None:
    """Rename the folder; what stood in its place stands now where this says."""
    make_names_last(temporary)
    _refuse_existing(target, replace=replace)
    older = _keep_older(target, at) if os.path.lexists(target) else None
    try:
        patiently(lambda: temporary.rename(target))
    except OSError:
        if older is not None:
            older.rename(target)
        raise
    make_names_last(target.parent)
    return older


def _keep_older(target: Path, at: dt.datetime) -> Path:
    """Give what stands there a name with a date; nothing of it is changed."""
    for number in range(1, 100):
        more = "" if number == 1 else f"-{number}"
        kept = target.with_name(say("finishing.bundle.older", name=target.name, at=at) + more)
        if not os.path.lexists(kept):
            try:
                patiently(partial(target.rename, kept))
            except PermissionError as error:
                raise FinishError("E546", folder=target) from error
            return kept
    raise FinishError("E543", folder=target)


def _refuse_existing(target: Path, *, replace: bool) -> None:
    if os.path.lexists(target) and not (replace and target.is_dir()):
        raise FinishError("E543", folder=target)


def _key(target: Path) -> int:
    return zlib.crc32(target.name.encode("utf-8", "surrogatepass"))


def _clear_leftovers(target: Path) -> None:
    """What a program that was killed has left behind of this very folder."""
    for leftover in target.parent.glob(_TEMPORARY.format(key=_key(target), one="*")):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _ABANDONED:
                shutil.rmtree(leftover, ignore_errors=True)
