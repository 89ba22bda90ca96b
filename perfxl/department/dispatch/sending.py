"""Sends a draft by SMTP and records it: so it is noticed what is sent twice, and what may have been sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from perfxl.department.dispatch import record, server
from perfxl.department.dispatch.configuration import Configuration
from perfxl.department.dispatch.drafting import Prepared
from perfxl.department.dispatch.letter import department_and_year
from perfxl.department.dispatch.message import mail_bytes, new_message_id
from perfxl.department.dispatch.record import Sending
from perfxl.errors import FileError, SendError
from perfxl.receipt import content_digest

_MAYBE_SENT = "E567"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that the server has taken; ``refused`` are the recipients it was not taken for, and why.

    ``recorded`` is False where the record of it could not be written.
    """

    message_id: str
    refused: Mapping[str, str]
    recorded: bool


def already_sent(prepared: Prepared) -> tuple[Sending, ...]:
    """What was sent before of the same department for the same year, or may have been; the oldest first."""
    return record.earlier(*department_and_year(prepared.evaluation))


def same_content(prepared: Prepared, sending: Sending) -> bool:
    """Whether an earlier mail held the very same entries and scores."""
    return sending.digest == _digest(prepared)


def _digest(prepared: Prepared) -> str:
    one = prepared.evaluation
    return content_digest(one.scheme, one.submission, one.scorecard)


def send(prepared: Prepared, settings: Configuration, password: str) -> Sent:
    """Send a draft by the server of the settings.

    Raises:
        FileError: the record cannot be written (E504).
        SendError: nobody is to get it (E551), there are no settings for it (E555), or the server cannot be
            reached or refuses (E554, E560 to E568). After E567 nobody knows whether the mail was sent; after
            all others it was not.
    """
    draft, sender = prepared.draft, settings.from_mailbox
    if sender is None:
        raise SendError("E555")
    if not draft.recipients:
        raise SendError("E551")
    at = dt.datetime.now().astimezone()
    message_id = new_message_id(sender)
    recipients = tuple(one.address for one in draft.recipients)
    mail = server.Mail(sender.address, recipients, mail_bytes(draft, at, message_id))
    department, year = department_and_year(prepared.evaluation)
    sending = Sending(
        at=at.replace(microsecond=0),
        state="started",
        message_id=message_id,
        department=department,
        year=year,
        digest=_digest(prepared),
        bundle=str(prepared.bundle.place),
        sender=sender.address,
        recipients=recipients,
    )
    with server.connected(settings, password) as connection:
        # Without a record of its beginning a mail could be sent twice unnoticed; its end may go unrecorded.
        record.note(sending)
        refused = _delivered(connection, mail, sending)
        recorded = _noted(msgspec.structs.replace(sending, state="sent", refused=tuple(refused)))
    return Sent(message_id, refused, recorded)


def _delivered(connection: server.Connection, mail: server.Mail, sending: Sending) -> Mapping[str, str]:
    try:
        return connection.deliver(mail)
    except SendError as error:
        if error.code != _MAYBE_SENT:
            _noted(msgspec.structs.replace(sending, state="failed"))
        raise


def _noted(sending: Sending) -> bool:
    try:
        record.note(sending)
    except FileError:
        return False
    return True
