"""Tables printed as far as they are filled: two hundred empty rows are no use on paper."""

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from perfxl.engines.addresses import address_of, box_of
from perfxl.engines.backend import Box
from perfxl.scheme.model import Scheme, TableBlock
from perfxl.submission import Submission
from perfxl.workbook.layout import SheetPlan, plan

if TYPE_CHECKING:
    from perfxl.engines import Book

_LEAST_ROWS: Final = 10
"""So many rows of a table are printed in any case, for what is added by hand."""


def fit_print_areas(book: "Book", scheme: Scheme, submission: Submission) -> None:
    """Let each sheet that is one table be printed down to its last filled row, and no further.

    A sheet whose printing its user has arranged otherwise stays as it is.
    """
    for sheet in plan(scheme).sheets:
        if len(sheet.blocks) == 1 and isinstance(sheet.blocks[0].block, TableBlock):
            # An Excel without any printer refuses; what is finished is finished all the same.
            with suppress(Exception):
                _fit(book, sheet, sheet.blocks[0].block, submission)


def _fit(book: "Book", sheet: SheetPlan, table: TableBlock, submission: Submission) -> None:
    place = submission.places.get(table.name)
    whole = None if place is None else box_of(place.cell)
    if place is None or whole is None or place.sheet not in book.sheet_names:
        return
    setup = book.sheets[place.sheet].page_setup
    printed = box_of(setup.print_area or "")
    if printed is None or (printed.top, printed.left, printed.right) != (1, 1, len(sheet.widths)):
        return
    filled = max((row.number for row in submission.tables[table.name]), default=0)
    last = min(max(filled, whole.top + _LEAST_ROWS - 1), whole.bottom)
    if whole.top <= printed.bottom <= whole.bottom and printed.bottom != last:
        setup.print_area = address_of(Box(1, 1, last, printed.right))
