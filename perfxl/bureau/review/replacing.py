"""Files for users, written anew: what somebody has changed in them meanwhile is kept beside."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import digest_of
from perfxl.workbook.saving.save import write_whole


class Written(NamedTuple):
    """A file that stands now: the digest of its content, and what stood there before, if that was changed."""

    digest: str
    older: Path | None = None


def replace(folder: BureauFolder, target: Path, content: bytes, known: str) -> Written:
    """Write a file in place of what perfxl wrote last, whose digest is ``known``; ``""`` where it wrote none.

    If somebody has changed that since, it is moved into the folder of older files first.

    Raises:
        FileError: the file, or what stands there, is open elsewhere or cannot be written (E504, E505).
    """
    digest = digest_of(content)
    older = None
    if target.exists() and digest_of(target.read_bytes()) not in {known, digest}:
        older = set_aside(folder, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content, replace=True)
    return Written(digest, older)


def set_aside(folder: BureauFolder, file: Path) -> Path:
    """Copy a file into the folder of older files, under a name that tells when.

    Raises:
        FileError: it cannot be copied.
    """
    folder.earlier.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now().astimezone()
    older = folder.earlier / f"{file.stem}-{now:%Y%m%d-%H%M%S-%f}{file.suffix}"
    write_whole(older, file.read_bytes())
    return older
