"""The XML parts of a package, read in small pieces: well-formed, without entities, and not too many cells."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple, cast

from lxml import etree

from perfxl.errors import FileError

MIB: Final = 1024 * 1024
MAX_XML: Final = 64 * MIB
"""The most bytes that all XML parts may hold together; a filled workbook has about 1 MiB."""
MAX_CELLS: Final = 100_000
"""The most cells over all sheets, empty ones with a format and merged ones included; a workbook has 4,000."""
MAX_ROWS: Final = 50_000
"""The most rows over all sheets."""
MAX_TAGS: Final = 2_000_000
"""The most tags, opening and closing, over all XML parts."""
MAX_LINKED_FORMULAS: Final = 20_000
"""The most formulas of an array or with another's text: each costs a translation of that text."""
MAX_MAP: Final = 4 * MIB
"""The largest part that is parsed as a whole: relationships, content types, the list of sheets."""

STRICT_NAMESPACE: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"

_LONGEST_TAG = MIB
_XML_EXTENSIONS = (".xml", ".rels", ".vml")
_LOOSE_EXTENSION = ".vml"
# Excel itself writes bare <br> into the drawings of comments.
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_UTF8_MARK = b"\xef\xbb\xbf"
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_KNOWN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_PREFIX = rb"""<(?:[^\s<>/:"'=!?]+:)?"""
_COUNTED = re.compile(_PREFIX + rb"(?:(c)(?=[\s/>])|(row)(?=[\s/>])|(f)(?=\s)|(mergeCell(?=[\s/>])[^>]*))")
_REFERENCE = re.compile(
    rb"""\sref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?["']"""
)
RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
"""The attribute by which a part refers to one of its relationships."""


def is_xml(name: str, head: bytes) -> bool:
    """Whether a part holds XML, by its name or by how it begins: readers go by its type, not its name."""
    start = head.removeprefix(_UTF8_MARK).lstrip()[:1]
    return name.lower().endswith(_XML_EXTENSIONS) or start == b"<" or head.startswith(_WIDE_STARTS)


class XmlTally:
    """Counts over all XML parts of one package; what goes beyond a limit is refused while it is read."""

    def __init__(self, path: Path) -> None:
        """Begin at zero; ``path`` is the file that messages name."""
        self._path = path
        self.sizes: dict[str, int] = {}
        self.cells = self.rows = self.tags = self.linked = 0

    def read(self, name: str, chunks: Iterable[bytes]) -> bytes:
        """Read one part to its end; give back its beginning, whole up to :data:`MAX_MAP`.

        Raises:
            FileError: the part declares entities (E117), is not well-formed UTF-8 XML (E118), or there is too
                much in all parts together (E114, E116).
        """
        parser = None if name.lower().endswith(_LOOSE_EXTENSION) else _Silent.parser()
        kept = bytearray()
        self.sizes[name] = 0
        unfinished = b""
        for chunk in chunks:
            if not self.sizes[name]:
                self._refuse_other_encodings(name, chunk)
            self.sizes[name] += len(chunk)
            unfinished = self._count(name, unfinished + chunk)
            self._feed(name, parser, chunk)
            kept += chunk[: MAX_MAP - len(kept)]
        self._finish(name, parser)
        return bytes(kept)

    def _refuse_other_encodings(self, name: str, head: bytes) -> None:
        """Only UTF-8 is counted right, and Excel and WPS write nothing else."""
        declared = _ENCODING.match(head.removeprefix(_UTF8_MARK))
        known = declared is None or declared[1].lower() in _KNOWN_ENCODINGS
        if not known or not head.removeprefix(_UTF8_MARK).lstrip().startswith(b"<"):
            raise self._damaged(name)

    def _count(self, name: str, text: bytes) -> bytes:
        """Count the finished tags of a piece and give back the unfinished one at its end."""
        if _DECLARATION.search(text):
            raise FileError("E117", file=self._path, part=name)
        last = text.rfind(b"<")
        cut = last if last > text.rfind(b">") else len(text)
        if len(text) - cut > _LONGEST_TAG:
            raise self._damaged(name)
        self.tags += text.count(b"<", 0, cut)
        for match in _COUNTED.finditer(text, 0, cut):
            self._count_tag(name, match)
        self._refuse_too_much()
        return text[cut:]

    def _count_tag(self, name: str, match: re.Match[bytes]) -> None:
        if match.lastindex == 1:
            self.cells += 1
        elif match.lastindex == 2:
            self.rows += 1
        elif match.lastindex == 3:
            self.linked += 1
        else:
            self.cells += self._merged_cells(name, match[4])

    def _merged_cells(self, name: str, tag: bytes) -> int:
        """How many cells a merged area covers: openpyxl makes an object of each."""
        reference = _REFERENCE.search(tag)
        if reference is None:
            raise self._damaged(name)
        left, top, right, bottom = reference.groups()
        columns = _column(right or left) - _column(left) + 1
        return columns * (int(bottom or top) - int(top) + 1)

    def _refuse_too_much(self) -> None:
        limits = ((self.cells, MAX_CELLS), (self.rows, MAX_ROWS), (self.tags, MAX_TAGS))
        if any(count > limit for count, limit in (*limits, (self.linked, MAX_LINKED_FORMULAS))):
            raise FileError("E116", file=self._path, cells=MAX_CELLS, rows=MAX_ROWS)
        if sum(self.sizes.values()) > MAX_XML:
            raise FileError("E114", file=self._path, limit=MAX_XML // MIB)

    def _feed(self, name: str, parser: etree.XMLParser | None, chunk: bytes) -> None:
        try:
            if parser is not None:
                parser.feed(chunk)
        except etree.XMLSyntaxError:
            raise self._damaged(name) from None

    def _finish(self, name: str, parser: etree.XMLParser | None) -> None:
        try:
            if parser is not None:
                parser.close()
        except etree.XMLSyntaxError:
            raise self._damaged(name) from None

    def _damaged(self, part: str) -> FileError:
        return FileError("E118", file=self._path, part=part)


class _Silent:
    """A target that keeps nothing: the parser then only proves that a part is well-formed."""

    def close(self) -> None:
        """Nothing was kept."""

    @classmethod
    def parser(cls) -> etree.XMLParser:
        target = cast("etree.ParserTarget", cls())
        return etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def tree(content: bytes) -> etree._Element:
    """A small part, already proved well-formed by :class:`XmlTally`, as a tree."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def sheet_ids(workbook: bytes) -> list[str]:
    """The relationship of every sheet that the workbook part lists, in order."""
    return [sheet.get(RELATION_ID, "") for sheet in tree(workbook).iterfind("{*}sheets/{*}sheet")]


class Relation(NamedTuple):
    """A relationship of a part that stays inside the package; ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


def relations(rels_name: str, content: bytes) -> Iterator[Relation]:
    """Every relationship of one ``.rels`` part that stays inside the package."""
    folder = posixpath.dirname(posixpath.dirname(rels_name))
    for relation in tree(content).iterfind("{*}Relationship"):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            kind = relation.get("Type", "").rpartition("/")[2]
            yield Relation(relation.get("Id", ""), kind, target.lstrip("/"))


def referenced_size(rels: Mapping[str, bytes], sizes: Mapping[str, int]) -> int:
    """How many bytes a reader meets that follows every relationship: a part named twice counts twice."""
    found = (relation for name, content in rels.items() for relation in relations(name, content))
    return sum(sizes.get(relation.target, 0) for relation in found)
