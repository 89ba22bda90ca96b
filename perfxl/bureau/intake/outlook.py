"""Outlook's messages (.msg): the few properties of a compound file that tell sender, time and attachments.

The format is [MS-OXMSG]: a storage a message or attachment, a stream a property. The libraries for it either
load every stream of a file at once, however often its directory names the same bytes, or their licence does
not fit (``docs/architecture.md``); so what stands in the streams is read here, one attachment at a time.
"""

import datetime as dt
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from email.utils import parseaddr
from functools import cached_property
from typing import Final

from olefile import OleFileIO

from perfxl.bureau.intake import times
from perfxl.bureau.intake.compound import children, opened_compound, stream_of
from perfxl.bureau.intake.limits import MAX_ATTACHMENTS, MAX_DEPTH, MAX_EMBLEM, MAX_MESSAGE, MAX_PIECE, MIB
from perfxl.bureau.intake.pieces import Content, Desk, Met, NotTaken, Piece, Way
from perfxl.bureau.intake.words import guessed, heading
from perfxl.bureau.shown import shown
from perfxl.errors import FileError
from perfxl.wording import say

PROPERTIES: Final = "__properties_version1.0"
_ATTACHMENT: Final = "__attach_version1.0_#"
_ROOT_HEAD, _EMBEDDED_HEAD, _ATTACHMENT_HEAD = 32, 24, 8
"""Bytes before the first property of a message, of one inside another, of an attachment."""
_PROPERTY: Final = struct.Struct("<HHI8s")
_TEXT, _BYTES_TEXT, _BINARY, _OBJECT = 0x1F, 0x1E, 0x102, 0xD

_SUBJECT, _HEADERS = 0x0037, 0x007D
_SENDERS: Final = (0x5D01, 0x0C1F, 0x0065, 0x0C1A)
"""The sender's address for mail, in the sender's own system, of whom it was sent for; else the name."""
_TIMES: Final = (0x0039, 0x0E06)
"""When it was sent, when it was delivered."""
_CODEPAGES: Final = (0x3FFD, 0x3FDE)
_NAMES: Final = (0x3707, 0x3704, 0x3001)
"""An attachment's long name, short name, name to be shown."""
_METHOD, _DATA, _CONTENT_ID = 0x3705, 0x3701, 0x3712
_BY_VALUE, _MESSAGE, _OLE_OBJECT = 1, 5, 6
_EPOCH: Final = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_MOST_TEXT: Final = 4 * MIB
_MOST_PROPERTIES: Final = 16 * 4096


def taken_out(piece: Piece, way: Way, desk: Desk) -> Iterator[Met]:
    """The files of a message; ``way`` leads into it.

    Raises:
        FileError: the message as a whole cannot be read.
    """
    if piece.content.size > MAX_MESSAGE:
        raise FileError("E813", limit=MAX_MESSAGE // MIB)
    with piece.content.open() as stream, opened_compound(stream) as file:
        yield from _attachments(_Storage(file, (), _ROOT_HEAD), way, desk)


def subject_of(content: Content) -> str:
    """A message's subject."""
    with content.open() as stream, opened_compound(stream) as file:
        return _Storage(file, (), _ROOT_HEAD).text(_SUBJECT)


@dataclass(frozen=True)
class _Storage:
    """A storage with properties: a message or an attachment; ``head`` bytes stand before the properties."""

    file: OleFileIO
    path: tuple[str, ...]
    head: int

    @cached_property
    def _numbers(self) -> Mapping[int, bytes]:
        """The properties of a fixed size, eight bytes each, by their number."""
        content = stream_of(self.file, (*self.path, PROPERTIES), _MOST_PROPERTIES) or b""
        content = content[self.head :]
        whole = content[: len(content) - len(content) % _PROPERTY.size]
        return {number: value for _, number, _, value in _PROPERTY.iter_unpack(whole)}

    def number(self, wanted: int) -> int | None:
        """A number of 32 bits."""
        value = self._numbers.get(wanted)
        return None if value is None else int(struct.unpack_from("<i", value)[0])

    def moment(self, wanted: int) -> dt.datetime | None:
        """A time, kept in steps of 100 nanoseconds."""
        value = self._numbers.get(wanted)
        try:
            return (
                None
                if value is None
                else _EPOCH + dt.timedelta(microseconds=struct.unpack("<Q", value)[0] // 10)
            )
        except OverflowError:
            return None

    def text(self, wanted: int) -> str:
        """A text, in UTF-16 or in the message's code page; safe to show, ``""`` where there is none."""
        return shown(self.raw_text(wanted))

    def raw_text(self, wanted: int) -> str:
        """A text with all its lines."""
        if (content := self._stream(wanted, _TEXT)) is not None:
            return content.decode("utf-16-le", "replace")
        return guessed(self._stream(wanted, _BYTES_TEXT) or b"", self._charset)

    def first(self, wanted: tuple[int, ...]) -> str:
        """The first of some texts that is there."""
        return next(filter(None, map(self.text, wanted)), "")

    def data(self) -> bytes | None:
        """What was attached."""
        return self._stream(_DATA, _BINARY, MAX_PIECE)

    def embedded(self) -> "_Storage":
        """The message that was attached."""
        return _Storage(self.file, (*self.path, _stream_name(_DATA, _OBJECT)), _EMBEDDED_HEAD)

    def attachments(self) -> Iterator["_Storage"]:
        """The storages of what is attached, in their order."""
        found = sorted(name for name in children(self.file, self.path) if name.startswith(_ATTACHMENT))
        yield from (_Storage(self.file, (*self.path, name), _ATTACHMENT_HEAD) for name in found)

    def _stream(self, number: int, kind: int, limit: int = _MOST_TEXT) -> bytes | None:
        return stream_of(self.file, (*self.path, _stream_name(number, kind)), limit)

    @cached_property
    def _charset(self) -> str:
        root = self if not self.path else _Storage(self.file, (), _ROOT_HEAD)
        page = next(filter(None, map(root.number, _CODEPAGES)), None)
        return "" if page is None else f"cp{page}"


def _stream_name(number: int, kind: int) -> str:
    return f"__substg1.0_{number:04X}{kind:04X}"


def _attachments(message: _Storage, way: Way, desk: Desk) -> Iterator[Met]:
    way = _sent(message, way, desk)
    for count, storage in enumerate(message.attachments(), start=1):
        if count > MAX_ATTACHMENTS:
            yield NotTaken(say("intake.names.more"), way, FileError("E806", limit=MAX_ATTACHMENTS))
            return
        name = storage.first(_NAMES) or say("intake.names.nameless")
        method = storage.number(_METHOD)
        try:
            if method == _MESSAGE:
                yield from _forwarded(storage.embedded(), way, desk)
            elif method in {_BY_VALUE, None} and (data := storage.data()) is not None:
                if not _belongs_to_the_text(storage, name, data):
                    yield Piece(name, Content(data), way)
            elif method != _OLE_OBJECT:
                yield NotTaken(name, way, FileError("E810", kind=say("intake.kinds.link")))
        except FileError as error:
            yield NotTaken(name, way, error)


def _forwarded(message: _Storage, way: Way, desk: Desk) -> Iterator[Met]:
    subject = message.text(_SUBJECT)
    told = say("intake.by.mail", name=subject or say("intake.names.mail"))
    if len(way.around) >= MAX_DEPTH:
        yield NotTaken(subject, way, FileError("E807", limit=MAX_DEPTH))
        return
    yield from _attachments(message, way.into(message.path[-2], told, ""), desk)


def _sent(message: _Storage, way: Way, desk: Desk) -> Way:
    """From whom and when; by the headings it travelled with where Outlook has kept nothing else."""
    moments = filter(None, map(message.moment, _TIMES))
    at = next(filter(None, (times.utc(moment, desk.now) for moment in moments)), "")
    headers = HeaderParser().parsestr(message.raw_text(_HEADERS))
    at = at or times.of_headings(map(str, headers.get_all("date", [])), desk.now)
    addresses = [parseaddr(str(headers.get("from", "")))[1], *map(message.text, _SENDERS)]
    sender = next((shown(one) for one in addresses if "@" in one), message.first(_SENDERS))
    return way.sent(at=at, sender=heading(sender))


def _belongs_to_the_text(storage: _Storage, name: str, data: bytes) -> bool:
    """Whether it is a small picture that the mail's text shows; see the same in ``mails``."""
    is_picture = name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emz", ".wmz"))
    return is_picture and len(data) <= MAX_EMBLEM and bool(storage.text(_CONTENT_ID))
