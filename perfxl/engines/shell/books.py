"""A book, its sheets, and one sheet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import base_classes

from perfxl.engines.addresses import address_of, box_of
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW, Box, Document, EngineError, Grid
from perfxl.engines.shell.names import Names
from perfxl.engines.shell.ranges import Note, Range

if TYPE_CHECKING:
    from perfxl.engines.shell.apps import App

_FORBIDDEN_IN_NAMES = frozenset(r"\/?*[]:")
_LONGEST_NAME = 31

Place = str | tuple[int, ...] | Range
"""How xlwings says where: an address or defined name, a (row, column), or a range."""


class Book(base_classes.Book):
    """One open workbook."""

    def __init__(self, app: "App", document: Document) -> None:
        self._app = app
        self.document = document

    @property
    def app(self) -> "App":
        """The app it is open in."""
        return self._app

    @property
    def name(self) -> str:
        """The file's name."""
        return self.document.path.name

    @property
    def fullname(self) -> str:
        """The file's path."""
        return str(self.document.path)

    @property
    def sheets(self) -> "Sheets":
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """All its defined names, those confined to a sheet as well."""
        return Names(self, sheet=None)

    def activate(self) -> None:
        """Nothing is in front of anything here."""

    def save(self, path: str | None = None, password: str | None = None) -> None:  # noqa: ARG002
        """Refused: a closed file is never overwritten, and its formulas want values beside them."""
        raise EngineError("take package_of(book, values) and write that to a new file")

    def close(self) -> None:
        """Close the book, unsaved."""
        self.document.close()
        self._app.closed(self)


class Sheets(base_classes.Sheets):
    """The sheets of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> "Sheet":
        """The sheet in front."""
        return Sheet(self._book, self._book.document.active_sheet())

    def __call__(self, name_or_index: int | str) -> "Sheet":
        """The sheet of a name, or of a position counted from 1."""
        names = self._book.document.sheet_names()
        if isinstance(name_or_index, int):
            return Sheet(self._book, names[name_or_index - 1])
        for name in names:
            if name.casefold() == name_or_index.casefold():
                return Sheet(self._book, name)
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._book.document.sheet_names())

    def __iter__(self) -> Iterator["Sheet"]:
        return (Sheet(self._book, name) for name in self._book.document.sheet_names())

    def __contains__(self, name: object) -> bool:
        return name in self._book.document.sheet_names()

    def add(
        self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None
    ) -> "Sheet":
        """Insert an empty sheet, before the active one unless told otherwise, and bring it to the front."""
        document = self._book.document
        names = document.sheet_names()
        name = name or _free_name(names)
        _refuse_bad_name(name, names)
        if before is not None:
            position = names.index(before.name)
        elif after is not None:
            position = names.index(after.name) + 1
        else:
            position = names.index(document.active_sheet())
        document.add_sheet(name, position)
        document.activate_sheet(name)
        return Sheet(self._book, name)


def _free_name(names: list[str]) -> str:
    number = 1
    while f"Sheet{number}" in names:
        number += 1
    return f"Sheet{number}"


def _refuse_bad_name(name: str, names: list[str]) -> None:
    """Excel refuses these; a file that holds one is said to be damaged."""
    taken = name.casefold() in (other.casefold() for other in names)
    if taken or len(name) > _LONGEST_NAME or _FORBIDDEN_IN_NAMES & set(name) or name[0] == "'" == name[-1]:
        raise EngineError(f"{name!r} cannot be a sheet's name")


class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name

    @property
    def book(self) -> Book:
        """The book it is in."""
        return self._book

    @property
    def grid(self) -> Grid:
        """Its cells, as the backend gives them."""
        return self._book.document.grid(self._name)

    @property
    def name(self) -> str:
        """Its name; it cannot be changed here."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError("sheets are not renamed: defined names refer to them")

    @property
    def index(self) -> int:
        """Its position, counted from 1."""
        return self._book.document.sheet_names().index(self._name) + 1

    @property
    def names(self) -> Names:
        """The defined names that are confined to it."""
        return Names(self._book, sheet=self._name)

    @property
    def visible(self) -> bool:
        """Whether its tab can be seen."""
        return self.grid.visible()

    @visible.setter
    def visible(self, value: bool) -> None:
        self.grid.set_visible(visible=bool(value))

    @property
    def cells(self) -> Range:
        """All cells that a sheet can have."""
        return Range(self, Box(1, 1, MAX_ROW, MAX_COLUMN))

    @property
    def used_range(self) -> Range:
        """The smallest range that holds all cells with content or format."""
        return Range(self, self.grid.used())

    @property
    def notes(self) -> list[Note]:
        """All notes, row by row."""
        return [Note(Range(self, Box(row, column, row, column))) for row, column in self.grid.noted()]

    @property
    def page_setup(self) -> "PageSetup":
        """How it is printed."""
        return PageSetup(self.grid)

    def activate(self) -> None:
        """Bring it to the front."""
        self._book.document.activate_sheet(self._name)

    select = activate

    def clear(self) -> None:
        """Clear contents, formats, notes, links and merged areas of all cells."""
        self.used_range.clear()

    def clear_contents(self) -> None:
        """Clear the contents of all cells."""
        self.used_range.clear_contents()

    def range(self, arg1: Place, arg2: Place | None = None) -> Range:
        """The range at an address, a (row, column), a defined name; or between two of them."""
        box = self._box(arg1)
        if arg2 is not None:
            other = self._box(arg2)
            box = Box(
                min(box.top, other.top),
                min(box.left, other.left),
                max(box.bottom, other.bottom),
                max(box.right, other.right),
            )
        return Range(self, box)

    def _box(self, argument: Place) -> Box:
        if isinstance(argument, Range):
            return argument.box
        if isinstance(argument, tuple):
            return _box_of_tuple(argument)
        box = box_of(argument)
        if box is not None:
            return box
        found = Names(self._book, sheet=self._name)(argument).refers_to_range
        if found.sheet.name != self._name:
            raise KeyError(f"{argument} is not on the sheet {self._name}")
        return found.box


class PageSetup(base_classes.PageSetup):
    """How one sheet is printed; of all that, what perfxl uses."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid

    @property
    def print_area(self) -> str | None:
        """The address of the one area that is printed, None where all is."""
        box = self._grid.printed()
        return None if box is None else address_of(box)

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self._grid.set_printed(None if value is None else box_of(value))


def _box_of_tuple(place: tuple[int, ...]) -> Box:
    """The box at (row, column), or at (row, column, rows, columns): xlwings gives either."""
    row, column, *shape = place
    rows, columns = shape or (1, 1)
    if min(row, column) < 1:
        raise IndexError("cells are counted from 1")
    return Box(row, column, row + rows - 1, column + columns - 1)
