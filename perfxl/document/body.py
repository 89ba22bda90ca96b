"""The text of the document: title, cover lines, headings and paragraphs, attachments named, signature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element

from perfxl.document.layout import Layout
from perfxl.document.nodes import BREAK, node, paragraph, run, shown
from perfxl.document.titles import broken, style_of, width
from perfxl.narrative import Kind, Paragraph
from perfxl.wording import say

_STYLES: Final[Mapping[Kind, str]] = {
    "cover": "CoverLine",
    "heading1": "Heading1",
    "heading2": "Heading2",
    "heading3": "Heading3",
    "body": "BodyText",
    "note": "Note",
}
_SEAL: Final = 2
"""Lines left free above the signature, so that the seal's upper edge is within a line of the text."""
_DATE_GAP: Final = 4
"""Characters between the date and the right edge (7.3.5.1)."""
_NAME_BEGINS: Final = 2
"""Characters before 附件："""


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose seal the document gets, and its date as shown; blank where nothing was entered."""

    name: str
    date: str


def body(paragraphs: Sequence[Paragraph], layout: Layout) -> Iterator[_Element]:
    """The report. A blank line follows the title, and another the cover lines."""
    before = ""
    for number, one in enumerate(paragraphs):
        text = shown(one.text)
        style = style_of(text, layout.titles) if one.kind == "title" else _STYLES[one.kind]
        last = number == len(paragraphs) - 1
        settings = _settings(layout, lines_before=_gap(before, style), keep=last)
        yield paragraph(style, run(_title(text, layout) if style == "Title" else text), settings=settings)
        before = style


def _title(text: str, layout: Layout) -> str:
    return BREAK.join(broken(text, layout.text_room("Title"), layout.titles))


def _gap(before: str, style: str) -> int:
    """How many lines are left free between two paragraphs of these styles."""
    if not before:
        return 0
    head = ("Title", "Subtitle", "AttachmentMark")
    if before == "AttachmentMark":
        return 1
    leaves_title = before in head and style not in head
    leaves_cover = before == "CoverLine" and style != "CoverLine"
    return 1 if leaves_title or leaves_cover else 0


def attachment_list(titles: Sequence[str], layout: Layout) -> Iterator[_Element]:
    """附件说明 (7.3.4): a line after the text, two characters in; long names begin below each other."""
    lead = say("document.attachments.lead")
    begins = _NAME_BEGINS + width(lead)
    several = len(titles) > 1
    names = begins + (1 if several else 0)
    for number, title in enumerate(titles, start=1):
        first = number == 1
        starts = _NAME_BEGINS if first else begins
        indent = {
            "w:left": layout.characters(names),
            "w:hanging": layout.characters(names - starts),
        }
        pieces = [run(lead)] if first else []
        if several:
            pieces += [
                run(say("document.attachments.number", number=number)),
                node("w:r", None, node("w:tab")),
            ]
        settings = _settings(layout, lines_before=1 if first else 0, indent=indent)
        yield paragraph("AttachmentList", *pieces, run(shown(title)), settings=settings)


def signature(signed: Signature, layout: Layout, section: _Element) -> Iterator[_Element]:
    """署名 and 成文日期 as for a sealed document (7.3.5.1), the date four characters from the right edge.

    The name stands above the date, both around one middle. The last paragraph ends the ``section``.
    """
    date = shown(signed.date) or say("document.blank_date")
    name = shown(signed.name)
    span = max(width(date) + 2 * _DATE_GAP, width(name))
    indent = {"w:left": layout.characters(max(0.0, layout.grid.characters - span))}
    if name:
        settings = _settings(layout, lines_before=_SEAL, keep=True, indent=indent)
        yield paragraph("Signature", run(name), settings=settings)
    settings = _settings(layout, lines_before=0 if name else _SEAL, indent=indent, section=section)
    yield paragraph("Signature", run(date), settings=settings)


def _settings(
    layout: Layout,
    *,
    lines_before: int = 0,
    keep: bool = False,
    indent: Mapping[str, int] | None = None,
    section: _Element | None = None,
) -> tuple[_Element, ...]:
    """A paragraph's own properties, in the order of the schema."""
    settings = [node("w:keepNext")] if keep else []
    if lines_before:
        settings.append(node("w:spacing", {"w:before": layout.lines(lines_before)}))
    if indent:
        settings.append(node("w:ind", indent))
    if section is not None:
        settings.append(section)
    return tuple(settings)
