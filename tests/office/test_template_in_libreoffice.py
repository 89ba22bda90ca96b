"""LibreOffice opens the templates, recalculates them, and finds what was saved beside each formula."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from perfxl.scheme.load import load_scheme
from perfxl.submission import Submission
from perfxl.workbook.computed import computed_values
from perfxl.workbook.layout import plan
from perfxl.workbook.template.blank import write_template
from tests.support.office import recalculated
from tests.support.sound import GUANGDONG, sound

pytestmark = pytest.mark.office

SCHEMES = ("guangdong-county-2020", "hunan-county-2018")
Cells = dict[tuple[str, str], object]


def formulas(file: Path) -> set[tuple[str, str]]:
    book = openpyxl.load_workbook(file)
    return {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def saved(file: Path) -> Cells:
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        (sheet.title, cell.coordinate): "" if cell.value is None else cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    }


def errors(cells: Cells) -> list[tuple[str, str]]:
    return [place for place, value in cells.items() if isinstance(value, str) and value.startswith("#")]


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_the_blank_workbook_shows_after_recalculation_what_was_saved_and_no_error(scheme_id, tmp_path):
    file = tmp_path / "blank.xlsx"
    write_template(load_scheme(scheme_id), file)
    before, after = saved(file), saved(recalculated(file, tmp_path))
    places = formulas(file)
    assert len(places) > 40
    assert errors(after) == []
    assert {place: after.get(place, "") for place in places} == {place: before[place] for place in places}


def filled(file: Path, submission: Submission) -> None:
    """The template with a submission typed into it."""
    layout, book = plan(GUANGDONG), openpyxl.load_workbook(file)
    for name, entry in submission.entries.items():
        book[layout.slots[name].sheet][layout.slots[name].address] = entry.value
    for name, rows in submission.tables.items():
        for offset, row in enumerate(rows):
            for column, entry in row.cells.items():
                slot = layout.tables[name].columns[column]
                book[slot.sheet][slot.cell(offset)] = entry.value
    book.save(file)


def shown(submission: Submission) -> Iterator[tuple[tuple[str, str], object]]:
    """What perfxl expects in every formula cell."""
    layout = plan(GUANGDONG)
    for name, value in computed_values(GUANGDONG, submission).items():
        slot = layout.slots[name]
        for offset, each in enumerate(value if isinstance(value, list) else [value]):
            yield (slot.sheet, slot.cell(offset)), each


def test_a_filled_workbook_shows_the_values_that_perfxl_computes(tmp_path):
    file, submission = tmp_path / "filled.xlsx", sound()
    write_template(GUANGDONG, file)
    filled(file, submission)
    after = saved(recalculated(file, tmp_path))
    expected = dict(shown(submission))
    assert errors(after) == []
    assert {place: after.get(place, "") for place in expected} == pytest.approx(expected)
    assert after[plan(GUANGDONG).slots["自评等级"].sheet, plan(GUANGDONG).slots["自评等级"].address] == "优"
