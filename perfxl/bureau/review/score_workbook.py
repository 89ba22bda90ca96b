"""Writes 复核分.xlsx, into which officers enter review scores: a row a department, and a sheet by indicator.

Grade and deviation (偏离度 = (自评分 − 复核分) / 自评分) are live formulas over what is entered.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from perfxl.bureau.products import Product
from perfxl.bureau.records import MarkRecord, ScoreKey
from perfxl.bureau.review.score_rows import (
    NOTHING,
    UNTYPED,
    Added,
    AllEntries,
    Entries,
    Line,
    ScoreRow,
    Typed,
    bearers,
)
from perfxl.bureau.review.score_sheet import FIRST_ROW, ScoreSheet
from perfxl.numbers import excel_round
from perfxl.scheme.native import literal
from perfxl.scoring import grade_of
from perfxl.wording import say, subject
from perfxl.workbook.template.blank import OPTIONS
from perfxl.workbook.template.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

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

_WIDTHS: Final = dict(zip(COLUMNS, (5, 30, 12, 7, 7, 9, 9, 9, 9, 8, 6, 6, 8, 10, 12, 9, 10, 36), strict=True))
_MARK_WIDTHS: Final = dict(zip(MARK_COLUMNS, (5, 30, 12, 7, 16, 26, 7, 9, 9, 10, 10, 10, 36, 0), strict=True))
_AT: Final = {name: number for number, name in enumerate(COLUMNS)}
_MARK_AT: Final = {name: number for number, name in enumerate(MARK_COLUMNS)}


def score_workbook(rows: Sequence[ScoreRow], typed: Typed, *, marks: int) -> bytes:
    """The workbook as an ``.xlsx``, with all that has been typed so far.

    Args:
        rows: a department each.
        typed: what stands in the cells to be filled in, by department and year, and beside them.
        marks: how many indicators the sheet by indicator has; without any it is there only for what was
            typed into it.
    """
    entries = typed.entries
    content = BytesIO()
    example = any(row.scheme.weights == "example" for row in rows)
    namesakes = any(len(keys) > 1 for keys in bearers(rows).values())
    # Row by row to the disk: a hundred thousand departments need little memory.
    options = {**deepcopy(OPTIONS), "in_memory": False, "constant_memory": True}
    with Workbook(content, options) as book:
        book.set_properties({"keywords": Product.REVIEW_SCORES.keywords})
        styles = Styles(book)
        page = book.add_worksheet(say("review.scores.sheet"))
        first = _Scores(page, styles, marks, typed.scores, example=example, coded=namesakes)
        wanted = marks or typed.marks.rows or any(entered.lines for entered in entries.values())
        page = book.add_worksheet(say("review.scores.by_indicator")) if wanted else None
        second = None if page is None else _Marks(page, styles, typed.marks, coded=namesakes)
        header = (say("review.paper.example") if example else "") + say("review.paper.sheet")
        for page in book.worksheets():
            page.set_header(header, {"scale_with_doc": False})
        for number, row in enumerate(rows, start=1):
            entered = entries.get(row.key, NOTHING)
            first.write(number, row, entered)
            if second is not None:
                second.write(number, row, entered)
        for key, entered in nobodys(rows, entries).items():
            first.carry_entries(key, entered)
            if second is not None:
                second.carry_lines(key, entered.lines)
        for sheet in (first, second):
            if sheet is not None:
                sheet.close()
    return content.getvalue()


def nobodys(rows: Sequence[ScoreRow], entries: AllEntries) -> AllEntries:
    """Entries that are for none of the departments or may be any of several's: they stay until cleared."""
    known = {row.key for row in rows}
    return {key: entered for key, entered in entries.items() if key not in known}


def _headed(widths: Mapping[str, int], headings: Sequence[str]) -> dict[str, tuple[str, int]]:
    return {name: (heading, widths[name]) for name, heading in zip(widths, headings, strict=True)}


class _Scores(ScoreSheet):
    """The sheet 复核分."""

    def __init__(
        self, page: "Worksheet", styles: Styles, marks: int, added: Added, *, example: bool, coded: bool
    ) -> None:
        words = subject("review")["scores"]
        note = words["note" if marks else "note_plain"] + (words["example"] if example else "")
        words, columns = {**words, "note": note}, _headed(_WIDTHS, words["columns"])
        super().__init__(page, styles, words, columns, added, coded=coded)
        self._last_mark = FIRST_ROW + marks

    def write(self, number: int, row: ScoreRow, entered: Entries) -> None:
        """One department."""
        at = _AT
        self.begin({"department": row.department, "code": row.code, "remark": entered.remark}, entered.row)
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
        self.end(entered.row)

    def carry_entries(self, key: ScoreKey, entered: Entries) -> None:
        """What was typed into the row of a department that has sent nothing."""
        if entered.entered or entered.row is not UNTYPED:
            whose = {"department": key.department, "code": key.code, "year": _year(key)}
            self.carry(entered.row, {**whose, "review": entered.total, "remark": entered.remark})

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


def _year(key: ScoreKey) -> float | None:
    return None if key.year is None else float(key.year)


def indicator_name(line: Line, id_: str) -> str:
    """An indicator as its row names it; its id where it has no row."""
    name = dict(zip(MARK_COLUMNS, line.row.cells, strict=False)).get("name")
    return name if isinstance(name, str) else id_


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


class _Marks(ScoreSheet):
    """The sheet 按指标复核."""

    def __init__(self, page: "Worksheet", styles: Styles, added: Added, *, coded: bool) -> None:
        words = subject("review")["scores"]
        own = {
            "title": words["by_indicator"],
            "note": words["note_marks"],
            "prompt": words["mark_prompt"],
            "refusal": words["mark_refusal"],
        }
        columns = _headed(_MARK_WIDTHS, words["mark_columns"])
        super().__init__(page, styles, own, columns, added, coded=coded)

    def write(self, number: int, row: ScoreRow, entered: Entries) -> None:
        """All indicators of one department."""
        for mark in row.marks:
            self._write(number, row, mark, entered.lines.get(mark.id, Line()))
        known = {mark.id for mark in row.marks}
        others = {id_: line for id_, line in entered.lines.items() if id_ not in known}
        self.carry_lines(row.key, others)

    def carry_lines(self, key: ScoreKey, lines: Mapping[str, Line]) -> None:
        """What was typed for indicators that no workbook has which counts."""
        whose = {"department": key.department, "code": key.code, "year": _year(key)}
        for id_, line in lines.items():
            own = {"name": indicator_name(line, id_), "id": id_, "review": line.score, "remark": line.remark}
            self.carry(line.row, {**whose, **own})

    def _write(self, number: int, row: ScoreRow, mark: MarkRecord, entered: Line) -> None:
        at = _MARK_AT
        texts = {"department": row.department, "code": row.code, "level": mark.level, "name": mark.name}
        self.begin({**texts, "remark": entered.remark}, entered.row)
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
        self.end(entered.row)

    def close(self) -> None:
        """Let numbers alone into the column of scores."""
        self.validate(_MARK_AT["review"], _MARK_AT["points"])
        super().close()
