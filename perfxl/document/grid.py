"""What stands in an attachment, before it is laid out: lines of text and tables of cells."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Look: TypeAlias = Literal["Head", "Text", "Centre", "Number"]
"""How the text of a cell is set; with the table's size it gives the style's name."""

Size: TypeAlias = Literal["Table", "Small"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and over how many columns and rows it goes.

    A cell that goes over several rows is given in each of them: first with ``down="begins"``, then with
    ``down="goes on"``. ``indent`` counts characters.
    """

    text: str = ""
    look: Look = "Text"
    columns: int = 1
    down: Literal["", "begins", "goes on"] = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; one that is ``long`` may be broken between two pages."""

    cells: tuple[Cell, ...]
    long: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``headings`` are repeated on each page, ``widths`` tell its columns one against another."""

    headings: tuple[Line, ...]
    lines: tuple[Line, ...]
    widths: tuple[float, ...]
    size: Size = "Table"


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of text before or after a table, in a style of the layout."""

    style: Literal["TableTitle", "TableLine", "TableNote"]
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: what the text calls it, and what it holds."""

    title: str
    content: tuple[Remark | Grid, ...]


def heading(*texts: str) -> Line:
    """A row of headings."""
    return Line(tuple(Cell(text, "Head") for text in texts))
