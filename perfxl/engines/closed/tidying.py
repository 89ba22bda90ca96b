"""What openpyxl writes otherwise than Excel does, put in Excel's way: texts shared, characters written out.

Programs read openpyxl's way as well, but it does not pass a check against the format's schemas, and Excel
would rewrite every sheet when it next saves the file.
"""

import re
from collections.abc import Iterable
from typing import Final

from perfxl.engines.closed.carrying import Parts, appended

_STYLES_PART: Final = "xl/styles.xml"
_TEXTS_PART: Final = "xl/sharedStrings.xml"
_WORKBOOK_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TEXTS_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_TEXTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

_TEXT_CELL: Final = re.compile(rb' t="inlineStr"(?:/>|><is>(.*?)</is></c>|></c>)', re.DOTALL)
_XML: Final = (".xml", ".rels", ".vml")
_NUMBERED: Final = re.compile(rb"&#([1-9][0-9]{2,6});")
"""A character by its number, from 100 on: what must not stand as itself has a lower one."""
_FONT: Final = re.compile(rb"<(font|rPr)>(.*?)</\1>", re.DOTALL)
_PROPERTY: Final = re.compile(rb"<(\w+)[^>]*/>")
_PROPERTIES: Final = {
    name: rank
    for rank, name in enumerate(
        (
            b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign",
            b"sz", b"color", b"name", b"rFont", b"family", b"charset", b"scheme",
        )
    )
}  # fmt: skip
"""The properties of a font in the order that is prescribed."""


def order_fonts(parts: Parts) -> None:
    """Put the properties of every font in their order."""
    parts[_STYLES_PART] = _FONT.sub(_ordered, parts[_STYLES_PART])


def write_out_characters(parts: Parts) -> None:
    """Write every character as itself, where openpyxl gives its number: a Chinese text is a third as long."""
    for name, content in parts.items():
        if name.endswith(_XML) and _NUMBERED.search(content):
            parts[name] = _NUMBERED.sub(_written_out, content)


def _written_out(match: re.Match[bytes]) -> bytes:
    return chr(int(match[1])).encode("utf-8")


def share_texts(parts: Parts, sheets: Iterable[str]) -> None:
    """Move the texts of cells out of the ``sheets`` (names of parts) into one table, each text once."""
    known: dict[bytes, int] = {}
    count = 0

    def shared(match: re.Match[bytes]) -> bytes:
        nonlocal count
        if match[1] is None:
            return b"/>"
        count += 1
        return b' t="s"><v>%d</v></c>' % known.setdefault(match[1], len(known))

    for sheet in sheets:
        parts[sheet] = _TEXT_CELL.sub(shared, parts[sheet])
    if known:
        parts[_TEXTS_PART] = _table(known, count)
        _declare(parts)


def _table(texts: Iterable[bytes], count: int) -> bytes:
    items = [b"<si>" + _FONT.sub(_ordered, text) + b"</si>" for text in texts]
    counts = b'count="%d" uniqueCount="%d"' % (count, len(items))
    return b'<sst xmlns="' + _MAIN + b'" ' + counts + b">" + b"".join(items) + b"</sst>"


def _declare(parts: Parts) -> None:
    declared = f'<Override PartName="/{_TEXTS_PART}" ContentType="{_TEXTS_TYPE}"/>'
    parts[_CONTENT_TYPES] = appended(parts[_CONTENT_TYPES], declared)
    related = f'<Relationship Id="sharedTexts" Type="{_TEXTS_RELATION}" Target="/{_TEXTS_PART}"/>'
    parts[_WORKBOOK_RELATIONS] = appended(parts[_WORKBOOK_RELATIONS], related)


def _ordered(match: re.Match[bytes]) -> bytes:
    kind, content = match[1], match[2]
    properties = sorted(_PROPERTY.finditer(content), key=lambda found: _PROPERTIES[found[1]])
    return b"<" + kind + b">" + b"".join(found[0] for found in properties) + b"</" + kind + b">"
