"""``perfxl mail …``: the settings for sending, and what was sent; worded in ``texts/cli_mail.toml``."""

import sys
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from cyclopts import App, Group, Parameter

from perfxl.cli import CLEAN
from perfxl.cli.asking import asked, asked_password
from perfxl.department.dispatch import mailbox, mailboxes, record, vault
from perfxl.department.dispatch.configuration import Configuration, load, save
from perfxl.department.dispatch.server import connected
from perfxl.errors import SendError
from perfxl.wording import say, subject

mail = App(
    name="mail",
    help=say("cli_mail.help"),
    sort_key=4.9,
    group_commands=Group(say("cli.groups.commands")),
    group_parameters=Group(say("cli.groups.options")),
)
mail["--help"].help = say("cli.options.help")


def _option(key: str, value: str = "") -> Parameter:
    metavar = say(f"cli_mail.names.{value}") if value else None
    return Parameter(
        name=f"--{key.replace('_', '-')}",
        help=say(f"cli_mail.setup.{key}"),
        metavar=metavar,
        negative=(),
        show_default=False,
    )


@mail.command(name="setup", help=say("cli_mail.setup.help"), sort_key=0)
def setup(
    *,
    sender: Annotated[str | None, _option("from", "address")] = None,
    server: Annotated[str | None, _option("server", "server")] = None,
    security: Annotated[Literal["tls", "starttls"] | None, _option("security", "security")] = None,
    port: Annotated[int | None, _option("port", "port")] = None,
    user: Annotated[str | None, _option("user", "user")] = None,
    to: Annotated[tuple[str, ...], _option("to", "address")] = (),
    cc: Annotated[tuple[str, ...], _option("cc", "address")] = (),
    timeout: Annotated[float | None, _option("timeout", "seconds")] = None,
    ca_file: Annotated[str | None, _option("ca_file", "file")] = None,
    no_password: Annotated[bool, _option("no_password")] = False,
) -> int:
    """Ask for what is not given, keep the settings in a file and the password in the keyring."""
    given = {"server": server, "security": security, "port": port, "timeout": timeout, "ca_file": ca_file}
    settings = _changed(load(), {key: value for key, value in given.items() if value is not None})
    settings = _with_sender(settings, sender)
    settings = _with_server(settings, server, user)
    settings = _with_recipients(settings, to, cc)
    file = save(settings)
    _print([say("cli_mail.setup.saved", file=file)])
    if settings.user and not no_password:
        _keep_password(settings)
    _print([say("cli_mail.setup.next" if settings.server else "cli_mail.setup.no_server")])
    return CLEAN


def _changed(settings: Configuration, values: Mapping[str, Any]) -> Configuration:
    return msgspec.structs.replace(settings, **values)


def _with_sender(settings: Configuration, given: str | None) -> Configuration:
    typed = given if given is not None else asked(say("cli_mail.setup.ask_from"), settings.sender)
    return _changed(settings, {"sender": str(mailbox(typed)) if typed else ""})


def _with_server(settings: Configuration, given: str | None, user: str | None) -> Configuration:
    sender = settings.from_mailbox
    known = subject("mail")["providers"].get(sender.domain.lower() if sender else "", "")
    if given is None:
        server = asked(say("cli_mail.setup.ask_server"), settings.server or known)
        settings = _changed(settings, {"server": server})
    if not settings.server:
        return settings
    own = settings.user or (sender.address if sender else "")
    return _changed(
        settings, {"user": user if user is not None else asked(say("cli_mail.setup.ask_user"), own)}
    )


def _with_recipients(settings: Configuration, to: tuple[str, ...], cc: tuple[str, ...]) -> Configuration:
    typed = to or (asked(say("cli_mail.setup.ask_to"), "; ".join(settings.to)),)
    copies = cc or settings.cc
    return _changed(
        settings,
        {"to": tuple(map(str, mailboxes(typed))), "cc": tuple(map(str, mailboxes(copies)))},
    )


def _keep_password(settings: Configuration) -> None:
    system = vault.system_vault()
    typed = asked_password(say("cli_mail.setup.ask_password", user=settings.user))
    if typed:
        vault.keep(settings, system, typed)
    _print([say("cli_mail.setup.password_kept" if typed else "cli_mail.setup.password_as_before")])


@mail.command(name="test", help=say("cli_mail.test.help"), sort_key=1)
def test() -> int:
    """Reach the server and log in; nothing is sent."""
    settings = load()
    if not settings.server:
        raise SendError("E555")
    password = vault.password_for(settings, vault.system_vault()) if settings.user else ""
    _print([say("cli_mail.connecting", server=settings.server, port=settings.port_or_usual)])
    with connected(settings, password) as connection:
        largest = connection.largest
    _print([say("cli_mail.test.done", user=settings.user or say("cli_mail.test.nobody"))])
    if largest is not None:
        _print([say("cli_mail.test.largest", size=largest // (1024 * 1024))])
    return CLEAN


@mail.command(name="sent", help=say("cli_mail.sent.help"), sort_key=2)
def sent() -> int:
    """List what was sent by SMTP."""
    lines = [earlier(one) for one in record.sendings()]
    _print(lines or [say("cli_mail.sent.nothing")])
    return CLEAN


@mail.command(name="forget", help=say("cli_mail.forget.help"), sort_key=3)
def forget() -> int:
    """Take the password out of the keyring."""
    settings = load()
    was_there = vault.forget(settings, vault.system_vault())
    _print([say("cli_mail.forget.done" if was_there else "cli_mail.forget.nothing", user=settings.user)])
    return CLEAN


def earlier(sending: record.Sending) -> str:
    """One line on an earlier sending."""
    took = [one for one in sending.recipients if one not in sending.refused]
    line = say(
        f"cli_mail.sent.{sending.state}",
        at=f"{sending.at.astimezone():%Y-%m-%d %H:%M}",
        department=sending.department,
        year=sending.year,
        to="；".join(took),
    )
    return line + (say("cli_mail.sent.refused", names="；".join(sending.refused)) if sending.refused else "")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
