"""Questions at a terminal; where nobody sits there, nothing is taken for an answer."""

import getpass
import sys
from typing import Final

from perfxl.errors import SendError
from perfxl.wording import say

_YES: Final = frozenset({"y", "yes", "是", "ｙ"})
_TRIES: Final = 3


def at_terminal() -> bool:
    """Whether there is somebody who can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirmed(question: str, *, option: str) -> bool:
    """Whether the user says yes; silence is a no.

    Raises:
        SendError: there is no terminal, and ``option`` would have given the answer beforehand (E565).
    """
    if not at_terminal():
        raise SendError("E565", reason=question, option=option)
    return _line(say("cli_mail.ask.confirm", question=question)).lower() in _YES


def asked(question: str, usual: str = "") -> str:
    """One line that the user types, or what is usual where nothing is typed or nobody can type."""
    if not at_terminal():
        return usual
    shown = say("cli_mail.ask.usual", usual=usual) if usual else ""
    return _line(say("cli_mail.ask.line", question=question, usual=shown)) or usual


def asked_password(question: str) -> str:
    """A password, typed unseen; empty if the user gives none.

    Raises:
        SendError: there is no terminal (E565), or what was typed again and again is none (E565).
    """
    if not at_terminal():
        raise SendError("E565", reason=say("cli_mail.ask.no_terminal"), option="--no-password")
    for _ in range(_TRIES):
        typed = getpass.getpass(question).strip()
        # What an input method for Chinese has typed is no password of any mail server.
        if all("!" <= sign <= "~" for sign in typed):
            return typed
        sys.stdout.write(say("cli_mail.ask.not_ascii") + "\n")
    raise SendError("E565", reason=say("cli_mail.ask.not_ascii"), option="--no-password")


def _line(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return sys.stdin.readline().strip()
