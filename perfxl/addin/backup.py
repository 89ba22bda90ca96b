"""A copy of the workbook's file before its first change of a day, in the user's own folder."""

import datetime as dt
import hashlib
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from perfxl.own_folder import BACKUPS, own_folder

KEPT_DAYS: Final = 30
_NAME: Final = "{stem}-{day:%Y%m%d}-{folder}{suffix}"
_OURS: Final = re.compile(r".+-\d{8}-[0-9a-f]{4}\.\w+")
_DAY: Final = 24 * 60 * 60


def keep_backup(workbook: str, day: dt.date) -> Path | None:
    """Copy the file as it was saved last, unless that was done today; remove copies that are too old.

    Args:
        workbook: its full name as Excel tells it; one without a folder has never been saved.
        day: today.

    Returns:
        Where the copy is, None where there is no file to be copied (not saved yet, or in a cloud only).

    Raises:
        OSError: the file cannot be copied.
    """
    file = Path(workbook)
    if not file.is_absolute() or not file.is_file():
        return None
    folder = own_folder() / BACKUPS
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / backup_name(file, day)
    if not copy.exists():
        _prune(folder)
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}.tmp")
        try:
            # Not copy2: the age of a copy counts from the day on which it was made.
            shutil.copyfile(file, unfinished)
            unfinished.replace(copy)
        finally:
            unfinished.unlink(missing_ok=True)
    return copy


def backup_name(file: Path, day: dt.date) -> str:
    """Tells file and day; four digits tell files of one name in different folders apart."""
    folder = hashlib.sha256(os.path.normcase(file.parent).encode("utf-8", "surrogatepass")).hexdigest()[:4]
    return _NAME.format(stem=file.stem, day=day, folder=folder, suffix=file.suffix)


def _prune(folder: Path) -> None:
    oldest = time.time() - KEPT_DAYS * _DAY
    for copy in folder.iterdir():
        with suppress(OSError):
            if _OURS.fullmatch(copy.name) and copy.stat().st_mtime < oldest:
                copy.unlink()
