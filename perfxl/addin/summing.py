"""汇总: asks for the bureau's folder, reviews and sums up what is in it, and opens the summary.

It may take long; the status bar tells how far it is. Whoever ends Excel meanwhile loses nothing: what is
reviewed stays reviewed, and the next click goes on from there.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfxl.addin import dialogs
from perfxl.addin.result import note_outcome
from perfxl.addin.session import calling_app
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.telling import Tell, duration
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.bureau.summing_up import Stage, Stages
    from perfxl.engines import xw

_EVERY: Final = 0.5
"""Seconds between two words to Excel, each of which takes it some milliseconds."""
_SURE: Final = 5.0
"""Seconds after which it can be told how long the rest will take."""


def consolidate() -> None:
    """Ask, review, sum up, open; whoever picks no folder has changed their mind."""
    app = calling_app()
    chosen = dialogs.choose_folder(app, say("click.consolidate.choose"))
    if chosen:
        _sum_up(app, Path(chosen))


def _sum_up(app: "xw.App", root: Path) -> None:
    # All of this is needed only once there is a folder.
    from perfxl.bureau.summary import Wanted  # noqa: PLC0415
    from perfxl.bureau.summing_up import in_words, sum_up  # noqa: PLC0415

    folder = BureauFolder(root)
    now = datetime.now().astimezone()
    with _status_bar(app) as stages:
        done = sum_up(Wanted(root, folder.summary, folder.summary_report, now), stages=stages)
    opened = False
    with suppress(Exception):  # the summary is there, whatever Excel says
        app.books.open(str(folder.summary))
        opened = True
    line = say("click.lines.consolidated", counted=done.summary.counts.counted)
    note_outcome("consolidate", line)
    closing = say(f"click.consolidate.{'opened' if opened else 'not_opened'}", file=folder.summary)
    dialogs.show("\n".join([*in_words(done), closing]), app=app)


@contextmanager
def _status_bar(app: "xw.App") -> Iterator["Stages"]:
    """Tell in Excel's status bar how far each stage is."""

    def stages(stage: "Stage") -> AbstractContextManager[Tell]:
        return nullcontext(_Teller(app, say(f"summing_up.stages.{stage}")))

    try:
        yield stages
    finally:
        with suppress(Exception):  # Excel may have been closed meanwhile
            app.status_bar = False


class _Teller:
    """Tells of one stage, not more often than anybody can read."""

    def __init__(self, app: "xw.App", stage: str) -> None:
        self._app, self._stage = app, stage
        self._began = self._told = time.monotonic()
        self._show(say("click.consolidate.step", stage=stage))

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told < _EVERY and done < total:
            return
        self._told = now
        spent = now - self._began
        key = "left" if done and spent > _SURE else "counted"
        left = duration(spent / done * (total - done)) if done else ""
        self._show(say(f"click.consolidate.{key}", stage=self._stage, done=done, total=total, time=left))

    def _show(self, text: str) -> None:
        with suppress(Exception):  # a busy Excel shows the next word
            self._app.status_bar = text
