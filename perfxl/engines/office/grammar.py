"""A formula as LibreOffice's own interface writes it, written as Excel does.

``=IF(COUNT($F4;$'某 表'.E4)<2;"";{1;2|3})`` becomes ``=IF(COUNT($F4,'某 表'!E4)<2,"",{1,2;3})``. LibreOffice
could write it so itself, but one cell at a time, which takes a second for a sheet.
"""

import re
from collections.abc import Callable
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
      | (?P<error>\#(?:N/A|[A-Z0-9/]+[!?]))
      | \$?(?P<quoted>'(?:[^']|'')+')\.(?=[$A-Z0-9])
      | \$?(?P<sheet>[^\W\d]\w*)\.(?=\$?[A-Z]{1,3}\$?\d+(?![\w.(])|\$?[A-Z]{1,3}:|\$?\d+:)
      | (?P<braces>\{[^{}"]*(?:"(?:[^"]|"")*"[^{}"]*)*\})
      | (?P<truth>\b(?:TRUE|FALSE)(?=\(\)))\(\)
      | (?P<mark>[;!~])""",
    re.VERBOSE,
)
_ARRAY_TOKEN: Final = re.compile(r'(?P<text>"(?:[^"]|"")*")|(?P<mark>[;|])')
_MARKS: Final = {";": ",", "!": " ", "~": ","}
_ARRAY_MARKS: Final = {";": ",", "|": ";"}
_WRITTEN: Final[dict[str, Callable[[str], str]]] = {
    "text": str,
    "error": str,
    "quoted": lambda name: f"{name}!",
    "sheet": lambda name: f"{name}!",
    "braces": lambda array: _ARRAY_TOKEN.sub(
        lambda found: found["text"] or _ARRAY_MARKS[found["mark"]], array
    ),
    "truth": str,
    "mark": _MARKS.__getitem__,
}


def as_excel_writes(formula: str) -> str:
    """The formula in Excel's notation; what is written alike on both sides stays as it is."""
    return _TOKEN.sub(_written, formula)


def _written(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    return _WRITTEN[kind](found[kind])
