"""Names and headings as they arrive: in whatever bytes the sender's program made of Chinese characters.

Python's own decoding takes programs at their word. Those in use write GBK without saying so, call GB 18030
"gb2312", and cut a character in two between encoded words; so the bytes are put together first, and decoded
by what they are.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from perfxl.bureau.shown import shown

_MOST: Final = 4000
"""Characters of one heading that are looked at; real ones have a few hundred."""
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_TWO_BYTES = re.compile(rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf])+")
"""UTF-8 of Latin or Greek letters only; or, far likelier here, GBK of a few Chinese ones."""
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030"}


def guessed(content: bytes, charset: str = "") -> str:
    """Bytes as text: in the charset that is named, if they fit it; else in UTF-8, else in GB 18030."""
    named = _CHINESE.get(charset.lower(), charset)
    unnamed = ("gb18030", "utf-8") if _TWO_BYTES.fullmatch(content) else ("utf-8", "gb18030")
    for candidate in (named, *unnamed):
        try:
            return content.decode(candidate) if candidate else content.decode("ascii")
        except (ValueError, LookupError):
            continue
    return content.decode("utf-8", "replace")


def heading(raw: str) -> str:
    """The text of a mail's heading or of a name in one: encoded words (RFC 2047) and bare bytes decoded.

    ``raw`` is as Python's parser gives it, bytes beyond ASCII being surrogates.
    """
    text = _BETWEEN_WORDS.sub("", bare(raw[:_MOST]))
    return shown("".join(_parts(text)))


def bare(raw: str) -> str:
    """A heading whose bare bytes beyond ASCII are read as UTF-8 or GBK."""
    return guessed(raw.encode("utf-8", "surrogateescape")) if not raw.isascii() else raw


def _parts(text: str) -> Iterator[str]:
    """Plain text and encoded words in turn; neighbouring words of one charset are decoded as one."""
    position, words = 0, list[tuple[str, bytes]]()
    for match in _WORD.finditer(text):
        if match.start() > position:
            yield from _decoded(words)
            words.clear()
            yield text[position : match.start()]
        words.append((match[1].partition("*")[0].lower(), _content(match)))
        position = match.end()
    yield from _decoded(words)
    yield text[position:]


def _content(word: re.Match[str]) -> bytes:
    encoded = word[3].encode("utf-8")
    try:
        if word[2] in "bB":
            return base64.b64decode(encoded + b"=" * (-len(encoded) % 4))
        return quopri.decodestring(encoded, header=True)
    except (binascii.Error, ValueError):
        return word[0].encode("utf-8")


def _decoded(words: list[tuple[str, bytes]]) -> Iterator[str]:
    for charset, same in groupby(words, key=lambda word: word[0]):
        yield guessed(b"".join(content for _, content in same), charset)
