"""How cells look, in LibreOffice's properties."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, cast

from perfxl.engines.backend import Box, Colour, EngineError, Look
from perfxl.engines.office.bridge import Uno, enum, struct, uno
from perfxl.engines.office.cells import Held, is_mixed, range_at

_NO_FILL: Final = -1
_BOLD, _PLAIN = 150.0, 100.0
_BOLD_FROM: Final = 110.0
_TWIPS: Final = 20
"""A point has so many."""
_TWIP: Final = 2540 / 1440
"""In hundredths of a millimetre, as LibreOffice measures rows and columns."""
_PADDING: Final = 5 / 7
"""What is added to the width that Excel shows, in characters: 5 pixels, a digit being 7 wide."""
_SINGLE: Final = 1

_HORIZONTAL: Final = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL: Final = {"bottom": 3, "top": 1, "center": 2, "justify": 4}


class Property(NamedTuple):
    """The properties that hold a trait: the first is read, all are written; Chinese text has its own."""

    names: tuple[str, ...]
    read: Callable[[Any], object]
    write: Callable[[Any], object]


def _of_font(name: str) -> tuple[str, ...]:
    return name, f"{name}Asian", f"{name}Complex"


def _colour(number: int) -> Colour:
    return number >> 16 & 255, number >> 8 & 255, number & 255


def _number(colour: Colour) -> int:
    red, green, blue = colour
    return red << 16 | green << 8 | blue


def _aligned(name: str, ways: Mapping[str, Any]) -> Any:  # noqa: ANN401  (each has values of its own)
    if name not in ways:
        raise NotImplementedError(f"LibreOffice cannot align cells in this way: {name}")
    return ways[name]


_PROPERTIES: Final[Mapping[Look, Property]] = {
    Look.COLOR: Property(
        ("CellBackColor",),
        lambda number: None if number == _NO_FILL else _colour(number),
        lambda colour: _NO_FILL if colour is None else _number(colour),
    ),
    Look.WRAP_TEXT: Property(("IsTextWrapped",), bool, bool),
    Look.HORIZONTAL: Property(
        ("HoriJustify",),
        lambda found: next((ours for ours, name in _HORIZONTAL.items() if name == found.value), "general"),
        lambda name: enum("table.CellHoriJustify", _aligned(name, _HORIZONTAL)),
    ),
    Look.VERTICAL: Property(
        ("VertJustify",),
        lambda found: next((ours for ours, number in _VERTICAL.items() if number == found), "bottom"),
        lambda name: _aligned(name, _VERTICAL),
    ),
    Look.BOLD: Property(
        _of_font("CharWeight"), lambda weight: weight > _BOLD_FROM, lambda bold: _BOLD if bold else _PLAIN
    ),
    Look.ITALIC: Property(
        _of_font("CharPosture"),
        lambda posture: posture.value != "NONE",
        lambda italic: enum("awt.FontSlant", "ITALIC" if italic else "NONE"),
    ),
    Look.SIZE: Property(_of_font("CharHeight"), float, float),
    Look.FONT_NAME: Property(_of_font("CharFontName"), str, str),
    Look.FONT_COLOR: Property(("CharColor",), lambda number: _colour(max(0, number)), _number),
}


def look(block: Uno, trait: Look) -> object:
    """The trait that all cells of a range share, or None where they differ."""
    held = _PROPERTIES[trait]
    name = held.names[0]
    return None if is_mixed(block, name) else held.read(block.getPropertyValue(name))


def set_look(block: Uno, trait: Look, value: object) -> None:
    """Give all cells of a range one trait."""
    held = _PROPERTIES[trait]
    wanted = held.write(value)
    block.setPropertyValues(held.names, (wanted,) * len(held.names))


def underline(block: Uno) -> None:
    """Underline the text, as links are."""
    block.CharUnderline = _SINGLE


# Heights and widths


def height(held: Held, box: Box) -> float | None:
    """The height in points that the rows of the box share."""
    found = {held.rows.getByIndex(number - 1).Height for number in range(box.top, box.bottom + 1)}
    return round(found.pop() / _TWIP) / _TWIPS if len(found) == 1 else None


def set_height(held: Held, box: Box, points: float) -> None:
    """Give the rows of the box one height in points."""
    one = box.top == box.bottom
    rows = held.rows.getByIndex(box.top - 1) if one else range_at(held.sheet, box).getRows()
    rows.Height = round(points * _TWIPS * _TWIP)


def width(held: Held, box: Box, digit: float) -> float | None:
    """The width in characters that the columns of the box share; ``digit`` is how wide one is."""
    found = {held.columns.getByIndex(number - 1).Width for number in range(box.left, box.right + 1)}
    return round(found.pop() / digit - _PADDING, 2) if len(found) == 1 else None


def set_width(held: Held, box: Box, characters: float, digit: float) -> None:
    """Give the columns of the box one width in characters."""
    range_at(held.sheet, box).getColumns().Width = round((characters + _PADDING) * digit)


def digit_width(component: Uno) -> float:
    """How wide a digit of the default font is, in hundredths of a millimetre: columns are measured by it.

    Raises:
        EngineError: the document cannot tell.
    """
    style = component.StyleFamilies.getByName("CellStyles").getByName("Default")
    wanted = struct("awt.FontDescriptor")
    wanted.Name, wanted.Height = style.CharFontName, round(style.CharHeight * _TWIPS)
    font = component.ReferenceDevice.getFont(wanted)
    found = max(font.getCharWidth(uno().Char(digit)) for digit in "0123456789")
    if not found:
        raise EngineError("the default font has no digits")
    return cast("float", found * _TWIP)
