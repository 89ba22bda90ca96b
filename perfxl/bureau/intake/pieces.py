"""A piece: one file that was met, in a folder, an archive or a mail, with the way it came."""

import datetime as dt
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, TypeAlias

from perfxl.bureau.intake.limits import Budget
from perfxl.errors import FileError
from perfxl.wording import say

CHUNK: Final = 1024 * 1024
"""Bytes that are read at once."""
TEMPORARY: Final = "~perfxl-{one}.tmp"
"""The name of a file that is not yet, or only for a moment, what it shall be."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a piece holds: a file, which is only ever read, or bytes."""

    at: Path | bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.at) if isinstance(self.at, bytes) else self.at.stat().st_size

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Read it from its beginning."""
        with io.BytesIO(self.at) if isinstance(self.at, bytes) else self.at.open("rb") as stream:
            yield stream

    def digest(self) -> str:
        """SHA-256 of it all."""
        found = sha256()
        with self.open() as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Way:
    """How a piece came: through which folders, archives and mails, from whom and when.

    ``steps`` tell, from the source inward, what came together; ``told`` says in words what was opened.
    ``at`` is ISO 8601 in UTC, to the second; empty where nobody knows.
    """

    steps: tuple[str, ...]
    told: tuple[str, ...]
    sender: str = ""
    at: str = ""
    mailed: bool = False
    around: tuple[str, ...] = ()
    """Digests of the archives and mails that it lies in."""

    def into(self, step: str, told: str, digest: str) -> "Way":
        """The way of what lies inside an archive or a mail."""
        steps, words = (*self.steps, step), (*self.told, told)
        return replace(self, steps=steps, told=words, around=(*self.around, digest))

    def under(self, folders: tuple[str, ...]) -> "Way":
        """The way of what lies in folders of the same archive or source."""
        return replace(self, steps=(*self.steps, *folders))

    def sent(self, *, at: str, sender: str | None = None) -> "Way":
        """The same way at another time; with a sender it came by that mail."""
        if sender is None:
            return replace(self, at=at)
        return replace(self, at=at or self.at, sender=sender or self.sender, mailed=True)

    @property
    def source(self) -> str:
        """In words for an officer."""
        return say("intake.by.then").join(self.told)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file, under the name it came with (safe to show).

    ``budget`` bounds what may come out of the file or mail that it lay in; None where it lay in none.
    ``weight`` tells how many bytes of that file it took, as far as that is known.
    """

    name: str
    content: Content
    way: Way
    budget: Budget | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something that was met and cannot be taken, with the reason."""

    name: str
    way: Way
    error: FileError


Met: TypeAlias = Piece | NotTaken


@dataclass(frozen=True, slots=True)
class Desk:
    """What opening needs of the world: a folder for large files, and what time it is."""

    folder: Path
    now: dt.datetime

    def spare(self) -> Path:
        """A new name for a file that is wanted for a moment."""
        return self.folder / TEMPORARY.format(one=secrets.token_hex(6))
