"""What every proof shares: a fault with its key path, walks that know where they are, and hints."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from perfxl.scheme.model import Block, Indicator, Scheme
from perfxl.wording import say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a scheme: its key path (``levels[1].groups[2].points``, counted from 1) and a sentence."""

    path: str
    text: str


def fault(path: str, key: str, /, **figures: object) -> Fault:
    """The fault worded under ``proof.<key>`` of ``texts/scheme.toml``."""
    return Fault(path, say(f"scheme.proof.{key}", **figures))


def each(path: str, items: Sequence[T]) -> Iterator[tuple[str, T]]:
    """Every item of an array with its key path."""
    for number, item in enumerate(items, start=1):
        yield f"{path}[{number}]", item


def placed_blocks(scheme: Scheme) -> Iterator[tuple[str, Block]]:
    """Every block with its key path."""
    for sheet_path, sheet in each("sheets", scheme.sheets):
        yield from each(f"{sheet_path}.blocks", sheet.blocks)


def placed_indicators(scheme: Scheme) -> Iterator[tuple[str, Indicator]]:
    """Every indicator with its key path."""
    for level_path, level in each("levels", scheme.levels):
        for group_path, group in each(f"{level_path}.groups", level.groups):
            yield from each(f"{group_path}.indicators", group.indicators)


def listed(names: Iterable[str]) -> str:
    """Names in a sentence."""
    return "、".join(names)


def hint(name: str, known: Iterable[str]) -> str:
    """A question after a known name that looks like this one; nothing where there is none."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return say("scheme.proof.hint", name=near[0]) if near else ""
