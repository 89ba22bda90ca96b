"""The gate's rules for what a package may be; a prover makes sure that every part is what it seems."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from perfxl.errors import FileError
from perfxl.wording import say
from perfxl.workbook.gate import limits
from perfxl.workbook.gate.kinds import MACROS, MAIN_TYPES, WORKBOOK, kind_by_names
from perfxl.workbook.gate.parts import listing, referenced_size, relations, remembered, tree
from perfxl.workbook.gate.proving import Prover, too_large, too_tight

_PASSWORD_FLAG = 0x1
_KNOWN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")
_MACRO_PART = re.compile(r"(^|/)(vbaProject[^/]*\.bin$|(intl)?macrosheets/)", re.IGNORECASE)
_EXTERNAL_LINK = re.compile(r"(^|/)externalLinks/[^/]+\.xml$", re.IGNORECASE)
_CONTENT_TYPES = "[Content_Types].xml"


class _Name(NamedTuple):
    """What the name of a part tells."""

    folded: str
    unsafe: bool
    macros: bool
    external: bool


@lru_cache(4096)
def _named(name: str) -> _Name:
    """What a name tells; most workbooks have the names of their parts in common."""
    return _Name(
        name.lower(),
        _UNSAFE_NAME.search(name) is not None,
        _MACRO_PART.search(name) is not None,
        _EXTERNAL_LINK.search(name) is not None,
    )


@dataclass(frozen=True, slots=True)
class Package:
    """A file that passed the gate.

    ``main`` is the part that lists the sheets, ``parts`` are the names of all inside; ``cells`` counts what
    all sheets hold, empty cells with a format included; ``external_links`` counts the other workbooks to
    which formulas refer.
    """

    path: Path
    size: int
    main: str
    parts: tuple[str, ...]
    cells: int
    external_links: int


class Inspection:
    """One look through one package, part by part."""

    def __init__(self, path: Path, size: int, archive: zipfile.ZipFile, prover: Prover) -> None:
        """Look at an archive of ``size`` bytes; ``path`` is the file that messages name."""
        self._path = path
        self._size = size
        self._archive = archive
        self._prover = prover

    def package(self) -> Package:
        """The package, if nothing is wrong with it.

        Raises:
            FileError: something is; the code says what.
        """
        members = self._members()
        main = self._main_part(members)
        self._refuse_macros(members)
        maps = self._prove_all(members, main)
        self._refuse_strict(maps[main])
        self._refuse_repeated_reading(main, maps)
        return Package(
            path=self._path,
            size=self._size,
            main=main,
            parts=tuple(members),
            cells=self._prover.cells,
            external_links=sum(_named(name).external for name in members),
        )

    def _members(self) -> Mapping[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info in self._archive.infolist():
            if info.flag_bits & _PASSWORD_FLAG:
                raise FileError("E107", file=self._path)
            name = _named(info.filename)
            if name.unsafe or name.folded in seen:
                raise FileError("E115", file=self._path, part=info.filename)
            if info.compress_type not in _KNOWN_METHODS:
                raise FileError("E109", file=self._path)
            if info.file_size > limits.MAX_UNPACKED or too_tight(info, info.file_size):
                raise too_large(self._path)
            seen.add(name.folded)
            if not info.is_dir():
                members[info.filename] = info
        return members

    def _main_part(self, members: Mapping[str, zipfile.ZipInfo]) -> str:
        """The name of the workbook part, by the package's content types; other packages are turned away."""
        if _CONTENT_TYPES not in members:
            raise self._other_package(kind_by_names(members))
        found = main_parts(self._prover.listing(members[_CONTENT_TYPES]))
        if MACROS in found:
            raise FileError("E111", file=self._path)
        if WORKBOOK not in found:
            raise self._other_package(next(iter(found), "unknown"))
        if found[WORKBOOK] not in members:
            raise FileError("E118", file=self._path, part=found[WORKBOOK])
        return found[WORKBOOK]

    def _other_package(self, kind: str) -> FileError:
        return FileError("E110", file=self._path, kind=say(f"reading.kind.{kind}"))

    def _refuse_macros(self, members: Mapping[str, zipfile.ZipInfo]) -> None:
        if any(_named(name).macros for name in members):
            raise FileError("E111", file=self._path)

    def _prove_all(self, members: Mapping[str, zipfile.ZipInfo], main: str) -> Mapping[str, bytes]:
        """Make sure of every part; give back the workbook part and all relationships."""
        maps: dict[str, bytes] = {}
        for name, info in members.items():
            wanted = name == main or _named(name).folded.endswith(".rels")
            content = self._prover.prove(info, wanted=wanted)
            if wanted:
                maps[name] = content
        return maps

    def _refuse_strict(self, workbook: bytes) -> None:
        if listing(workbook).strict:
            raise FileError("E119", file=self._path)

    def _refuse_repeated_reading(self, main: str, maps: Mapping[str, bytes]) -> None:
        """A sheet that is listed many times costs a reader as many readings as there are listings."""
        folder, _, name = main.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        parts = {one.id: one.target for one in relations(rels, maps.get(rels, b"<none/>"))}
        listed = [parts.get(identifier, "") for identifier in listing(maps[main]).sheets]
        if not listed or len(set(listed)) < len(listed) or not set(listed) <= self._prover.sizes.keys():
            raise FileError("E118", file=self._path, part=main)
        others = {name: maps[name] for name in maps if name != main}
        if referenced_size(others, self._prover.sizes) > 2 * limits.MAX_XML:
            raise too_large(self._path)


@remembered
def main_parts(content_types: bytes) -> Mapping[str, str]:
    """The parts that may be the main one, by the kind of package that they make."""
    overrides = tree(content_types).iterfind("{*}Override")
    kinds = (
        (MAIN_TYPES.get(one.get("ContentType", "").lower()), one.get("PartName", "")) for one in overrides
    )
    return {kind: name.lstrip("/") for kind, name in kinds if kind is not None}
