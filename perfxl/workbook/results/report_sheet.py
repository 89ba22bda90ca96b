"""Writes the report into the sheet 自评报告, a paragraph a row, looking like an official document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.errors import TemplateError
from perfxl.narrative import Kind, Paragraph
from perfxl.wording import say
from perfxl.workbook.areas import empty, named_area, runs
from perfxl.workbook.cells import plain
from perfxl.workbook.layout import REPORT_AREA, REPORT_SHEET, REPORT_WIDTH
from perfxl.workbook.textfit import TALLEST_ROW, text_height

if TYPE_CHECKING:
    from perfxl.engines import Book, Range


@dataclass(frozen=True, slots=True)
class _Look:
    """How one kind of paragraph looks; ``size`` and ``air`` (its row over its text) in points."""

    font: str
    size: float
    air: float = 0
    indent: bool = True
    centred: bool = False


# GB/T 9704—2012 in kind, a size smaller: a sheet is read on the screen, and its rows are not so tall.
_LOOKS: Mapping[Kind, _Look] = {
    "title": _Look("方正小标宋简体", 20, air=14, indent=False, centred=True),
    "cover": _Look("仿宋", 14, indent=False),
    "heading1": _Look("黑体", 14, air=10),
    "heading2": _Look("楷体", 14, air=4),
    "heading3": _Look("仿宋", 14),
    "body": _Look("仿宋", 14),
    "note": _Look("楷体", 12),
}
_BLACK = (0, 0, 0)

_INDENT = "　　"
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?[”’）》」]*")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the sheet: its text, how it looks, and its height in points."""

    text: str
    look: _Look
    height: float


def write_report(book: "Book", paragraphs: Sequence[Paragraph]) -> None:
    """Replace what the sheet held by these paragraphs.

    Heights are computed for the width of the column; a paragraph that would need a taller row than Excel has
    goes on in the next row, after the end of a sentence.

    Raises:
        TemplateError: the sheet, or the name of its area, is gone (E521).
    """
    area = named_area(book, REPORT_AREA)
    if area is None:
        raise TemplateError("E521", sheet=REPORT_SHEET)
    empty(area)
    width = area.column_width or REPORT_WIDTH
    rows = _within(area.shape[0], [row for paragraph in paragraphs for row in _rows(paragraph, width)])
    if rows:
        block = area[: len(rows), :]
        block.value = [[plain(row.text)] for row in rows]
        _dress(block, rows)


def _within(limit: int, rows: list[_Row]) -> list[_Row]:
    """The rows that the area has room for; where that is not all, the last one says so."""
    if len(rows) <= limit:
        return rows
    return [*rows[: limit - 1], *_rows(Paragraph("note", say("report.sheet.cut")), REPORT_WIDTH)]


def _dress(block: "Range", rows: Sequence[_Row]) -> None:
    """Give the rows their look, neighbours that share one in one stroke."""
    block.wrap_text = True
    block.vertical_alignment = "center"
    block.font.color = _BLACK
    for look, run in runs([row.look for row in rows]):
        lines = block[run, 0]
        lines.font.name = look.font
        lines.font.size = look.size
        lines.horizontal_alignment = "center" if look.centred else "left"
    for height, run in runs([row.height for row in rows]):
        block[run, 0].row_height = height


def _rows(paragraph: Paragraph, width: float) -> Iterator[_Row]:
    look = _LOOKS[paragraph.kind]
    text = _INDENT + paragraph.text if look.indent else paragraph.text
    for piece in in_pieces(text, width, look.size):
        yield _Row(piece, look, min(TALLEST_ROW, text_height(piece, width, look.size) + look.air))


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
