"""Signs as a Chinese keyboard gives them, where an expression wants those of an English one."""

import re
from typing import Final

_TEXT = re.compile(r'"[^"]*"')
_FULL_WIDTH = range(0xFF01, 0xFF5F)
"""The full-width twins of the printable characters of ASCII, in their order."""
_TO_HALF_WIDTH: Final = 0xFF01 - ord("!")
_LIKE: Final = {
    "×": "*",
    "÷": "/",
    "−": "-",
    "—": "-",
    "–": "-",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "“": '"',
    "”": '"',
    "、": ",",
}


def wide_sign(line: str) -> tuple[int, str, str] | None:
    """The first such sign outside of texts: its column, counted from 1, itself, and what to write instead."""
    outside = _TEXT.sub(lambda found: " " * len(found[0]), line)
    for column, sign in enumerate(outside, start=1):
        if plain := _plain(sign):
            return column, sign, plain
    return None


def _plain(sign: str) -> str:
    if ord(sign) in _FULL_WIDTH:
        return chr(ord(sign) - _TO_HALF_WIDTH)
    return _LIKE.get(sign, "")
