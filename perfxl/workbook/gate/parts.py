"""The XML parts of a package, read in small pieces: well-formed, without entities, and not too many cells."""

import posixpath
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, TypeVar, cast

import msgspec
from lxml import etree

from perfxl.errors import FileError
from perfxl.workbook.gate import limits

STRICT_NAMESPACE: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"

_LONGEST_TAG = limits.MIB
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
_MERGED = re.compile(rb"mergeCell(?=[\s/>])[^>]*")
_REFERENCE = re.compile(
    rb"""\sref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?["']"""
)
_KEPT, _LONGEST_KEPT = 128, 64 * 1024
RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
"""The attribute by which a part refers to one of its relationships."""


def _is_of_other_encoding(head: bytes) -> bool:
    """Only UTF-8 is counted right, and Excel and WPS write nothing else."""
    start = head.removeprefix(_UTF8_MARK)
    declared = _ENCODING.match(start)
    known = declared is None or declared[1].lower() in _KNOWN_ENCODINGS
    return not known or not start.lstrip().startswith(b"<")


def is_xml(name: str, head: bytes) -> bool:
    """Whether a part holds XML, by its name or by how it begins: readers go by its type, not its name."""
    if name.lower().endswith(_XML_EXTENSIONS) or head.startswith(_WIDE_STARTS):
        return True
    return head.removeprefix(_UTF8_MARK).lstrip().startswith(b"<")


class Amounts(msgspec.Struct, gc=False):
    """How much all XML parts of a package hold together: tags, and of these cells, rows, linked formulas."""

    size: int = 0
    tags: int = 0
    cells: int = 0
    rows: int = 0
    linked: int = 0

    @classmethod
    def of_tags(cls, content: bytes) -> "Amounts":
        """Bounds of a part of which only the tags are counted: each may be anything."""
        tags = content.count(b"<")
        return cls(len(content), tags, tags, tags, tags)

    def plus(self, other: "Amounts") -> "Amounts":
        """What both hold together."""
        return Amounts(
            self.size + other.size,
            self.tags + other.tags,
            self.cells + other.cells,
            self.rows + other.rows,
            self.linked + other.linked,
        )

    def too_much(self, path: Path) -> FileError | None:
        """The refusal of so much, if it is beyond a limit; ``path`` is the file that it names."""
        beyond = (
            self.cells > limits.MAX_CELLS
            or self.rows > limits.MAX_ROWS
            or self.tags > limits.MAX_TAGS
            or self.linked > limits.MAX_LINKED_FORMULAS
        )
        if beyond:
            return FileError("E116", file=path, cells=limits.MAX_CELLS, rows=limits.MAX_ROWS)
        if self.size > limits.MAX_XML:
            return FileError("E114", file=path, limit=limits.MAX_XML // limits.MIB)
        return None


def at_most(content: bytes) -> Amounts:
    """Bounds of what a whole part holds, told without a look at every tag.

    Every cell and row is a tag, and the tag of a formula begins with its letter, behind a prefix or not.
    Where a merged area cannot be read, or a tag may be endless, the bounds are beyond all limits.
    """
    merged = [merged_cells(tag) for tag in _MERGED.findall(content)] if b"mergeCell" in content else []
    if None in merged or len(content) > _LONGEST_TAG:
        return Amounts(size=len(content), cells=sys.maxsize)
    tags = content.count(b"<")
    return Amounts(
        size=len(content),
        tags=tags,
        cells=tags + sum(filter(None, merged)),
        rows=content.count(b"row"),
        linked=content.count(b"<f") + content.count(b":f"),
    )


def is_sound(name: str, content: bytes) -> bool:
    """Whether a whole part is well-formed UTF-8 XML without declarations of entities."""
    if not _is_harmless(content):
        return False
    if name.lower().endswith(_LOOSE_EXTENSION):
        return True
    parser = _Silent.parser()
    try:
        parser.feed(content)
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True


def sound_tree(content: bytes) -> etree._Element | None:
    """The same for a short part, which is given back as a tree; None where it is not sound."""
    try:
        return tree(content) if _is_harmless(content) else None
    except etree.XMLSyntaxError:
        return None


def _is_harmless(content: bytes) -> bool:
    return not _is_of_other_encoding(content) and not (b"<!" in content and _DECLARATION.search(content))


class XmlTally:
    """Counts over all XML parts of one package; what goes beyond a limit is refused while it is read."""

    def __init__(self, path: Path) -> None:
        """Begin at zero; ``path`` is the file that messages name."""
        self._path = path
        self.sizes: dict[str, int] = {}
        self.amounts = Amounts()

    def read(self, name: str, chunks: Iterable[bytes]) -> bytes:
        """Read one part to its end; give back its beginning, whole up to :data:`.limits.MAX_MAP`.

        Raises:
            FileError: the part declares entities (E117), is not well-formed UTF-8 XML (E118), or there is too
                much in all parts together (E114, E116).
        """
        parser = None if name.lower().endswith(_LOOSE_EXTENSION) else _Silent.parser()
        kept = bytearray()
        self.sizes[name] = 0
        unfinished = b""
        for chunk in chunks:
            if not self.sizes[name] and _is_of_other_encoding(chunk):
                raise self._damaged(name)
            self.sizes[name] += len(chunk)
            self.amounts.size += len(chunk)
            unfinished = self._count(name, unfinished + chunk)
            self._feed(name, parser, chunk)
            kept += chunk[: limits.MAX_MAP - len(kept)]
        self._finish(name, parser)
        return bytes(kept)

    def _count(self, name: str, text: bytes) -> bytes:
        """Count the finished tags of a piece and give back the unfinished one at its end."""
        if _DECLARATION.search(text):
            raise FileError("E117", file=self._path, part=name)
        last = text.rfind(b"<")
        cut = last if last > text.rfind(b">") else len(text)
        if len(text) - cut > _LONGEST_TAG:
            raise self._damaged(name)
        self.amounts.tags += text.count(b"<", 0, cut)
        for match in _COUNTED.finditer(text, 0, cut):
            self._count_tag(name, match)
        refusal = self.amounts.too_much(self._path)
        if refusal is not None:
            raise refusal
        return text[cut:]

    def _count_tag(self, name: str, match: re.Match[bytes]) -> None:
        if match.lastindex == 1:
            self.amounts.cells += 1
        elif match.lastindex == 2:
            self.amounts.rows += 1
        elif match.lastindex == 3:
            self.amounts.linked += 1
        else:
            merged = merged_cells(match[4])
            if merged is None:
                raise self._damaged(name)
            self.amounts.cells += merged

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


def merged_cells(tag: bytes) -> int | None:
    """How many cells a merged area covers, by its tag; None where that cannot be told.

    openpyxl makes an object of each.
    """
    reference = _REFERENCE.search(tag)
    if reference is None:
        return None
    left, top, right, bottom = reference.groups()
    columns = _column(right or left) - _column(left) + 1
    return columns * (int(bottom or top) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def tree(content: bytes) -> etree._Element:
    """A small part, already proved well-formed by :class:`XmlTally`, as a tree."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


T = TypeVar("T")


def remembered(derive: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """Let a function of a part work once for each of the last parts, unless they are long.

    Most workbooks have in common where their parts are.
    """
    kept = lru_cache(_KEPT)(derive)
    return lambda content: kept(content) if len(content) < _LONGEST_KEPT else derive(content)


class Listing(NamedTuple):
    """What the workbook part lists: the relationship of every sheet, in order; ``strict`` is its variant."""

    sheets: tuple[str, ...]
    strict: bool


@remembered
def listing(workbook: bytes) -> Listing:
    """What the workbook part lists."""
    root = tree(workbook)
    sheets = tuple(sheet.get(RELATION_ID, "") for sheet in root.iterfind("{*}sheets/{*}sheet"))
    return Listing(sheets, str(root.tag).startswith(f"{{{STRICT_NAMESPACE}}}"))


class Relation(NamedTuple):
    """A relationship of a part that stays inside the package; ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


def relations(rels_name: str, content: bytes) -> tuple[Relation, ...]:
    """Every relationship of one ``.rels`` part that stays inside the package."""
    return _relations(posixpath.dirname(posixpath.dirname(rels_name)))(content)


@lru_cache(_KEPT)
def _relations(folder: str) -> Callable[[bytes], tuple[Relation, ...]]:
    """Reads the relationships of the parts in a folder."""

    def inside(target: str) -> str:
        return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    def read(content: bytes) -> tuple[Relation, ...]:
        return tuple(
            Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], inside(one.get("Target", "")))
            for one in tree(content).iterfind("{*}Relationship")
            if one.get("TargetMode") != "External"
        )

    return remembered(read)


def referenced_size(rels: Mapping[str, bytes], sizes: Mapping[str, int]) -> int:
    """How many bytes a reader meets that follows every relationship: a part named twice counts twice."""
    found = (relation for name, content in rels.items() for relation in relations(name, content))
    return sum(sizes.get(relation.target, 0) for relation in found)
