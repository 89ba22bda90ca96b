"""An official document (公文): a Word file laid out as GB/T 9704—2012 wants it, whatever it tells.

Everything that is laid out is data in ``layout.toml``; ``docs/document.md`` tells which clause each setting
follows, and how sure that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from perfxl.document.body import Signature, attachment_list, body, signature
from perfxl.document.grid import Attachment
from perfxl.document.landscape import attached
from perfxl.document.layout import Layout
from perfxl.document.nodes import shown
from perfxl.document.package import blank_document, packed
from perfxl.document.page import landscape, upright
from perfxl.document.page_numbers import footer_distance, number_landscape, number_upright
from perfxl.narrative import Paragraph


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file's own properties say; ``title`` where the text has no line of one."""

    title: str
    author: str
    subject: str
    keywords: str = ""


def official(
    paragraphs: Sequence[Paragraph],
    attachments: Sequence[Attachment],
    signed: Signature,
    properties: Properties,
    layout: Layout,
) -> bytes:
    """The document as a ``.docx`` file: text on upright pages, each attachment on landscape ones.

    The same content gives the same bytes.
    """
    document = blank_document(layout)
    content = document.element.body
    content.extend(body(paragraphs, layout))
    content.extend(attachment_list([one.title for one in attachments], layout))
    content.extend(signature(signed, layout, upright(layout, footer_distance(layout))))
    content.extend(attached(attachments, layout))
    content.append(landscape(layout))
    text, sheets = document.sections
    number_upright(text, layout)
    number_landscape(sheets, layout)
    return packed(
        document,
        title=_title(paragraphs) or properties.title,
        author=properties.author,
        subject=properties.subject,
        keywords=properties.keywords,
    )


def _title(paragraphs: Sequence[Paragraph]) -> str:
    return " ".join(shown(paragraph.text) for paragraph in paragraphs if paragraph.kind == "title")


__all__ = ["Attachment", "Layout", "Properties", "Signature", "official"]
