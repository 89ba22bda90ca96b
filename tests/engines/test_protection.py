"""What Excel refuses on a protected sheet is refused here too: a test on a closed file must not flatter."""

import pytest

from perfxl.engines import ProtectedSheetError, open_closed
from tests.engines.samples import WORKBOOK, before, made, patched

ALLOWED = {"format_cells": True, "format_rows": True, "format_columns": True, "objects": True}


def workbook(options):
    def fill(book, sheet):
        free = book.add_format({"locked": False})
        sheet.write("A1", "固定")
        for cell in ("B1", "B2"):
            sheet.write(cell, "可填", free)
        sheet.protect("", options)

    return fill


@pytest.fixture
def sheet(tmp_path):
    with open_closed(made(tmp_path, workbook(ALLOWED))) as book:
        yield book.sheets[0]


@pytest.fixture
def closed(tmp_path):
    with open_closed(made(tmp_path, workbook({}))) as book:
        yield book.sheets[0]


def test_cells_that_are_not_locked_can_be_written(sheet):
    sheet["B1:B2"].value = [["甲"], ["乙"]]
    sheet["B2"].clear_contents()

    assert sheet["B1:B2"].value == ["甲", None]


@pytest.mark.parametrize("address", ["A1", "A1:B1", "D9"])
def test_locked_cells_cannot_be_written_nor_blank_ones_beside_them(sheet, address):
    with pytest.raises(ProtectedSheetError, match="locked"):
        sheet[address].value = 1


def test_a_locked_formula_cannot_be_put_in_nor_a_locked_cell_cleared(sheet):
    with pytest.raises(ProtectedSheetError):
        sheet["A1"].formula = "=1+1"
    with pytest.raises(ProtectedSheetError):
        sheet["A1"].clear_contents()

    assert sheet["A1"].value == "固定"


def test_looks_and_notes_of_all_cells_can_be_changed_where_the_protection_allows_it(sheet):
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].font.bold = True
    sheet["A1"].row_height = 30
    sheet["A1"].column_width = 30
    sheet["A1"].add_note("看这里")

    assert (sheet["A1"].color, sheet["A1"].note.text) == ((255, 0, 0), "看这里")


@pytest.mark.parametrize(
    "act",
    [
        lambda cell: setattr(cell, "color", (1, 2, 3)),
        lambda cell: setattr(cell.font, "bold", True),
        lambda cell: setattr(cell, "row_height", 30),
        lambda cell: setattr(cell, "column_width", 30),
        lambda cell: cell.add_note("不行"),
        lambda cell: cell.add_hyperlink("#表!A1", "不行"),
        lambda cell: cell.clear(),
        lambda cell: cell.resize(1, 2).merge(),
        lambda cell: cell.unmerge(),
    ],
)
def test_what_the_protection_forbids_is_refused_even_for_a_cell_that_is_not_locked(closed, act):
    with pytest.raises(ProtectedSheetError):
        act(closed["B1"])


def test_no_sheet_is_added_where_the_structure_is_protected(tmp_path):
    path = patched(
        made(tmp_path, workbook({})),
        {WORKBOOK: before("<bookViews>", '<workbookProtection lockStructure="1"/>')},
    )
    with open_closed(path) as book, pytest.raises(ProtectedSheetError):
        book.sheets.add("新")
