"""The file as it was opened: what openpyxl does not give back is read from its parts again."""

import datetime as dt
import io
import math
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, cast

from lxml import etree

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NAMESPACE: Final = {"m": MAIN}
_formula_cells: Callable[[etree._Element], Iterable[etree._Element]]
_formula_cells = cast("Any", etree.XPath("//m:c[m:f]", namespaces=_NAMESPACE))
_fitted_rows = etree.XPath(
    "//m:row[@ht and not(@customHeight='1' or @customHeight='true')]/@r", namespaces=_NAMESPACE
)
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


class Relation(NamedTuple):
    """A relationship of a part: its type, and the part it leads to."""

    type: str
    target: str

    @property
    def kind(self) -> str:
        """The last word of the type: companies and versions differ in the rest."""
        return self.type.rpartition("/")[2]


class Result(NamedTuple):
    """What stands beside a formula: the cell's type (``n``, ``str``, ``b``, ``e`` or ``d``) and its text."""

    kind: str
    text: str


def parse(content: bytes) -> etree._Element:
    """A part as a tree; no entity is resolved, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def parse_loosely(content: bytes) -> etree._Element:
    """A drawing of notes as a tree: Excel itself writes HTML's ``<br>`` into these."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    tree = etree.fromstring(content.replace(b"<br>", b"<br/>"), parser)
    return etree.Element("nothing") if tree is None else tree


def decoded(text: str) -> str:
    """A text as a user sees it: XML cannot hold control characters, and Excel writes ``_x000B_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def number_of(text: str) -> float:
    """A number as a cell of a file has it.

    Raises:
        ValueError: no program writes such a number.
    """
    # Python reads more as a number than that: nan, 1_000, figures of other scripts.
    if "_" in text or not text.isascii() or not math.isfinite(number := float(text)):
        raise ValueError(f"{text!r} is no number")
    return number


def moment_of(text: str) -> dt.datetime:
    """A date and time that is written out in a cell of a file.

    Raises:
        ValueError: it is none.
    """
    return dt.datetime.fromisoformat(text).replace(tzinfo=None)


def relations_of(part: str) -> str:
    """The name of the part that lists the relationships of a part; of the package where ``part`` is empty."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Source:
    """The parts of the file that a book was opened from."""

    def __init__(self, content: bytes) -> None:
        """Look into the bytes of an .xlsx file."""
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._results: dict[str, Mapping[str, Result]] = {}
        self._latest: tuple[str, etree._Element] | None = None

    def part(self, name: str) -> bytes:
        """A part's content; empty where there is no such part."""
        return self._archive.read(name) if name in self._archive.NameToInfo else b""

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part that stay inside the package, by their ids."""
        content = self.part(relations_of(part))
        return dict(_relations(content, posixpath.dirname(part))) if content else {}

    @cached_property
    def workbook_part(self) -> str:
        """The name of the part that lists the sheets."""
        return next(found.target for found in self.relations("").values() if found.kind == "officeDocument")

    def workbook_parts(self, kind: str) -> list[str]:
        """The names of the parts of some kind that belong to the workbook as a whole."""
        return [found.target for found in self.relations(self.workbook_part).values() if found.kind == kind]

    @cached_property
    def sheet_parts(self) -> Mapping[str, str]:
        """The part of every sheet, by the sheet's name."""
        relations = self.relations(self.workbook_part)
        sheets = parse(self.part(self.workbook_part)).iterfind("{*}sheets/{*}sheet")
        found = ((sheet.get("name", ""), relations.get(sheet.get(RELATION_ID, ""))) for sheet in sheets)
        return {name: relation.target for name, relation in found if relation is not None}

    def content_type(self, part: str) -> str:
        """What a part is declared to be."""
        listing = self._content_types
        return listing.get(f"/{part}") or listing.get(part.rpartition(".")[2].lower(), "")

    @cached_property
    def _content_types(self) -> Mapping[str, str]:
        """By part, with a leading slash, or by extension."""
        listing = parse(self.part("[Content_Types].xml"))
        by_extension = {
            found.get("Extension", "").lower(): found.get("ContentType", "")
            for found in listing.iterfind("{*}Default")
        }
        by_part = {
            found.get("PartName", ""): found.get("ContentType", "")
            for found in listing.iterfind("{*}Override")
        }
        return by_extension | by_part

    def sheet(self, name: str) -> bytes:
        """The XML of a sheet; empty where the file has no such sheet."""
        return self.part(self.sheet_parts[name]) if name in self.sheet_parts else b""

    def tree(self, sheet: str) -> etree._Element | None:
        """A sheet, not to be changed, or None where the file has no such sheet. The latest one is kept."""
        if sheet not in self.sheet_parts:
            return None
        if self._latest is None or self._latest[0] != sheet:
            self._latest = sheet, parse(self.sheet(sheet))
        return self._latest[1]

    def results(self, sheet: str) -> Mapping[str, Result]:
        """What stands beside the formulas of a sheet, by address; formulas without a value are left out.

        Raises:
            ValueError: a number or date is none.
        """
        if sheet not in self._results:
            tree = self.tree(sheet)
            self._results[sheet] = {} if tree is None else dict(_results(tree))
        return self._results[sheet]

    def fitted_rows(self, sheet: str) -> frozenset[int]:
        """The rows whose height Excel fits to their content: openpyxl would fix it."""
        tree = self.tree(sheet)
        numbers = [] if tree is None else cast("list[str]", _fitted_rows(tree))
        return frozenset(int(number) for number in numbers)

    def close(self) -> None:
        """Let go of the bytes."""
        self._archive.close()


def _relations(content: bytes, folder: str) -> Iterator[tuple[str, Relation]]:
    for relation in parse(content).iterfind("{*}Relationship"):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            yield relation.get("Id", ""), Relation(relation.get("Type", ""), target.lstrip("/"))


def _results(tree: etree._Element) -> Iterator[tuple[str, Result]]:
    for cell in _formula_cells(tree):
        value = cell.find(f"{{{MAIN}}}v")
        if value is not None and (value.text or cell.get("t") == "str"):
            result = Result(cell.get("t", "n"), value.text or "")
            _UNDERSTOOD.get(result.kind, str)(result.text)
            yield cell.get("r", ""), result


_UNDERSTOOD: Final[Mapping[str, Callable[[str], object]]] = {"n": number_of, "d": moment_of}
"""Whatever else stands there is a text to someone."""
