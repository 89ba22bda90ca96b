"""Required cells that are blank (T06): the cover cell by cell, everything else a block at a time.

An accountant who opens a fresh template must not meet a wall of red, so a block gives one finding that counts
its blanks and names their cells.
"""

from collections.abc import Iterable, Iterator

import msgspec

from perfxl.checks.base import CheckFunction, Context
from perfxl.findings import Finding, Place, finding
from perfxl.scheme.inventory import column_names, entered_name, fields_of_blocks, fields_of_indicators
from perfxl.scheme.model import Field, TableBlock
from perfxl.scoring import Outcome
from perfxl.submission import Entry, State
from perfxl.wording import say

_SHOWN = 8
"""How many cells a finding names before it only counts the others."""


def blank_cover(context: Context) -> Iterator[Finding]:
    """Each blank field of the report's cover, required or not: the notice's form shows them all."""
    for name in context.scheme.roles.cover:
        if _blank(context, name):
            yield finding("T06", context.submission.place(name), context.label(name), case="cover")


def blank_blocks(context: Context) -> Iterator[Finding]:
    """Each list or matrix with blank required cells."""
    cover = context.scheme.roles.cover
    for _, block, fields in fields_of_blocks(context.scheme):
        wanted = [field for field in fields if field.name not in cover]
        yield from _counted(context, "section", block.title, wanted)


def blank_answers(context: Context) -> Iterator[Finding]:
    """The scoring sheet's blank answers, all in one finding."""
    yield from _counted(context, "scoring", say("checks.scoring"), _answers(context))


def _answers(context: Context) -> Iterator[Field]:
    """The answers that are due; none where the indicator does not apply, a score by hand where it waits."""
    for mark in context.scorecard.marks:
        if mark.outcome is Outcome.NOT_APPLICABLE:
            continue
        by_hand = entered_name(mark.indicator.id) if mark.outcome is Outcome.NEEDS_JUDGEMENT else ""
        for field in fields_of_indicators(context.scheme)[mark.indicator.id]:
            yield msgspec.structs.replace(field, required=True) if field.name == by_hand else field


def _counted(context: Context, case: str, title: str, fields: Iterable[Field]) -> Iterator[Finding]:
    blank = [
        field for field in fields if field.required and not field.formula and _blank(context, field.name)
    ]
    if blank:
        named = [(context.label(field.name), context.submission.place(field.name)) for field in blank]
        yield _of_many(case, title, named)


def blank_tables(context: Context) -> Iterator[Finding]:
    """Each required table without a row, and each table whose filled rows lack required cells."""
    for sheet, block in context.scheme.blocks():
        if isinstance(block, TableBlock):
            yield from _table(context, sheet.name, block)


def _table(context: Context, sheet: str, table: TableBlock) -> Iterator[Finding]:
    rows = context.submission.tables.get(table.name, ())
    if not rows and table.required and not _lost(context, table):
        key = f"{table.prefix}_{table.columns[0].name}"
        yield finding("T06", _first_cell(context, key, sheet), table.title, case="table")
    blank = [
        (say("checks.row", row=row.number, label=column.label), entry.place)
        for row in rows
        for column in table.columns
        if column.required and (entry := row.cells.get(column.name)) and _is_blank(entry)
    ]
    if blank:
        yield _of_many("rows", table.title, blank)


def _lost(context: Context, table: TableBlock) -> bool:
    """Whether a table's cells are gone altogether; a finding from the reading says so."""
    return not context.submission.stands(column_names(table))


def _first_cell(context: Context, name: str, sheet: str) -> Place:
    place = context.submission.places.get(name)
    return Place(sheet) if place is None else Place(place.sheet, place.cell.partition(":")[0])


def _of_many(case: str, title: str, blank: list[tuple[str, Place]]) -> Finding:
    shown = [say("checks.cell", label=label, cell=place.cell) for label, place in blank[:_SHOWN]]
    return finding(
        "T06",
        blank[0][1],
        title,
        case=case,
        places=tuple(place for _, place in blank),
        count=len(blank),
        cells=say("checks.and").join(shown) + (say("checks.more") if len(blank) > _SHOWN else ""),
    )


def _blank(context: Context, name: str) -> bool:
    entry = context.submission.entries.get(name)
    return entry is not None and _is_blank(entry)


def _is_blank(entry: Entry) -> bool:
    # What cannot be read, or whose cell is lost, has a finding from the reading already.
    return entry.state is State.BLANK


CHECKS: tuple[CheckFunction, ...] = (blank_cover, blank_blocks, blank_answers, blank_tables)
