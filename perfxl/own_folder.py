"""The user's own folder ``.perfxl``: settings, the last result that the ribbon shows, backups, mail."""

from contextlib import suppress
from pathlib import Path
from typing import Final

LAST_RESULT: Final = "last-result.txt"
SETTINGS: Final = "perfxl.conf"
BACKUPS: Final = "backups"
MAIL: Final = "mail.toml"
SENT: Final = "sent.jsonl"


def own_folder() -> Path:
    """The folder, in the user's home; it need not be there yet."""
    return Path.home() / ".perfxl"


def note_result(line: str) -> None:
    """Leave one line for the ribbon's status; a click does not fail for want of it."""
    with suppress(OSError):
        own_folder().mkdir(exist_ok=True)
        (own_folder() / LAST_RESULT).write_text(line, encoding="utf-8")
