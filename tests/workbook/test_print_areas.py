"""A finished workbook prints its tables as far as they are filled."""

from collections.abc import Callable

import pytest

from perfxl.engines import Sheet, open_closed
from perfxl.scheme.load import load_scheme
from perfxl.workbook.layout import plan
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.results.print_areas import fit_print_areas
from tests.regenerate import ROOT

SCHEME = load_scheme("guangdong-county-2020")
TABLE = plan(SCHEME).tables["项目清单"]
HEADER = TABLE.first_row
"""The row of the headings, counted from 1: rows of the table are counted from 0."""


@pytest.fixture
def printed_after():
    with open_closed(ROOT / "workbooks" / "templates" / f"{SCHEME.id}.xlsx") as book:
        sheet = book.sheets[TABLE.sheet]

        def printed(rows: int, change: Callable[[Sheet], object] = str) -> str | None:
            names = TABLE.columns["名称"]
            for row in range(rows):
                sheet.range((HEADER + 1 + row, names.column + 1)).value = f"项目{row}"
            change(sheet)
            fit_print_areas(book, SCHEME, read_submission(book, SCHEME))
            return sheet.page_setup.print_area

        yield printed


def test_printing_ends_with_the_last_filled_row(printed_after) -> None:
    assert printed_after(25) == f"$A$1:$L${HEADER + 25}"


@pytest.mark.parametrize("rows", [0, 3])
def test_a_few_rows_are_printed_in_any_case(printed_after, rows: int) -> None:
    assert printed_after(rows) == f"$A$1:$L${HEADER + 10}"


def test_what_a_user_has_arranged_for_printing_stays(printed_after) -> None:
    def arrange(sheet: Sheet) -> None:
        sheet.page_setup.print_area = "$B$2:$D$40"

    assert printed_after(3, arrange) == "$B$2:$D$40"
