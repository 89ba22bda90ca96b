"""What a user reads, kept in data files: a TOML file or folder a subject under ``perfxl/texts``.

``say("template.prompt.money", unit="万元")`` finds ``[prompt] money = "…{unit}…"`` in
``texts/template.toml``.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "texts"
_INNER = {"“": "‘", "”": "’"}
_MARKS = re.compile("([“”])")


@cache
def subject(name: str) -> dict[str, Any]:
    """The whole content of ``texts/<name>.toml``, or of all files in the folder ``texts/<name>`` together.

    Raises:
        KeyError: two files of a folder define the same key, or there is no such subject.
    """
    folder = _FOLDER / name
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else [_FOLDER / f"{name}.toml"]
    content: dict[str, Any] = {}
    for file in files:
        part = tomllib.loads(file.read_text(encoding="utf-8"))
        if twice := content.keys() & part.keys():
            raise KeyError(f"{sorted(twice)} stand twice in texts/{name}")
        content |= part
    return content


def say(key: str, **figures: object) -> str:
    """The text that stands under ``key`` (subject, then keys, joined by dots), its placeholders filled.

    Raises:
        KeyError: no text stands under the key, or a placeholder has no figure (a programmer's error).
    """
    return _wording(key).format(**figures)


def say_without(part: str, key: str, /, **figures: object) -> str:
    """The same without a part of it, placeholders and all, if the part is there."""
    return _wording(key).replace(part, "").format(**figures)


@cache
def _wording(key: str) -> str:
    first, *rest = key.split(".")
    found: Any = subject(first)
    for part in rest:
        try:
            found = found[part]
        except (KeyError, TypeError):
            raise KeyError(f"no text under {key!r}") from None
    if not isinstance(found, str):
        raise KeyError(f"{key!r} is not a text")
    return found


def nested(text: str) -> str:
    """The text with quotation marks inside quotation marks made single: ``“写的是‘三公’经费”``.

    Where the marks do not pair, as in a quotation that was cut short, the text stays as it is.
    """
    depth, parts = 0, _MARKS.split(text)
    # Between any two parts stands a mark.
    for place in range(1, len(parts), 2):
        sign = parts[place]
        depth -= sign == "”"
        if depth < 0:
            return text
        if depth > 0:
            parts[place] = _INNER[sign]
        depth += sign == "“"
    return text if depth else "".join(parts)
