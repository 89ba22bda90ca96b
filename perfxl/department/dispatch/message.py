"""A draft as the bytes of a mail (RFC 5322, MIME) that every mail program reads: ASCII only, with CRLF."""

import datetime as dt
import uuid
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import BaseHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from perfxl.department.dispatch.addresses import Mailbox

_LINE_END: Final = "\r\n"
_LONGEST: Final = 900
"""Octets that surely fit into one line of a mail (RFC 5322 allows 998)."""


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


class _NamesInOnePiece(EmailPolicy):
    """Writes an attachment's name twice, each time in one piece.

    ``Content-Disposition`` has it by the rules (RFC 2231), ``Content-Type`` in encoded words for programs
    that do not know them. Python's own way, several pieces ``filename*0*``, ``filename*1*``, …, is by the
    rules too, but QQ Mail, NetEase's programs and others lose such names (``tcmime.….bin``).
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        parameters = getattr(value, "params", {}) if isinstance(value, BaseHeader) else {}
        file_name = parameters.get("filename") or parameters.get("name") or ""
        if file_name.isascii():
            return super().fold_binary(name, value)
        if name.lower() == "content-type":
            words = Header(file_name, "utf-8", maxlinelen=75).encode(linesep=_LINE_END)
            return f'{name}: {value.partition(";")[0]};\r\n name="{words}"\r\n'.encode("ascii")
        encoded = quote(file_name, safe="")
        if len(encoded) > _LONGEST:
            return super().fold_binary(name, value)
        return f"{name}: attachment;\r\n filename*=utf-8''{encoded}\r\n".encode("ascii")


_POLICY: Final = _NamesInOnePiece(linesep=_LINE_END, cte_type="7bit")


def _message(draft: Draft, at: dt.datetime) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    if draft.sender is not None:
        message["From"] = draft.sender.header
    message["To"] = [one.header for one in draft.to]
    if draft.cc:
        message["Cc"] = [one.header for one in draft.cc]
    message["Subject"] = draft.subject
    message["Date"] = format_datetime(at)
    message.set_content(draft.text, cte="base64")
    for one in draft.attachments:
        main, _, sub = one.type.partition("/")
        message.add_attachment(
            one.content, maintype=main, subtype=sub, filename=one.name, params={"name": one.name}
        )
    return message
