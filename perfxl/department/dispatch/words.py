"""Words that come from cells and file names, made fit for a mail: nothing in them can end a header's line."""

import unicodedata
from typing import Final

_MOST: Final = 120
"""Characters of a line that goes into a header."""

_KEPT: Final = "\n"


def one_line(text: str, most: int = _MOST) -> str:
    """The text in one line, without control and direction characters, cut to ``most`` characters."""
    shown = " ".join("".join(" " if _unfit(sign) else sign for sign in text).split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def lines(text: str) -> str:
    """The text with its lines, but without other control and direction characters."""
    return "".join(sign for sign in text if sign in _KEPT or not _unfit(sign))


def _unfit(sign: str) -> bool:
    # Line and paragraph separators are Zl and Zp; Cf turns text around or hides it; Cs cannot be encoded.
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
