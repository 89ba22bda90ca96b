"""Cell addresses: reading and writing ``A1``, ``$A$1:$B$9``, ``A:C``, ``1:3`` and ``'某 表'!$A$1``."""

import re
from typing import Final

from perfxl.engines.backend import MAX_COLUMN, MAX_ROW, Box

_CELLS: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.IGNORECASE)
_COLUMNS: Final = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.IGNORECASE)
_ROWS: Final = re.compile(r"\$?(\d{1,7}):\$?(\d{1,7})")
_ON_SHEET: Final = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)")
_PLAIN_SHEET: Final = re.compile(r"[^\W\d]\w*")


def column_number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def box_of(address: str) -> Box | None:
    """The box at an address without a sheet, or None where it is no address."""
    if match := _CELLS.fullmatch(address):
        left, top = column_number(match[1]), int(match[2])
        right, bottom = column_number(match[3] or match[1]), int(match[4] or match[2])
    elif match := _COLUMNS.fullmatch(address):
        left, top, right, bottom = column_number(match[1]), 1, column_number(match[2]), MAX_ROW
    elif match := _ROWS.fullmatch(address):
        left, top, right, bottom = 1, int(match[1]), MAX_COLUMN, int(match[2])
    else:
        return None
    box = Box(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    inside = box.top >= 1 and box.bottom <= MAX_ROW and box.right <= MAX_COLUMN
    return box if inside else None


def place_of(reference: str) -> tuple[str, Box] | None:
    """The sheet and box that a name refers to; None where that is no single box (``#REF!``, a number)."""
    match = _ON_SHEET.fullmatch(reference)
    box = box_of(match[3]) if match else None
    if match is None or box is None:
        return None
    return (match[1].replace("''", "'") if match[1] else match[2]), box


def address_of(box: Box, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """The address of a box; whole columns and rows are written as Excel writes them."""
    rows, columns = "$" * row_absolute, "$" * column_absolute
    if (box.top, box.bottom) == (1, MAX_ROW):
        return f"{columns}{column_letters(box.left)}:{columns}{column_letters(box.right)}"
    if (box.left, box.right) == (1, MAX_COLUMN):
        return f"{rows}{box.top}:{rows}{box.bottom}"
    first = f"{columns}{column_letters(box.left)}{rows}{box.top}"
    if box.shape == (1, 1):
        return first
    return f"{first}:{columns}{column_letters(box.right)}{rows}{box.bottom}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
