"""A closed file, its parts looked into only where reading asks."""

import io
import zipfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from perfxl.engines.backend import Box
from perfxl.workbook.bulk.contents import Contents, FileCells, Grid
from perfxl.workbook.bulk.moments import DateStyles, read_date_styles
from perfxl.workbook.bulk.outline import Outline, read_outline, relationships_of
from perfxl.workbook.bulk.strings import read_strings
from perfxl.workbook.bulk.tree_cells import merged_at, read_grid, read_merged
from perfxl.workbook.gate.package import inspect_content
from perfxl.workbook.gate.parts import tree
from perfxl.workbook.reading.view import MOST_COLUMNS_BEYOND, MOST_ROWS_BEYOND, NamedCells


class ClosedFile:
    """One workbook as reading looks at it (:class:`~perfxl.workbook.reading.view.View`)."""

    def __init__(self, content: bytes, path: Path) -> None:
        """Let the gate see the file, and find its way about in it.

        Raises:
            FileError: the gate does not let it pass.
        """
        package = inspect_content(content, path)
        self.external_links = package.external_links
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        rels = self._part(relationships_of(package.main)) or b"<none/>"
        self._outline: Outline = read_outline(package.main, self._part(package.main), rels)
        self._merged: dict[str, tuple[Box, ...]] = {}

    def _part(self, name: str) -> bytes:
        return self._archive.read(name) if name in self._archive.NameToInfo else b""

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Its worksheets, in order."""
        return tuple(self._outline.parts)

    def names(self) -> tuple[NamedCells, ...]:
        """Its defined names."""
        return self._outline.names

    def visible(self, sheet: str) -> bool:
        """Whether a sheet's tab can be seen."""
        return sheet in self._outline.shown

    def cells(self, wanted: Mapping[str, tuple[int, int]]) -> Mapping[str, FileCells]:
        """The cells of sheets."""
        return {
            name: FileCells(
                self._grid(name), self._contents, row + MOST_ROWS_BEYOND, column + MOST_COLUMNS_BEYOND
            )
            for name, (row, column) in wanted.items()
        }

    def _grid(self, sheet: str) -> Grid:
        root = tree(self._part(self._outline.parts[sheet]))
        self._merged[sheet] = read_merged(root)
        return read_grid(root)

    @cached_property
    def _contents(self) -> Contents:
        strings, styles = self._part(self._outline.strings), self._part(self._outline.styles)
        return Contents(
            read_strings(tree(strings)) if strings else (),
            read_date_styles(styles) if styles else DateStyles(),
            self._outline.from_1904,
        )

    def merged(self, sheet: str, row: int, column: int) -> Box:
        """The merged area of a cell, or the cell alone."""
        return merged_at(self._merged[sheet], row, column)
