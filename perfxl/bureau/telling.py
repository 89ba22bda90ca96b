"""How long work tells how far it is; who shows it is not the bureau's desk's business."""

from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[int, int], None]
"""Told now and then how much is done and how much there is in all, in whatever the work is counted by."""


def untold(done: int, total: int) -> None:
    """For whoever does not want to know."""
