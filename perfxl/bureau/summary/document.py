"""The consolidated report as an official document: the paragraphs of 综合报告, and tables below them."""

from collections.abc import Sequence
from typing import Final

from perfxl.bureau.products import Product
from perfxl.bureau.summary.census import MOST_TOLD
from perfxl.bureau.summary.columns import Plan, SheetColumn, Value
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.sheets.grades import Part, band
from perfxl.bureau.summary.survey import Missing
from perfxl.document import Attachment, Layout, Properties, Signature, official
from perfxl.document.grid import Cell, Grid, Line, Look, Remark, heading
from perfxl.narrative import Paragraph
from perfxl.numbers import show_fixed, show_percent, show_plain
from perfxl.scheme.model import Document
from perfxl.wording import say

_SHOWN: Final = (
    "number", "department", "scheme", "budget", "spent", "execution", "claimed", "claimed_grade", "total",
    "grade", "review", "review_grade",
)  # fmt: skip
_WIDTHS: Final = {"number": 3.5, "department": 16.0, "scheme": 8.0, "budget": 9.0, "spent": 9.0, "total": 9.5}
_WIDTH: Final = 7.0
_GRADE_WIDTHS: Final = (7.0, 12.0, 6.0, 8.0, 12.0, 8.0, 8.0, 8.0)
_MISSING_WIDTHS: Final = (4.0, 20.0, 12.0, 18.0)


class DepartmentTable:
    """The most important columns of 汇总表, a row a department: as many as a document can bear."""

    def __init__(self, plan: Plan) -> None:
        """Choose the columns."""
        found = {column.key: column for column in plan.columns}
        for judging in plan.judgings:
            if (rate := plan.execution(judging)) is not None:
                found |= {
                    "execution": rate,
                    "spent": plan.column(rate.of),
                    "budget": plan.column(rate.over),
                }
                break
        self._columns = [(key, found[key]) for key in _SHOWN if key in found]
        self._lines: list[Line] = []
        self._left_out = 0

    def take(self, one: Department) -> None:
        """Add the row of one department, if there is still room for it."""
        if len(self._lines) >= MOST_TOLD:
            self._left_out += 1
            return
        self._lines.append(Line(tuple(_cell(key, column, one) for key, column in self._columns)))

    def content(self) -> tuple[Remark | Grid, ...]:
        """The table, and what is to be said about it."""
        widths = tuple(_WIDTHS.get(key, _WIDTH) for key, _ in self._columns)
        heads = (heading(*(column.title for _, column in self._columns)),)
        grid = Grid(heads, tuple(self._lines), widths, "Small")
        if not self._left_out:
            return (grid,)
        return grid, Remark("TableNote", say("summary.document.cut", shown=MOST_TOLD, rest=self._left_out))


def _cell(key: str, column: SheetColumn, one: Department) -> Cell:
    if not one.final and key == "total":
        return Cell(say("document.scoring.so_far", score=show_fixed(one.reviewed.total)), "Centre")
    if not one.final and key == "grade":
        return Cell(say("document.scoring.no_grade"), "Centre")
    look: Look = {"money": "Number", "words": "Text"}.get(column.look, "Centre")  # type: ignore[assignment]
    return Cell(_shown(column.get(one), column.look), look)


def _shown(value: Value, look: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if look == "ratio":
        return show_percent(value)
    return show_plain(value) if look == "integer" else show_fixed(value)


def attachments(
    parts: Sequence[Part], departments: DepartmentTable, missing: Sequence[Missing], notes: Sequence[str]
) -> tuple[Attachment, ...]:
    """The tables below the report; what is to be said about scores stands below each that shows some."""
    remarks = tuple(Remark("TableNote", say("summary.document.note", text=note)) for note in notes)
    grades: list[Remark | Grid] = []
    for part in parts:
        grades += [Remark("TableTitle", part.title), _grades(part)]
    found = [
        Attachment(say("summary.document.grades"), (*grades, *remarks)),
        Attachment(say("summary.document.departments"), (*departments.content(), *remarks)),
    ]
    if missing:
        found.append(Attachment(say("summary.document.missing"), (_missing(missing),)))
    return tuple(found)


def _grades(part: Part) -> Grid:
    keys = ("grade", "band", "count", "share", "budget", "mean", "high", "low")
    every = sum(one.totals.count for one in part.counts.values()) + part.open.totals.count
    lines = []
    for number, grade in enumerate(part.grades):
        found = part.counts[grade.name]
        texts = [
            grade.name,
            band(part.grades, number),
            show_plain(found.totals.count),
            show_percent(found.totals.count / every),
            show_fixed(found.budget.total) if part.budget_key else "",
            *(
                "" if value is None or not found.totals.count else show_fixed(value)
                for value in (found.totals.mean, found.totals.high, found.totals.low)
            ),
        ]
        lines.append(Line(tuple(Cell(text, "Centre") for text in texts)))
    if part.open.totals.count:
        texts = [
            say("summary.grades.open"),
            say("summary.grades.open_band"),
            show_plain(part.open.totals.count),
            show_percent(part.open.totals.count / every),
            show_fixed(part.open.budget.total) if part.budget_key else "",
            *[""] * 3,
        ]
        lines.append(Line(tuple(Cell(text, "Centre") for text in texts)))
    heads = heading(*(say(f"summary.grades.columns.{key}") for key in keys))
    return Grid((heads,), tuple(lines), _GRADE_WIDTHS)


def _missing(missing: Sequence[Missing]) -> Grid:
    lines = [
        Line(
            (
                Cell(show_plain(number), "Centre"),
                Cell(one.entry.department),
                Cell(one.entry.section),
                Cell(say(f"summary.states.{one.reason}")),
            )
        )
        for number, one in enumerate(missing[:MOST_TOLD], start=1)
    ]
    keys = ("number", "department", "section", "state")
    return Grid((heading(*(say(f"summary.columns.{key}") for key in keys)),), tuple(lines), _MISSING_WIDTHS)


def document(paragraphs: Sequence[Paragraph], tables: Sequence[Attachment], office: str, title: str) -> bytes:
    """The document as a ``.docx`` file; its date is left to whoever signs it."""
    properties = Properties(title=title, author=office, subject=title, keywords=Product.REPORT.keywords)
    return official(paragraphs, tables, Signature(office, ""), properties, Layout(Document().line_pitch))
