"""共性问题: how many departments have each kind of finding, and how often; the most common first."""

from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.records import FindingRecord
from perfxl.bureau.summary.sheets.cells import Content, Formula, put
from perfxl.bureau.summary.sheets.lists import List, title_of
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import over
from perfxl.wording import say
from perfxl.workbook.textfit import text_height

_COLUMNS: Final = {
    "rank": (6.0, "year"),
    "severity": (9.0, "choice"),
    "code": (9.0, "choice"),
    "title": (48.0, "longtext"),
    "departments": (12.0, "year"),
    "share": (12.0, "ratio"),
    "times": (12.0, "year"),
    "example": (60.0, "longtext"),
}


_ROW: Final = 20.0


@dataclass(slots=True)
class Problem:
    """One kind of finding."""

    code: str
    severity: str
    title: str
    example: str
    """What was said of the first."""
    beside: bool
    """Whether only comparing with other departments brings it to light."""
    departments: int = 0
    times: int = 0


@dataclass
class Problems:
    """Every kind of finding, counted as the findings are listed."""

    _found: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def take(self, own: list[FindingRecord], beside: list[FindingRecord]) -> None:
        """Count all findings of one department: its own, and those beside other departments."""
        for number, found in enumerate(findings := [*own, *beside]):
            key = found.code, found.severity.value
            if key not in self._found:
                self._found[key] = Problem(*key, title_of(found), found.fault, number >= len(own))
            self._found[key].times += 1
        for key in {(found.code, found.severity.value) for found in findings}:
            self._found[key].departments += 1

    @property
    def ranked(self) -> list[Problem]:
        """The most common first."""
        return sorted(self._found.values(), key=lambda one: (-one.departments, -one.times, one.code))


def write_common(book: Book, page: Worksheet, problems: Problems, issues: List, departments: int) -> None:
    """Write the sheet; how often is live over 问题清单."""
    widths = [width for width, _ in _COLUMNS.values()]
    row = book.head(page, say("summary.common.title"), (say("summary.common.note"),), widths)
    book.headings(page, row, [say(f"summary.common.columns.{key}") for key in _COLUMNS])
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    looks = [book.styles("grid", look) for _, look in _COLUMNS.values()]
    for rank, one in enumerate(problems.ranked, start=1):
        cells: list[Content] = [
            float(rank),
            one.severity,
            one.code,
            one.title,
            float(one.departments),
            one.departments / departments,
            _times(issues, row + rank + 1, one),
            one.example,
        ]
        page.set_row(row + rank, max(_ROW, text_height(one.example, _COLUMNS["example"][0])))
        for column, (content, look) in enumerate(zip(cells, looks, strict=True)):
            put(page, row + rank, column, content, look)
    page.freeze_panes(row + 1, 0)
    page.repeat_rows(row)


def _times(issues: List, row: int, one: Problem) -> Formula:
    severity, code = issues.letters("severity"), issues.letters("rule")
    counted = over(
        issues.areas,
        lambda area: f"COUNTIFS({area.column(severity)},$B{row},{area.column(code)},$C{row})",
    )
    return Formula(counted, one.times)
