"""A place in a scheme's file as its author finds it: the key path, and the name of what stands there."""

import re
from collections.abc import Mapping
from typing import Any

from perfxl.wording import say

_NAMES = ("name", "id", "title", "text", "code")
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def counted_from_one(path: str) -> str:
    """The key path of a decoder's message (``$.levels[0].points``) as we show it: ``levels[1].points``."""
    return re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + 1}]", path.removeprefix("$").lstrip("."))


def named(path: str, content: Mapping[str, Any]) -> str:
    """The key path with the name of the innermost thing that has one: ``levels[1].points（投入）``."""
    name = ""
    inside: object = content
    for key, number in parts(path):
        inside = step(inside, key, number)
        if isinstance(inside, Mapping):
            name = next((inside[word] for word in _NAMES if isinstance(inside.get(word), str)), name)
    return say("scheme.named_path", path=path, name=name) if name else path


def parts(path: str) -> list[tuple[str, str]]:
    """The steps of a key path, each a key or the number of an item, counted from 1."""
    return _PART.findall(path)


def step(inside: object, key: str, number: str) -> object:
    """What stands one step further in, None where nothing does."""
    if number and isinstance(inside, list) and int(number) <= len(inside):
        return inside[int(number) - 1]
    return inside.get(key) if isinstance(inside, Mapping) else None
