"""A draft in Outlook, through COM: shown to the user, who sends it; nothing here ever does.

What only Windows has is :func:`outlook_application`; the rest works on anything that looks like Outlook.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from perfxl.errors import SendError
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.department.dispatch.message import Attachment, Draft

_MAIL_ITEM: Final = 0  # olMailItem
_BY_VALUE: Final = 1  # olByValue: a copy of the file, not a link
_TO, _CC = 1, 2  # olTo, olCC
_PLAIN: Final = 1  # olFormatPlain


class Recipient(Protocol):
    """One recipient of a mail item."""

    Type: int


class Recipients(Protocol):
    """The recipients of a mail item."""

    def Add(self, name: str) -> Recipient:  # noqa: N802 - Outlook's own name
        """Add one."""
        ...

    def ResolveAll(self) -> bool:  # noqa: N802 - Outlook's own name
        """Look all of them up."""
        ...


class Attachments(Protocol):
    """The files of a mail item."""

    def Add(self, source: str, kind: int) -> object:  # noqa: N802 - Outlook's own name
        """Attach a file."""
        ...


class MailItem(Protocol):
    """A mail that is being written."""

    BodyFormat: int
    Subject: str
    Body: str

    @property
    def Recipients(self) -> Recipients:  # noqa: N802 - Outlook's own name
        """Who gets it."""
        ...

    @property
    def Attachments(self) -> Attachments:  # noqa: N802 - Outlook's own name
        """What is attached."""
        ...

    def Display(self, modal: bool) -> None:  # noqa: N802 - Outlook's own name and way
        """Show it."""
        ...


class Application(Protocol):
    """Outlook itself."""

    def CreateItem(self, kind: int) -> MailItem:  # noqa: N802 - Outlook's own name
        """Begin something new."""
        ...


def outlook_application() -> Application:
    """The Outlook of this machine, started if need be.

    Raises:
        SendError: there is none that can be asked (E569): another system, no Outlook, or the new one.
    """
    if sys.platform == "win32":
        from win32com.client import Dispatch  # noqa: PLC0415 - Windows only

        try:
            application: Application = Dispatch("Outlook.Application")
        except Exception as error:
            raise SendError("E569", reason=say("mail.outlook.missing")) from error
        return application
    raise SendError("E569", reason=say("mail.outlook.elsewhere"))


def show_draft(application: Application, draft: "Draft") -> None:
    """Write the draft as a mail of Outlook's and show it; the sender is the account that Outlook chooses.

    Raises:
        SendError: Outlook refuses, for instance while one of its dialogs is open (E569).
    """
    try:
        item = application.CreateItem(_MAIL_ITEM)
        item.BodyFormat = _PLAIN
        for kind, mailboxes in ((_TO, draft.to), (_CC, draft.cc)):
            for one in mailboxes:
                item.Recipients.Add(str(one)).Type = kind
        item.Recipients.ResolveAll()
        item.Subject = draft.subject
        item.Body = draft.text.replace("\n", "\r\n")
        with _as_files(draft.attachments) as files:
            for file in files:
                item.Attachments.Add(str(file), _BY_VALUE)
        item.Display(False)
    except OSError:
        raise
    except Exception as error:
        raise SendError("E569", reason=say("mail.outlook.refuses")) from error


@contextmanager
def _as_files(attachments: "tuple[Attachment, ...]") -> Iterator[list[Path]]:
    """The attachments as files for as long as Outlook copies them: just what was checked, under its name."""
    with tempfile.TemporaryDirectory(prefix="perfxl-") as folder:
        files = [Path(folder) / one.name for one in attachments]
        for file, one in zip(files, attachments, strict=True):
            file.write_bytes(one.content)
        yield files
