"""The measures of an official document as data (``layout.toml``), typed, and in Word's own units.

Word counts in *twips*, a twentieth of a point; DrawingML in EMU, 12,700 to the point.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from perfxl.scheme.model import FieldType

Align: TypeAlias = Literal["left", "center", "right", "both"]

_FILE = Path(__file__).with_name("layout.toml")
_POINTS_PER_MM: Final = 72 / 25.4
_TWIPS: Final = 20
_EMU_PER_MM: Final = 36_000
_GRID_UNITS: Final = 4096
"""Parts of a point in which Word's grid tells how much tighter characters stand than they are wide."""


def mm(millimetres: float) -> int:
    """Millimetres in twips."""
    return round(millimetres * _POINTS_PER_MM * _TWIPS)


def points(value: float) -> int:
    """Points in twips."""
    return round(value * _TWIPS)


def emu(millimetres: float) -> int:
    """Millimetres in EMU."""
    return round(millimetres * _EMU_PER_MM)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the layout file: unknown keys are refused."""


class Page(_Part, frozen=True):
    """A sheet of paper held upright and its margins, in millimetres; bound at the left."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float


class Grid(_Part, frozen=True):
    """What a full page holds: so many lines of so many characters of this size, in points."""

    lines: int
    characters: int
    size: float


class PageNumber(_Part, frozen=True):
    """Where the page number stands: its dashes ``below`` the type area (mm); see ``layout.toml``."""

    style: str
    below: float
    dash: float
    box: float


class Titles(_Part, frozen=True):
    """What a line of a title is, by its form, and where one that is too long may be broken."""

    mark: str
    subtitle: str
    words: tuple[str, ...]
    never_first: str
    never_last: str


class Font(_Part, frozen=True):
    """A font of the standard, and what may stand for it."""

    name: str
    alternatives: tuple[str, ...]
    family: Literal["roman", "modern", "auto"]


class Fonts(_Part, frozen=True):
    """The font of digits and Latin letters, and those of Chinese characters by their short names."""

    latin: str
    east_asian: Mapping[str, Font]


class Style(_Part, frozen=True):
    """How one kind of paragraph looks; units as in ``layout.toml``.

    Without a ``pitch`` it has the document's own.
    """

    id: str
    name: str
    font: str
    size: float
    latin: str = ""
    pitch: float | None = None
    align: Align = "both"
    first_line: float = 0
    level: int | None = None
    keep_next: bool = False


class Widths(_Part, frozen=True):
    """How wide the columns of tables are; see ``layout.toml``."""

    number: float
    label: float
    value: float
    matrix: float
    scoring: tuple[float, ...]
    points: tuple[float, ...]
    least_words: float
    figures: Mapping[FieldType, float]
    words: Mapping[FieldType, float]


class _Data(_Part, frozen=True):
    """The content of ``layout.toml``."""

    page: Page
    grid: Grid
    page_number: PageNumber
    titles: Titles
    fonts: Fonts
    styles: tuple[Style, ...]
    widths: Widths


class Layout:
    """The layout of one document: the standard's, with the line pitch (points) that an office is used to.

    A wider pitch than the standard's leaves the page its 22 lines, and takes the room from the lower margin.
    """

    def __init__(self, line_pitch: float) -> None:
        """Read the standard's measures."""
        data = _data()
        self.pitch = points(line_pitch)
        self.grid, self.fonts, self.titles = data.grid, data.fonts, data.titles
        self.styles, self.widths, self.page_number = data.styles, data.widths, data.page_number
        page = data.page
        lowest = page.height - page.top - self.pitch * data.grid.lines / _TWIPS / _POINTS_PER_MM
        self.page = msgspec.structs.replace(page, bottom=min(page.bottom, lowest))

    @property
    def text_width(self) -> int:
        """The width of the type area of an upright page, in twips."""
        return mm(self.page.width) - mm(self.page.left) - mm(self.page.right)

    @property
    def table_width(self) -> int:
        """The width of the type area of a landscape page, in twips: the upright page's height."""
        return mm(self.page.height) - mm(self.page.top) - mm(self.page.bottom)

    @property
    def _tighter(self) -> float:
        """How much the width of a character differs from its size, in points, where 28 make a line."""
        return self.text_width / _TWIPS / self.grid.characters - self.grid.size

    @property
    def squeeze(self) -> int:
        """What is added between two characters of the text, in whole twips; below 0.

        A twip less than would do: LibreOffice cuts a line to whole cells of the grid, by its own rounding.
        Where a line is full, justifying gives the difference back.
        """
        return math.floor(self._tighter * _TWIPS) - 1

    @property
    def grid_squeeze(self) -> int:
        """The same, exactly, as the page's grid tells it."""
        return math.floor(self._tighter * _GRID_UNITS)

    def characters(self, count: float) -> int:
        """So many characters of the grid, in twips."""
        return round(count * self.text_width / self.grid.characters)

    def lines(self, count: float) -> int:
        """So many lines, in twips."""
        return round(count * self.pitch)

    def text_room(self, style_id: str) -> float:
        """How many characters of a style's size a line of an upright page has room for."""
        return self.text_width / _TWIPS / self.style(style_id).size

    def table_room(self, style_id: str) -> float:
        """The same for a landscape page."""
        return self.table_width / _TWIPS / self.style(style_id).size

    @cached_property
    def _by_id(self) -> Mapping[str, Style]:
        return {style.id: style for style in self.styles}

    def style(self, style_id: str) -> Style:
        """The style of this id."""
        return self._by_id[style_id]


def standard_fonts() -> tuple[Font, ...]:
    """The Chinese fonts that the standard asks for."""
    return tuple(_data().fonts.east_asian.values())


@cache
def _data() -> _Data:
    return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), _Data)
