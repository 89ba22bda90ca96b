"""One table (明细表) read: its filled rows, their real numbers, and what is wrong with the table itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from perfxl.engines.backend import Box
from perfxl.findings import Finding, Place, finding
from perfxl.submission import Entry, Row, State
from perfxl.wording import say
from perfxl.workbook.due_formulas import is_due
from perfxl.workbook.reading.entries import read_entry, swallowed
from perfxl.workbook.reading.locating import box_place
from perfxl.workbook.reading.standing import StandingTable
from perfxl.workbook.reading.view import Cells, Held

MergedAway = Callable[[str, int, int], str]
"""The merged area that has swallowed a cell (sheet, row, column from 1), ``""`` where there is none."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table's filled rows, and the findings made while reading it."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read_table(table: StandingTable, cells: Cells, merged_away: MergedAway) -> TableReading:
    """Read every filled row: one in which any input cell holds something."""
    filled = table.filled(cells)
    findings: list[Finding] = []
    rows: list[Row] = []
    for number in filled:
        row, found = _read_row(table, cells, number, merged_away)
        rows.append(row)
        findings += found
    findings += _torn(table)
    findings += _gaps(table, filled)
    findings += _outside(table, "above", table.typed_above(cells))
    findings += _outside(table, "below", table.typed_below(cells))
    findings += _formulas(table, cells, filled)
    return TableReading(tuple(rows), tuple(findings))


def _read_row(
    table: StandingTable, cells: Cells, number: int, merged_away: MergedAway
) -> tuple[Row, list[Finding]]:
    entries = {name: Entry(name, Place(""), state=State.LOST) for name in table.lost}
    findings: list[Finding] = []
    for (question, column), held in zip(table.inputs, cells.in_row(number, table.columns), strict=True):
        place = table.place(number, column)
        entry, found = read_entry(held, question, place)
        if entry.state is State.BLANK and (area := merged_away(table.sheet, number, column)):
            entry, found = swallowed(question, place, area)
        entries[question.name] = entry
        if found:
            findings += found
    return Row(number, entries), findings


def _torn(table: StandingTable) -> Iterator[Finding]:
    """Cells inserted or deleted in one column alone shift it against the others."""
    extents = {(spot.box.top, spot.box.bottom) for spot in table.spots.values()}
    if len(extents) > 1:
        yield finding("T13", Place(table.sheet), table.block.title, case="torn")


def _gaps(table: StandingTable, filled: Sequence[int]) -> Iterator[Finding]:
    beside = pairwise([table.top - 1, *filled])
    empty = [(above + 1, below - 1) for above, below in beside if below > above + 1]
    if empty:
        yield finding("R12", table.rows_place(*empty[0]), table.block.title, rows=_said(empty))


def _outside(table: StandingTable, case: str, rows: Sequence[int]) -> Iterator[Finding]:
    """Rows that were typed beside the table are no part of it."""
    if rows:
        title, first, last = table.block.title, table.top, table.bottom
        place, said = table.rows_place(rows[0], rows[-1]), _said(_runs(rows))
        yield finding("R11", place, title, case=case, rows=said, first=first, last=last)


def _formulas(table: StandingTable, cells: Cells, filled: Sequence[int]) -> Iterator[Finding]:
    """Formula cells that were typed over or changed anywhere, or that a filled row has lost."""
    for asked, column in table.formulas:
        by_case: dict[str, list[int]] = {}
        numbers = range(table.top, table.bottom + 1)
        formulas, dues = cells.formulas_of(numbers, column), table.due.get(asked.name)
        if formulas == dues:
            continue
        for number, due, formula in zip(numbers, dues or repeat(""), formulas, strict=False):
            if formula and formula == due:
                continue
            case = _formula_case(cells.at(number, column), due)
            if case and (case != "column_gone" or number in filled):
                by_case.setdefault(case, []).append(number)
        for case, rows in by_case.items():
            place = box_place(table.sheet, Box(rows[0], column, rows[-1], column))
            yield finding("T13", place, asked.label, case=case, rows=_said(_runs(rows)))


def _formula_case(held: Held, due: str) -> str:
    """What is wrong with a formula cell; ``due`` is empty where that cannot be told."""
    if held.formula:
        return "" if not due or is_due(held.formula, due) else "column_changed"
    return "column_gone" if held.is_blank else "column_typed"


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Row numbers in ascending order as runs from first to last."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _said(runs: Sequence[tuple[int, int]]) -> str:
    said = (
        say("reading.row", row=first) if first == last else say("reading.rows", first=first, last=last)
        for first, last in runs
    )
    return say("reading.and").join(said)
