"""What one department entered (填报): values that know their own cell, with nothing judged yet."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

import msgspec

from perfxl.findings import Finding, Place

Value: TypeAlias = float | str | dt.date
"""Numbers are floats (money in 万元, ratios as ratios); choices and texts are strings; dates are dates."""


class State(Enum):
    """What a cell held."""

    GIVEN = "given"
    """A value of the field's type."""
    MENDED = "mended"
    """A value understood although it was not typed as the field asks (full-width digits, a unit, …)."""
    BLANK = "blank"
    INVALID = "invalid"
    """Something that cannot be read as the field's type; a finding says what."""
    LOST = "lost"
    """The cell itself is gone (sheet or name missing); a finding says so."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One field's value and the cell it came from; ``value`` is None unless given or mended."""

    name: str
    place: Place
    value: Value | None = None
    state: State = State.BLANK
    raw: str = ""
    """What stands in the cell, as a user sees it."""
    text: bool = False
    """The cell holds text: no number for the spreadsheet's own formulas, even if it looks like one."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a table: its number in the sheet and an entry a column (by the column's own name)."""

    number: int
    cells: Mapping[str, Entry]


class Claim(msgspec.Struct, frozen=True, gc=False):
    """What a formula cell of the template held when it was read: the value saved in the file.

    ``typed`` says that the formula itself is gone and a value was typed over it.
    """

    name: str
    place: Place
    value: Value | None = None
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """One department's entries under one scheme.

    ``entries`` holds every scalar input by its field name (matrix cells as ``行_列``, indicator inputs as
    ``自评_id``, ``档次_id``, ``理由_id``, ``要点_id_n``); ``tables`` every table's filled rows by table name;
    ``claims`` the template's formula cells; ``remarks`` the findings made while reading.
    """

    scheme_id: str
    entries: Mapping[str, Entry]
    tables: Mapping[str, tuple[Row, ...]]
    claims: Mapping[str, Claim] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where every named cell or table stands, formulas included."""
    remarks: tuple[Finding, ...] = ()

    def value(self, name: str) -> Value | None:
        """The value of one scalar field, None where it is blank, invalid or lost."""
        entry = self.entries.get(name)
        return None if entry is None else entry.value

    def text(self, name: str) -> str:
        """The value of one scalar field as text, ``""`` where there is none."""
        value = self.value(name)
        return "" if value is None else str(value)

    def place(self, name: str) -> Place:
        """Where a named cell stands; the sheet name alone is unknown too if the cell is lost."""
        entry = self.entries.get(name)
        return entry.place if entry is not None else self.places.get(name, Place(""))

    def stands(self, names: Iterable[str]) -> bool:
        """Whether any of these named cells or columns is still there; true too where no place is known."""
        return not self.places or any(name in self.places for name in names)

    def column(self, table: str, column: str) -> tuple[Entry, ...]:
        """The entries of one table column, a filled row each."""
        return tuple(row.cells[column] for row in self.tables.get(table, ()))
