"""How much room a Chinese text takes in a cell: neither Excel files nor their writers compute row heights.

Widths are in Excel's unit, the digit of the workbook's normal font (宋体 11); ambiguous
characters, such as “ or ÷, are as wide as Chinese fonts draw them.
"""

from unicodedata import east_asian_width

NORMAL_SIZE = 11.0
"""Points of the normal font, to which the widths of columns refer."""

TALLEST_ROW = 409.0
"""Points; Excel allows no taller row."""

_WIDE = frozenset("WFA")
_LINE_SPACING = 1.32
_PADDING = 6.0
_SIDE_MARGIN = 1.0
_WIDE_WIDTH = 1.95
"""Digits that a Chinese character really takes: 15 of 8 pixels, and a little to spare."""


def lines_needed(text: str, width: float, size: float = NORMAL_SIZE) -> int:
    """The lines that a text takes in a column ``width`` digits wide, in a font of ``size`` points."""
    room = max(2.0, (width - _SIDE_MARGIN) * NORMAL_SIZE / size)
    return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for character in paragraph:
        wide = _WIDE_WIDTH if east_asian_width(character) in _WIDE else 1.0
        if used + wide > room:
            lines, used = lines + 1, 0.0
        used += wide
    return lines


def height_of(lines: int, size: float = NORMAL_SIZE) -> float:
    """The height in points of a row that shows so many lines, never more than Excel allows."""
    return min(TALLEST_ROW, round(lines * size * _LINE_SPACING + _PADDING, 1))


def text_height(text: str, width: float, size: float = NORMAL_SIZE) -> float:
    """The height in points of a row in which a text stands in a column ``width`` digits wide."""
    return height_of(lines_needed(text, width, size), size)
