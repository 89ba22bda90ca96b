"""The texts that the cells of a workbook share, each written once and numbered in its order."""

import re
from functools import lru_cache
from operator import itemgetter
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
_END: Final = b"</sst>"
_PLAIN: Final = re.compile(
    r'<si><t(?: xml:space="preserve")?>([^<]*)</t>'
    # What Chinese and Japanese programs add to nearly every text: how to show its pronunciation.
    r'(?:<phoneticPr(?: fontId="[0-9]*")?(?: type="[A-Za-z]*")?(?: alignment="[A-Za-z]*")?/>)?</si>'
)
_NUMBER, _SELDOM = "&#", 40
"""Some programs write every Chinese character by its number: a parser is faster then."""
_KEPT = 256


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
    if head is None or not content.endswith(_END):
        raise DoubtError
    text = characters(content[head.end() : -len(_END)])
    if text.count(_NUMBER) > len(text) // _SELDOM:
        raise DoubtError
    between, plain = itemgetter(slice(None, None, 2), slice(1, None, 2))(_PLAIN.split(text))
    texts: list[str] = []
    for formatted, own in zip(between, [*plain, ""], strict=True):
        if formatted:
            texts += _formatted(formatted)
        texts.append(without_marks(unescaped(own)))
    return texts[:-1]


@lru_cache(_KEPT)
def _formatted(items: str) -> list[str]:
    """The texts of some items with formats inside; workbooks of one template have theirs in common."""
    return _through_parser(f'<sst xmlns="{MAIN}">{items}</sst>'.encode())


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
    return text.replace("x005F_", "") if "x005F_" in text else text
