"""Shared formulas: many cells of a file have one text in common, which stands in the first of them alone.

In the others its relative references are shifted, as copying a formula does.
"""

import re
from functools import partial
from typing import Final

from perfxl.engines.addresses import column_letters, column_number
from perfxl.engines.backend import MAX_COLUMN, MAX_ROW
from perfxl.engines.closed.source import decoded

_TEXT = r'"(?:[^"]|"")*"'
_OPERAND = r"""((?:'(?:[^']|'')*'|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|[^\s"'\[\](){},;+\-*/^&=><%\#])+)(\(?)"""
_TOKEN = re.compile(f"{_TEXT}|{_OPERAND}")
_ROWS = re.compile(r"(\$?[1-9]\d{0,6}):(\$?[1-9]\d{0,6})", re.ASCII)
_COLUMNS = re.compile(r"(\$?[A-Za-z]{1,3}):(\$?[A-Za-z]{1,3})", re.ASCII)
_CELL = re.compile(r"(\$?[A-Za-z]{1,3})(\$?[1-9]\d{0,6})", re.ASCII)


class OffTheSheetError(ValueError):
    """A reference would leave the sheet."""


def shifted(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads so many rows further down and columns further right.

    Raises:
        OffTheSheetError: a reference would leave the sheet.
    """
    return _TOKEN.sub(partial(_token, rows=rows, columns=columns), formula)


def _token(match: re.Match[str], rows: int, columns: int) -> str:
    operand, call = match.groups()
    if operand is None or call:
        return match[0]  # a text, or the name of a function
    sheet, mark, reference = operand.rpartition("!")
    return sheet + mark + _reference(reference, rows, columns)


def _reference(reference: str, rows: int, columns: int) -> str:
    if match := _ROWS.fullmatch(reference):
        return f"{_row(match[1], rows)}:{_row(match[2], rows)}"
    if match := _COLUMNS.fullmatch(reference):
        return f"{_column(match[1], columns)}:{_column(match[2], columns)}"
    return ":".join(_cell(part, rows, columns) for part in reference.split(":"))


def _cell(reference: str, rows: int, columns: int) -> str:
    match = _CELL.fullmatch(reference)
    return _column(match[1], columns) + _row(match[2], rows) if match else reference


def _row(text: str, by: int) -> str:
    if text.startswith("$"):
        return text
    if not 1 <= int(text) + by <= MAX_ROW:
        raise OffTheSheetError(text)
    return str(int(text) + by)


def _column(text: str, by: int) -> str:
    if text.startswith("$"):
        return text
    if not 1 <= column_number(text) + by <= MAX_COLUMN:
        raise OffTheSheetError(text)
    return column_letters(column_number(text) + by)


SHARED: Final = "shared"
_DATA_TABLE = "dataTable"


def formula_text(kind: str, text: str) -> str:
    """A formula as its cell shows it; that of a table of variants shows none."""
    return "" if kind == _DATA_TABLE else decoded(f"={text}")


class SharedFormulas:
    """The formulas of one sheet that several cells share, by their number."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int, int]] = {}

    def text(self, number: str, text: str, row: int, column: int) -> str:
        """The formula of a cell: the first has the ``text``, all others refer to it."""
        if number in self._first:
            first, top, left = self._first[number]
            return shifted(first, row - top, column - left)
        if text:
            self._first[number] = text, row, column
        return text
