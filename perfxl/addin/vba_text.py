"""VBA source as Excel will take it: safe characters, CRLF, short lines, and Chinese texts as character codes.

The base project is in code page 1252, in which a Chinese literal silently becomes ``????``. The modules in
``macros/`` are therefore ASCII, and what the user reads is compiled from data into a module of its own. Only
the worksheet functions, whose names are Chinese, are in a project of another code page.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

TEXTS_MODULE: Final = "PerfxlTexts"

_LONGEST_LINE: Final = 1000
"""VBA takes 1,023 characters a line."""

_UNITS_A_LINE: Final = 40
"""A character code takes 17 characters of source, so that this many stay well under the limit."""


def as_module(source: str, name: str, characters: str = "ascii") -> str:
    """Bring the text of a module into the form that stands in a project.

    Args:
        source: the text.
        name: of the module.
        characters: the encoding in which every character of the text must exist.

    Raises:
        ValueError: the text has other characters, a line that VBA does not take, or another name.
    """
    lines = [line.rstrip() for line in source.splitlines()]
    for number, line in enumerate(lines, start=1):
        try:
            line.encode(characters)
        except UnicodeEncodeError as error:
            raise ValueError(
                f"{name}, line {number}: only {characters.upper()} is safe, texts belong into texts/*.toml"
            ) from error
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"{name}, line {number}: longer than {_LONGEST_LINE} characters")
    if f'Attribute VB_Name = "{name}"' not in lines:
        raise ValueError(f"{name}: the module does not bear the name of its file")
    return "\r\n".join(lines).rstrip() + "\r\n"


def texts_module(texts: Mapping[str, str], source: str) -> str:
    """A module with one function, ``Said(key)``, that gives the text of a key, ``""`` for an unknown one.

    ``source`` tells whoever reads the module where the texts come from.
    """
    lines = [
        f'Attribute VB_Name = "{TEXTS_MODULE}"',
        "Option Explicit",
        "",
        f"' Made by perfxl.addin.build from {source}: edit the texts there.",
        "",
        "Public Function Said(ByVal key As String) As String",
        "    Dim text As String",
        "    Select Case key",
    ]
    for key, text in texts.items():
        lines.append(f"        Case {_quoted(key)}")
        lines += [f"            text = text & {part}" for part in _parts(text)]
    lines += ["    End Select", "    Said = text", "End Function"]
    return "\n".join(lines)


def _parts(text: str) -> Iterator[str]:
    """The text as VBA expressions, each short enough for a line."""
    units = re.findall("..", text.encode("utf-16-be").hex(), flags=re.DOTALL)
    codes = [int(high + low, 16) for high, low in zip(units[::2], units[1::2], strict=True)]
    for start in range(0, len(codes), _UNITS_A_LINE):
        yield " & ".join(_runs(codes[start : start + _UNITS_A_LINE]))


def _runs(codes: list[int]) -> Iterator[str]:
    for kind, run in groupby(codes, key=_kind):
        if kind == "plain":
            yield _quoted("".join(map(chr, run)))
        elif kind == "newline":
            yield from ("vbCrLf" for _ in run)
        else:
            # The ampersand makes the number a Long: without it codes from 8000 up are negative.
            yield from (f"ChrW$(&H{code:04X}&)" for code in run)


def _kind(code: int) -> str:
    if code == ord("\n"):
        return "newline"
    return "plain" if code < 0x80 else "coded"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
