"""Talks to the mail server (SMTP): encrypted, its certificate verified, every refusal said in plain words."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfxl.department.dispatch.bundle import refuse_too_large
from perfxl.department.dispatch.configuration import Configuration
from perfxl.department.dispatch.words import one_line
from perfxl.errors import SendError
from perfxl.numbers import show_plain
from perfxl.wording import say, subject

_SELF: Final = "[127.0.0.1]"
"""How perfxl introduces itself: Python would tell the machine's name, which then stands in every mail."""

_MOST_SAID: Final = 200
_RESPONSES: Final = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
"""A server that answers, and so surely has not taken the mail."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its envelope: who is told to be its sender, and who is to get it."""

    sender: str
    recipients: Sequence[str]
    content: bytes


class Connection:
    """A server that has let us in."""

    def __init__(self, server: smtplib.SMTP, settings: Configuration) -> None:
        """Wrap what :func:`connected` has opened."""
        self._server, self._settings = server, settings

    @property
    def largest(self) -> int | None:
        """How many bytes a mail may have, None where the server does not say."""
        told = self._server.esmtp_features.get("size", "").split()
        limit = int(told[0]) if told and told[0].isdecimal() else 0
        return limit or None

    def deliver(self, mail: Mail) -> Mapping[str, str]:
        """Hand over a mail; gives the recipients whom the server has refused, with its words for each.

        Raises:
            SendError: the mail is too large (E554), everybody is refused (E566), the connection broke off
                before the server had confirmed, so that it may have been sent or not (E567), or the server
                refuses otherwise (E568).
        """
        if self.largest is not None:
            refuse_too_large(len(mail.content), self.largest, "server")
        where = _where(self._settings)
        try:
            refused = self._server.sendmail(mail.sender, list(mail.recipients), mail.content)
        except _RESPONSES as error:
            raise _refusal(error, where) from error
        except OSError as error:
            raise SendError("E567", server=where) from error
        return _each(refused)


@contextmanager
def connected(settings: Configuration, password: str) -> Iterator[Connection]:
    """A connection to the server of the settings, logged in where they name a user.

    Raises:
        SendError: there is no server in the settings (E555), it cannot be reached (E560), does not answer
            (E561), has a wrong certificate (E562), is not encrypted as told (E563), lets nobody in with this
            user and password (E564), or refuses otherwise (E568).
    """
    if not settings.server:
        raise SendError("E555")
    with _explained(settings):
        server = _opened(settings)
    try:
        with _explained(settings):
            if settings.user:
                server.login(settings.user, password)
        yield Connection(server, settings)
    finally:
        with suppress(OSError):
            server.quit()
        server.close()


def _opened(settings: Configuration) -> smtplib.SMTP:
    to, patience = (settings.server, settings.port_or_usual, _SELF), settings.timeout
    encrypted = settings.security == "tls"
    server = (
        smtplib.SMTP_SSL(*to, timeout=patience, context=_trusted(settings))
        if encrypted
        else smtplib.SMTP(*to, timeout=patience)
    )
    try:
        if settings.security == "starttls":
            server.starttls(context=_trusted(settings))
        server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _trusted(settings: Configuration) -> ssl.SSLContext:
    """What the system trusts and, where an office signs its own certificates, that office."""
    context = ssl.create_default_context()
    if settings.ca_file:
        try:
            context.load_verify_locations(Path(settings.ca_file).expanduser())
        except OSError as error:  # among them what is no certificate
            reason = say("mail.certificates.no_file", file=settings.ca_file)
            raise SendError("E562", server=_where(settings), reason=reason) from error
    return context


@contextmanager
def _explained(settings: Configuration) -> Iterator[None]:
    """Whatever goes wrong on the way into a server, as an error that says what to do."""
    where = _where(settings)
    try:
        yield
    except smtplib.SMTPNotSupportedError as error:
        raise SendError("E563", server=where) from error
    except _RESPONSES as error:
        raise _refusal(error, where) from error
    except ssl.SSLCertVerificationError as error:
        raise SendError("E562", server=where, reason=_of_certificate(error)) from error
    except ssl.SSLError as error:
        raise SendError("E563", server=where) from error
    except OSError as error:
        # Python's library wraps a time-out while it reads into an error of its own.
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            raise SendError("E561", server=where, seconds=show_plain(settings.timeout)) from error
        raise SendError("E560", server=where) from error


def _where(settings: Configuration) -> str:
    return f"{settings.server}:{settings.port_or_usual}"


def _refusal(error: smtplib.SMTPException, where: str) -> SendError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return everybody_refused(_each(error.recipients))
    if isinstance(error, smtplib.SMTPResponseException):
        said = _said(error.smtp_code, error.smtp_error)
        is_login = isinstance(error, smtplib.SMTPAuthenticationError)
        return SendError("E564" if is_login else "E568", server=where, said=said)
    raise error


def everybody_refused(refused: Mapping[str, str]) -> SendError:
    """The error for a mail that the server took for none of its recipients."""
    return SendError("E566", names=listed(refused), others=say("mail.refused.nobody"))


def listed(refused: Mapping[str, str]) -> str:
    """Refused recipients in one line, with the server's words for each."""
    return "；".join(say("mail.refused.one", address=who, said=said) for who, said in refused.items())


def _each(refused: Mapping[str, tuple[int, bytes]]) -> dict[str, str]:
    return {address: _said(*answer) for address, answer in refused.items()}


def _said(code: int, words: bytes | str) -> str:
    """A server's own words, which may be in any code page: for whoever is asked for help."""
    text = words if isinstance(words, str) else _decoded(words)
    return one_line(f"{code} {text}", _MOST_SAID)


def _decoded(words: bytes) -> str:
    try:
        return words.decode("utf-8")
    except UnicodeDecodeError:
        return words.decode("gb18030", "replace")


def _of_certificate(error: ssl.SSLCertVerificationError) -> str:
    known: Mapping[str, str] = subject("mail")["certificates"]["reasons"]
    number = str(error.verify_code)
    return known.get(number) or say("mail.certificates.other", said=one_line(error.verify_message))
