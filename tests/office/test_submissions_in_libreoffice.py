"""Two hundred random submissions a scheme, filled in and scored: LibreOffice shows just what was saved."""

from pathlib import Path

import pytest

from perfxl.department import actions, closed_files, preparing
from perfxl.scheme.load import load_scheme
from perfxl.workbook.filling.values import Given
from perfxl.workbook.saving.save import save_closed
from tests.support.alike import alike
from tests.support.random_values import random_values
from tests.support.recalculating import Recalculating
from tests.support.saved_cells import cells_of

pytestmark = [pytest.mark.office, pytest.mark.slow]

BATCH, BATCHES = 50, 4
OPENED = 10
"""One file of so many is opened in LibreOffice; the contents of the others are entered into it."""


def given(scheme, seed: int) -> Given:
    values = random_values(scheme, seed)
    tables = {name: tuple(rows) for name, rows in values.items() if isinstance(rows, list)}
    return Given({name: value for name, value in values.items() if name not in tables}, tables)


def written(scheme, blank: Path, seed: int, target: Path) -> None:
    """One random submission filled into a blank workbook and scored."""
    with closed_files.opened(blank) as book:
        preparing.fill(book, given(scheme, seed))
        save_closed(book, target, actions.score(book).saved)


def different(shown, saved) -> dict[tuple[str, int, int], tuple[object, object]]:
    return {place: (value, shown[place]) for place, value in saved.items() if not alike(shown[place], value)}


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("scheme_id", ["guangdong-county-2020", "hunan-county-2018"])
def test_every_formula_of_a_scored_workbook_recalculates_to_its_saved_value(
    scheme_id, batch, tmp_path, open_in_office
):
    scheme, blank = load_scheme(scheme_id), tmp_path / "blank.xlsx"
    preparing.new_file(scheme, blank, {})
    files = [tmp_path / f"{seed}.xlsx" for seed in range(batch * BATCH, (batch + 1) * BATCH)]
    for file in files:
        written(scheme, blank, int(file.stem), file)
    cells = [cells_of(file) for file in files]

    for first in range(0, BATCH, OPENED):
        with open_in_office(files[first]) as book:
            assert different(shown_when_opened(book, cells[first]), cells[first].saved) == {}
            office = Recalculating(book, cells)
            for file, one in list(zip(files, cells, strict=True))[first : first + OPENED]:
                assert len(one.saved) > 40
                assert different(office.shown(one), one.saved) == {}, f"{scheme_id}, seed {file.stem}"


def shown_when_opened(book, cells):
    """What LibreOffice, which computes all formulas when it opens a file, shows in their cells."""
    values = {sheet.name: all_values(sheet) for sheet in book.sheets}
    found = {}
    for sheet, row, column in cells.formulas:
        rows = values[sheet]
        inside = row <= len(rows) and column <= len(rows[0])
        value = rows[row - 1][column - 1] if inside else None
        found[sheet, row, column] = "" if value is None else value
    return found


def all_values(sheet) -> list[list[object]]:
    last = sheet.used_range.last_cell
    block = sheet.range((1, 1), (max(2, last.row), max(2, last.column)))
    return block.options(ndim=2, err_to_str=True).value
