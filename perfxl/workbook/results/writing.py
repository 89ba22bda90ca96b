"""Writes a judgement back into the workbook it was made of: explanations, marks, and the sheet 审核结果."""

import datetime as dt
from typing import TYPE_CHECKING

from perfxl.engines.addresses import box_of
from perfxl.evaluation import Evaluation
from perfxl.findings import Place
from perfxl.scheme.inventory import explanation_name
from perfxl.workbook.areas import runs
from perfxl.workbook.cells import write_texts
from perfxl.workbook.computed import Shown, computed_values
from perfxl.workbook.layout import plan
from perfxl.workbook.reading.locating import cell_place
from perfxl.workbook.results.findings_sheet import write_findings
from perfxl.workbook.results.marks import clear_marks, mark
from perfxl.workbook.scoring_layout import EXPLANATION, WIDTHS
from perfxl.workbook.textfit import text_height

if TYPE_CHECKING:
    from perfxl.engines import Book, Range
    from perfxl.engines.backend import Box

SavedValues = dict[tuple[str, str], Shown]
"""By (sheet, cell): what a formula shows, for a file that is saved without being calculated."""

_SMALL_PRINT = 10.0
"""Points of the explanations in the scoring sheet."""


def write_results(book: "Book", evaluation: Evaluation, *, at: dt.datetime | None = None) -> SavedValues:
    """Write what perfxl has to say into its own cells; no input is changed.

    Marks, explanations and findings of an earlier run are replaced. ``at`` is shown as the time of the check.

    Returns:
        What every formula of the workbook shows: the template's own, and the links of 审核结果.
    """
    _write_explanations(book, evaluation)
    return write_marks(book, evaluation, at=at)


def write_marks(book: "Book", evaluation: Evaluation, *, at: dt.datetime | None = None) -> SavedValues:
    """Write the findings alone: marks at the cells and the sheet 审核结果, those of an earlier run replaced.

    Returns:
        As :func:`write_results`.
    """
    clear_marks(book, plan(evaluation.scheme), evaluation.submission.places)
    mark(book, evaluation.findings)
    links = write_findings(book, evaluation, at=at)
    return {**saved_values(evaluation), **links}


def saved_values(evaluation: Evaluation) -> SavedValues:
    """What every formula of the template shows with what the department entered, by its cell."""
    submission = evaluation.submission
    tables = {
        f"{table.prefix}_{column.name}": name
        for name, table in evaluation.scheme.tables().items()
        for column in table.columns
    }
    saved: SavedValues = {}
    for name, shown in computed_values(evaluation.scheme, submission).items():
        place = submission.places.get(name, Place(""))
        box = box_of(place.cell)
        if box is None:
            continue
        if isinstance(shown, list):
            filled = [row.number for row in submission.tables[tables[name]]]
            cells = dict.fromkeys(range(box.top, box.bottom + 1), "") | dict(zip(filled, shown, strict=True))
            saved |= {_key(cell_place(place.sheet, row, box.left)): value for row, value in cells.items()}
        else:
            saved[_key(cell_place(place.sheet, box.top, box.left))] = shown
    return saved


def _write_explanations(book: "Book", evaluation: Evaluation) -> None:
    """Write the explanation of every mark whose cell still stands, neighbours in one stroke."""
    sheets = frozenset(book.sheet_names)
    cells: list[tuple[Place, Box, str]] = []
    for one in evaluation.scorecard.marks:
        place = evaluation.submission.places.get(explanation_name(one.indicator.id), Place(""))
        box = box_of(place.cell)
        if box is not None and place.sheet in sheets:
            cells.append((place, box, one.explanation))
    # Neighbours share sheet, column, and the distance between their row and their number in the list.
    keys = [(place.sheet, box.left, box.top - number) for number, (place, box, _) in enumerate(cells)]
    for (sheet, column, _), run in runs(keys):
        texts = [[text] for _, _, text in cells[run]]
        start = book.sheets[sheet].range((cells[run][0][1].top, column))
        write_texts(start, texts)
        for offset, (text,) in enumerate(texts):
            _make_room(start.offset(offset, 0), text)


def _make_room(cell: "Range", text: str) -> None:
    """Let the row grow until the text can be read; a row that is high enough stays as it is."""
    needed = text_height(text, WIDTHS[EXPLANATION], _SMALL_PRINT)
    if needed > (cell.row_height or 0):
        cell.row_height = needed


def _key(place: Place) -> tuple[str, str]:
    return place.sheet, place.cell
