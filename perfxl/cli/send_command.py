"""``perfxl send``: a bundle as a draft, in Outlook, or by SMTP; worded in ``texts/cli_mail.toml``."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, ArgumentCollection, Group, Parameter

from perfxl.cli import CLEAN, UNREADABLE
from perfxl.cli.asking import confirmed
from perfxl.cli.faults import describe
from perfxl.cli.mail_commands import earlier
from perfxl.department import dispatch
from perfxl.department.dispatch import outlook as own_outlook
from perfxl.department.dispatch import record, sending, server, vault
from perfxl.department.dispatch.configuration import Configuration, load
from perfxl.department.dispatch.opening import open_with_program
from perfxl.errors import SendError
from perfxl.wording import say


def _one_way_only(arguments: ArgumentCollection) -> None:
    if sum(bool(argument.value) for argument in arguments) > 1:
        raise ValueError(say("cli_mail.send.one_way_only"))


_OPTIONS = Group(say("cli.groups.options"))
_WAYS = Group(validator=_one_way_only, show=False)


def _option(key: str, value: str = "", *names: str, way: bool = False) -> Parameter:
    return Parameter(
        name=names or (f"--{key.replace('_', '-')}",),
        help=say(f"cli_mail.send.{key}"),
        metavar=say(f"cli_mail.names.{value}") if value else None,
        group=(_OPTIONS, _WAYS) if way else _OPTIONS,
        negative=(),
        show_default=False,
    )


def register(app: App) -> None:
    """Add the command to the command line."""
    app.command(send, name="send", help=say("cli_mail.send.help"), sort_key=4.8)


def send(
    place: Annotated[Path, Parameter(name=say("cli_mail.names.bundle"), help=say("cli_mail.send.bundle"))],
    /,
    *,
    to: Annotated[tuple[str, ...], _option("to", "address")] = (),
    cc: Annotated[tuple[str, ...], _option("cc", "address")] = (),
    output: Annotated[Path | None, _option("output", "file", "--output", "-o")] = None,
    replace: Annotated[bool, _option("replace")] = False,
    no_open: Annotated[bool, _option("no_open")] = False,
    text: Annotated[bool, _option("text", way=True)] = False,
    outlook: Annotated[bool, _option("outlook", way=True)] = False,
    smtp: Annotated[bool, _option("smtp", way=True)] = False,
    yes: Annotated[bool, _option("yes")] = False,
    again: Annotated[bool, _option("again")] = False,
    with_errors: Annotated[bool, _option("with_errors")] = False,
) -> int:
    """Make a mail of a bundle and put it before the user, or send it."""
    settings = load()
    prepared = dispatch.prepare(place, to, cc, settings=settings, with_errors=with_errors)
    _print(_overview(prepared))
    if text:
        return _as_text(prepared)
    if outlook:
        return _in_outlook(prepared)
    if smtp:
        return _by_smtp(prepared, settings, yes=yes, again=again)
    return _as_draft(prepared, output or prepared.bundle.draft_file, replace=replace, is_opened=not no_open)


def _overview(prepared: dispatch.Prepared) -> Iterator[str]:
    draft = prepared.draft
    yield say("cli_mail.overview.to", to="；".join(map(str, draft.to)) or say("cli_mail.overview.nobody"))
    if draft.cc:
        yield say("cli_mail.overview.cc", cc="；".join(map(str, draft.cc)))
    yield say("cli_mail.overview.subject", subject=draft.subject)
    for one in draft.attachments:
        size = f"{max(len(one.content) / 1024, 1):.0f}"
        yield say("cli_mail.overview.attachment", name=one.name, size=size)
    if prepared.receipt is None:
        yield say("cli_mail.overview.unfinished")
    if prepared.bundle.left_out:
        yield say("cli_mail.overview.left_out", names="、".join(prepared.bundle.left_out))


def _as_text(prepared: dispatch.Prepared) -> int:
    _print([say("cli_mail.text.head"), "", prepared.draft.text, say("cli_mail.text.files")])
    _print(f"    {file}" for file in prepared.bundle.files)
    return CLEAN


def _as_draft(prepared: dispatch.Prepared, file: Path, *, replace: bool, is_opened: bool) -> int:
    dispatch.write_draft(prepared.draft, file, replace=replace)
    _print([say("cli_mail.draft.done", file=file)])
    if is_opened:
        _print([say("cli_mail.draft.opened" if open_with_program(file) else "cli_mail.draft.no_program")])
    _print([say("cli_mail.draft.hint")])
    return CLEAN


def _in_outlook(prepared: dispatch.Prepared) -> int:
    own_outlook.show_draft(own_outlook.outlook_application(), prepared.draft)
    _print([say("cli_mail.outlook.done")])
    return CLEAN


def _by_smtp(prepared: dispatch.Prepared, settings: Configuration, *, yes: bool, again: bool) -> int:
    if not settings.server or not settings.sender:
        raise SendError("E555")
    if not prepared.draft.recipients:
        raise SendError("E551")
    password = vault.password_for(settings, vault.system_vault()) if settings.user else ""
    before = sending.already_sent(prepared)
    _print(map(earlier, before))
    if before and not again and not confirmed(_question(prepared, before[-1]), option="--again"):
        return _not_sent()
    if not yes and not confirmed(say("cli_mail.smtp.question", sender=settings.sender), option="--yes"):
        return _not_sent()
    _print([say("cli_mail.connecting", server=settings.server, port=settings.port_or_usual)])
    sent = sending.send(prepared, settings, password)
    _print([say("cli_mail.smtp.done", id=sent.message_id)])
    if not sent.recorded:
        _print([say("cli_mail.smtp.not_recorded")])
    if sent.refused:
        others = say("mail.refused.others")
        error = SendError("E566", names=server.listed(sent.refused), others=others)
        sys.stderr.write(describe(error) + "\n")
        return UNREADABLE
    return CLEAN


def _question(prepared: dispatch.Prepared, last: record.Sending) -> str:
    same = sending.same_content(prepared, last)
    return say(f"cli_mail.smtp.again_{'same' if same else 'other'}")


def _not_sent() -> int:
    _print([say("cli_mail.smtp.not_sent")])
    return UNREADABLE


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
