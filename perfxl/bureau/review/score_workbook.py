"""Writes 复核分.xlsx, into which officers enter review scores: a row a department, and a sheet by indicator.

Grade and deviation (偏离度 = (自评分 − 复核分) / 自评分) are live formulas over what is entered.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from perfxl.bureau.records import MarkRecord, ScoreKey
from perfxl.bureau.review.score_rows import (
    NOTHING,
    AllEntries,
    Entered,
    Entries,
    Line,
    ScoreRow,
    bearers,
)
from perfxl.numbers import excel_round
from perfxl.scheme.native import literal
from perfxl.scoring import grade_of
from perfxl.wording import say, subject
from perfxl.workbook.cells import written
from perfxl.workbook.template.blank import OPTIONS
from perfxl.workbook.template.styles import Styles
from perfxl.workbook.textfit import text_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FIRST_ROW: Final = 3
"""The first row of entries, counted from 0, below title, note and headings."""

COLUMNS: Final = (
    "number", "department", "code", "year", "full", "claimed", "claimed_grade", "total", "grade", "unscored",
    "errors", "reminders", "comparisons", "review", "by_indicator", "review_grade", "deviation", "remark",
)  # fmt: skip
"""The columns of the first sheet; ``texts/review.toml`` [scores] words them."""

MARK_COLUMNS: Final = (
    "number", "department", "code", "year", "level", "name", "points", "claimed", "score", "outcome",
    "review", "adopted", "remark", "id",
)  # fmt: skip
"""The columns of the sheet by indicator."""

_WIDTHS: Final = (5, 30, 12, 7, 7, 9, 9, 9, 9, 8, 6, 6, 8, 10, 12, 9, 10, 36)
_MARK_WIDTHS: Final = (5, 30, 12, 7, 16, 26, 7, 9, 9, 10, 10, 10, 36, 0)
_A4: Final = 9
_ALLOWED: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
}
_AT: Final = {name: number for number, name in enumerate(COLUMNS)}
_MARK_AT: Final = {name: number for number, name in enumerate(MARK_COLUMNS)}
_CODE: Final = _AT["code"]
"""The column of budget codes, in both sheets."""


def score_workbook(rows: Sequence[ScoreRow], entries: AllEntries, *, marks: int) -> bytes:
    """The workbook as an ``.xlsx``, with what has been entered so far.

    Args:
        rows: a department each.
        entries: what stands in the cells to be filled in, by department and year.
        marks: how many rows the sheet by indicator has, 0 where there is to be none.
    """
    content = BytesIO()
    example = any(row.scheme.weights == "example" for row in rows)
    namesakes = any(len(keys) > 1 for keys in bearers(rows).values())
    # Row by row to the disk: a hundred thousand departments need little memory.
    options = {**deepcopy(OPTIONS), "in_memory": False, "constant_memory": True}
    with Workbook(content, options) as book:
        styles = Styles(book)
        page = book.add_worksheet(say("review.scores.sheet"))
        first = _Scores(page, styles, marks, example=example, coded=namesakes)
        page = book.add_worksheet(say("review.scores.by_indicator")) if marks else None
        second = None if page is None else _Marks(page, styles, coded=namesakes)
        header = (say("review.paper.example") if example else "") + say("review.paper.sheet")
        for page in book.worksheets():
            page.set_header(header, {"scale_with_doc": False})
        for number, row in enumerate(rows, start=1):
            entered = entries.get(row.key, NOTHING)
            first.write(number, row, entered)
            if second is not None:
                second.write(number, row, entered)
        for key, entered in nobodys(rows, entries).items():
            first.carry(key, entered)
            if second is not None:
                second.carry(key, entered)
        for sheet in (first, second):
            if sheet is not None:
                sheet.close()
    return content.getvalue()


def nobodys(rows: Sequence[ScoreRow], entries: AllEntries) -> AllEntries:
    """Entries for departments that have sent nothing: they stay until the officer clears them.

    Those that may be any of several namesakes' are no such.
    """
    known, borne = {row.key for row in rows}, bearers(rows)
    return {
        key: entered
        for key, entered in entries.items()
        if key not in known and (key.code or key.bare not in borne)
    }


class _Sheet:
    """What both sheets have in common."""

    entered: str

    def __init__(
        self,
        page: "Worksheet",
        styles: Styles,
        words: Mapping[str, str],
        headings: Sequence[str],
        widths: Sequence[int],
        *,
        coded: bool,
    ) -> None:
        """Budget codes (``coded``) are shown where names alone do not tell departments apart.

        They are there in any case: another department of the same name may come in later.
        """
        self.page, self.styles, self.row = page, styles, FIRST_ROW
        self._words, self._last = words, len(headings) - 1
        page.set_paper(_A4)
        page.set_landscape()
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(FIRST_ROW - 1)
        page.set_footer(say("template.paper.footer"))
        page.hide_gridlines(2)
        for column, width in enumerate(widths):
            hidden = not width or (column == _CODE and not coded)
            page.set_column(column, column, width, None, {"hidden": hidden})
        page.set_row(0, 32)
        page.write_string(0, 0, words["title"], styles("title", "left"))
        page.set_row(1, text_height(words["note"], sum(widths)) + 4)
        page.merge_range(1, 0, 1, self._last, words["note"], styles("remark"))
        page.set_row(2, 32)
        for column, heading in enumerate(headings):
            page.write_string(2, column, heading, styles("header"))
        page.freeze_panes(FIRST_ROW, _CODE + 1)

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

    def begin(self, key: ScoreKey, at: Mapping[str, int], review: Entered, remark: str) -> None:
        """A row that shows nothing but whose it is and what was entered."""
        for column in range(self._last + 1):
            self.text(column, "")
        self.text(at["department"], key.department)
        self.text(at["code"], key.code, "center")
        self.number(at["year"], key.year, "year")
        self.entry(at["review"], review, "score")
        self.entry(at["remark"], remark, "left")

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
        """What can be said only when the last row is known."""
        last = max(FIRST_ROW, self.row - 1)
        self.page.autofilter(FIRST_ROW - 1, 0, last, self._last)
        self.page.print_area(0, 0, last, self._last)
        self.page.protect("", _ALLOWED)


class _Scores(_Sheet):
    """The sheet 复核分."""

    def __init__(self, page: "Worksheet", styles: Styles, marks: int, *, example: bool, coded: bool) -> None:
        words = subject("review")["scores"]
        note = words["note" if marks else "note_plain"] + (words["example"] if example else "")
        super().__init__(page, styles, {**words, "note": note}, words["columns"], _WIDTHS, coded=coded)
        self._last_mark = FIRST_ROW + marks

    def write(self, number: int, row: ScoreRow, entered: Entries) -> None:
        """One department."""
        at = _AT
        self.number(at["number"], number)
        self.text(at["department"], row.department)
        self.text(at["code"], row.code, "center")
        self.number(at["year"], row.year, "year")
        self.number(at["full"], row.full)
        self.number(at["claimed"], row.claimed, "score")
        self.text(at["claimed_grade"], row.claimed_grade, "center")
        self.number(at["total"], row.total, "score")
        self.text(at["grade"], row.grade or say("review.no_grade"), "center")
        self.number(at["unscored"], row.unscored)
        for name, count in row.counts._asdict().items():
            self.number(at[name], count)
        self.entry(at["review"], entered.total, "score")
        by_indicator = total_by_indicator(row, entered)
        self._by_indicator(by_indicator)
        effective = entered.total if isinstance(entered.total, float) else by_indicator
        self._results(row, effective)
        self.entry(at["remark"], entered.remark, "left")
        self.row += 1

    def carry(self, key: ScoreKey, entered: Entries) -> None:
        """What was entered for a department that has sent nothing."""
        if entered.total is not None or entered.remark:
            self.begin(key, _AT, entered.total, entered.remark)
            self.row += 1

    def _by_indicator(self, value: float | None) -> None:
        column = _AT["by_indicator"]
        if self._last_mark == FIRST_ROW:
            self.text(column, "", "unused")
            return
        sheet = say("review.scores.by_indicator")

        def column_of(name: str) -> str:
            letters = xl_col_to_name(_MARK_AT[name])
            return f"'{sheet}'!${letters}${FIRST_ROW + 1}:${letters}${self._last_mark}"

        own = f"{column_of('number')},{self.cell(_AT['number'])}"
        adopted = column_of("adopted")
        formula = (
            f'=IF(COUNTIFS({own},{column_of("review")},">=0")=0,"",'
            f'IF(COUNTIFS({own},{adopted},">=0")<COUNTIFS({own}),"",ROUND(SUMIFS({adopted},{own}),2)))'
        )
        self.formula(column, formula, "" if value is None else value, "score")

    def _results(self, row: ScoreRow, effective: float | None) -> None:
        """Grade and deviation, as they follow from what is entered."""
        entered, summed = self.cell(_AT["review"]), self.cell(_AT["by_indicator"])
        given = f"OR(ISNUMBER({entered}),ISNUMBER({summed}))"
        score = f"IF(ISNUMBER({entered}),{entered},{summed})"
        grades = '""'
        for band in sorted(row.scheme.grades, key=lambda band: band.at_least):
            grades = f"IF({score}>={literal(band.at_least)},{literal(band.name)},{grades})"
        grade = "" if effective is None else grade_of(row.scheme, effective)
        self.formula(_AT["review_grade"], f'=IF({given},{grades},"")', grade)
        claimed = self.cell(_AT["claimed"])
        off = deviation(row.claimed, effective)
        self.formula(
            _AT["deviation"],
            f'=IF({given},IF({claimed}=0,"",({claimed}-{score})/{claimed}),"")',
            "" if off is None else off,
            "ratio",
        )

    def close(self) -> None:
        """Let numbers alone into the column of scores."""
        self.validate(_AT["review"], _AT["full"])
        super().close()


def total_by_indicator(row: ScoreRow, entered: Entries) -> float | None:
    """The sum over all indicators, ours where none was entered; None if none was, or one has no score."""
    given = {id_: line.score for id_, line in entered.lines.items() if isinstance(line.score, float)}
    scores = [given.get(mark.id, mark.score) for mark in row.marks]
    if not given or any(score is None for score in scores):
        return None
    return excel_round(sum(score for score in scores if score is not None), 2)


def deviation(claimed: float, review: float | None) -> float | None:
    """偏离度: how far the department's score is above the review's, as a ratio; None where there is none."""
    return None if review is None or not claimed else (claimed - review) / claimed


class _Marks(_Sheet):
    """The sheet 按指标复核."""

    def __init__(self, page: "Worksheet", styles: Styles, *, coded: bool) -> None:
        words = subject("review")["scores"]
        own = {
            "title": words["by_indicator"],
            "note": words["note_marks"],
            "prompt": words["mark_prompt"],
            "refusal": words["mark_refusal"],
        }
        super().__init__(page, styles, own, words["mark_columns"], _MARK_WIDTHS, coded=coded)

    def write(self, number: int, row: ScoreRow, entered: Entries) -> None:
        """All indicators of one department."""
        for mark in row.marks:
            self._write(number, row, mark, entered.lines.get(mark.id, Line()))

    def carry(self, key: ScoreKey, entered: Entries) -> None:
        """What was entered for the indicators of a department that has sent nothing."""
        for id_, line in entered.lines.items():
            self.begin(key, _MARK_AT, line.score, line.remark)
            self.text(_MARK_AT["name"], id_)
            self.text(_MARK_AT["id"], id_)
            self.row += 1

    def _write(self, number: int, row: ScoreRow, mark: MarkRecord, entered: Line) -> None:
        at = _MARK_AT
        self.number(at["number"], number)
        self.text(at["department"], row.department)
        self.text(at["code"], row.code, "center")
        self.number(at["year"], row.year, "year")
        self.text(at["level"], mark.level)
        self.text(at["name"], mark.name)
        self.number(at["points"], mark.points)
        self.number(at["claimed"], mark.claimed, "score")
        self.number(at["score"], mark.score, "score")
        self.text(at["outcome"], mark.outcome, "center")
        self.entry(at["review"], entered.score, "score")
        review, ours = self.cell(at["review"]), self.cell(at["score"])
        adopted = entered.score if isinstance(entered.score, float) else mark.score
        formula = f'=IF(ISNUMBER({review}),{review},IF(ISNUMBER({ours}),{ours},""))'
        self.formula(at["adopted"], formula, "" if adopted is None else adopted, "score")
        self.entry(at["remark"], entered.remark, "left")
        self.text(at["id"], mark.id)
        self.row += 1

    def close(self) -> None:
        """Let numbers alone into the column of scores."""
        self.validate(_MARK_AT["review"], _MARK_AT["points"])
        super().close()
