"""What others wrote, as it may be shown: in lists, in messages, in the names of files."""

import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import Final

from perfxl.wording import say

_MOST: Final = 4000
"""Characters that are looked at."""
_UNSEEN = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that show nothing or turn what stands around them."""


def shown(text: str, most: int = 200) -> str:
    """A text from outside as one line, safe to show: nothing unseen in it, spaces single, not too long."""
    composed = unicodedata.normalize("NFC", text[:_MOST])
    line = " ".join("".join(map(_seen, composed)).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def first_of(names: Iterable[str], most: int) -> str:
    """The first names of many, with a word that there are more."""
    found = list(islice(names, most + 1))
    told = say("intake.list_and").join(found[:most])
    return say("intake.list.and_more", names=told) if len(found) > most else told


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    return " " if category == "Cc" else "" if category in _UNSEEN else sign
