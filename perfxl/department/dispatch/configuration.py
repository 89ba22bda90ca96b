"""The settings for mail, ``.perfxl/mail.toml``: server, sender, usual recipients; never a password."""

import ipaddress
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec

from perfxl.department.dispatch.addresses import Mailbox, mailbox, mailboxes
from perfxl.errors import SendError
from perfxl.own_folder import MAIL, own_folder
from perfxl.scheme.proof.places import counted_from_one
from perfxl.scheme.proof.reasons import reason
from perfxl.wording import say, subject
from perfxl.workbook.saving.save import write_whole

Security: TypeAlias = Literal["tls", "starttls", "none"]

_SERVER: Final = re.compile(r"[A-Za-z0-9.:_-]*")
_USER: Final = re.compile(r"[!-~]*")
_POSITION: Final = re.compile(r"line (?P<line>\d+), column (?P<column>\d+)")
_PORTS: Final[Mapping[Security, int]] = {"tls": 465, "starttls": 587, "none": 25}
_RENAMED: Final = {"sender": "from"}


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=_RENAMED):
    """What the file says; each part may be missing, since a draft needs no server.

    ``security`` is how the way to the server is encrypted: from the start (``tls``), after a greeting
    (``starttls``), or not at all, which is for tests on one's own machine. ``timeout`` is in seconds.
    ``ca_file`` names the certificates of an office that has issued its own.
    """

    server: str = ""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    security: Security = "tls"
    user: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    timeout: Annotated[float, msgspec.Meta(ge=1, le=600)] = 60
    ca_file: str = ""

    @property
    def port_or_usual(self) -> int:
        """The port, or the one that is usual for this kind of encryption."""
        return self.port or _PORTS[self.security]

    @property
    def from_mailbox(self) -> Mailbox | None:
        """The sender, None where the file names none."""
        return mailbox(self.sender) if self.sender else None


def configuration_file() -> Path:
    """Where the settings stand."""
    return own_folder() / MAIL


def load() -> Configuration:
    """The settings as they stand; empty ones where there is no file.

    Raises:
        SendError: the file cannot be read (E556), or asks for a way without encryption (E557).
    """
    file = configuration_file()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Configuration()
    except (OSError, UnicodeDecodeError) as error:
        raise _unfit(file, "", say("mail.configuration.unreadable")) from error
    return _checked(file, _typed(file, _parsed(file, text)))


def save(configuration: Configuration) -> Path:
    """Write the settings; what stood there before is replaced as a whole. Gives the file.

    Raises:
        SendError: the settings cannot be used (E570), or ask for a way without encryption (E557).
        FileError: the file cannot be written.
    """
    file = configuration_file()
    try:
        _checked(file, _typed(file, msgspec.to_builtins(configuration)))
    except SendError as error:
        if error.code != "E556":
            raise
        raise SendError("E570", place=error.figures["place"], reason=error.figures["reason"]) from error
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, _as_toml(configuration).encode("utf-8"), replace=True)
    return file


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, where = str(error).partition(" (at ")
        position = _POSITION.match(where)
        key = "position" if position else "end"
        place = say(f"mail.configuration.{key}", **(position.groupdict() if position else {}))
        raise _unfit(file, place, reason("syntax", message)) from error


def _typed(file: Path, content: Mapping[str, Any]) -> Configuration:
    try:
        return msgspec.convert(content, Configuration)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        raise _unfit(file, counted_from_one(path.strip("`")), reason("shape", message)) from error


def _checked(file: Path, found: Configuration) -> Configuration:
    for key, text, fit in (("server", found.server, _SERVER), ("user", found.user, _USER)):
        if not fit.fullmatch(text):
            raise _unfit(file, key, say(f"mail.configuration.{key}"))
    senders = (found.sender,) if found.sender else ()
    for key, texts in (("from", senders), ("to", found.to), ("cc", found.cc)):
        try:
            mailboxes(texts)
        except SendError as error:
            raise _unfit(file, key, str(error).rstrip("。")) from error
    if found.security == "none" and found.server and not _is_own_machine(found.server):
        raise SendError("E557", server=found.server)
    return found


def _is_own_machine(server: str) -> bool:
    try:
        return ipaddress.ip_address(server).is_loopback
    except ValueError:
        return server == "localhost"


def _unfit(file: Path, place: str, why: str) -> SendError:
    shown = say("mail.configuration.place", place=place) if place else ""
    return SendError("E556", file=file, place=shown, reason=why)


def _as_toml(configuration: Configuration) -> str:
    """As TOML; a JSON string or array of strings is one of TOML too."""
    notes: dict[str, str] = subject("mail")["notes"]
    content: dict[str, Any] = msgspec.to_builtins(configuration)
    parts = [f"# {notes['head']}\n"]
    for key, value in content.items():
        parts.append(f"# {notes[key]}\n{key} = {json.dumps(value, ensure_ascii=False)}\n")
    return "\n".join(parts)
