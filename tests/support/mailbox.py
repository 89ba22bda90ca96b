"""A mail server on this machine that keeps what it is sent, a file ``.eml`` each, in a folder.

``with mailbox(folder) as server:`` is all that a test needs: ``server.settings`` are perfxl's settings for
it, ``server.received`` is what came. Certificates, accounts, limits and refusals come where a test asks.
"""

# ruff: noqa: ARG002 - the signatures are those of aiosmtpd

import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from perfxl.department.dispatch.configuration import Configuration, Security

HERE = "127.0.0.1"


class Memory:
    """A keyring that forgets when the test is over."""

    def __init__(self):
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@dataclass(frozen=True)
class Received:
    """One mail as it came: from whom and for whom the server was told it is, and its file."""

    sender: str
    recipients: tuple[str, ...]
    file: Path

    @property
    def content(self) -> bytes:
        return self.file.read_bytes()


@dataclass
class MailServer:
    """A running server. ``refused`` are the recipients it does not know; ``replies`` what it answers instead
    of its own to a command (``DATA``, ``MAIL``); ``helos`` how clients have introduced themselves.
    """

    folder: Path
    refused: Collection[str] = ()
    replies: Mapping[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    helos: list[str] = field(default_factory=list)
    settings: Configuration = field(default_factory=Configuration)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.helos.append(hostname)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.replies:
            return self.replies["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.replies:
            return self.replies["DATA"]
        file = self.folder / f"{len(self.received) + 1:05}.eml"
        file.write_bytes(envelope.content)
        self.received.append(Received(envelope.mail_from, tuple(envelope.rcpt_tos), file))
        return "250 OK"


class _Listening(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@cache
def authority() -> trustme.CA:
    """Who signs the certificates of these servers; nobody else trusts it."""
    return trustme.CA()


def certificate(*names: str) -> ssl.SSLContext:
    """A server's certificate for these names, signed by ``authority()``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(*names).configure_cert(context)
    return context


@contextmanager
def mailbox(
    folder: Path,
    *,
    security: Security = "none",
    name: str = HERE,
    accounts: Mapping[str, str] | None = None,
    largest: int = 33_554_432,
    refused: Collection[str] = (),
    replies: Mapping[str, str] | None = None,
) -> Iterator[MailServer]:
    """Run a server. ``security`` is how it is reached, ``name`` whom its certificate is for, ``accounts`` the
    passwords by user (none: no login), ``largest`` the bytes that a mail may have.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = MailServer(folder, refused, replies or {})
    options = {"data_size_limit": largest, "hostname": HERE, "port": 0}
    if security == "tls":
        options["ssl_context"] = certificate(name)
    if security == "starttls":
        options |= {"tls_context": certificate(name), "require_starttls": True}
    if accounts is not None:
        options |= {
            "authenticator": _authenticator(accounts),
            "auth_required": True,
            "auth_require_tls": security == "starttls",
        }
    controller = _Listening(server, **options)
    controller.start()
    try:
        server.settings = Configuration(
            server=HERE, port=controller.port, security=security, sender="dept@example.gov.cn", timeout=5
        )
        if accounts is not None:
            server.settings = msgspec.structs.replace(server.settings, user=next(iter(accounts)))
        if security != "none":
            authority_file = folder / "authority.pem"
            authority().cert_pem.write_to_path(str(authority_file))
            server.settings = msgspec.structs.replace(server.settings, ca_file=str(authority_file))
        yield server
    finally:
        controller.stop()


def _authenticator(accounts: Mapping[str, str]):
    def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
        user, password = data.login.decode(), data.password.decode()
        return AuthResult(success=accounts.get(user) == password, handled=False)

    return authenticate
