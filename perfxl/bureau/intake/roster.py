"""Reads the roster (名录) of the units that are to hand in: a workbook or a CSV file of an office's own.

Columns are known by their headings, in any order, somewhere in the first rows of any sheet.
"""

import csv
import io
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from perfxl.bureau.intake.words import guessed
from perfxl.bureau.matching import folded, folded_code
from perfxl.bureau.records import RosterEntry
from perfxl.bureau.shown import shown
from perfxl.errors import FileError
from perfxl.wording import say, subject
from perfxl.workbook.gate.package import inspect

_MOST_ROWS: Final = 50_000
_MOST_COLUMNS: Final = 60
_MOST_BYTES: Final = 20 * 1024 * 1024
_HEADING_WITHIN: Final = 20
"""Rows in which a heading is looked for: a title and a note may stand above it."""
_SHOWN: Final = 10
_NAME: Final = "department"


def read_roster(file: Path) -> tuple[RosterEntry, ...]:
    """The units in their order.

    Raises:
        FileError: it cannot be opened; it has no heading for the units' names or no unit (E817); rows have no
            name although they have other entries (E818), or name the same unit twice (E819).
    """
    for rows in _csv(file) if file.suffix.lower() in {".csv", ".txt"} else _sheets(file):
        table = iter(rows)
        columns = _headings(itertools.islice(table, _HEADING_WITHIN))
        if columns is None:
            continue
        first, places = columns
        entries = dict(_entries(rows[first:], first + 1, places, file))
        if entries:
            _refuse_twice(entries, file)
            return tuple(entries.values())
    raise FileError("E817", file=file, headings=say("intake.list_and").join(_known(_NAME)))


def _known(column: str) -> list[str]:
    return list(subject("intake")["roster"]["headings"][column])


def _headings(rows: Iterator[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """The number of the first row below the headings, and the place of each column that is known."""
    for number, row in enumerate(rows, start=1):
        cells = [folded(cell) for cell in row]
        places = {
            column: cells.index(heading)
            for column in subject("intake")["roster"]["headings"]
            for heading in reversed([folded(one) for one in _known(column)])
            if heading in cells
        }
        if _NAME in places:
            return number, places
    return None


def _entries(
    rows: Sequence[Sequence[str]], first: int, places: dict[str, int], file: Path
) -> Iterator[tuple[int, RosterEntry]]:
    """Each unit with its row, counted as the spreadsheet does; rows for sums are passed over."""
    nameless = []
    for number, row in enumerate(rows, start=first):
        values = {column: row[place].strip() for column, place in places.items() if place < len(row)}
        if not any(values.values()) or values.get(_NAME) in subject("intake")["roster"]["sums"]:
            continue
        if values.get(_NAME):
            yield number, RosterEntry(**values)
        else:
            nameless.append(number)
    if nameless:
        raise FileError("E818", file=file, rows=_listed(nameless))


def _refuse_twice(entries: dict[int, RosterEntry], file: Path) -> None:
    units: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in entries.items():
        units[folded(one.department), folded_code(one.code)].append(number)
    twice = next((numbers for numbers in units.values() if len(numbers) > 1), None)
    if twice:
        name = entries[twice[0]].department
        raise FileError("E819", file=file, name=name, rows=_listed(twice))


def _listed(numbers: list[int]) -> str:
    more = say("intake.roster.more") if len(numbers) > _SHOWN else ""
    return say("intake.list_and").join(map(str, numbers[:_SHOWN])) + more


def _csv(file: Path) -> Iterator[list[list[str]]]:
    """The rows of a CSV file in UTF-8 or GBK, separated by commas, tabs or semicolons."""
    try:
        with file.open("rb") as stream:
            text = guessed(stream.read(_MOST_BYTES).removeprefix(b"\xef\xbb\xbf"))
    except FileNotFoundError as error:
        raise FileError("E101", file=file) from error
    except OSError as error:
        raise FileError("E104", file=file) from error
    head = text[:4096]
    delimiter = max(",\t;，", key=head.count)
    try:
        rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
        yield [[shown(cell) for cell in row[:_MOST_COLUMNS]] for row in itertools.islice(rows, _MOST_ROWS)]
    except csv.Error as error:
        raise FileError("E817", file=file, headings=say("intake.list_and").join(_known(_NAME))) from error


def _sheets(file: Path) -> Iterator[list[list[str]]]:
    """The rows of every sheet, as values."""
    inspect(file)
    # A third of a second that only a run with a roster in a workbook spends.
    import openpyxl  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # the library raises whatever it meets in a malformed file
        raise FileError("E120", file=file) from error
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_MOST_ROWS, values_only=True)
            yield [[_text(cell) for cell in row] for row in rows]
    finally:
        book.close()


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shown("" if value is None else str(value))
