"""WordprocessingML in small pieces: elements, paragraphs, runs. What users entered is only ever text."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from perfxl.workbook.cells import cleaned

_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff]")
"""Marks that cannot be seen but turn the order of what can; and what no text may interchange."""

BREAK: Final = "\n"
"""In a text that is to be shown, where a new line begins within the paragraph."""


def node(tag: str, attributes: Mapping[str, object] | None = None, *children: _Element) -> _Element:
    """An element such as ``w:p``; attributes bear their prefix too, where they have one."""
    element: _Element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(qn(name) if ":" in name else name, str(value))
    element.extend(children)
    return element


def value(tag: str, content: object) -> _Element:
    """An element that says but one thing, in ``w:val``."""
    return node(tag, {"w:val": content})


def shown(text: str) -> str:
    """A text that somebody entered, as a document can show it: no control characters, no tabs."""
    return _INVISIBLE.sub("", cleaned(text)).replace("\t", " ")


def run(text: str, *properties: _Element) -> _Element:
    """A run of text; quotation marks and dashes are set in the Chinese font."""
    hint = node("w:rFonts", {"w:hint": "eastAsia"})
    return node("w:r", None, node("w:rPr", None, hint, *properties), *_pieces(text))


def _pieces(text: str) -> Iterator[_Element]:
    for number, line in enumerate(text.split(BREAK)):
        if number:
            yield node("w:br")
        if line:
            piece = node("w:t", {"xml:space": "preserve"})
            piece.text = line
            yield piece


def paragraph(style: str, *content: _Element, settings: tuple[_Element, ...] = ()) -> _Element:
    """A paragraph in a style; ``settings`` are its own properties, in the order that the schema asks for."""
    return node("w:p", None, node("w:pPr", None, value("w:pStyle", style), *settings), *content)


def text_paragraph(style: str, text: str, settings: tuple[_Element, ...] = ()) -> _Element:
    """A paragraph that holds one entered text."""
    content = shown(text)
    return paragraph(style, *([run(content)] if content else []), settings=settings)
