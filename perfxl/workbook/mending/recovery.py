"""Finds inputs whose names were lost by what stands beside and above them: their labels and headings.

A cell is found only where its label says so; where the same label stands several times, the rows that the
template had in between decide.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from perfxl.engines.backend import Box
from perfxl.workbook.landmarks import Landmark, landmarks
from perfxl.workbook.layout import Layout
from perfxl.workbook.reading.blocks import SheetCells
from perfxl.workbook.reading.labels import heading_row, says
from perfxl.workbook.reading.locating import Spot
from perfxl.workbook.reading.parsing import show
from perfxl.workbook.reading.typed_numbers import without_spaces
from perfxl.workbook.slots import Slot


def recover(
    layout: Layout, spots: Mapping[str, Spot], sheets: Mapping[str, str], cells: Mapping[str, SheetCells]
) -> Mapping[str, Spot]:
    """The cells of inputs that have lost their names.

    Args:
        layout: where the template had everything.
        spots: the names that still stand.
        sheets: the present sheet of every planned one; a sheet that is gone is left out.
        cells: what stands in those sheets.
    """
    marks: dict[str, list[Landmark]] = {}
    for mark in landmarks(layout):
        marks.setdefault(mark.name, []).append(mark)
    shifts = _shifts(layout, spots)
    found: dict[str, Spot] = {}
    for slot in layout.of_kind("input"):
        sheet = sheets.get(slot.sheet, "")
        if slot.name not in spots and sheet in cells and slot.name in marks:
            row = _row(slot, marks[slot.name], cells[sheet], shifts.get(slot.sheet, 0))
            if row:
                column = slot.column + 1
                found[slot.name] = Spot(sheet, Box(row, column, row + slot.rows - 1, column))
    return found


def _shifts(layout: Layout, spots: Mapping[str, Spot]) -> Mapping[str, int]:
    """By how many rows most of a sheet's cells have moved down."""
    votes: dict[str, Counter[int]] = {}
    for slot in layout.slots.values():
        if slot.name in spots:
            votes.setdefault(slot.sheet, Counter())[spots[slot.name].box.top - slot.row - 1] += 1
    return {sheet: count.most_common(1)[0][0] for sheet, count in votes.items()}


def _row(slot: Slot, marks: Iterable[Landmark], cells: SheetCells, shift: int) -> int:
    """The row of a lost cell, counted from 1; 0 where no label leads to it."""
    beside = [mark for mark in marks if mark.row == 0]
    above = [mark for mark in marks if mark.row < 0]
    if beside:
        likely = slot.row + 1 + shift
        row = _one(_rows_saying(beside[0].text, slot.column + 1 + beside[0].column, cells), likely)
    else:
        likely = slot.row + 1 + above[0].row + shift
        heading = _one(_rows_saying(above[0].text, slot.column + 1, cells), likely)
        return heading + 1 if heading else 0
    spot = Spot(slot.sheet, Box(row, slot.column + 1, row, slot.column + 1))
    return row if row and all(heading_row(mark, spot, cells) for mark in above) else 0


def _rows_saying(text: str, column: int, cells: SheetCells) -> list[int]:
    """The rows with a text in a column; those that only begin with it count where none has it alone."""
    begun = [row for row in range(1, cells.last_row + 1) if says(cells.at(row, column), text)]
    whole = [row for row in begun if _first_line(cells, row, column) == without_spaces(text)]
    return whole or begun


def _first_line(cells: SheetCells, row: int, column: int) -> str:
    return without_spaces(show(cells.at(row, column).content).partition("\n")[0])


def _one(rows: list[int], likely: int) -> int:
    """The row that is meant: where it is likely to be, or the only one; 0 where neither is so."""
    if likely in rows:
        return likely
    return rows[0] if len(rows) == 1 else 0
