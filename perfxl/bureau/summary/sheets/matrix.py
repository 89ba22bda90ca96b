"""指标得分矩阵: departments down, the indicators of one scheme across; what was lost is shaded."""

from typing import TYPE_CHECKING, Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.census import SchemeCensus
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.schemes import Judging
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Area, Roll, RollColumn, total
from perfxl.bureau.summary.sheets.spread import Spread
from perfxl.numbers import show_plain
from perfxl.wording import say
from perfxl.workbook.slots import column_letters

if TYPE_CHECKING:
    from perfxl.bureau.summary.sheets.cells import Content

_BEFORE: Final = 2
"""Columns before the indicators: the number and the department."""
_NUMBER_WIDTH, _NAME_WIDTH, _INDICATOR_WIDTH, _TOTAL_WIDTH = 5.0, 24.0, 9.0, 10.0
_HEADING_HEIGHT, _CLOSING_HEIGHT = 74.0, 20.0
_LOST_COLOUR, _FULL_COLOUR = "#F4B183", "#FFFFFF"


class Matrix:
    """The scores of all departments that were judged by one scheme."""

    def __init__(self, book: Book, judging: Judging, name: str) -> None:
        """Begin the sheet."""
        self._book, self._judging = book, judging
        self._indicators = judging.indicators
        words, score = book.styles("grid", "small", "longtext"), book.styles("grid", "small", "score")
        columns = [
            RollColumn(book.styles("grid", "small", "integer", "center"), _NUMBER_WIDTH),
            RollColumn(words, _NAME_WIDTH, wraps=True),
            *[RollColumn(score, _INDICATOR_WIDTH)] * len(self._indicators),
            RollColumn(score, _TOTAL_WIDTH),
        ]
        self._roll = Roll(book, name, columns, self._begin, below=2, frozen=_BEFORE)
        self.areas: tuple[Area, ...] = ()
        self._count = 0

    def _begin(self, page: Worksheet) -> int:
        title = say("summary.matrix.title", scheme=self._judging.scheme.title)
        notes = (say("summary.matrix.note"), *self._book.notes)
        row = self._spread().begin(self._book, page, title, notes)
        titles = [
            say("summary.columns.number"),
            say("summary.columns.department"),
            *(
                say("summary.with_points", name=one.name, points=show_plain(one.points))
                for one in self._indicators
            ),
            say("summary.columns.total"),
        ]
        self._book.headings(page, row, titles, _HEADING_HEIGHT)
        page.repeat_rows(row - 1, row)
        return row + 1

    def _spread(self) -> Spread:
        levels = [
            level.name
            for level in self._judging.scheme.levels
            for group in level.groups
            for _ in group.indicators
        ]
        groups = [*[say("summary.groups.who")] * _BEFORE, *levels, say("summary.groups.total")]
        widths = [_NUMBER_WIDTH, _NAME_WIDTH, *[_INDICATOR_WIDTH] * len(levels), _TOTAL_WIDTH]
        return Spread(groups, widths, _BEFORE)

    def letters(self, indicator: str) -> str:
        """The column in which an indicator's scores stand."""
        ids = [one.id for one in self._indicators]
        return column_letters(_BEFORE + ids.index(indicator))

    def add(self, one: Department) -> None:
        """Write the row of one department; an indicator without a score shows how it stands with it."""
        marks = {mark.id: mark for mark in one.reviewed.marks}
        scores: list[Content] = []
        for indicator in self._indicators:
            mark = marks.get(indicator.id)
            scores.append(None if mark is None else mark.outcome if mark.score is None else mark.score)
        self._count += 1
        self._roll.add([self._count, one.name, *scores, one.total])

    def end(self, census: SchemeCensus) -> None:
        """Write the average scores and how they stand to the points, and shade what was lost."""
        self.areas = self._roll.end()
        page, row = self._roll.page, self._roll.foot
        parts = [*(census.indicators[one.id] for one in self._indicators)]
        points = [*(one.points for one in self._indicators), self._judging.scheme.total]
        means = [*(part.scores.mean for part in parts), census.totals.mean]
        for offset, key in enumerate(("mean", "rate")):
            page.set_row(row + offset, _CLOSING_HEIGHT)
            look = self._book.styles("grid", "small", "score" if key == "mean" else "ratio", "closing")
            label = self._book.styles("grid", "small", "longtext", "closing")
            page.write_blank(row + offset, 0, None, label)
            page.write_string(row + offset, 1, say(f"summary.overview.{key}"), label)
            for number, (mean, full) in enumerate(zip(means, points, strict=True)):
                letters = column_letters(_BEFORE + number)
                average = _average(self.areas, letters)
                formula = average if key == "mean" else f"{average}/{show_plain(full)}"
                value = mean if mean is None or key == "mean" else mean / full
                page.write_formula(
                    row + offset,
                    _BEFORE + number,
                    f'=IFERROR({formula},"")',
                    look,
                    "" if value is None else value,
                )
        for area in self.areas:
            for number, full in enumerate(points):
                _shade(area, _BEFORE + number, full)


def _average(areas: tuple[Area, ...], letters: str) -> str:
    return f"({total(areas, letters, 'SUM({})')})/({total(areas, letters, 'COUNT({})')})"


def _shade(area: Area, column: int, points: float) -> None:
    area.page.conditional_format(
        area.first - 1,
        column,
        area.last - 1,
        column,
        {
            "type": "2_color_scale",
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": points,
            "min_color": _LOST_COLOUR,
            "max_color": _FULL_COLOUR,
        },
    )
