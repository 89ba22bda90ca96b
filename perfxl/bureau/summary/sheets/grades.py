"""等级分布: how many departments of each grade, with what budget and what scores; live over 汇总表."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.census import GradeCount, SchemeCensus
from perfxl.bureau.summary.columns import Plan
from perfxl.bureau.summary.sheets.cells import Content, Formula, put
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Area, over
from perfxl.numbers import show_plain
from perfxl.scheme.model import Grade
from perfxl.wording import say

COLUMNS: Final = (
    "grade", "band", "count", "share", "budget", "mean", "high", "low", "claimed", "reviewed",
)  # fmt: skip
_LOOKS: Final = (
    "choice", "choice", "year", "ratio", "money", "score", "score", "score", "year", "year",
)  # fmt: skip
_FARTHEST: Final = {"MAX": "-9E+307", "MIN": "9E+307"}
_WIDTHS: Final = (16.0, 22.0, 10.0, 11.0, 20.0, 11.0, 11.0, 11.0, 14.0, 14.0)


@dataclass(frozen=True, slots=True)
class Part:
    """The departments of one block."""

    title: str
    label: str
    """What 汇总表 calls their scheme; empty where the block has all departments."""
    grades: tuple[Grade, ...]
    """From the highest down."""
    counts: dict[str, GradeCount]
    open: GradeCount
    """Those that have no grade yet."""
    budget_key: str
    """The column of 汇总表 that holds the budget; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the grades of a block stand on the sheet, rows from 0: for the charts."""

    part: Part
    first: int
    last: int


@dataclass
class GradesSheet:
    """The sheet."""

    book: Book
    plan: Plan
    page: Worksheet
    spots: list[Spot] = field(default_factory=list)

    def write(self, censuses: Sequence[SchemeCensus], areas: tuple[Area, ...]) -> None:
        """Write a block a scheme; before them one of all, where all know the same grades."""
        for column, width in enumerate(_WIDTHS):
            self.page.set_column(column, column, width)
        notes = (say("summary.grades.note"), *self.book.notes)
        row = self.book.head(self.page, say("summary.grades.title"), notes, _WIDTHS)
        for part in parts(censuses, self.plan):
            row = self._block(row + 1, part, areas)

    def _block(self, row: int, part: Part, areas: tuple[Area, ...]) -> int:
        """Write one block; the row after it."""
        self.page.write_string(row, 0, part.title, self.book.styles("heading"))
        self.book.headings(self.page, row + 1, [say(f"summary.grades.columns.{key}") for key in COLUMNS])
        first = row + 2
        last = first + len(part.grades)
        lines = _Lines(part, self.plan, areas, first)
        rows = [*(lines.grade(number) for number in range(len(part.grades))), lines.ungraded(), lines.total()]
        for place, cells in enumerate(rows, start=first):
            closing = ("closing",) if place > last else ()
            for column, (content, look) in enumerate(zip(cells, _LOOKS, strict=True)):
                put(self.page, place, column, content, self.book.styles("grid", look, *closing))
        self.spots.append(Spot(part, first, last - 1))
        return last + 2


def parts(censuses: Sequence[SchemeCensus], plan: Plan) -> Iterator[Part]:
    """The blocks of the sheet."""
    known = [_ordered(one.judging.scheme.grades) for one in censuses]
    if len(censuses) > 1 and all(one == known[0] for one in known):
        yield Part(
            title=say("summary.grades.all"),
            label="",
            grades=known[0],
            counts={
                grade.name: _joined([census.grades[grade.name] for census in censuses]) for grade in known[0]
            },
            open=_joined([census.open for census in censuses]),
            budget_key=_budget_key(censuses, plan),
        )
    for census, grades in zip(censuses, known, strict=True):
        yield Part(
            title=census.judging.scheme.title,
            label=census.judging.label if plan.several else "",
            grades=grades,
            counts=census.grades,
            open=census.open,
            budget_key=_budget_key([census], plan),
        )


def _ordered(grades: Sequence[Grade]) -> tuple[Grade, ...]:
    return tuple(sorted(grades, key=lambda grade: -grade.at_least))


def _joined(counts: Sequence[GradeCount]) -> GradeCount:
    return reduce(GradeCount.joined, counts, GradeCount())


def _budget_key(censuses: Sequence[SchemeCensus], plan: Plan) -> str:
    """The column in which all these schemes have their budget."""
    keys = {column.over if column else "" for one in censuses for column in [plan.execution(one.judging)]}
    return keys.pop() if len(keys) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Lines:
    """The cells of a block whose first row (from 0) is ``first``."""

    part: Part
    plan: Plan
    areas: tuple[Area, ...]
    first: int

    def grade(self, number: int) -> list[Content]:
        """The departments of one grade."""
        grade, row = self.part.grades[number], self.first + number + 1
        found = self.part.counts[grade.name]
        cell = f"$A{row}"
        mean = f'IF(C{row}=0,"",({self._sum("total", cell)})/C{row})'
        return [
            grade.name,
            band(self.part.grades, number),
            Formula(self._count("grade", cell), found.totals.count),
            self._share(row, found.totals.count),
            self._budget(cell, found),
            Formula(mean, _or_empty(found.totals.mean)),
            self._extreme("MAX", row, found.totals.high, found.totals.count),
            self._extreme("MIN", row, found.totals.low, found.totals.count),
            Formula(self._count("claimed_grade", cell), found.claimed),
            Formula(self._count("review_grade", cell), found.reviewed),
        ]

    def ungraded(self) -> list[Content]:
        """Those whose total is provisional: they count, so that the grades add up to all (C04)."""
        row = self.first + len(self.part.grades) + 1
        count = self.part.open.totals.count
        return [
            say("summary.grades.open"),
            say("summary.grades.open_band"),
            Formula(self._count("grade", '""'), count),
            self._share(row, count),
            self._budget('""', self.part.open),
            *[None] * 5,
        ]

    def total(self) -> list[Content]:
        """All of them; the average is that of the grades, weighted by how many departments each has."""
        every = [self.part.counts[grade.name] for grade in self.part.grades]
        graded = _joined(every)
        counted = _joined([graded, self.part.open])
        count, weights, means = (self._span(letters) for letters in "CCF")
        return [
            say("summary.overview.total"),
            None,
            Formula(f"SUM({self._span('C', open_=True)})", counted.totals.count),
            Formula(f"SUM({self._span('D', open_=True)})", 1.0),
            Formula(f"SUM({self._span('E', open_=True)})", counted.budget.total)
            if self.part.budget_key
            else None,
            Formula(f'IFERROR(SUMPRODUCT({weights},{means})/SUM({count}),"")', _or_empty(graded.totals.mean)),
            self._outermost("MAX", "G", graded.totals.high, graded.totals.count),
            self._outermost("MIN", "H", graded.totals.low, graded.totals.count),
            Formula(f"SUM({self._span('I')})", graded.claimed),
            Formula(f"SUM({self._span('J')})", graded.reviewed),
        ]

    def _span(self, letters: str, *, open_: bool = False) -> str:
        """The rows of the grades in one column of this sheet, with those that have none or without."""
        last = self.first + len(self.part.grades) + open_
        return f"{letters}{self.first + 1}:{letters}{last}"

    def _outermost(self, function: str, letters: str, value: float, count: int) -> Formula:
        span = self._span(letters)
        return Formula(f'IF(COUNT({span})=0,"",{function}({span}))', value if count else "")

    def _count(self, key: str, sought: str) -> str:
        """How many departments show in a column of 汇总表 what is sought."""
        return over(self.areas, lambda area: f"COUNTIFS({self._own(area)}{self._in(area, key)},{sought})")

    def _sum(self, summed: str, sought: str) -> str:
        """The sum of a column over those of a grade."""
        return over(
            self.areas,
            lambda area: (
                f"SUMIFS({self._in(area, summed)},{self._own(area)}{self._in(area, 'grade')},{sought})"
            ),
        )

    def _share(self, row: int, count: int) -> Formula:
        """Their part of all departments of the block."""
        total = self.first + len(self.part.grades) + 2
        every = sum(one.totals.count for one in self.part.counts.values()) + self.part.open.totals.count
        return Formula(f"C{row}/C${total}", count / every)

    def _budget(self, sought: str, found: GradeCount) -> Formula | None:
        key = self.part.budget_key
        return Formula(self._sum(key, sought), found.budget.total) if key else None

    def _extreme(self, function: str, row: int, value: float, count: int) -> Formula:
        """The highest or the lowest total of a grade."""
        parts = [self._extreme_of(area, function, row) for area in self.areas]
        every = parts[0] if len(parts) == 1 else f"{function}({','.join(parts)})"
        return Formula(f'IF(C{row}=0,"",{every})', value if count else "", array=True)

    def _extreme_of(self, area: Area, function: str, row: int) -> str:
        """The same of one area; one without that grade has nothing to say, and so the farthest number."""
        totals = f"IF({self._only(area)}({self._in(area, 'grade')}=$A{row}),{self._in(area, 'total')})"
        found = f"{function}({totals})"
        if len(self.areas) == 1:
            return found
        having = f"COUNTIFS({self._own(area)}{self._in(area, 'grade')},$A{row})"
        return f"IF({having}=0,{_FARTHEST[function]},{found})"

    def _in(self, area: Area, key: str) -> str:
        return area.column(self.plan.letters[key])

    def _own(self, area: Area) -> str:
        return f'{self._in(area, "scheme")},"{_sought(self.part.label)}",' if self.part.label else ""

    def _only(self, area: Area) -> str:
        return f'({self._in(area, "scheme")}="{_text(self.part.label)}")*' if self.part.label else ""


def band(grades: Sequence[Grade], number: int) -> str:
    """The scores that a grade stands for, in words; the grades from the highest down."""
    low = show_plain(grades[number].at_least)
    if number == 0:
        return say("summary.grades.from", low=low)
    high = show_plain(grades[number - 1].at_least)
    lowest = number == len(grades) - 1 and grades[number].at_least <= 0
    return say("summary.grades.below" if lowest else "summary.grades.between", low=low, high=high)


def _or_empty(value: float | None) -> float | str:
    return "" if value is None else value


def _sought(label: str) -> str:
    """A label as a criterion, in which some signs stand for any characters."""
    for sign in "~*?":
        label = label.replace(sign, f"~{sign}")
    return _text(label)


def _text(label: str) -> str:
    return label.replace('"', '""')
