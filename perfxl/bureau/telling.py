"""How long work tells how far it is; who shows it is not the bureau's desk's business."""

from collections.abc import Callable
from typing import Final, TypeAlias

from perfxl.wording import say

_MINUTE: Final = 60
_HOUR: Final = 3600

Tell: TypeAlias = Callable[[int, int], None]
"""Told now and then how much is done and how much there is in all, in whatever the work is counted by."""


def untold(done: int, total: int) -> None:
    """For whoever does not want to know."""


def duration(seconds: float) -> str:
    """A time as people say it: seconds, then minutes, then hours and minutes."""
    whole = round(seconds)
    if whole < _MINUTE:
        return say("summing_up.duration.seconds", seconds=whole)
    if whole < _HOUR:
        return say("summing_up.duration.minutes", minutes=round(whole / _MINUTE))
    return say("summing_up.duration.hours", hours=whole // _HOUR, minutes=whole % _HOUR // _MINUTE)
