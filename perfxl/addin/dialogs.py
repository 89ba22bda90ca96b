"""What a user is shown and asked, always by Excel itself, so that it stands in front of its window.

Files and texts are asked for by the add-in's own VBA (module ``PerfxlDialogs``), which Python calls back: no
path ever travels through a command line.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfxl.addin.faults import ClickError
from perfxl.addin.windows import message_box
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.engines import xw

_MACROS: Final = "perfxl.xlam!PerfxlDialogs."
_SAVE_COPY: Final = "perfxl.xlam!PerfxlCopies.SaveCopy"
_MOST_LINES: Final = 15
"""A message box taller than the screen loses its button."""


def show(text: str, *, critical: bool = False, app: "xw.App | None" = None) -> None:
    """Show a message and wait until it is closed; without Excel if that cannot be reached."""
    icon = "critical" if critical else "info"
    try:
        (app or _calling_app()).alert(shortened(text), say("click.title"), "ok", icon)
    except Exception:  # noqa: BLE001 - Excel may be gone, busy, or never reached: the message still counts
        message_box(shortened(text), say("click.title"), icon)


def _calling_app() -> "xw.App":
    from perfxl.addin.session import calling_app  # noqa: PLC0415 - xlwings, which may be what is missing

    return calling_app()


def confirmed(app: "xw.App", question: str) -> bool:
    """Whether the user agrees."""
    return bool(app.alert(question, say("click.title"), "yes_no", "info") == "yes")


def offered(app: "xw.App", text: str, file: Path) -> None:
    """Show a message, and open the file that it is about if the user wants to see it."""
    from perfxl.department.dispatch.opening import open_with_program  # noqa: PLC0415 - needed by this only

    question = say("click.closing.open")
    if confirmed(app, f"{shortened(text)}\n\n{question}") and not open_with_program(file):
        show(say("click.closing.not_opened", file=file), app=app)


def ask_text(app: "xw.App", title: str, prompt: str, suggested: str = "") -> str:
    """One line that the user types; empty if the user has cancelled."""
    return _asked(app, "AskText", title, prompt, suggested)


def choose_file(app: "xw.App", title: str, kinds: str) -> str:
    """The path of a file that the user picks, empty if cancelled; ``kinds`` is written as Excel's filters."""
    return _asked(app, "ChooseFile", title, kinds)


def choose_folder(app: "xw.App", title: str) -> str:
    """The path of a folder that the user picks, empty if cancelled."""
    return _asked(app, "ChooseFolder", title)


def choose_target(app: "xw.App", title: str, kinds: str, suggested: str) -> str:
    """The path of a file to be written; it may be there already. Empty if cancelled."""
    return _asked(app, "ChooseTarget", title, kinds, suggested)


def save_copy(book: "xw.Book", target: Path) -> None:
    """Let Excel save the open workbook as another file and go on working in its own; xlwings cannot.

    Raises:
        ClickError: Excel has not saved it (E548).
    """
    fault = str(book.app.macro(_SAVE_COPY)(book.name, str(target)) or "").strip()
    if fault or not target.is_file():
        raise ClickError("E548", reason=fault or say("click.unknown_reason"))


def _asked(app: "xw.App", macro: str, *arguments: str) -> str:
    return str(app.macro(f"{_MACROS}{macro}")(*arguments) or "").strip()


def shortened(text: str) -> str:
    """The text cut to what a message box shows; the last line tells how much is missing."""
    return "\n".join(first_lines(text.split("\n"), _MOST_LINES * 2))


def first_lines(lines: Iterable[str], most: int = _MOST_LINES) -> list[str]:
    """The first lines and, where there are more, one that says how many."""
    every = list(lines)
    if len(every) <= most:
        return every
    return [*every[: most - 1], say("click.closing.more", count=len(every) - most + 1)]
