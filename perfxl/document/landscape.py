"""The attachments on their landscape pages: each on a new one, its mark, its title, its tables."""

from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from perfxl.document.grid import Attachment, Remark
from perfxl.document.layout import Layout
from perfxl.document.nodes import BREAK, node, paragraph, run, shown, text_paragraph
from perfxl.document.tables import word_table
from perfxl.document.titles import broken
from perfxl.wording import say


def attached(attachments: Sequence[Attachment], layout: Layout) -> Iterator[_Element]:
    """All attachments (7.3.7): mark in the first line of a page, title in the third."""
    for number, attachment in enumerate(attachments, start=1):
        key = "document.attachments.mark" if len(attachments) > 1 else "document.attachments.only_mark"
        # The first stands at the head of its section anyway.
        page = () if number == 1 else (node("w:pageBreakBefore"),)
        yield paragraph("AttachmentMark", run(say(key, number=number)), settings=page)
        yield _title(attachment.title, layout)
        for part in attachment.content:
            if isinstance(part, Remark):
                yield text_paragraph(part.style, part.text)
            else:
                yield word_table(part, layout)
                yield _end_of_table()


def _title(title: str, layout: Layout) -> _Element:
    lines = BREAK.join(broken(shown(title), layout.table_room("Title"), layout.titles))
    free = node("w:spacing", {"w:before": layout.lines(1)})
    return paragraph("Title", run(lines), settings=(free,))


def _end_of_table() -> _Element:
    """Word joins tables between which no paragraph stands; this one is as low as can be."""
    lowest = node("w:spacing", {"w:line": 20, "w:lineRule": "exact"})
    return paragraph("TableNote", settings=(lowest,))
