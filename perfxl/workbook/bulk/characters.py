"""Text between tags, as it stands in XML: which of it is well-formed, and what its references stand for."""

import re
from functools import lru_cache

from perfxl.workbook.bulk.doubt import DoubtError

_CONTROLS = bytes(range(32)).replace(b"\t", b"").replace(b"\n", b"")
_NAMED = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_REFERENCE = re.compile(r"&([^&;]{0,9};?)")
_NUMBER = re.compile(r"#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_ALLOWED = ((9, 10), (13, 13), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
"""The characters of XML 1.0."""
_KEPT, _LONGEST_KEPT = 4096, 1000


def characters(content: bytes) -> str:
    """The characters of some XML between tags; :func:`unescaped` proves the rest.

    Raises:
        DoubtError: there is one that may not stand there, a carriage return, which a parser would change, the
            end of a section that none has begun, or another encoding.
    """
    if len(content.translate(None, _CONTROLS)) < len(content):
        raise DoubtError
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise DoubtError from None
    if "]]>" in text or (not text.isascii() and ("\ufffe" in text or "\uffff" in text)):
        raise DoubtError
    return text


def unescaped(text: str) -> str:
    """The text with its references replaced by what they stand for.

    Raises:
        DoubtError: it is not known what one of them stands for.
    """
    if "&" not in text:
        return text
    return _remembered(text) if len(text) < _LONGEST_KEPT else _replaced(text)


def _replaced(text: str) -> str:
    return _REFERENCE.sub(lambda match: _character(match[1]), text)


_remembered = lru_cache(_KEPT)(_replaced)  # formulas are full of them, and workbooks share their formulas


@lru_cache(_KEPT)
def _character(reference: str) -> str:
    """What stands for a reference, told by what follows the ampersand."""
    if reference in _NAMED:
        return _NAMED[reference]
    number = _NUMBER.fullmatch(reference)
    if number is None:
        raise DoubtError
    code = int(number[1], 16) if number[1] else int(number[2])
    if not _is_allowed(code):
        raise DoubtError
    return chr(code)


def _is_allowed(code: int) -> bool:
    return any(first <= code <= last for first, last in _ALLOWED)
