"""The cells that bear a defined name, and the blocks they stand in. Rows and columns are counted from 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from perfxl.findings import Place
from perfxl.scheme.model import Block, Field

SlotKind: TypeAlias = Literal["input", "formula", "constant", "output", "state"]

_LETTERS = 26


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The relative address of a cell counted from 0: ``D12``."""
    return f"{column_letters(column)}{row + 1}"


def absolute(row: int, column: int) -> str:
    """The absolute address of a cell counted from 0: ``$D$12``."""
    return f"${column_letters(column)}${row + 1}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One defined name: a cell, or a range where ``rows`` or ``columns`` is more than 1.

    ``kind`` says who writes it: the accountant (``input``), a native formula, nobody (``constant``: an
    indicator's points), or perfxl (``output``; such cells are not locked); a ``state`` is a formula over
    perfxl's own cells. ``formula`` is the scheme's own expression, where there is one; in a column of a table
    it reads the same row's columns. ``merged`` is the number of columns over which a single cell is merged
    for width; the name stands for its first cell only.
    """

    name: str
    sheet: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    kind: SlotKind = "input"
    field: Field | None = None
    formula: str = ""
    merged: int = 1

    @property
    def address(self) -> str:
        """The address of the (first) cell: ``D12``."""
        return address(self.row, self.column)

    @property
    def range(self) -> str:
        """The address of the whole range, ``D12`` or ``D12:D71``."""
        if self.rows == 1 and self.columns == 1:
            return self.address
        return f"{self.address}:{address(self.row + self.rows - 1, self.column + self.columns - 1)}"

    @property
    def reference(self) -> str:
        """What the defined name refers to: ``'基本情况表'!$D$12``."""
        first = absolute(self.row, self.column)
        last = absolute(self.row + self.rows - 1, self.column + self.columns - 1)
        return f"'{self.sheet}'!{first}" + (f":{last}" if last != first else "")

    @property
    def place(self) -> Place:
        """The (first) cell, as a user would name it."""
        return Place(self.sheet, self.address)

    @property
    def label(self) -> str:
        """What a user reads beside the cell; the name itself where there is no field."""
        return self.field.label if self.field is not None else self.name

    def cell(self, offset: int) -> str:
        """The address of the cell ``offset`` rows below the first: of row ``offset`` of a table's column."""
        return address(self.row + offset, self.column)


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """Where one block of a sheet stands; ``title_row`` and ``note_row`` are None where it has none.

    ``slots`` names the defined names of the block's cells in reading order; in a table one a column, by the
    column's own name in ``columns``.
    """

    block: Block
    title_row: int | None
    note_row: int | None
    header_row: int
    first_row: int
    last_row: int
    slots: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table (明细表): its sheet, its rows, and the slot of every column by the column's own name."""

    name: str
    sheet: str
    first_row: int
    rows: int
    columns: Mapping[str, Slot]
