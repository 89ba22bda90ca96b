"""Mailboxes (mbox): many mails in one file, as Thunderbird and others export them."""

from collections.abc import Iterator
from typing import IO, Final

from perfxl.bureau.intake.limits import MAX_MESSAGE, MIB
from perfxl.bureau.intake.pieces import Content, Met, NotTaken, Piece, Way
from perfxl.errors import FileError
from perfxl.wording import say

_START: Final = b"From "
_LONGEST_LINE: Final = 1024 * 1024


def messages(piece: Piece, way: Way) -> Iterator[Met]:
    """The mails of a mailbox, one after the other."""
    with piece.content.open() as stream:
        for number, content in enumerate(_split(stream), start=1):
            name = say("intake.names.mail_number", number=number)
            if content is None:
                yield NotTaken(name, way, FileError("E813", limit=MAX_MESSAGE // MIB))
            else:
                yield Piece(name, Content(content), way, weight=len(content))


def _split(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Each mail's bytes; None for one that is too large to be kept in memory."""
    lines, size, blank = list[bytes](), 0, True
    while line := stream.readline(_LONGEST_LINE):
        if blank and line.startswith(_START):
            if size:
                yield b"".join(lines) if size <= MAX_MESSAGE else None
            lines, size = [], 0
            continue
        size += len(line)
        if size <= MAX_MESSAGE:
            lines.append(line)
        else:
            lines.clear()
        blank = not line.strip()
    if size:
        yield b"".join(lines) if size <= MAX_MESSAGE else None
