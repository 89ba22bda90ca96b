"""The second pass: every sheet of the summary workbook, written side by side as the departments go by."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from perfxl.bureau.products import Product
from perfxl.bureau.summary.census import Census
from perfxl.bureau.summary.columns import Plan
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.document import DepartmentTable
from perfxl.bureau.summary.sheets import lists
from perfxl.bureau.summary.sheets.charts import ChartsSheet, Points
from perfxl.bureau.summary.sheets.common import Problems, write_common
from perfxl.bureau.summary.sheets.cover import Fact, write_cover
from perfxl.bureau.summary.sheets.grades import GradesSheet
from perfxl.bureau.summary.sheets.levels import write_levels, write_losses
from perfxl.bureau.summary.sheets.lists import Files, List
from perfxl.bureau.summary.sheets.matrix import Matrix
from perfxl.bureau.summary.sheets.overview import Overview
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.report import write_report
from perfxl.bureau.summary.survey import Survey
from perfxl.bureau.summary.unusual import kind_of, remarkable, unusual
from perfxl.findings import errors_among
from perfxl.narrative import Paragraph
from perfxl.wording import say
from perfxl.workbook.template.styles import BODY_FONT
from perfxl.workbook.textfit import NORMAL_SIZE

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_576
"""So many rows a sheet of Excel holds."""

MANY: Final = 1_000
"""From so many departments on rows go to the disk as they are written. Below, texts are shared among cells as
spreadsheet programs do it themselves, which costs memory."""

_OPTIONS: Final[Mapping[str, object]] = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": BODY_FONT, "font_size": NORMAL_SIZE},
    # The metrics of 宋体 11, in pixels; without them columns would be reckoned in Calibri's narrower digits.
    "default_row_height": 18,
    "default_column_width": 72,
}


class SummaryBook:
    """The workbook while it is written: made, given every department once, then ended."""

    def __init__(self, file: Path, survey: Survey, files: Files, title: str, *, at: dt.datetime) -> None:
        """Begin every sheet."""
        self._scratch = TemporaryDirectory(prefix="perfxl-", ignore_cleanup_errors=True)
        options = {"constant_memory": survey.count >= MANY, "tmpdir": self._scratch.name}
        self._file = Workbook(file, {**_OPTIONS, **options})
        properties = {
            "title": title,
            "keywords": Product.SUMMARY.keywords,
            "created": at.replace(tzinfo=None),
        }
        self._file.set_properties(properties)
        self.survey, self._files = survey, files
        self.plan = _plan(survey)
        self.census = Census(survey.judgings)
        self.problems = Problems()
        self.points = Points(self.plan)
        self.table = DepartmentTable(self.plan)
        self.erroneous = 0
        """Departments with at least one finding that is an error."""
        self.remarkable: dict[str, list[str]] = {}
        """The departments of which something unusual is told, by its kind."""
        notes = tuple(say("summary.notes.mark", note=note) for note in notes_of(survey))
        self._book = Book(self._file, title, notes, marks_of(survey), MOST_ROWS)
        self._begin()

    def _begin(self) -> None:
        book = self._book
        self._cover = book.page(say("summary.sheets.cover"), colour="#7F7F7F")
        self._charts = book.page(say("summary.sheets.charts"), colour="#C65911")
        self.overview = Overview(book, self.plan)
        self._grades = GradesSheet(book, self.plan, book.page(say("summary.sheets.grades")))
        self._levels = book.page(say("summary.sheets.levels"))
        self._losses = book.page(say("summary.sheets.losses"))
        self._matrices = {
            one.id: Matrix(book, one, self._matrix_name(one.label)) for one in self.plan.judgings
        }
        unknown = _unknown(self.survey)
        self._issues = List(book, lists.ISSUES, without=unknown)
        self._common = book.page(say("summary.sheets.common"), colour="#C00000")
        self._missing = List(book, lists.MISSING, without=unknown, notes=self._roster_notes())
        self._left_out = List(book, lists.LEFT_OUT)
        self._unusual = List(book, lists.UNUSUAL, without=unknown)
        self._words = List(book, lists.WORDS, without=unknown)
        self._report = book.page(say("summary.sheets.report"), colour="#70AD47")

    def _matrix_name(self, label: str) -> str:
        name = say("summary.sheets.matrix")
        return say("summary.sheets.matrix_of", name=name, label=label) if self.plan.several else name

    def _roster_notes(self) -> tuple[str, ...]:
        return () if self.survey.selection.matching.units else (say("summary.missing.no_roster"),)

    def add(self, one: Department) -> None:
        """Write everything about one department."""
        self.census.take(one)
        self.table.take(one)
        self.points.take(one, self.overview.add(one))
        self._matrices[one.reviewed.scheme].add(one)
        beside = list(unusual(self.survey, one))
        self.problems.take(list(one.findings), beside)
        self.erroneous += bool(errors_among(one.findings))
        sources = (
            ("check", one.reviewed.findings),
            ("comparison", one.reviewed.comparisons),
            ("beside", beside),
        )
        for source, findings in sources:
            for finding in findings:
                lists.add_finding(self._issues, self._files, one, finding, source)
        for finding in (*remarkable(one), *beside):
            lists.add_unusual(self._unusual, self._files, one, finding)
            names = self.remarkable.setdefault(kind_of(finding), [])
            if one.name not in names[-1:]:
                names.append(one.name)
        lists.add_words(self._words, one)

    def end_rows(self) -> None:
        """Close all that grew row by row, and write what rests on it."""
        for missing in self.survey.missing:
            lists.add_missing(self._missing, missing)
        for name in self.survey.strangers:
            lists.add_stranger(self._missing, name)
        for left_out in self.survey.left_out:
            lists.add_left_out(self._left_out, self._files, left_out)
        self.overview.end()
        censuses = list(self.census.schemes.values())
        for census in censuses:
            self._matrices[census.judging.id].end(census)
        for one in (self._issues, self._missing, self._left_out, self._unusual, self._words):
            one.end()
        lists.colour_severity(self._book, self._issues)
        write_common(self._book, self._common, self.problems, self._issues, self.census.count)
        self._grades.write(censuses, self.overview.areas)
        levels = write_levels(self._book, self._levels, self.plan, censuses, self.overview.areas)
        losses = write_losses(self._book, self._losses, censuses, self._matrices)
        charts = ChartsSheet(self._book, self._charts)
        charts.grades(self._grades.page, self._grades.spots[0])
        full = max(one.scheme.total for one in self.plan.judgings)
        charts.scatter(self.points, full)
        for sheet, draw in ((levels, charts.levels), (losses, charts.losses)):
            for spot in sheet.spots:
                draw(sheet.page, spot, spot.census.judging.label if self.plan.several else "")
        charts.end()

    @property
    def grades(self) -> GradesSheet:
        """The sheet of grades, with its blocks once the rows have ended."""
        return self._grades

    def end(self, facts: list[Fact], paragraphs: tuple[Paragraph, ...]) -> None:
        """Write the cover and the report, and close the file.

        Raises:
            OSError: the disk refuses.
        """
        write_report(self._book, self._report, paragraphs)
        write_cover(self._book, self._cover, facts, self._contents())
        self._cover.activate()
        try:
            self._file.close()
        except FileCreateError as error:  # XlsxWriter wraps what the system says
            raise OSError(*getattr(error.__context__, "args", ())) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Clear away what XlsxWriter has noted beside the file, whether it was ended or not."""
        for page in self._file.worksheets():
            if page.row_data_fh is not None:
                page.row_data_fh.close()
        self._scratch.cleanup()

    def _contents(self) -> list[tuple[str, str]]:
        pages: list[tuple[Worksheet, str]] = [
            (self._charts, "charts"),
            *((area.page, "overview") for area in self.overview.areas),
            (self._grades.page, "grades"),
            (self._levels, "levels"),
            (self._losses, "losses"),
            *((area.page, "matrix") for matrix in self._matrices.values() for area in matrix.areas),
            *((area.page, "issues") for area in self._issues.areas),
            (self._common, "common"),
            *((area.page, "missing") for area in self._missing.areas),
            *((area.page, "left_out") for area in self._left_out.areas),
            *((area.page, "unusual") for area in self._unusual.areas),
            *((area.page, "words") for area in self._words.areas),
            (self._report, "report"),
        ]
        return [(page.name, say(f"summary.purposes.{key}")) for page, key in pages]


def _plan(survey: Survey) -> Plan:
    """The columns of 汇总表, by what the roster knows and whether the schemes tell the budget code."""
    entries = [unit.entry for unit in survey.selection.matching.units]
    return Plan(
        survey.judgings,
        sections=any(one.section for one in entries),
        kinds=any(one.kind for one in entries),
        codes=any(one.code for one in entries),
        open_totals=bool(survey.open_count),
    )


def _unknown(survey: Survey) -> frozenset[str]:
    """Of what a roster can tell of a unit, what it tells of none: the columns that would stay empty."""
    entries = [unit.entry for unit in survey.selection.matching.units]
    known = ("code", "section", "supervisor", "kind")
    return frozenset(key for key in known if not any(getattr(entry, key) for entry in entries))


def notes_of(survey: Survey) -> tuple[str, ...]:
    """What every sheet with scores says of them: whose points are examples, which totals are not final."""
    return _told(survey, "notes")


def marks_of(survey: Survey) -> str:
    """The same in a few words."""
    return say("summary.marks.and").join(_told(survey, "marks"))


def _told(survey: Survey, table: str) -> tuple[str, ...]:
    examples = [one for one in survey.judgings if one.example]
    notes = []
    if examples:
        which = say("summary.and").join(one.label for one in examples)
        key = "example" if len(examples) == len(survey.judgings) else "example_some"
        notes.append(say(f"summary.{table}.{key}", schemes=which))
    if survey.open_count:
        notes.append(say(f"summary.{table}.open", count=survey.open_count))
    return tuple(notes)
