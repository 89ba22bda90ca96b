"""The paragraphs of a report as rows of a sheet: how each looks, and how tall it is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from perfxl.narrative import Kind, Paragraph
from perfxl.workbook.textfit import TALLEST_ROW, text_height


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of paragraph looks; ``size`` and ``air`` (its row over its text) in points.

    What ``leads`` must not be the last on a page.
    """

    font: str
    size: float
    air: float = 0
    indent: bool = True
    centred: bool = False
    leads: bool = False


# GB/T 9704—2012 in kind, a size smaller: a sheet is read on the screen, and its rows are not so tall.
_LOOKS: Mapping[Kind, Look] = {
    "title": Look("方正小标宋简体", 20, air=14, indent=False, centred=True, leads=True),
    "cover": Look("仿宋", 14, indent=False),
    "heading1": Look("黑体", 14, air=10, leads=True),
    "heading2": Look("楷体", 14, air=4, leads=True),
    "heading3": Look("仿宋", 14, leads=True),
    "body": Look("仿宋", 14),
    "note": Look("楷体", 12),
}

_INDENT = "　　"
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?[”’）》」]*")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the sheet: its text, how it looks, and its height in points."""

    text: str
    look: Look
    height: float


def report_rows(paragraphs: Iterable[Paragraph], width: float) -> Iterator[ReportRow]:
    """The rows for a column of this width, in digits.

    A paragraph that would need a taller row than Excel has goes on in the next row, after the end of a
    sentence.
    """
    for paragraph in paragraphs:
        look = _LOOKS[paragraph.kind]
        text = _INDENT + paragraph.text if look.indent else paragraph.text
        for piece in in_pieces(text, width, look.size):
            yield ReportRow(piece, look, min(TALLEST_ROW, text_height(piece, width, look.size) + look.air))


def in_pieces(text: str, width: float, size: float) -> list[str]:
    """The text in pieces that one row each can show, cut at the ends of sentences as far as possible."""
    pieces = [""]
    for sentence in _SENTENCE.findall(text):
        if _fits(pieces[-1] + sentence, width, size):
            pieces[-1] += sentence
            continue
        pieces += [""] if pieces[-1] else []
        *full, pieces[-1] = _chopped(sentence, width, size)
        pieces[-1:-1] = full
    return pieces


def _chopped(sentence: str, width: float, size: float) -> list[str]:
    """A sentence, cut wherever a row is full."""
    pieces = []
    while not _fits(sentence, width, size):
        length = len(sentence)
        while not _fits(sentence[:length], width, size):
            length = length * 9 // 10
        pieces.append(sentence[:length])
        sentence = sentence[length:]
    return [*pieces, sentence]


def _fits(text: str, width: float, size: float) -> bool:
    return text_height(text, width, size) < TALLEST_ROW
