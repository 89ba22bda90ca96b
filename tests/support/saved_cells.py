"""What the cells of a saved workbook hold, read from its parts by nobody but lxml."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Value = float | str
Place = tuple[str, int, int]
"""Sheet, row, column."""


@dataclass
class Cells:
    """By place: what is entered, formulas, and the value that is saved beside each formula."""

    entered: dict[Place, Value] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    saved: dict[Place, Value] = field(default_factory=dict)


def cells_of(file: Path) -> Cells:
    """All cells that hold something; an error shows as its own text."""
    found = Cells()
    with zipfile.ZipFile(file) as archive:
        texts = _shared_texts(archive)
        for sheet, part in _sheets(archive):
            for cell in etree.fromstring(archive.read(part)).iter(f"{_MAIN}c"):
                place = (sheet, *coordinate_to_tuple(cell.get("r")))
                formula, value = cell.findtext(f"{_MAIN}f"), _value(cell, texts)
                if formula is not None:
                    found.formulas[place], found.saved[place] = formula, value
                elif value != "":
                    found.entered[place] = value
    return found


def _sheets(archive):
    rels = {
        one.get("Id"): one.get("Target").lstrip("/").removeprefix("xl/")
        for one in etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        yield sheet.get("name"), f"xl/{rels[sheet.get(_RELATION)]}"


def _shared_texts(archive) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = etree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in items]


def _value(cell, texts: list[str]) -> Value:
    value = cell.findtext(f"{_MAIN}v") or ""
    kind = cell.get("t", "n")
    if kind == "s":
        return texts[int(value)]
    return float(value) if kind in {"n", "b"} and value else value
