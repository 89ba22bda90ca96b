"""Where the summary goes: written whole or not at all, and what stood there before is kept."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from perfxl.errors import FileError
from perfxl.wording import say
from perfxl.workbook.saving.save import prepare_target, reason_of, write_file


def prepare(target: Path, suffix: str) -> None:
    """See, before any work is done, whether a file can be written there.

    Raises:
        FileError: it cannot (E503, E506, E507, E509), or it is open in another program (E504).
    """
    prepare_target(target.parent, target, replace=True, suffix=suffix)
    if target.exists():
        try:
            with target.open("r+b"):
                pass
        except OSError as error:
            raise FileError("E504", file=target) from error


def keep_and_write(target: Path, write: Callable[[Path], None], *, replace: bool) -> Path | None:
    """Write a file; what stood there is kept beside under the time of its last change, unless replaced.

    Returns the copy, if one was kept.

    Raises:
        FileError: the file cannot be written (E503 to E508); what stood there is then still there.
    """
    kept = None if replace or not target.exists() else _copied(target)
    write_file(target, write, replace=True)
    return kept


def _copied(target: Path) -> Path:
    changed = dt.datetime.fromtimestamp(target.stat().st_mtime, tz=dt.UTC).astimezone()
    folder = target.parent / say("bureau.folder.earlier")
    copy = folder / f"{target.stem}-{changed:%Y%m%d-%H%M%S}{target.suffix}"
    if not copy.exists():
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise FileError("E505", file=copy, reason=reason_of(error)) from error
        write_file(copy, lambda temporary: shutil.copyfile(target, temporary))
    return copy
