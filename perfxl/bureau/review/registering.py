"""Workbooks that an officer has simply put into the folder: taken in where they stand, nothing is copied."""

import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import Received
from perfxl.bureau.store import InPlace, Store
from perfxl.bureau.telling import Tell, untold
from perfxl.wording import say

KINDS: Final = frozenset((".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".et", ".ett", ".ods"))
"""Endings of spreadsheets: what of these cannot be read is answered, all other files are let be."""

_TEMPORARY: Final = ("~", ".")
"""How the names begin of what Excel, WPS and perfxl have open or hide."""
_TOGETHER: Final = 500
_CHUNK: Final = 1024 * 1024


def register(folder: BureauFolder, store: Store, tell: Tell = untold) -> None:
    """Take in what stands in the folder, and let go of what does no more.

    A file is read only if it is new, or another size or time than when it was last read.
    """
    known = store.in_place()
    collected = {file for file in store.files() if file not in known}
    found = {one.file: one for one in _standing(folder) if one.file not in collected}
    store.forget(known.keys() - found.keys())
    changed = iter([one for one in found.values() if known.get(one.file) != one])
    total, done = sum(known.get(file) != one for file, one in found.items()), 0
    while batch := list(islice(changed, _TOGETHER)):
        store.put_in_place(_read(folder, batch))
        done += len(batch)
        tell(done, total)


def _standing(folder: BureauFolder) -> Iterator[InPlace]:
    """Every spreadsheet below the folder that perfxl has not written itself."""
    for place, folders, names in os.walk(folder.root):
        here = Path(place)
        own = folder.own_names if here == folder.root else frozenset()
        folders[:] = sorted(name for name in folders if name not in own and not name.startswith(_TEMPORARY))
        for name in sorted(names):
            if name in own or name.startswith(_TEMPORARY) or Path(name).suffix.lower() not in KINDS:
                continue
            with suppress(OSError):  # gone since, or not to be seen
                status = (here / name).stat()
                file = (here / name).relative_to(folder.root).as_posix()
                yield InPlace(file, status.st_size, status.st_mtime_ns)


def _read(folder: BureauFolder, batch: list[InPlace]) -> Iterator[tuple[InPlace, Received]]:
    for one in batch:
        file = folder.root / one.file
        with suppress(OSError):  # open in Excel, or not to be read: the next run tries again
            yield (
                one,
                Received(
                    file=one.file,
                    digest=_digest(file),
                    name=file.name,
                    source=say("review.in_place"),
                    at=dt.datetime.fromtimestamp(one.modified / 1e9, dt.UTC).isoformat(timespec="seconds"),
                ),
            )


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
