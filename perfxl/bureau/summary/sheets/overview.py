"""汇总表: a row a department, closed by sums, by rates from sums, and by average scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.columns import Look, Plan, SheetColumn, Value
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.sheets.cells import NUMBERS, Content, Formula
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Area, Roll, RollColumn, total
from perfxl.bureau.summary.sheets.spread import Spread
from perfxl.bureau.summary.tally import Rate, Tally
from perfxl.wording import say

_HEADING_HEIGHT, _CLOSING_HEIGHT = 50.0, 22.0
_ROW: Final = "{row}"
_PARTS: Final[Mapping[Look, tuple[str, ...]]] = {
    "words": ("grid", "small", "longtext"),
    "integer": ("grid", "small", "integer", "center"),
    "moment": ("grid", "small", "moment"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the table: its sheet, and its number as a spreadsheet counts."""

    sheet: str
    row: int


class Overview:
    """The summary table."""

    def __init__(self, book: Book, plan: Plan) -> None:
        """Begin the sheet."""
        self._book, self._plan = book, plan
        columns = [
            RollColumn(self._look(column), column.width, column.look == "words") for column in plan.columns
        ]
        self._sums = {column.key: Tally() for column in plan.columns if column.closing in {"sum", "mean"}}
        self._rates = {column.key: Rate() for column in plan.columns if column.closing == "rate"}
        self._formulas = [
            (number, _by_row(column.formula, plan.letters))
            for number, column in enumerate(plan.columns)
            if column.formula
        ]
        places = {column.key: number for number, column in enumerate(plan.columns)}
        self._gets = [column.get for column in plan.columns]
        self._summed = [(places[key], tally) for key, tally in self._sums.items()]
        self._rated = [
            (places[column.of], places[column.over], self._rates[column.key])
            for column in plan.columns
            if column.closing == "rate"
        ]
        self._roll = Roll(
            book,
            say("summary.sheets.overview"),
            columns,
            self._begin,
            below=2,
            frozen=plan.frozen,
            colour="#C65911",
        )
        self.areas: tuple[Area, ...] = ()

    def _look(self, column: SheetColumn, *more: str) -> Format:
        return self._book.styles(*_PARTS.get(column.look, ("grid", "small", column.look)), *more)

    def _begin(self, page: Worksheet) -> int:
        columns = self._plan.columns
        across = Spread(
            [column.group for column in columns], [column.width for column in columns], self._plan.frozen
        )
        notes = (say("summary.overview.note"), *self._book.notes)
        row = across.begin(self._book, page, say("summary.overview.title"), notes)
        self._book.headings(page, row, [column.title for column in columns], _HEADING_HEIGHT)
        page.repeat_rows(row - 1, row)
        return row + 1

    def add(self, one: Department) -> Place:
        """Write the row of one department; where it stands."""
        row = self._roll.row
        values = [get(one) for get in self._gets]
        self._count(values)
        cells: list[Content] = list(values)
        for number, formula in self._formulas:
            if (value := values[number]) is not None:
                cells[number] = Formula(formula.replace(_ROW, str(row)), value)
        self._roll.add(cells)
        return Place(self._roll.page.name, row)

    def _count(self, values: Sequence[Value]) -> None:
        for place, tally in self._summed:
            value = values[place]
            if isinstance(value, NUMBERS):
                tally.add(value)
        for of, over, rate in self._rated:
            rate.add(_number(values[of]), _number(values[over]))

    def end(self) -> None:
        """Write what closes the columns."""
        self.areas = self._roll.end()
        page, row = self._roll.page, self._roll.foot
        for offset, closings in enumerate((("sum", "rate"), ("mean",))):
            key = "total" if offset == 0 else "mean"
            page.set_row(row + offset, _CLOSING_HEIGHT)
            self._close(page, row + offset, closings, say(f"summary.overview.{key}"))

    def _close(self, page: Worksheet, row: int, closings: tuple[str, ...], label: str) -> None:
        for number, column in enumerate(self._plan.columns):
            look = self._look(column, "closing")
            if column.key == "department":
                page.write_string(row, number, label, look)
            elif column.closing in closings:
                page.write_formula(row, number, f"={self._formula(column)}", look, self.closing(column.key))
            else:
                page.write_blank(row, number, None, look)

    def _formula(self, column: SheetColumn) -> str:
        own = self._plan.letters[column.key]
        if column.closing == "sum":
            return total(self.areas, own, "SUM({})")
        if column.closing == "mean":
            return (
                f'IFERROR(({total(self.areas, own, "SUM({})")})/({total(self.areas, own, "COUNT({})")}),"")'
            )
        of, over = (self._plan.letters[key] for key in (column.of, column.over))
        return f'IFERROR(({both(self.areas, of, over)})/({both(self.areas, over, of)}),"")'

    def closing(self, key: str) -> float | str:
        """What stands below a column; empty where there is nothing to divide by."""
        column = self._plan.column(key)
        if column.closing == "sum":
            return self._sums[key].total
        value = self._sums[key].mean if column.closing == "mean" else self._rates[key].value
        return "" if value is None else value


def both(areas: Sequence[Area], summed: str, given: str) -> str:
    """The sum of a column over the rows in which another column is given too."""
    return "+".join(f"SUMPRODUCT(--ISNUMBER({area.column(given)}),{area.column(summed)})" for area in areas)


def _by_row(formula: str, letters: Mapping[str, str]) -> str:
    """The formula of a column, in which only the row is still open."""
    for key, column in letters.items():
        formula = formula.replace(f"{{{key}}}", f"{column}{_ROW}")
    return formula


def _number(value: Value) -> float | None:
    return value if isinstance(value, NUMBERS) else None
