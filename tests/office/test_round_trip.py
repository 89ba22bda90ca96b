"""LibreOffice opens every workbook that perfxl hands out and loses no name, validation, format or result."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.department.closed_files import report, score
from tests.support.office import recalculate

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[2] / "workbooks"
COMMITTED = sorted(ROOT.rglob("*.xlsx"))
SCORED = "scored-and-reported"
NAMES = [*(file.stem for file in COMMITTED), SCORED]

Kept = Mapping[object, object]
Pair = tuple[Workbook, Workbook]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory) -> Mapping[str, Pair]:
    """Each workbook as perfxl made it and as LibreOffice saved it."""
    folder = tmp_path_factory.mktemp("round trip")
    last = folder / f"{SCORED}.xlsx"
    score(ROOT / "examples" / "xinfeng-2020-completed.xlsx", folder / "scored.xlsx")
    report(folder / "scored.xlsx", last)
    files = [*COMMITTED, last]
    made = recalculate(files, folder)
    return {
        file.stem: (openpyxl.load_workbook(file), openpyxl.load_workbook(again))
        for file, again in zip(files, made, strict=True)
    }


def cells(sheet: Worksheet, areas: MultiCellRange) -> Iterator[tuple[str, int, int]]:
    for area in areas.ranges:
        rows, columns = (range(area.min_row, area.max_row + 1), range(area.min_col, area.max_col + 1))
        yield from ((sheet.title, row, column) for row, column in product(rows, columns))


def names(book: Workbook) -> Kept:
    """What every name refers to, print areas and titles included."""
    own = [("", name, defined) for name, defined in book.defined_names.items()]
    local = [(sheet.title, name, found) for sheet in book for name, found in sheet.defined_names.items()]
    named = {(sheet, name): found.attr_text.replace("'", "") for sheet, name, found in own + local}
    printed = {(sheet.title, "print"): (sheet.print_area, sheet.print_title_rows) for sheet in book}
    return named | printed


def validations(book: Workbook) -> Kept:
    """The rule, the prompt and the refusal of every cell that has them."""
    return {
        cell: (
            rule.type, rule.operator or "between", rule.formula1,
            rule.formula2 if rule.formula2 != "0" else None,
            rule.promptTitle, rule.prompt, rule.errorTitle, rule.error, rule.errorStyle or "stop",
            rule.showInputMessage, rule.showErrorMessage, rule.allow_blank,
        )
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        for cell in cells(sheet, rule.sqref)
    }  # fmt: skip


def conditional_formats(book: Workbook) -> Kept:
    """The conditions that lie over each cell, and the fill and font that they give it."""
    found: dict[object, list[object]] = {}
    for sheet in book:
        for areas in sheet.conditional_formatting:
            looks = [(rule.type, tuple(rule.formula), *_looks(rule.dxf)) for rule in areas.rules]
            for cell in cells(sheet, areas.sqref):
                found.setdefault(cell, []).extend(looks)
    return {cell: sorted(map(repr, looks)) for cell, looks in found.items()}


def _looks(dxf) -> tuple[object, ...]:
    fill = dxf.fill.bgColor.rgb if dxf.fill else None
    font = (bool(dxf.font.b), dxf.font.color.rgb if dxf.font.color else None) if dxf.font else None
    return fill, font, bool(dxf.border and dxf.border.left and dxf.border.left.style)


def number_formats(book: Workbook) -> Kept:
    """The number format of every cell; LibreOffice escapes the hyphens of dates."""
    return {
        (sheet.title, cell.coordinate): cell.number_format.replace("\\", "")
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style
    }


def fills_and_fonts(book: Workbook) -> Kept:
    """How a cell looks and whether it is locked; fonts that are not installed LibreOffice calls by others."""
    return {
        (sheet.title, cell.coordinate): (
            cell.fill.fgColor.rgb if cell.fill.fill_type else None,
            cell.font.sz, bool(cell.font.b), cell.alignment.wrap_text or False,
            cell.protection.locked,
        )
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in {None, ""}
    }  # fmt: skip


def sheets(book: Workbook) -> Kept:
    """What is shown of a sheet and may be done in it; LibreOffice knows one way of hiding a sheet."""
    return {
        sheet.title: (
            sheet.sheet_state != "visible",
            sheet.protection.sheet,
            sorted(map(str, sheet.merged_cells.ranges)),
            sheet.page_setup.orientation or "portrait",
            {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment},
        )
        for sheet in book
    }


@pytest.mark.parametrize(
    "kept", [names, validations, conditional_formats, number_formats, fills_and_fonts, sheets],
    ids=lambda one: one.__name__,
)  # fmt: skip
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost(name: str, kept: Callable[[Workbook], Kept], pairs: Mapping[str, Pair]) -> None:
    before, after = map(kept, pairs[name])
    assert before
    lost = {key: (value, after.get(key)) for key, value in before.items() if after.get(key) != value}
    assert lost == {}
