"""The long lists: findings, units that are missing, files that do not count, what is unusual, what is told.

Each row names its department, so that a list can be filtered by it; a finding leads to its cell in the
department's workbook.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.records import FindingRecord
from perfxl.bureau.summary.columns import serial
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.selecting import LeftOut
from perfxl.bureau.summary.sheets.cells import Content, Link, address_of, put
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Area, Roll, RollColumn
from perfxl.bureau.summary.survey import Missing
from perfxl.findings import Severity, catalogue
from perfxl.wording import say
from perfxl.workbook.slots import column_letters


@dataclass(frozen=True, slots=True)
class Shape:
    """One list: how the texts name it, and its columns with widths and looks."""

    key: str
    colour: str
    columns: Mapping[str, tuple[float, str]]


ISSUES: Final = Shape(
    "issues",
    "#C00000",
    {
        "number": (5, "integer center"),
        "department": (19, "longtext"),
        "section": (10, "longtext"),
        "found_by": (9, "choice"),
        "severity": (6, "choice"),
        "rule": (6, "choice"),
        "sheet": (11, "longtext"),
        "cell": (7, "choice"),
        "label": (15, "longtext"),
        "fault": (38, "longtext"),
        "expected": (26, "longtext"),
        "remedy": (32, "longtext"),
        "file": (7, "link center"),
    },
)
MISSING: Final = Shape(
    "missing",
    "#C00000",
    {
        "number": (6, "integer center"),
        "department": (32, "longtext"),
        "code": (14, "text"),
        "section": (18, "longtext"),
        "supervisor": (28, "longtext"),
        "kind": (16, "longtext"),
        "state": (30, "longtext"),
    },
)
LEFT_OUT: Final = Shape(
    "left_out",
    "#C00000",
    {
        "number": (5, "integer center"),
        "name": (29, "longtext"),
        "department": (19, "longtext"),
        "source": (20, "longtext"),
        "sender": (18, "longtext"),
        "at": (16, "moment"),
        "state": (34, "longtext"),
        "remedy": (34, "longtext"),
        "file": (7, "link center"),
    },
)
UNUSUAL: Final = Shape(
    "unusual",
    "#C65911",
    {
        "number": (5, "integer center"),
        "department": (19, "longtext"),
        "section": (10, "longtext"),
        "rule": (6, "choice"),
        "title": (18, "longtext"),
        "sheet": (11, "longtext"),
        "cell": (7, "choice"),
        "label": (16, "longtext"),
        "fault": (44, "longtext"),
        "remedy": (38, "longtext"),
        "file": (7, "link center"),
    },
)
WORDS: Final = Shape(
    "words",
    "#70AD47",
    {
        "number": (6, "integer center"),
        "department": (26, "longtext"),
        "section": (14, "longtext"),
        "about": (11, "choice"),
        "text": (110, "longtext"),
    },
)


class List:
    """A list that is being written: a row a call."""

    def __init__(
        self, book: Book, shape: Shape, *, without: Container[str] = (), notes: Sequence[str] = ()
    ) -> None:
        """Begin its sheet; the columns ``without`` are left out, for nothing would stand in them."""
        self._book, self._shape, self._notes = book, shape, notes
        self._columns = {key: column for key, column in shape.columns.items() if key not in without}
        columns = [
            RollColumn(book.styles("grid", "small", *look.split()), width, look == "longtext")
            for width, look in self._columns.values()
        ]
        self._roll = Roll(
            book, say(f"summary.sheets.{shape.key}"), columns, self._begin, frozen=2, colour=shape.colour
        )
        self._in_order = itemgetter(*(key for key in self._columns if key != "number"))
        self.count = 0
        self.areas: tuple[Area, ...] = ()

    def _begin(self, page: Worksheet) -> int:
        notes = (say(f"summary.{self._shape.key}.note"), *self._notes)
        widths = [width for width, _ in self._columns.values()]
        row = self._book.head(page, say(f"summary.{self._shape.key}.title"), notes, widths)
        self._book.headings(page, row, [say(f"summary.columns.{key}") for key in self._columns])
        page.repeat_rows(row)
        return row + 1

    def add(self, **cells: Content) -> None:
        """Write one row; it is numbered by itself."""
        self.count += 1
        self._roll.add((self.count, *self._in_order(cells)))

    def end(self) -> tuple[Area, ...]:
        """Close the list; where its rows stand. An empty one says that it is."""
        self.areas = self._roll.end()
        if not self.count:
            for column in range(len(self._columns)):
                text = say("summary.none") if column == 1 else ""
                put(
                    self.areas[0].page,
                    self.areas[0].first - 1,
                    column,
                    text,
                    self._book.styles("grid", "small"),
                )
        return self.areas

    def letters(self, key: str) -> str:
        """A column of the list, as formulas call it."""
        return column_letters(self.place(key))

    def place(self, key: str) -> int:
        """The number of a column of the list, from 0."""
        return list(self._columns).index(key)


class Files:
    """Leads from the summary to the workbooks that came in."""

    def __init__(self, root: Path, beside: Path) -> None:
        """``root`` is the bureau's folder, ``beside`` the one in which the summary will stand."""
        self._begin = address_of(root, beside)
        self._text = say("summary.open")

    def link(self, file: str, sheet: str = "", cell: str = "") -> Link:
        """A link to a workbook below the bureau's folder, or to a cell in it."""
        return Link(self._text, self._begin, file, sheet, cell)


def add_finding(issues: List, files: Files, one: Department, found: FindingRecord, found_by: str) -> None:
    """List one finding; ``found_by`` is told as the texts name it."""
    issues.add(
        department=one.name,
        section=one.section,
        found_by=_said(f"summary.found_by.{found_by}"),
        severity=found.severity.value,
        rule=found.code,
        sheet=found.sheet,
        cell=found.cell,
        label=found.label,
        fault=found.fault,
        expected=found.expected,
        remedy=found.remedy,
        file=files.link(one.received.file, found.sheet, found.cell),
    )


def add_unusual(unusual: List, files: Files, one: Department, found: FindingRecord) -> None:
    """List what is unusual about a department."""
    unusual.add(
        department=one.name,
        section=one.section,
        rule=found.code,
        title=title_of(found),
        sheet=found.sheet,
        cell=found.cell,
        label=found.label,
        fault=found.fault,
        remedy=found.remedy,
        file=files.link(one.received.file, found.sheet, found.cell),
    )


def add_words(words: List, one: Department) -> None:
    """List what a department says of its achievements and problems, a row a line."""
    name, section = one.name, one.section
    for about, lines in (("achievements", one.reviewed.achievements), ("problems", one.reviewed.problems)):
        told = _said(f"summary.words.{about}")
        for line in lines:
            words.add(department=name, section=section, about=told, text=line)


def add_left_out(left_out: List, files: Files, one: LeftOut) -> None:
    """List a file that does not count, with the reason."""
    received, fault = one.received, one.fault
    left_out.add(
        name=received.name,
        department=received.department,
        source=received.source,
        sender=received.sender,
        at=serial(received.at),
        state=say("summary.coded", code=fault.code, text=fault.fault)
        if fault
        else say(f"summary.reasons.{one.reason}"),
        remedy=fault.remedy if fault else say(f"summary.remedies.{one.reason}"),
        file=files.link(received.file),
    )


def add_missing(missing: List, one: Missing) -> None:
    """List a unit of the roster of which nothing counts."""
    entry = one.entry
    missing.add(
        department=entry.department,
        code=entry.code,
        section=entry.section,
        supervisor=entry.supervisor,
        kind=entry.kind,
        state=say(f"summary.states.{one.reason}"),
    )


def add_stranger(missing: List, name: str) -> None:
    """List a department that handed in but is not on the roster."""
    missing.add(
        department=name,
        code=None,
        section=None,
        supervisor=None,
        kind=None,
        state=say("summary.states.stranger"),
    )


_said = cache(say)
"""Texts without figures, which are needed time and again."""


def title_of(found: FindingRecord) -> str:
    """What the catalogue calls a finding; its code where the catalogue does not know it."""
    case = catalogue().get((found.code, found.case))
    return case.title if case else found.code


def colour_severity(book: Book, issues: List) -> None:
    """Let errors and reminders be told apart at a glance."""
    column = issues.place("severity")
    for area in issues.areas:
        for severity, name in ((Severity.ERROR, "error"), (Severity.REMINDER, "reminder")):
            area.page.conditional_format(
                area.first - 1,
                column,
                area.last - 1,
                column,
                {
                    "type": "cell",
                    "criteria": "equal to",
                    "value": f'"{severity.value}"',
                    "format": book.styles.condition(name),
                },
            )
