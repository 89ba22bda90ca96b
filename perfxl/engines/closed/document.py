"""A closed file as a document: its sheets, names, and what stands beside its formulas."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.engines.backend import ProtectedSheetError, UnreadableWorkbookError
from perfxl.engines.closed.grid import FileGrid
from perfxl.engines.closed.mending import load
from perfxl.engines.closed.source import Source


class FileProgram:
    """Stands in for a spreadsheet program."""

    def open(self, path: Path) -> "FileDocument":
        """Open an .xlsx file.

        Raises:
            FileNotFoundError: there is no such file.
            UnreadableWorkbookError: it is no workbook, or a damaged one.
        """
        content = path.read_bytes()
        try:
            source = Source(content)
            workbook, dropped = load(content, source)
        except Exception as error:
            # openpyxl raises whatever its parsing happens to stumble over.
            raise UnreadableWorkbookError(f"openpyxl cannot read {path.name}: {error}") from error
        return FileDocument(path, workbook, source, dropped)

    def documents(self) -> list["FileDocument"]:
        """Nothing is open before it is opened."""
        return []

    def show_status(self, text: str | None) -> None:
        """There is no status bar."""

    def update_screen(self, *, on: bool) -> None:
        """There is no screen."""

    def calculate_by_itself(self, *, on: bool) -> None:
        """Nothing computes here."""

    def quit(self) -> None:
        """There is nothing to stop."""


class FileDocument:
    """One closed file, opened.

    Attributes:
        path: where it was opened from.
        dropped: what openpyxl says it has left out, in its own words.
    """

    def __init__(self, path: Path, workbook: Workbook, source: Source, dropped: tuple[str, ...]) -> None:
        self.path = path
        self.workbook = workbook
        self.source = source
        self.dropped = dropped
        self._grids: dict[str, FileGrid] = {}

    def sheet_names(self) -> list[str]:
        """All worksheets, in order."""
        return [sheet.title for sheet in self.workbook.worksheets]

    def active_sheet(self) -> str:
        """The sheet in front."""
        active = self.workbook.active
        return active.title if isinstance(active, Worksheet) else self.sheet_names()[0]

    def activate_sheet(self, name: str) -> None:
        """Bring a sheet to the front, it alone: typing goes into all sheets that are selected together."""
        self.workbook.active = self.workbook[name]
        for sheet in self.workbook.worksheets:
            sheet.sheet_view.tabSelected = sheet.title == name

    def add_sheet(self, name: str, position: int) -> None:
        """Insert an empty sheet.

        Raises:
            ProtectedSheetError: the structure of the workbook is protected.
        """
        security = self.workbook.security
        if security is not None and security.lockStructure:
            raise ProtectedSheetError("the structure of the workbook is protected: no sheet can be added")
        self.workbook.create_sheet(name, position)

    def grid(self, sheet: str) -> FileGrid:
        """The cells of a sheet."""
        if sheet not in self._grids:
            self._grids[sheet] = FileGrid(self.workbook[sheet], self.source)
        return self._grids[sheet]

    def names(self) -> Mapping[tuple[str, str | None], str]:
        """The defined names, except the print areas and titles, which openpyxl keeps apart."""
        return self._names

    @cached_property
    def _names(self) -> Mapping[tuple[str, str | None], str]:
        names: dict[tuple[str, str | None], str] = {
            (name, None): f"={defined.attr_text}" for name, defined in self.workbook.defined_names.items()
        }
        for sheet in self.workbook.worksheets:
            for name, defined in sheet.defined_names.items():
                names[name, sheet.title] = f"={defined.attr_text}"
        return names

    def calculate(self) -> None:
        """Nothing computes here."""

    def close(self) -> None:
        """Let go of the file."""
        self.source.close()
