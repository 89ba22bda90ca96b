"""How far long work is, on a terminal: a bar, how much of how much, and an estimate of what is left.

It goes to the error stream, so that what a command says can be redirected; where that is no terminal,
nothing is shown. Only characters are used that a GBK console has.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from perfxl.bureau.telling import Tell, duration, untold
from perfxl.wording import say

Unit = Literal["files", "bytes"]
_MIB = 1024 * 1024


@contextmanager
def progress(doing: str, unit: Unit = "files", console: Console | None = None) -> Iterator[Tell]:
    """Show how far the work inside is; it tells by calling what is given.

    ``doing`` is what stands before the bar; ``unit`` says what the work counts.
    """
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield untold
        return
    columns = (TextColumn("{task.description}"), BarColumn(), _Amount(unit), _Estimate())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(doing, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


class _Amount(ProgressColumn):
    """How much is done of how much."""

    def __init__(self, unit: Unit) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        """Word it in the unit of the work."""
        each = _MIB if self._unit == "bytes" else 1
        done, total = (f"{(number or 0) / each:.0f}" for number in (task.completed, task.total))
        return Text(say(f"cli_bureau.progress.{self._unit}", done=done, total=total))


class _Estimate(ProgressColumn):
    """How long the rest takes, by the speed of the last half minute."""

    def render(self, task: Task) -> Text:
        """Word it; before there is a speed there is nothing to say."""
        seconds = task.time_remaining
        return Text("" if seconds is None else say("cli_bureau.progress.left", time=duration(seconds)))
