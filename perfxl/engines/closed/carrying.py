"""What openpyxl would drop from a sheet, carried over from the opened file as it stands.

Pictures, text boxes, charts and everything else in a drawing, the pictures of headers and footers, a
background, the warnings that were switched off, and what newer versions of Excel keep in extensions. Since no
row moves and no sheet is renamed in a closed file, all that these refer to is still where it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from perfxl.engines.backend import EngineError
from perfxl.engines.closed.source import MAIN, RELATION_ID, Relation, Source, parse, relations_of

Parts = dict[str, bytes]
"""The content of a package, by the names of its parts."""

CONTENT_TYPES: Final = "[Content_Types].xml"
_BEFORE_NOTES: Final = ("ignoredErrors", "drawing")
_AFTER_NOTES: Final = ("legacyDrawingHF", "picture")
_LAST: Final = ("extLst",)
_PROPERTIES: Final = "extended-properties"
_PROPERTIES_PART: Final = "docProps/app.xml"
_LISTS_OF_SHEETS: Final = ("HeadingPairs", "TitlesOfParts")
_NO_RELATIONS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)
_ANY: Final = re.compile("|".join((*_BEFORE_NOTES, *_AFTER_NOTES, *_LAST)).encode())
_DRAWING_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship [^>]*/relationships/drawing[\"'][^>]*>")
_KEPT_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://www.w3.org/XML/1998/namespace",
)


@dataclass(slots=True)
class _Freight:
    """What one sheet takes along."""

    elements: dict[str, bytes] = field(default_factory=dict)
    relations: list[tuple[str, Relation]] = field(default_factory=list)


def without_drawings(relations: bytes) -> bytes:
    """The relationships of a sheet as openpyxl shall see them: it reads pictures and charts only in part."""
    return _DRAWING_RELATION.sub(b"", relations)


def carry(source: Source, sheet: str, part: str, parts: Parts) -> None:
    """Put into ``parts``, where ``part`` holds the sheet as openpyxl wrote it, what the sheet takes along.

    Raises:
        EngineError: a part of that name is there already.
    """
    content = source.sheet(sheet)
    if not _ANY.search(content):
        return
    freight = _loaded(source, sheet, parse(content))
    parts[part] = _with_elements(parts[part], freight.elements)
    if freight.relations:
        _relate(part, freight.relations, parts)
        for _, relation in freight.relations:
            _copy(source, relation.target, parts)


def carry_properties(source: Source, parts: Parts) -> None:
    """Keep what the file says of its program and company: readers draw charts differently by the version."""
    properties = next(
        (source.part(found.target) for found in source.relations("").values() if found.kind == _PROPERTIES),
        b"",
    )
    if properties:
        tree = parse(properties)
        for name in _LISTS_OF_SHEETS:
            for element in tree.findall(f"{{*}}{name}"):
                tree.remove(element)
        parts[_PROPERTIES_PART] = etree.tostring(
            tree, xml_declaration=True, encoding="UTF-8", standalone=True
        )


def _loaded(source: Source, sheet: str, tree: etree._Element) -> _Freight:
    freight = _Freight()
    known = source.relations(source.sheet_parts[sheet])
    for name in (*_BEFORE_NOTES, *_AFTER_NOTES, *_LAST):
        element = tree.find(f"{{{MAIN}}}{name}")
        if element is None:
            continue
        for holder in _holders(element):
            identifier = f"carried{len(freight.relations) + 1}"
            freight.relations.append((identifier, known[holder.get(RELATION_ID, "")]))
            holder.set(RELATION_ID, identifier)
        freight.elements[name] = etree.tostring(_plain(element), with_tail=False)
    return freight


def _holders(element: etree._Element) -> Iterator[etree._Element]:
    return (holder for holder in element.iter(etree.Element) if RELATION_ID in holder.attrib)


def _plain(element: etree._Element) -> etree._Element:
    """Without attributes (revision marks) of namespaces that the new sheet does not call ignorable."""
    for holder in element.iter(etree.Element):
        for name in list(holder.attrib):
            namespace = etree.QName(name).namespace
            if namespace and namespace not in _KEPT_NAMESPACES:
                del holder.attrib[name]
    return element


def _with_elements(sheet: bytes, elements: dict[str, bytes]) -> bytes:
    """The order of elements is prescribed; Excel takes any other for damage."""
    end = sheet.rindex(b"</worksheet>")
    tables = sheet.rfind(b"<tableParts", 0, end)
    tail = tables if tables >= 0 else end
    notes = sheet.rfind(b"<legacyDrawing", 0, tail)
    head = notes if notes >= 0 else tail
    before, after, last = (
        b"".join(elements.get(name, b"") for name in names) for names in (_BEFORE_NOTES, _AFTER_NOTES, _LAST)
    )
    return b"".join((sheet[:head], before, sheet[head:tail], after, sheet[tail:end], last, sheet[end:]))


def _relate(part: str, relations: list[tuple[str, Relation]], parts: Parts) -> None:
    rels = relations_of(part)
    added = "".join(
        f"<Relationship Id={quoteattr(identifier)} Type={quoteattr(relation.type)}"
        f" Target={quoteattr('/' + relation.target)}/>"
        for identifier, relation in relations
    )
    parts[rels] = _appended(parts.get(rels, _NO_RELATIONS), added)


def _copy(source: Source, part: str, parts: Parts) -> None:
    """A part, and all that it leads to."""
    if part in parts and parts[part] != source.part(part):
        raise EngineError(f"two parts would be called {part}")
    if part not in parts:
        parts[part] = source.part(part)
        declared = f"PartName={quoteattr('/' + part)} ContentType={quoteattr(source.content_type(part))}"
        parts[CONTENT_TYPES] = _appended(parts[CONTENT_TYPES], f"<Override {declared}/>")
        if source.part(relations_of(part)):
            parts[relations_of(part)] = source.part(relations_of(part))
        for relation in source.relations(part).values():
            _copy(source, relation.target, parts)


def _appended(listing: bytes, added: str) -> bytes:
    """A list of relationships or content types with more of them at its end."""
    root = parse(listing)
    for element in parse(
        f"<more xmlns={quoteattr(etree.QName(root).namespace or '')}>{added}</more>".encode()
    ):
        root.append(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
