"""One sheet of 复核分.xlsx: what both have in common, and what an officer has added to it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_col_to_name

from perfxl.bureau.review.score_rows import UNTYPED, Added, Entered, TypedRow
from perfxl.wording import say
from perfxl.workbook.cells import written
from perfxl.workbook.template.styles import Styles
from perfxl.workbook.textfit import text_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FIRST_ROW: Final = 3
"""The first row of entries, counted from 0, below title, note and headings."""

_A4: Final = 9
_ALLOWED: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
}
_ADDED_WIDTH: Final = 16.0
_ONE_LINE: Final = text_height("", _ADDED_WIDTH)
_CARRIED: Final = {"code": "center", "year": "year", "review": "score"}
"""How a row is shown that is carried on; all its other cells as texts are."""


class ScoreSheet:
    """Title, note, headings, and then row after row; the columns that were added stand behind the others."""

    def __init__(
        self,
        page: "Worksheet",
        styles: Styles,
        words: Mapping[str, str],
        columns: Mapping[str, tuple[str, int]],
        added: Added,
        *,
        coded: bool,
    ) -> None:
        """``columns`` gives heading and width of each by its name.

        Budget codes (``coded``) are shown where names alone do not tell departments apart. They are there in
        any case: another department of the same name may come in later.
        """
        self.page, self.styles, self.row = page, styles, FIRST_ROW
        self.at: Mapping[str, int] = {name: place for place, name in enumerate(columns)}
        self._words, self._added, self._last = words, added, len(columns) + len(added.headings) - 1
        self._widths = widths = {name: width for name, (_, width) in columns.items()}
        headings = (*(heading for heading, _ in columns.values()), *added.headings)
        page.set_paper(_A4)
        page.set_landscape()
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(FIRST_ROW - 1)
        page.set_footer(say("template.paper.footer"))
        page.hide_gridlines(2)
        for name, width in widths.items():
            hidden = not width or (name == "code" and not coded)
            page.set_column(self.at[name], self.at[name], width, None, {"hidden": hidden})
        if added.headings:
            page.set_column(len(columns), self._last, _ADDED_WIDTH)
        page.set_row(0, 32)
        page.write_string(0, 0, words["title"], styles("title", "left"))
        page.set_row(1, text_height(words["note"], sum(widths.values())) + 4)
        page.merge_range(1, 0, 1, len(columns) - 1, words["note"], styles("remark"))
        page.set_row(2, 32)
        for column, heading in enumerate(headings):
            page.write_string(2, column, written(heading), styles("header"))
        page.freeze_panes(FIRST_ROW, self.at["code"] + 1)

    def begin(self, texts: Mapping[str, str], row: TypedRow = UNTYPED) -> None:
        """Make room for the longest text of the row that comes; where all fit, it is left to grow.

        ``texts`` are those of columns by their names.
        """
        long = [text_height(text, self._widths[name]) for name, text in texts.items() if text]
        long += [text_height(text, _ADDED_WIDTH) for text in row.more if isinstance(text, str)]
        if (height := max(long, default=0.0)) > _ONE_LINE:
            self.page.set_row(self.row, height)

    def number(self, column: int, value: float | None, *looks: str) -> None:
        """A number, or nothing."""
        style = self.styles("grid", "center", *looks)
        if value is None:
            self.page.write_blank(self.row, column, None, style)
        else:
            self.page.write_number(self.row, column, value, style)

    def text(self, column: int, text: str, *looks: str) -> None:
        """A text, whatever it begins with."""
        self.page.write_string(self.row, column, written(text), self.styles("grid", *looks))

    def formula(self, column: int, formula: str, value: float | str, *looks: str) -> None:
        """A formula of our own, with the value that it has."""
        self.page.write_formula(self.row, column, formula, self.styles("formula", "center", *looks), value)

    def entry(self, column: int, value: Entered, *looks: str) -> None:
        """A cell that the officer fills in, with what stands there."""
        style = self.styles("input", *looks)
        if isinstance(value, str) and value:
            self.page.write_string(self.row, column, written(value), style)
        elif isinstance(value, float):
            self.page.write_number(self.row, column, value, style)
        else:
            self.page.write_blank(self.row, column, None, style)

    def end(self, row: TypedRow) -> None:
        """What stands in a row's columns that were added; then the next row begins."""
        first = self._last + 1 - len(self._added.headings)
        for place in range(len(self._added.headings)):
            self.entry(first + place, row.more[place] if row.more else None, "left")
        self.row += 1

    def carry(self, row: TypedRow, known: Mapping[str, Entered] | None = None) -> None:
        """A row that is no department's as it was typed, to be corrected or cleared there.

        ``known`` tells what stands in columns by their names, whether the row has it or not. Running numbers
        are perfxl's own; without them the row is known again as the officer's. A note in a narrow column of
        a row that names no department goes on over the cells beside it.
        """
        cells = {**dict(zip(self.at, row.cells, strict=False)), **(known or {})}
        texts = {name: cell for name, cell in cells.items() if isinstance(cell, str) and name != "id"}
        notes = {name for name in texts if "department" not in texts and self._widths[name] < _ADDED_WIDTH}
        self.begin({name: text for name, text in texts.items() if name not in notes}, row)
        for name, column in self.at.items():
            cell = cells.get(name)
            number = name == "number" and isinstance(cell, float)
            looks = ("left", "one_line") if name in notes else (_CARRIED.get(name, "left"),)
            self.entry(column, None if number else cell, *looks)
        self.end(row)

    def cell(self, column: int) -> str:
        """The address of a cell of the row that is being written."""
        return f"{xl_col_to_name(column)}{self.row + 1}"

    def validate(self, entered: int, most: int) -> None:
        """Let only numbers into a column of entries, from 0 to what another column says."""
        self.page.data_validation(
            FIRST_ROW, entered, max(FIRST_ROW, self.row - 1), entered,
            {
                "validate": "decimal", "criteria": "between", "minimum": 0,
                "maximum": f"=${xl_col_to_name(most)}{FIRST_ROW + 1}",
                "input_message": self._words["prompt"], "error_message": self._words["refusal"],
            },
        )  # fmt: skip

    def close(self) -> None:
        """The rows that are nobody's, and what can be said only when the last row is known."""
        for row in self._added.rows:
            self.carry(row)
        last = max(FIRST_ROW, self.row - 1)
        self.page.autofilter(FIRST_ROW - 1, 0, last, self._last)
        self.page.print_area(0, 0, last, self._last)
        self.page.protect("", _ALLOWED)
