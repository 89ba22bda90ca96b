"""Folders and files of a source: every file once, in the order of their names; links are not followed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from perfxl.bureau.intake import times
from perfxl.bureau.intake.pieces import Content, Desk, Met, NotTaken, Piece, Way
from perfxl.bureau.shown import shown
from perfxl.errors import FileError
from perfxl.wording import say

ABSENT: Final = "E800"
"""The code of a source that is not there."""


def walked(source: Path, desk: Desk, own: frozenset[Path]) -> Iterator[Met]:
    """The files of a source, a folder or one file; what perfxl itself writes (``own``) is left out.

    ``own`` holds resolved paths, the source is resolved too.
    """
    root = source if source.is_dir() else source.parent
    way = Way(steps=(str(root),), told=(say("intake.by.folder", name=shown(str(root), 120)),))
    try:
        is_folder = stat.S_ISDIR(source.stat().st_mode)
    except OSError:
        yield NotTaken(shown(source.name), way, FileError(ABSENT, file=source))
        return
    if is_folder:
        yield from _folder(source, way, desk, own, set())
    else:
        yield from _file(source, way, desk)


def _folder(
    folder: Path, way: Way, desk: Desk, own: frozenset[Path], seen: set[tuple[int, int]]
) -> Iterator[Met]:
    """One folder: its files, then what lies below; a folder that is met a second time is passed over."""
    try:
        facts = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield NotTaken(shown(folder.name), way, _unreadable(folder, error))
        return
    identity = (facts.st_dev, facts.st_ino)
    if facts.st_ino and identity in seen:
        return
    seen.add(identity)
    folders = []
    for entry in entries:
        if entry in own:
            continue
        if entry.is_dir() and not entry.is_symlink():
            folders.append(entry)
        else:
            yield from _file(entry, way, desk)
    for entry in folders:
        yield from _folder(entry, _named(way, entry), desk, own, seen)


def _named(way: Way, folder: Path) -> Way:
    """The way into a folder below: the folder that a piece lay in is what an officer looks for."""
    return Way(steps=(*way.steps, folder.name), told=(say("intake.by.folder", name=shown(str(folder), 120)),))


def _file(file: Path, way: Way, desk: Desk) -> Iterator[Met]:
    name = shown(os.fsencode(file.name).decode("utf-8", "replace")) or say("intake.names.nameless")
    try:
        facts = file.lstat()
        if not stat.S_ISREG(facts.st_mode):
            yield NotTaken(name, way, FileError("E812"))
            return
        with file.open("rb"):
            pass
    except OSError as error:
        yield NotTaken(name, way, _unreadable(file, error))
        return
    yield Piece(name, Content(file), way.sent(at=times.of_file(facts.st_mtime, desk.now)))


def _unreadable(path: Path, error: OSError) -> FileError:
    fault = FileError("E814", file=shown(str(path), 300))
    fault.__cause__ = error
    return fault


def size_of(sources: list[Path], own: frozenset[Path]) -> int:
    """Bytes of all files of the sources, as far as they can be seen, for the estimate."""
    return sum(_size(source, own) for source in sources)


def _size(source: Path, own: frozenset[Path]) -> int:
    if source.is_file():
        return source.stat().st_size
    total = 0
    for folder, folders, files in os.walk(source):
        here = Path(folder)
        folders[:] = [name for name in folders if here / name not in own]
        for name in files:
            try:
                total += (here / name).lstat().st_size
            except OSError:
                continue
    return total
