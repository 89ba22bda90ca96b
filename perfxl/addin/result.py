"""What a click came to: the closing message, the line that the ribbon shows, the cell to be looked at."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfxl.findings import Place
from perfxl.own_folder import note_result
from perfxl.wording import say


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the user is told when an action is done.

    ``line`` is for the ribbon's status, ``place`` the cell that is then selected, ``made`` a file that the
    user may want to open.
    """

    message: str
    line: str
    place: Place | None = None
    made: Path | None = None


def note_outcome(action: str, line: str) -> None:
    """Leave the last result for the ribbon's status."""
    note_result(say(f"click.lines.{action}", time=_now(), result=line))


def note_failure(action: str) -> None:
    """Leave it to the ribbon's status that an action was not done."""
    note_result(say("click.lines.failed", time=_now(), label=say(f"ribbon.buttons.{action}.label")))


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M}"
