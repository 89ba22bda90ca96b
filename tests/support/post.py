"""Mails, archives and messages as other programs make them, for what takes them in."""

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from email.utils import format_datetime

from aspose.email_foss import msg

SENT = dt.datetime(2021, 4, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SENT_UTC = "2021-04-01T01:30:00+00:00"
_SUBMITTED = 0x0039


def mail(
    files: Mapping[str, bytes],
    *,
    sender: str = "caiwu@jiaoyu.invalid",
    subject: str = "报送绩效自评",
    at: dt.datetime | None = SENT,
    forwarded: EmailMessage | None = None,
) -> EmailMessage:
    """A mail with attachments, by Python's own modern composer."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "yusuan@caizheng.invalid", subject
    if at is not None:
        message["Date"] = format_datetime(at)
    message.set_content("请查收。")
    for name, content in files.items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    if forwarded is not None:
        message.add_attachment(forwarded)
    return message


def raw_mail(disposition: bytes, content: bytes, *, headers: bytes = b"", body: bytes | None = None) -> bytes:
    """A mail with one attachment, its headings byte by byte; ``body`` instead of sound base64."""
    import base64  # noqa: PLC0415

    coded = base64.encodebytes(content) if body is None else body
    return (
        b"From: caiwu@jiaoyu.invalid\r\nDate: Thu, 01 Apr 2021 09:30:00 +0800\r\n"
        + headers
        + b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
        b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: " + disposition + b"\r\n\r\n" + coded + b"\r\n--b--\r\n"
    )


def mailbox_of(messages: Iterable[EmailMessage]) -> bytes:
    """A mailbox in mbox format, by Python's own module."""
    import mailbox  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "box"
        box = mailbox.mbox(str(file))
        for message in messages:
            box.add(message.as_bytes())
        box.close()
        return file.read_bytes()


def outlook(
    files: Mapping[str, bytes],
    *,
    sender: str = "caiwu@jiaoyu.invalid",
    subject: str = "报送绩效自评",
    at: dt.datetime = SENT,
    forwarded: "msg.MapiMessage | None" = None,
) -> "msg.MapiMessage":
    """An Outlook message, by another library; ``to_bytes`` gives the file."""
    message = msg.MapiMessage.create(subject, "请查收。")
    message.set_property(msg.PropertyId.SENDER_EMAIL_ADDRESS, sender)
    message.set_property(_SUBMITTED, msg.PropertyTypeCode.PTYP_TIME, at.astimezone(dt.UTC))
    for name, content in files.items():
        message.add_attachment(name, content)
    if forwarded is not None:
        message.add_embedded_message_attachment(forwarded, filename="转发")
    return message


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip archive as Python makes it: names in UTF-8, and said to be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def bare_archive(files: Mapping[bytes, bytes], *, flags: int = 0, mode: int = 0) -> bytes:
    """A zip archive written field by field: names in any bytes, whatever flags, Unix' kinds of files."""
    local, central = b"", b""
    for name, content in files.items():
        packed = zlib.compress(content)[2:-4]
        shared = struct.pack(
            "<HHHHHLLLHH",
            20,
            flags,
            8,
            0x4BC0,
            0x5281,
            zlib.crc32(content),
            len(packed),
            len(content),
            len(name),
            0,
        )
        made_by = (3 if mode else 0) << 8 | 20
        central += struct.pack("<4sH", b"PK\x01\x02", made_by) + shared
        central += struct.pack("<HHHLL", 0, 0, 0, mode << 16, len(local)) + name
        local += b"PK\x03\x04" + shared + name + packed
    count = len(files)
    return (
        local
        + central
        + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(central), len(local), 0)
    )
