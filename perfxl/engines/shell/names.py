"""Defined names."""

from typing import TYPE_CHECKING

from xlwings import base_classes

from perfxl.engines.addresses import place_of, quoted
from perfxl.engines.backend import EngineError
from perfxl.engines.shell.ranges import Range

if TYPE_CHECKING:
    from perfxl.engines.shell.books import Book


class Name(base_classes.Name):
    """One defined name; ``sheet`` is the sheet it is confined to, if any."""

    def __init__(self, book: "Book", name: str, sheet: str | None, refers_to: str) -> None:
        self._book = book
        self._name = name
        self._sheet = sheet
        self._refers_to = refers_to

    @property
    def name(self) -> str:
        """The name, its sheet in front where it is confined to one."""
        return self._name if self._sheet is None else f"{quoted(self._sheet)}!{self._name}"

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError("names are part of the template")

    @property
    def refers_to(self) -> str:
        """What it refers to, with a leading ``=``."""
        return self._refers_to

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        raise NotImplementedError("names are part of the template")

    @property
    def refers_to_range(self) -> Range:
        """The range that it refers to.

        Raises:
            EngineError: it refers to none: the cells were deleted (``#REF!``), or it is a number or formula.
        """
        place = place_of(self._refers_to)
        if place is None or place[0].casefold() not in map(str.casefold, self._book.document.sheet_names()):
            raise EngineError(f"{self.name} refers to no range but to {self._refers_to}")
        sheet, box = place
        return Range(self._book.sheets(sheet), box)


class Names(base_classes.Names):
    """All names of a book, or those confined to one sheet."""

    def __init__(self, book: "Book", *, sheet: str | None) -> None:
        self._book = book
        self._sheet = sheet

    def _all(self) -> list[Name]:
        return [
            Name(self._book, name, sheet, refers_to)
            for (name, sheet), refers_to in self._book.document.names().items()
            if self._sheet is None or sheet == self._sheet
        ]

    def _find(self, key: str) -> Name | None:
        """The name itself; one confined to this sheet hides one of the book, as in a formula there."""
        names = self._book.document.names()
        sheet, _, name = key.rpartition("!")
        confined_to = sheet.strip("'").replace("''", "'") if sheet else self._sheet
        for scope in dict.fromkeys((confined_to, None if not sheet else confined_to)):
            if (name, scope) in names:
                return Name(self._book, name, scope, names[name, scope])
        folded = name.casefold(), (confined_to or "").casefold()
        for (other, scope), refers_to in names.items():
            if other.casefold() == folded[0] and (scope is None or scope.casefold() == folded[1]):
                return Name(self._book, other, scope, refers_to)
        return None

    def __call__(self, name_or_index: int | str) -> Name:
        """The name itself, or the one at a position counted from 1."""
        if isinstance(name_or_index, int):
            return self._all()[name_or_index - 1]
        found = self._find(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names with their text; what they refer to is not looked at, so a broken one does no harm."""
        return [(name.name, name) for name in self._all()]

    def contains(self, name_or_index: str) -> bool:
        """Whether there is such a name."""
        return self._find(name_or_index) is not None

    def __len__(self) -> int:
        return len(self._all())
