"""What openpyxl would drop or change of a sheet, carried over from the opened file as it stands.

Pictures, text boxes, charts and everything else in a drawing; headers and footers with their pictures;
validations, a background, ranges for some users, warnings that were switched off, and what newer versions of
Excel keep in extensions. Since no row moves and no sheet is renamed in a closed file, all that these refer to
is where it was.
"""

import re
from collections.abc import Iterable
from copy import deepcopy
from html import escape
from typing import Final

from lxml import etree

from perfxl.engines.addresses import box_of
from perfxl.engines.backend import EngineError
from perfxl.engines.closed.source import MAIN, RELATION_ID, Relation, Source, parse, relations_of


def quoteattr(text: str) -> str:
    """A text as the quoted value of an attribute: xml.sax has this too, but brings half of http with it."""
    return f'"{escape(text)}"'


Parts = dict[str, bytes]
"""The content of a package, by the names of its parts."""

_CARRIED: Final = frozenset(
    {
        "protectedRanges",
        "dataValidations",
        "headerFooter",
        "cellWatches",
        "ignoredErrors",
        "drawing",
        "legacyDrawingHF",
        "picture",
        "extLst",
    }
)
_ORDER: Final = (
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What may follow the cells of a sheet, in the order that is prescribed; Excel takes any other for damage."""

_CARRIED_FOR_WORKBOOK: Final = ("cellImage", "customXml")
_WORKBOOK_PART: Final = "xl/workbook.xml"
_CONTENT_TYPES: Final = "[Content_Types].xml"
_PROPERTIES: Final = "extended-properties"
_PROPERTIES_PART: Final = "docProps/app.xml"
_LISTS_OF_SHEETS: Final = ("HeadingPairs", "TitlesOfParts")
_NO_RELATIONS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)
_DRAWING_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship [^>]*/relationships/drawing[\"'][^>]*>")
_END_OF_CELLS: Final = re.compile(rb"</sheetData>|<sheetData/>")
_WRAPPER: Final = f'<worksheet xmlns="{MAIN}">'.encode()
_KEPT_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://www.w3.org/XML/1998/namespace",
)


def without_drawings(relations: bytes) -> bytes:
    """The relationships of a sheet as openpyxl shall see them: it reads pictures and charts only in part."""
    return _DRAWING_RELATION.sub(b"", relations)


def carry(source: Source, sheet: str, part: str, parts: Parts) -> None:
    """Put into ``parts``, where ``part`` holds the sheet as openpyxl wrote it, what the sheet takes along.

    Raises:
        EngineError: a part of that name is there already.
    """
    original = source.tree(sheet)
    if original is None:
        return
    carried = [
        deepcopy(element) for element in original.iterchildren(etree.Element) if _name(element) in _CARRIED
    ]
    relations = _renamed_relations(carried, source.relations(source.sheet_parts[sheet]))
    parts[part] = _with_tail(parts[part], original, carried)
    if relations:
        _relate(part, relations, parts)
        for relation in relations.values():
            _copy(source, relation.target, parts)


def carry_for_workbook(source: Source, parts: Parts) -> None:
    """Put into ``parts`` what the workbook as a whole takes along: WPS's pictures in cells, for one."""
    known = source.relations(source.workbook_part).values()
    carried = [relation for relation in known if relation.kind in _CARRIED_FOR_WORKBOOK]
    relations = {f"carried{number}": relation for number, relation in enumerate(carried, start=1)}
    if relations:
        _relate(_WORKBOOK_PART, relations, parts)
        for relation in carried:
            _copy(source, relation.target, parts)
    _carry_properties(source, parts)


def _carry_properties(source: Source, parts: Parts) -> None:
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


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _renamed_relations(carried: Iterable[etree._Element], known: dict[str, Relation]) -> dict[str, Relation]:
    """The relationships that the elements need, under new names: openpyxl has given others the old ones."""
    needed: dict[str, Relation] = {}
    for element in carried:
        for holder in element.iter(etree.Element):
            if RELATION_ID in holder.attrib:
                identifier = f"carried{len(needed) + 1}"
                needed[identifier] = known[holder.get(RELATION_ID, "")]
                holder.set(RELATION_ID, identifier)
    return needed


def _with_tail(sheet: bytes, original: etree._Element, carried: Iterable[etree._Element]) -> bytes:
    """The sheet with everything behind its cells put right."""
    *_, end = _END_OF_CELLS.finditer(sheet)
    tail = parse(_WRAPPER + sheet[end.end() :])
    for element in carried:
        _replace(tail, _plain(element))
    _sort_merged_areas(tail)
    _restore_first_areas(tail, original)
    return sheet[: end.end()] + etree.tostring(tail, encoding="UTF-8")[len(_WRAPPER) :]


def _plain(element: etree._Element) -> etree._Element:
    """Without attributes (revision marks) of namespaces that the new sheet does not call ignorable."""
    for holder in element.iter(etree.Element):
        for name in list(holder.attrib):
            namespace = etree.QName(name).namespace
            if namespace and namespace not in _KEPT_NAMESPACES:
                del holder.attrib[name]
    element.tail = None
    return element


def _replace(tail: etree._Element, element: etree._Element) -> None:
    """Put an element where it belongs, in place of what openpyxl has made of it."""
    name = _name(element)
    for other in tail.findall(f"{{{MAIN}}}{name}"):
        tail.remove(other)
    rank = _ORDER.index(name)
    before = sum(1 for other in tail if _ORDER.index(_name(other)) < rank)
    tail.insert(before, element)


def _sort_merged_areas(tail: etree._Element) -> None:
    """Openpyxl keeps them in a set, and writes them in another order each time."""
    for merged in tail.iterfind(f"{{{MAIN}}}mergeCells"):
        merged[:] = sorted(merged, key=lambda area: box_of(area.get("ref", "")) or ())


def _restore_first_areas(tail: etree._Element, original: etree._Element) -> None:
    """A format for several areas is relative to the first of them, and openpyxl puts the areas in order."""
    formats = f"{{{MAIN}}}conditionalFormatting"
    as_was = {
        frozenset(found.get("sqref", "").split()): found.get("sqref", "")
        for found in original.iterfind(formats)
    }
    for found in tail.iterfind(formats):
        areas = found.get("sqref", "")
        found.set("sqref", as_was.get(frozenset(areas.split()), areas))


def _relate(part: str, relations: dict[str, Relation], parts: Parts) -> None:
    rels = relations_of(part)
    added = "".join(
        f"<Relationship Id={quoteattr(identifier)} Type={quoteattr(relation.type)}"
        f" Target={quoteattr('/' + relation.target)}/>"
        for identifier, relation in relations.items()
    )
    parts[rels] = appended(parts.get(rels, _NO_RELATIONS), added)


def _copy(source: Source, part: str, parts: Parts) -> None:
    """A part, and all that it leads to."""
    if part in parts and parts[part] != source.part(part):
        raise EngineError(f"two parts would be called {part}")
    if part not in parts:
        parts[part] = source.part(part)
        declared = f"PartName={quoteattr('/' + part)} ContentType={quoteattr(source.content_type(part))}"
        parts[_CONTENT_TYPES] = appended(parts[_CONTENT_TYPES], f"<Override {declared}/>")
        if source.part(relations_of(part)):
            parts[relations_of(part)] = source.part(relations_of(part))
        for relation in source.relations(part).values():
            _copy(source, relation.target, parts)


def appended(listing: bytes, added: str) -> bytes:
    """A list of relationships or content types with more of them at its end."""
    root = parse(listing)
    for element in parse(
        f"<more xmlns={quoteattr(etree.QName(root).namespace or '')}>{added}</more>".encode()
    ):
        root.append(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
