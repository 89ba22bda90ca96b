"""What saving a workbook as a closed file would lose: found and named before anything is written.

Safe is only what is known to be safe (:mod:`perfxl.workbook.saving.survival`); what is not known counts as a
loss.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from perfxl.engines.closed.source import (
    MAIN,
    RELATION_ID,
    Relation,
    Source,
    parse,
    parse_loosely,
    relations_of,
)
from perfxl.errors import FileError
from perfxl.wording import say
from perfxl.workbook.saving.survival import (
    PACKAGE_RELATIONS,
    SHEET_ELEMENTS,
    SHEET_RELATIONS,
    TABLE_RELATIONS,
    UNKNOWN,
    VML_OBJECTS,
    WORKBOOK_ELEMENTS,
    WORKBOOK_RELATIONS,
)

_DATA_BARS: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}cfRule"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_CELLS_WITH_METADATA: Final = etree.XPath("boolean(//m:c[@cm or @vm])", namespaces={"m": MAIN})
_PRINT_NAMES: Final = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
_DEAD_REFERENCE: Final = "#REF!"
_SHEET: Final = r"(?:'(?:[^']|'')+'|[^'!,()]+)!"
_CORNER: Final = r"\$?[A-Z]{1,3}\$?\d+"
_AREA: Final = rf"(?:{_SHEET})?(?:{_CORNER}(?::{_CORNER})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?\d+:\$?\d+)"
_AREAS: Final = re.compile(f"{_AREA}(?:,{_AREA})*")
_SEPARATE_WORDS: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that would be lost: its name in Chinese, and its sheet, empty for the workbook as a whole."""

    name: str
    sheet: str = ""


def losses(path: Path) -> tuple[Loss, ...]:
    """Everything that saving the workbook as a closed file would lose, sheet by sheet; the file is only read.

    Raises:
        FileError: the file is not there (E101), cannot be opened (E104), or is no workbook (E120).
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileError("E101", file=path) from None
    except OSError:
        raise FileError("E104", file=path) from None
    try:
        with closing(Source(content)) as source:
            return tuple(dict.fromkeys(_losses(source)))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, StopIteration, RuntimeError):
        raise FileError("E120", file=path) from None


def refuse_losses(path: Path) -> None:
    """Let a workbook pass only if saving it as a closed file loses nothing.

    Raises:
        FileError: it would lose something (E510, which names all of it with its sheets), or cannot be read.
    """
    found = losses(path)
    if found:
        by_sheet: dict[str, list[str]] = {}
        for loss in found:
            by_sheet.setdefault(loss.sheet or say("preserve.workbook"), []).append(loss.name)
        joint = say("preserve.joint")
        lines = [
            say("preserve.line", place=sheet, names=joint.join(names)) for sheet, names in by_sheet.items()
        ]
        raise FileError("E510", file=path, losses="\n".join(lines))


def _losses(source: Source) -> Iterator[Loss]:
    yield from _of_relations(source.relations("").values(), PACKAGE_RELATIONS)
    yield from _of_workbook(source)
    for sheet, part in source.sheet_parts.items():
        if source.content_type(part).endswith("worksheet+xml"):
            yield from _of_sheet(source, sheet, part)


def _loss(key: str, sheet: str = "", name: str = "") -> Loss:
    return Loss(say(f"preserve.losses.{key}", name=name), sheet)


def _judged(table: Mapping[str, str | None], name: str, sheet: str = "") -> Iterator[Loss]:
    key = table.get(name, UNKNOWN)
    if key is not None:
        yield _loss(key, sheet, name)


def _of_relations(
    relations: Iterable[Relation], table: Mapping[str, str | None], sheet: str = ""
) -> Iterator[Loss]:
    for relation in relations:
        yield from _judged(table, relation.kind, sheet)


def _of_workbook(source: Source) -> Iterator[Loss]:
    relations = source.relations(source.workbook_part).values()
    yield from _of_relations(relations, WORKBOOK_RELATIONS)
    tree = parse(source.part(source.workbook_part))
    for element in tree.iterchildren(etree.Element):
        yield from _judged(WORKBOOK_ELEMENTS, etree.QName(element).localname)
    sharing = tree.find("{*}fileSharing")
    if sharing is not None and {"reservationPassword", "hashValue"} & set(sharing.keys()):
        yield _loss("reservation")
    yield from _of_print_names(source, tree)
    for relation in relations:
        if relation.kind == "externalLink":
            yield from _of_link(source, relation.target)


def _of_print_names(source: Source, workbook: etree._Element) -> Iterator[Loss]:
    """A print area may be a formula; openpyxl takes the first cell it finds in it for the area."""
    sheets = tuple(source.sheet_parts)
    for defined in workbook.iterfind("{*}definedNames/{*}definedName"):
        text = defined.text or ""
        plain = _AREAS.fullmatch(text) or _DEAD_REFERENCE in text
        if defined.get("name") in _PRINT_NAMES and not plain:
            yield _loss("print_area", sheets[int(defined.get("localSheetId", "0"))])


def _of_link(source: Source, part: str) -> Iterator[Loss]:
    """Links to other workbooks survive where openpyxl finds the right address; other kinds do not."""
    book = parse(source.part(part)).find("{*}externalBook")
    addresses = parse(source.part(relations_of(part))).find("{*}Relationship")
    if book is None or addresses is None or addresses.get("Id") != book.get(RELATION_ID):
        yield _loss("link")


def _of_sheet(source: Source, sheet: str, part: str) -> Iterator[Loss]:
    relations = source.relations(part)
    yield from _of_relations(relations.values(), SHEET_RELATIONS, sheet)
    for relation in relations.values():
        if relation.kind == "table":
            yield from _of_relations(source.relations(relation.target).values(), TABLE_RELATIONS, sheet)
    tree = parse(source.part(part))
    for element in tree.iterchildren(etree.Element):
        yield from _of_element(element, sheet)
    if _CELLS_WITH_METADATA(tree):
        yield _loss("rich_values", sheet)
    if any(rule.get("type") == "dataBar" for rule in tree.iter(_DATA_BARS)):
        yield _loss("data_bars", sheet)
    notes = tree.find("{*}legacyDrawing")
    if notes is not None:
        yield from _of_notes(source, relations[notes.get(RELATION_ID, "")].target, sheet)


def _of_element(element: etree._Element, sheet: str) -> Iterator[Loss]:
    name = etree.QName(element).localname
    if name != "AlternateContent":
        yield from _judged(SHEET_ELEMENTS, name, sheet)
        return
    # Two ways to say the same, for newer and older versions: what matters is what is said.
    inside = {etree.QName(other).localname for other in element.iterdescendants(etree.Element)}
    for known in sorted(inside & SHEET_ELEMENTS.keys()) or [name]:
        yield from _judged(SHEET_ELEMENTS, known, sheet)


def _of_notes(source: Source, part: str, sheet: str) -> Iterator[Loss]:
    """The drawing of notes may hold form controls as well, and pictures as the background of notes."""
    drawing = parse_loosely(source.part(part))
    for client in drawing.iterfind("{*}shape/{*}ClientData"):
        key = VML_OBJECTS.get(client.get("ObjectType", ""), "controls")
        if key is not None:
            yield _loss(key, sheet)
    if any(f"{_OFFICE}relid" in shape.attrib for shape in drawing.iter(etree.Element)):
        yield _loss("note_pictures", sheet)
