"""A draft as the bytes of a mail (RFC 5322, MIME) that every mail program reads: ASCII only, with CRLF."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from perfxl.department.dispatch.addresses import Mailbox

if TYPE_CHECKING:
    from email.headerregistry import Address

_LINE_END: Final = "\r\n"
_LONGEST: Final = 900
"""Octets that surely fit into one line of a mail (RFC 5322 allows 998)."""

_LINE: Final = 75
"""Octets of a line with an encoded word and the quotation mark after it (RFC 2047 allows 76)."""

_LONGEST_START: Final = "Subject"
"""What may stand before the first of several encoded words takes no more room than this and a colon."""

_HARMLESS: Final = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file: its name in one line, its MIME type, its content."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that nobody has sent yet; ``sender`` is left to the mail program where it is None."""

    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    sender: Mailbox | None
    subject: str
    text: str
    attachments: tuple[Attachment, ...]

    @property
    def recipients(self) -> tuple[Mailbox, ...]:
        """All who get it."""
        return (*self.to, *self.cc)


def new_message_id(sender: Mailbox) -> str:
    """A message id that tells nothing of the machine: a random number at the sender's domain."""
    return f"<{uuid.uuid4().hex}@{sender.domain}>"


def draft_bytes(draft: Draft, at: dt.datetime) -> bytes:
    """The draft as an ``.eml`` file; ``X-Unsent`` lets mail programs open it for sending.

    It has no message id: the mail program gives each sending its own.
    """
    message = _message(draft, at)
    message["X-Unsent"] = "1"
    return message.as_bytes()


def mail_bytes(draft: Draft, at: dt.datetime, message_id: str) -> bytes:
    """The mail as it goes to a server."""
    message = _message(draft, at)
    message["Message-ID"] = message_id
    return message.as_bytes()


class _PlainForEveryProgram(EmailPolicy):
    """Writes headers in the ways that the simplest mail programs understand too.

    An attachment's name stands there twice, each time in one piece: ``Content-Disposition`` has it by the
    rules (RFC 2231), ``Content-Type`` in encoded words for programs that do not know them. Python's own way,
    several pieces ``filename*0*``, ``filename*1*``, …, is by the rules too, but QQ Mail, NetEase's programs
    and others lose such names (``tcmime.….bin``). Where Python folds a long subject or name, it may lose a
    space; here each is one run of encoded words.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        write = _WRITERS.get(name.lower())
        written = write(value) if write is not None else None
        if written is None:
            return super().fold_binary(name, value)
        return f"{name}: {written}{_LINE_END}".encode("ascii")


def _subject(value: str) -> str:
    return _words(value)


def _mailboxes(value: str) -> str | None:
    addresses: tuple[Address, ...] = getattr(value, "addresses", ())
    return f",{_LINE_END} ".join(
        f"{_words(one.display_name)}{_LINE_END} <{one.addr_spec}>" if one.display_name else one.addr_spec
        for one in addresses
    )


def _content_type(value: str) -> str | None:
    file_name = _parameter(value, "name")
    kind = value.partition(";")[0]
    return f'{kind};{_LINE_END} name="{_words(file_name)}"' if file_name else None


def _disposition(value: str) -> str | None:
    file_name = _parameter(value, "filename")
    encoded = quote(file_name, safe="")
    if _HARMLESS.fullmatch(file_name) or not 0 < len(encoded) <= _LONGEST:
        return None
    return f"attachment;{_LINE_END} filename*=utf-8''{encoded}"


def _parameter(value: str, key: str) -> str:
    parameters: Mapping[str, str] = getattr(value, "params", {})
    return parameters.get(key, "")


def _words(text: str) -> str:
    """The text as it is where nothing in it can mean anything to a mail program, else in encoded words."""
    if _HARMLESS.fullmatch(text):
        return text
    words = Header(text, "utf-8", maxlinelen=_LINE, header_name=_LONGEST_START)
    return words.encode(linesep=_LINE_END)


_WRITERS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "subject": _subject,
    "from": _mailboxes,
    "to": _mailboxes,
    "cc": _mailboxes,
    "content-type": _content_type,
    "content-disposition": _disposition,
}
_POLICY: Final = _PlainForEveryProgram(linesep=_LINE_END, cte_type="7bit")


def _message(draft: Draft, at: dt.datetime) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    if draft.sender is not None:
        message["From"] = draft.sender.header
    for header, mailboxes in (("To", draft.to), ("Cc", draft.cc)):
        if mailboxes:
            message[header] = [one.header for one in mailboxes]
    message["Subject"] = draft.subject
    message["Date"] = format_datetime(at)
    message.set_content(draft.text, cte="base64")
    for one in draft.attachments:
        main, _, sub = one.type.partition("/")
        message.add_attachment(
            one.content, maintype=main, subtype=sub, filename=one.name, params={"name": one.name}
        )
    return message
