"""Addresses as people type them, made into ones that every mail server takes, or refused."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Final

from perfxl.department.dispatch.words import one_line
from perfxl.errors import SendError
from perfxl.wording import say

_NAMED: Final = re.compile(r'\s*"?(?P<name>[^<>]*?)"?\s*<(?P<address>[^<>]*)>\s*')
_SEPARATORS: Final = re.compile(r"[,;，；]")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One recipient or sender; ``address`` is ASCII, ``name`` may be empty."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the sign @."""
        return self.address.rpartition("@")[2]

    @property
    def header(self) -> Address:
        """The same for a header of a mail."""
        return Address(display_name=self.name, addr_spec=self.address)

    def __str__(self) -> str:
        """As it is shown: ``预算股 <ysg@example.gov.cn>``."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def mailbox(text: str) -> Mailbox:
    """One address, with a name before it or without: ``预算股 <ysg@example.gov.cn>``.

    Full-width signs, as an input method types them, are taken for what they mean; a domain in Chinese is
    put into ASCII (IDNA).

    Raises:
        SendError: it is no address that a mail server is sure to take (E550).
    """
    # The tables of the library take 40 ms to load; what only reads settings need not wait for them.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    named = _NAMED.fullmatch(text)
    name, typed = (named["name"], named["address"]) if named else ("", text)
    address = unicodedata.normalize("NFKC", typed).replace("。", ".").strip()
    local, _, domain = address.rpartition("@")
    if local and not local.isascii():
        raise SendError("E550", address=one_line(text), reason=say("mail.addresses.local_part"))
    if "." not in domain:
        raise SendError("E550", address=one_line(text), reason=say("mail.addresses.form"))
    try:
        valid = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise SendError("E550", address=one_line(text), reason=say("mail.addresses.form")) from error
    return Mailbox(valid.ascii_email or address, one_line(name))


def mailboxes(texts: Iterable[str]) -> tuple[Mailbox, ...]:
    """Every address, each once; one text may hold several, with commas or semicolons between them.

    Raises:
        SendError: one of them is no address (E550).
    """
    found: dict[str, Mailbox] = {}
    for text in texts:
        for part in _SEPARATORS.split(text):
            if part.strip():
                one = mailbox(part)
                found.setdefault(one.address.casefold(), one)
    return tuple(found.values())
