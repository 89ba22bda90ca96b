"""What the shell asks of a spreadsheet program. The shell is all that is xlwings-shaped; a backend the rest.

Rows and columns count from 1. A *box* is a rectangle of cells. Values travel in whole blocks: a call for each
cell is what makes a live program slow.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple, Protocol

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""The error values that a cell can hold."""


class CellError(str):
    """An error value such as ``#DIV/0!``, kept apart from a text that reads the same."""

    __slots__ = ()


Value = float | str | bool | dt.datetime | CellError | None
Raw = Value | tuple[tuple[Value, ...], ...]
"""What a range gives: one value for a single cell, rows for all others."""
Colour = tuple[int, int, int]


class Box(NamedTuple):
    """A rectangle of cells, its corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    def cut(self, other: "Box") -> "Box | None":
        """The part that both have in common, if any."""
        box = Box(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )
        return box if box.top <= box.bottom and box.left <= box.right else None


class Look(Enum):
    """One trait of how cells look.

    Colours are red-green-blue, None for no fill; sizes and heights are points; a width is counted in digits
    of the default font, as Excel shows it; alignments are named as xlwings names them.
    """

    NUMBER_FORMAT = "number format"
    COLOR = "fill"
    WRAP_TEXT = "wrapping"
    HORIZONTAL = "horizontal alignment"
    VERTICAL = "vertical alignment"
    BOLD = "bold"
    ITALIC = "italic"
    SIZE = "font size"
    FONT_NAME = "font"
    FONT_COLOR = "font colour"
    COLUMN_WIDTH = "column width"
    ROW_HEIGHT = "row height"


class EngineError(Exception):
    """A spreadsheet program cannot do what was asked; the message is for a developer."""


class UnreadableWorkbookError(EngineError):
    """The file is there but cannot be opened as a workbook, or not without losing something."""


class StaleFormulaError(EngineError):
    """The value of a formula was asked for that was written after the last calculation."""


class ProtectedSheetError(EngineError):
    """Excel would refuse: the sheet is protected, and the cell locked or the act not allowed."""


class Grid(Protocol):
    """The cells of one sheet."""

    def used(self) -> Box:
        """The smallest box that holds all cells with content or format; one blank cell on an empty sheet."""
        ...

    def values(self, box: Box) -> list[list[Value]]:
        """What the cells show; a blank is None, a formula its result.

        Raises:
            StaleFormulaError: a result is not known.
        """
        ...

    def formulas(self, box: Box) -> list[list[str]]:
        """What the cells hold, as Excel's formula bar shows it; a blank is an empty text."""
        ...

    def enter(self, box: Box, rows: Sequence[Sequence[Value]]) -> None:
        """Put values in as Excel does when they are typed (:mod:`perfxl.engines.entry`); None clears."""
        ...

    def fill(self, box: Box, formula: str) -> None:
        """Put one formula into every cell, its relative references shifted."""
        ...

    def clear(self, box: Box, *, contents_only: bool) -> None:
        """Clear the contents, or as well formats, notes, links and merged areas."""
        ...

    def look(self, box: Box, trait: Look) -> object:
        """The trait that all cells of the box share, or None where they differ."""
        ...

    def set_look(self, box: Box, trait: Look, value: object) -> None:
        """Give all cells of the box one trait."""
        ...

    def note(self, row: int, column: int) -> str | None:
        """The text of the cell's note."""
        ...

    def set_note(self, row: int, column: int, text: str | None) -> None:
        """Write the cell's note, or remove it."""
        ...

    def noted(self) -> list[tuple[int, int]]:
        """All cells with a note, row by row."""
        ...

    def merge(self, box: Box) -> None:
        """Merge the cells into one."""
        ...

    def unmerge(self, box: Box) -> None:
        """Part every merged area that touches the box."""
        ...

    def has_merged(self, box: Box) -> bool:
        """Whether any cell of the box lies in a merged area."""

    def merged(self, row: int, column: int) -> Box:
        """The merged area of a cell, or the cell alone."""
        ...

    def link(self, row: int, column: int) -> str:
        """Where the cell's hyperlink leads, or an empty text."""
        ...

    def set_link(self, row: int, column: int, address: str, tip: str) -> None:
        """Let the cell lead somewhere: an address, or ``#Sheet!A1`` for a place in the workbook."""
        ...

    def select(self, box: Box) -> None:
        """Let the cells be the ones that are selected on this sheet."""
        ...

    def selected(self) -> Box:
        """The cells that are selected on this sheet."""
        ...

    def visible(self) -> bool:
        """Whether the sheet's tab can be seen."""
        ...

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide the sheet."""
        ...

    def printed(self) -> Box | None:
        """The area that is printed; None where all is, or several areas are."""
        ...

    def set_printed(self, box: Box | None) -> None:
        """Let one area be printed, None for all."""
        ...


class Document(Protocol):
    """One open workbook."""

    @property
    def path(self) -> Path:
        """The file it was opened from."""
        ...

    def sheet_names(self) -> list[str]:
        """All sheets, in order."""
        ...

    def active_sheet(self) -> str:
        """The sheet in front."""
        ...

    def activate_sheet(self, name: str) -> None:
        """Bring a sheet to the front."""
        ...

    def add_sheet(self, name: str, position: int) -> None:
        """Insert an empty sheet; position 0 is in front of all others."""
        ...

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet."""
        ...

    def names(self) -> Mapping[tuple[str, str | None], str]:
        """What each defined name refers to, with a leading ``=``, by name and the sheet it is confined to."""
        ...

    def calculate(self) -> None:
        """Compute all formulas, where the program can."""
        ...

    def close(self) -> None:
        """Let go of the workbook, unsaved."""
        ...


class Program(Protocol):
    """A spreadsheet program, or what stands in for one."""

    def documents(self) -> Sequence[Document]:
        """What is open in it already when it is first met; the one in front comes last."""
        ...

    def open(self, path: Path) -> Document:
        """Open a file.

        Raises:
            UnreadableWorkbookError: it cannot be opened.
        """
        ...

    def show_status(self, text: str | None) -> None:
        """Show a text in the status bar, or (None) leave that to the program again."""
        ...

    def update_screen(self, *, on: bool) -> None:
        """Show changes at once, or all together later."""
        ...

    def calculate_by_itself(self, *, on: bool) -> None:
        """Recalculate whenever something changes, or only when told."""
        ...

    def quit(self) -> None:
        """Stop the program."""
        ...
