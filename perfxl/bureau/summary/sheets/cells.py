"""What can stand in a cell: text as text whatever it looks like, figures, our own formulas, links."""

import os
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.workbook.cells import written

MOST_LINKS: Final = 65_000
"""Of links a sheet of Excel holds 65,530; further cells say where the file is, without leading there."""


class Formula(NamedTuple):
    """A formula of perfxl's own, with the value that it has: never made of a text from outside."""

    text: str
    value: float | str
    array: bool = False
    """Whether it reckons with whole columns cell by cell."""


class Link(NamedTuple):
    """A link to a file in the bureau's folder, and to a cell in it.

    Where a sheet has all the links that it can hold, the file's path is shown instead.
    """

    text: str
    begin: str
    """Leads to the folder; see :func:`address_of`."""
    file: str
    sheet: str = ""
    cell: str = ""

    @property
    def address(self) -> str:
        """The whole address: worked out for links that are written, which of a province's are few."""
        inside = anchor(self.sheet, self.cell) if self.cell else ""
        return f"{self.begin}{escaped(self.file)}{inside}"


NUMBERS: Final = (float, int)
"""What of a content is a number; a tuple, since millions of cells are asked and a union takes longer."""

Content: TypeAlias = float | str | Formula | Link | None


def is_plain(text: str) -> bool:
    """Whether a text, as most, can be written as it is: nothing would have to be taken away or kept apart."""
    return text.isprintable() and text[:1] not in {"", "<"}


def put(page: Worksheet, row: int, column: int, content: Content, look: Format) -> None:
    """Write a cell; whatever a text begins with, it stays text."""
    if isinstance(content, str):
        text = content if is_plain(content) else written(content)
        if text:
            page.write_string(row, column, text, look)
        else:
            page.write_blank(row, column, None, look)
    elif content is None:
        page.write_blank(row, column, None, look)
    elif isinstance(content, NUMBERS):
        page.write_number(row, column, content, look)
    elif isinstance(content, Formula):
        _put_formula(page, row, column, content, look)
    elif page.hlink_count < MOST_LINKS:
        page.write_url(row, column, content.address, look, written(content.text))
    else:
        page.write_string(row, column, written(content.file), look)


def _put_formula(page: Worksheet, row: int, column: int, formula: Formula, look: Format) -> None:
    if formula.array:
        page.write_array_formula(row, column, row, column, f"{{={formula.text}}}", look, formula.value)
    else:
        page.write_formula(row, column, f"={formula.text}", look, formula.value)


_ESCAPED: Final = {
    code: "".join(f"%{byte:02x}" for byte in chr(code).encode("utf-8"))
    for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF, *map(ord, '%#" <>[]^`{}|?*'))
}
"""What must not stand in the address of a file as it is; Chinese characters may."""


def escaped(path: str) -> str:
    """A path with ``/`` in it as an address has it."""
    return path.translate(_ESCAPED)


def address_of(folder: Path, beside: Path) -> str:
    """The address by which a workbook in the folder ``beside`` leads into another one: what it begins with.

    It is relative, so that all can be moved together; only to another disk it cannot be.
    """
    try:
        path = os.path.relpath(folder, beside)
    except ValueError:  # on Windows: another disk
        path = str(folder)
    inside = "" if path == os.curdir else escaped(path.replace(os.sep, "/")) + "/"
    return f"external:{inside}"


def anchor(sheet: str, cell: str) -> str:
    """What follows an address to lead to a cell."""
    quoted = sheet.replace("'", "''")
    return f"#'{quoted}'!{cell}"
