"""The file around the document: what it begins with, and how it is packed, the same everywhere."""

from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from lxml.etree import tostring

from perfxl.document.layout import Layout
from perfxl.document.styles import fonts_table, write_styles

_BLANK: Final = Path(__file__).with_name("blank")
_FONTS: Final = "word/fontTable.xml"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can tell: the clock must not show in the file."""
_UNIX: Final = 3
_LONGEST_PROPERTY: Final = 255


def blank_document(layout: Layout) -> Document:
    """A document without content: styles and fonts of the layout, even and odd pages told apart."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for file in sorted(_BLANK.rglob("*")):
            if file.is_file():
                archive.writestr(file.relative_to(_BLANK).as_posix(), file.read_text(encoding="utf-8"))
        archive.writestr(_FONTS, tostring(fonts_table(layout), encoding="UTF-8", standalone=True))
    content.seek(0)
    document = docx.Document(content)
    write_styles(document, layout)
    return document


def packed(document: Document, *, title: str, author: str, subject: str, keywords: str) -> bytes:
    """The document as a file; the same content gives the same bytes, whenever and wherever it is packed."""
    properties = document.core_properties
    properties.title = title[:_LONGEST_PROPERTY]
    properties.author = author[:_LONGEST_PROPERTY]
    properties.subject = subject[:_LONGEST_PROPERTY]
    properties.keywords = keywords[:_LONGEST_PROPERTY]
    written, content = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = ZipInfo(name, _EARLIEST)
            part.compress_type, part.create_system, part.external_attr = ZIP_DEFLATED, _UNIX, 0o600 << 16
            archive.writestr(part, parts.read(name))
    return content.getvalue()
