"""The texts that the cells of a workbook share, each written once and numbered in its order."""

import re
from functools import lru_cache
from typing import Final

from lxml import etree

from perfxl.engines.closed.source import MAIN
from perfxl.workbook.bulk.characters import characters, unescaped
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.gate.parts import sound_tree

_ITEM, _TEXT, _RUNS = f"{{{MAIN}}}si", f"{{{MAIN}}}t", f"{{{MAIN}}}r/{{{MAIN}}}t"
_HEAD: Final = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\?>)?'
    rb'\s*<sst xmlns="%s"(?: count="[0-9]*")?(?: uniqueCount="[0-9]*")?>' % re.escape(MAIN.encode())
)
_END_OF_PART: Final = b"</sst>"
_KEEPING_SPACES: Final = '<t xml:space="preserve">'
_PRONUNCIATION: Final = re.compile(
    r'<phoneticPr(?: fontId="[0-9]*")?(?: type="[A-Za-z]*")?(?: alignment="[A-Za-z]*")?/>'
)
"""What Chinese and Japanese programs add to nearly every text: how to show its pronunciation."""
_START, _END = "<si>", "</si>"
_ITEM_START, _ITEM_END = f"{_START}<t>", f"</t>{_END}"
_MARK = "x005F_"
_NUMBER, _SELDOM = "&#", 40
"""Some programs write every Chinese character by its number: a parser is faster then."""
_KEPT = 1024


def read_strings(content: bytes) -> list[str]:
    """All texts of the part of shared texts, which is proved well-formed by being read.

    Raises:
        DoubtError: it is not well-formed.
    """
    try:
        return _plain(content)
    except DoubtError:
        return _through_parser(content)


def _plain(content: bytes) -> list[str]:
    """The texts by their tokens; those with formats inside, which are few, through a parser."""
    head = _HEAD.match(content)
    if head is None or not content.endswith(_END_OF_PART):
        raise DoubtError
    text = characters(content[head.end() : -len(_END_OF_PART)])
    if text.count(_NUMBER) > len(text) // _SELDOM:
        raise DoubtError
    plain = (_PRONUNCIATION.sub("", text) if "<phoneticPr" in text else text).replace(_KEEPING_SPACES, "<t>")
    tidied = _tidied if "&" in plain or _MARK in plain else _as_they_are
    # Begun and ended so that all texts, the first and the last too, stand between the same tokens.
    pieces = f"{_ITEM_END}{plain}{_ITEM_START}".split(_ITEM_END + _ITEM_START)
    texts: list[str] = []
    done = 0
    for number in [number for number, piece in enumerate(pieces) if "<" in piece]:
        before, formatted, after = _parted(pieces[number])
        texts += (*tidied([*pieces[done:number], before]), *_formatted(formatted))
        pieces[number] = after
        done = number
    texts += tidied(pieces[done:])
    return texts[1:-1]


def _tidied(texts: list[str]) -> list[str]:
    return [without_marks(unescaped(text)) for text in texts]


def _as_they_are(texts: list[str]) -> list[str]:
    return texts


def _parted(piece: str) -> tuple[str, str, str]:
    """The end of a text, items with formats inside, and the beginning of another text."""
    before, _, rest = piece.partition(_ITEM_END)
    formatted, found, after = rest.rpartition(_ITEM_START)
    if not found or "<" in before or "<" in after:
        raise DoubtError
    return before, formatted, after


def _formatted(items: str) -> list[str]:
    """The texts of some items with formats inside."""
    if not items.startswith(_START) or not items.endswith(_END):
        raise DoubtError
    inside = items[len(_START) : -len(_END)]
    return [_formatted_text(item) for item in inside.split(_END + _START)]


@lru_cache(_KEPT)
def _formatted_text(item: str) -> str:
    """The text of one item; workbooks of one template have theirs in common."""
    texts = _through_parser(f'<sst xmlns="{MAIN}">{_START}{item}{_END}</sst>'.encode())
    if len(texts) != 1:
        raise DoubtError
    return texts[0]


def _through_parser(content: bytes) -> list[str]:
    root = sound_tree(content)
    if root is None:
        raise DoubtError
    return [text_of(item) for item in root.iter(_ITEM)]


def text_of(item: etree._Element) -> str:
    """A text without its formats, and without the pronunciation that East Asian programs write beside it."""
    plain = item.findtext(_TEXT)
    return without_marks(plain or "".join(run.text or "" for run in item.iterfind(_RUNS)))


def without_marks(text: str) -> str:
    """The text as it was: what merely looks like an escaped character is kept apart by escaping its mark."""
    return text.replace(_MARK, "") if _MARK in text else text
