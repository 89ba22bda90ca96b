"""A closed file, its parts looked into only where reading asks."""

import io
import zipfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from perfxl.workbook.bulk.contents import Contents, FileCells
from perfxl.workbook.bulk.doubt import DoubtError
from perfxl.workbook.bulk.merged import MergedAreas
from perfxl.workbook.bulk.moments import date_styles
from perfxl.workbook.bulk.outline import Outline, outline_of, relationships_of
from perfxl.workbook.bulk.quick_gate import quick_look
from perfxl.workbook.bulk.sheets import SheetPart, read_sheet
from perfxl.workbook.bulk.strings import read_strings
from perfxl.workbook.gate.package import Package, inspect_content
from perfxl.workbook.reading.view import MOST_ROWS_BEYOND, NamedCells


class ClosedFile:
    """One workbook as reading looks at it (:class:`~perfxl.workbook.reading.view.View`)."""

    def __init__(self, content: bytes, path: Path) -> None:
        """Let the gate see the file, and find its way about in it.

        Raises:
            FileError: the gate does not let it pass.
        """
        package, self._parts = _opened(content, path)
        self.external_links = package.external_links
        rels = self._parts.content(relationships_of(package.main)) or b"<none/>"
        self.outline: Outline = outline_of(package.main, self._parts.content(package.main), rels)
        self._sheets: dict[str, SheetPart] = {}

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Its worksheets, in order."""
        return self.outline.sheet_names

    def names(self) -> tuple[NamedCells, ...]:
        """Its defined names."""
        return self.outline.names()

    def visible(self, sheet: str) -> bool:
        """Whether a sheet's tab can be seen."""
        return self.outline.visible(sheet)

    def cells(self, wanted: Mapping[str, tuple[int, int]]) -> Mapping[str, FileCells]:
        """The cells of sheets."""
        return {
            name: FileCells(self._sheet(name).grid, self._contents, row + MOST_ROWS_BEYOND)
            for name, (row, _) in wanted.items()
        }

    def merged(self, sheet: str) -> MergedAreas:
        """The merged areas of a sheet."""
        return self._sheet(sheet).merged

    def _sheet(self, name: str) -> SheetPart:
        if name not in self._sheets:
            part = self.outline.parts[name]
            self._sheets[name] = self._parts.sheets.get(part) or read_sheet(self._parts.content(part))
        return self._sheets[name]

    @cached_property
    def _contents(self) -> Contents:
        strings, styles = self.outline.strings, self.outline.styles
        texts = self._parts.strings.get(strings)
        if texts is None:
            part = self._parts.content(strings)
            texts = read_strings(part) if part else []
        dates = date_styles(self._parts.content(styles))
        return Contents(texts, dates, from_1904=self.outline.from_1904)


class _Parts(Protocol):
    """The parts of a package that passed the gate, and what was read of them in passing."""

    @property
    def sheets(self) -> Mapping[str, SheetPart]:
        """Sheets that were read, by the names of their parts."""

    @property
    def strings(self) -> Mapping[str, list[str]]:
        """Lists of texts that were read."""

    def content(self, name: str) -> bytes:
        """The content of a part; empty where there is no such part."""


class _UnreadParts:
    """Parts of which nothing was read in passing."""

    def __init__(self, content: bytes) -> None:
        self.sheets: dict[str, SheetPart] = {}
        self.strings: dict[str, list[str]] = {}
        self._archive = zipfile.ZipFile(io.BytesIO(content))

    def content(self, name: str) -> bytes:
        return self._archive.read(name) if name in self._archive.NameToInfo else b""


def _opened(content: bytes, path: Path) -> tuple[Package, _Parts]:
    """The package and its parts, by the quick lane of the gate or by the gate itself."""
    try:
        return quick_look(content, path)
    except DoubtError:
        return inspect_content(content, path), _UnreadParts(content)
