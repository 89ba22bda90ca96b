"""Mails (.eml): who sent it, when, and what was attached; a mail that was forwarded inside is a mail again.

Python's lenient parser is used, with headings as raw as they came: its modern one decodes them as their
senders say, which for Chinese names is often wrong (:mod:`perfxl.bureau.intake.words`), and raises a dozen
kinds of errors on what is malformed.
"""

import binascii
import mimetypes
import re
from base64 import b64decode
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import Compat32
from email.utils import parseaddr
from typing import IO, Any, Final

from perfxl.bureau.intake import times
from perfxl.bureau.intake.limits import (
    MAX_ATTACHMENTS,
    MAX_BOUNDARIES,
    MAX_EMBLEM,
    MAX_LOOKS,
    MAX_MESSAGE,
    MIB,
)
from perfxl.bureau.intake.pieces import Content, Desk, Met, NotTaken, Piece, Way
from perfxl.bureau.intake.words import bare, guessed, heading
from perfxl.bureau.shown import shown
from perfxl.errors import FileError
from perfxl.wording import say

_CHUNK: Final = 64 * 1024
_BOUNDARY = re.compile(rb"boundary\s{0,9}\*?=", re.IGNORECASE)
_NAME = re.compile(r"""\b(?:file)?name\*?\d*\*?\s*=\s*(?:"([^"]*)"|([^;\r\n]*))""", re.IGNORECASE)
_NAMED_BY: Final = (("content-disposition", "filename"), ("content-type", "name"))
_MOST_HEADER: Final = 8000


class _Raw(Compat32):
    """Headings as they came: bytes beyond ASCII are surrogates."""

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ANN401, ARG002 - as the library has it
        return value


_RAW: Final = _Raw()


def attached(piece: Piece, way: Way, desk: Desk) -> Iterator[Met]:
    """The files of a mail; ``way`` leads into it.

    Raises:
        FileError: the mail as a whole cannot be read (E813).
    """
    with piece.content.open() as stream:
        message = _parsed(stream)
    way = _sent(message, way, desk)
    count = 0
    for part, related in _leaves(message):
        name = _name(part)
        if not name:
            continue
        try:
            content = _payload(part)
        except FileError as error:
            yield NotTaken(name, way, error)
            continue
        if related and _belongs_to_the_text(part, content):
            continue
        count += 1
        if count > MAX_ATTACHMENTS:
            yield NotTaken(say("intake.names.more"), way, FileError("E806", limit=MAX_ATTACHMENTS))
            return
        yield Piece(name, Content(content), way)


def _parsed(stream: IO[bytes]) -> Message:
    """One mail, read piecemeal and within bounds."""
    parser = BytesFeedParser(policy=_RAW)
    try:
        for chunk in _bounded(stream):
            parser.feed(chunk)
        return parser.close()
    except (FileError, OSError):
        raise
    except Exception as error:  # a dozen kinds of errors have been seen, RecursionError among them
        raise _odd() from error


def _bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a mail, as long as it is one that can be parsed in a bounded time."""
    size = lines = boundaries = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        lines += chunk.count(b"\n") + chunk.count(b"\r\r")
        boundaries += sum(1 for _ in _BOUNDARY.finditer(tail + chunk))
        tail = chunk[-9:]
        if size > MAX_MESSAGE or boundaries > MAX_BOUNDARIES or lines * (boundaries + 1) > MAX_LOOKS:
            raise _odd()
        yield chunk


def _odd() -> FileError:
    return FileError("E813", limit=MAX_MESSAGE // MIB)


def _sent(message: Message, way: Way, desk: Desk) -> Way:
    """From whom and when: by the mail's own headings, else by those of the servers on its way."""
    dates = (*_all(message, "date"), *_all(message, "received"))
    author = next(iter(_all(message, "from")), "")
    address = shown(bare(parseaddr(author)[1]))
    return way.sent(at=times.of_headings(dates, desk.now), sender=address or heading(author))


def subject_of(content: Content) -> str:
    """A mail's subject, from its first few thousand bytes."""
    with content.open() as stream:
        head = stream.read(_CHUNK).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    parser = BytesFeedParser(policy=_RAW)
    parser.feed(head)
    return heading(next(iter(_all(parser.close(), "subject")), ""))


def _all(message: Message, name: str) -> list[str]:
    return [str(value)[:_MOST_HEADER] for value in message.get_all(name, [])]


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, in their order, and whether they lie beside a text that shows them."""
    waiting = [(message, False)]
    while waiting:
        part, related = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            beside = related or part.get_content_subtype() == "related"
            waiting += [(inner, beside) for inner in reversed(_parts(part))]
        else:
            yield part, related


def _parts(part: Message) -> list[Message]:
    """The mails or parts inside a part; none where it holds text, of which the very asking may fail."""
    payload = part.get_payload() if part.is_multipart() else []
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _name(part: Message) -> str:
    """A part's name, safe to show; ``""`` for the mail's own text."""
    if part.get_content_type() == "message/rfc822":
        return (_given_name(part) or _subject(part) or say("intake.names.mail")).removesuffix(".eml") + ".eml"
    given = _given_name(part)
    is_text = part.get_content_maintype() in {"text", "message", "multipart"}
    if given or (is_text and part.get_content_disposition() != "attachment"):
        return given
    return say("intake.names.nameless") + (mimetypes.guess_extension(part.get_content_type()) or "")


def _given_name(part: Message) -> str:
    for header, parameter in _NAMED_BY:
        raw = str(part.get(header, ""))[:_MOST_HEADER]
        if raw and (name := _parameter(part, header, parameter, raw)):
            return name.replace("\\", "/").rpartition("/")[2]
    return ""


def _parameter(part: Message, header: str, parameter: str, raw: str) -> str:
    """A name among a header's parameters, in the form of RFC 2231 or 2047, or what programs take for it."""
    try:
        found = part.get_param(parameter, header=header) if len(raw) < _MOST_HEADER else None
        if isinstance(found, tuple):
            charset, _, value = found
            return shown(guessed(value.encode("latin-1", "surrogateescape"), charset or ""))
    except Exception:  # noqa: BLE001 - malformed parts of RFC 2231 raise whatever they raise
        match = _NAME.search(raw)
        found = (match[1] or match[2] or "") if match else None
    return heading(str(found or "")).strip("\"' ")


def _subject(part: Message) -> str:
    inner = _parts(part)
    return heading(next(iter(_all(inner[0], "subject")), "")) if inner else ""


def _belongs_to_the_text(part: Message, content: bytes) -> bool:
    """Whether it is a small picture that the mail's text shows: an emblem, and no scanned page."""
    is_picture = part.get_content_maintype() == "image" and "content-id" in part
    return is_picture and len(content) <= MAX_EMBLEM


def _payload(part: Message) -> bytes:
    """What a part holds; of coded text that is broken what can be read of it."""
    try:
        if part.get_content_maintype() == "message":
            return _inner_mail(part)
        content = _unbased(part) or part.get_payload(decode=True)
    except Exception as error:  # charsets that are none, among others
        raise FileError("E808") from error
    return content if isinstance(content, bytes) else b""


def _is_based(part: Message) -> bool:
    return str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"


def _unbased(part: Message) -> bytes | None:
    """Sound base64 at once: the parser's own way takes lines apart and thrice the memory."""
    try:
        payload = part.get_payload()
        if _is_based(part) and isinstance(payload, str):
            return binascii.a2b_base64(payload.encode("ascii", "surrogateescape"))
    except (ValueError, LookupError):
        pass
    return None


def _inner_mail(part: Message) -> bytes:
    """A mail inside a mail, which some programs code although they must not."""
    inner = next(iter(_parts(part)), None)
    if inner is None:
        return b""
    if _is_based(part) and not inner.keys():
        try:
            return b64decode(str(inner.get_payload()))
        except (binascii.Error, ValueError):
            return b""
    return inner.as_bytes(policy=_RAW)
