"""What can stand in a cell: text as text whatever it looks like, figures, our own formulas, links."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.workbook.cells import written

MOST_LINKS: Final = 65_000
"""Of links a sheet of Excel holds 65,530; further cells say where the file is, without leading there."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of perfxl's own, with the value that it has: never made of a text from outside."""

    text: str
    value: float | str
    array: bool = False
    """Whether it reckons with whole columns cell by cell."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file beside the summary, and to a cell in it."""

    text: str
    address: str
    otherwise: str
    """What is shown where a sheet has all the links that it can hold."""


Content: TypeAlias = float | str | Formula | Link | None


def put(page: Worksheet, row: int, column: int, content: Content, look: Format) -> None:
    """Write a cell; whatever a text begins with, it stays text."""
    if isinstance(content, str) and (text := written(content)):
        page.write_string(row, column, text, look)
    elif not content and not isinstance(content, float | int):
        page.write_blank(row, column, None, look)
    elif isinstance(content, float | int):
        page.write_number(row, column, content, look)
    elif isinstance(content, Formula) and content.array:
        page.write_array_formula(row, column, row, column, f"{{={content.text}}}", look, content.value)
    elif isinstance(content, Formula):
        page.write_formula(row, column, f"={content.text}", look, content.value)
    elif isinstance(content, Link):
        if page.hlink_count < MOST_LINKS:
            page.write_url(row, column, content.address, look, written(content.text))
        else:
            page.write_string(row, column, written(content.otherwise), look)


_ESCAPED: Final = {
    code: "".join(f"%{byte:02x}" for byte in chr(code).encode("utf-8"))
    for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF, *map(ord, '%#" <>[]^`{}|?*'))
}
"""What must not stand in the address of a file as it is; Chinese characters may."""


def address_of(file: Path, beside: Path, sheet: str = "", cell: str = "") -> str:
    """The address by which a workbook in the folder ``beside`` leads to a file, or to a cell in it.

    It is relative, so that the whole folder can be moved; only to another disk it cannot be.
    """
    try:
        path = os.path.relpath(file, beside)
    except ValueError:  # on Windows: another disk
        path = str(file)
    address = "external:" + path.replace("\\", "/").translate(_ESCAPED)
    if not sheet:
        return address
    quoted = sheet.replace("'", "''")
    return f"{address}#'{quoted}'!{cell or 'A1'}"
