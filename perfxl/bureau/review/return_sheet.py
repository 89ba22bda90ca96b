"""The return sheet (退回意见): one department's findings by cell, under a short letter, as a workbook."""

from collections.abc import Container, Iterable, Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from xlsxwriter import Workbook

from perfxl.bureau.products import Product
from perfxl.bureau.records import FindingRecord, MarkRecord, Received, Reviewed
from perfxl.bureau.review.comparing import differs
from perfxl.findings import Severity, errors_among
from perfxl.numbers import excel_round, show_fixed, show_plain
from perfxl.wording import say, subject
from perfxl.workbook.cells import written
from perfxl.workbook.template.archive import finish
from perfxl.workbook.template.blank import OPTIONS
from perfxl.workbook.template.styles import SMALL_SIZE, Styles
from perfxl.workbook.textfit import TALLEST_ROW, text_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS: Final = (5.0, 6.0, 6.0, 22.0, 44.0, 26.0, 34.0)
"""Columns in digits: number, severity, code, place, finding, what was expected, what to do. A4 across."""

_PLACE, _LAST = 3, len(WIDTHS) - 1
_SHORT, _FIGURES = (0, 1, 2), (0, 1, 5, 6)
"""Columns that are centred: of findings, of scores."""
_A4: Final = 9
_LETTER_SIZE: Final = 12.0
_LEAST: Final = 20.0


class Counts(NamedTuple):
    """How many findings there are of each kind."""

    errors: int
    reminders: int
    comparisons: int


def counts_of(reviewed: Reviewed) -> Counts:
    """The findings of a review, counted; comparisons stand for themselves."""
    errors = len(errors_among(reviewed.findings))
    return Counts(errors, len(reviewed.findings) - errors, len(reviewed.comparisons))


def return_sheet(received: Received, reviewed: Reviewed) -> bytes:
    """The return sheet as an ``.xlsx``; the same review gives the same bytes."""
    content = BytesIO()
    with Workbook(content, dict(deepcopy(OPTIONS))) as book:
        book.set_properties({"keywords": Product.RETURN_SHEET.keywords})
        sheet = _Sheet(book, say("review.return.sheet"))
        if reviewed.fault is not None:
            _unreadable(sheet, received, reviewed)
        else:
            _read(sheet, received, reviewed)
    return finish(content.getvalue(), {})


def _unreadable(sheet: "_Sheet", received: Received, reviewed: Reviewed) -> None:
    assert reviewed.fault is not None  # noqa: S101 - for the type checker
    sheet.across(_title(reviewed), "title", 36.0)
    sheet.letter(say("review.return.to_sender"), indented=False)
    sheet.letter(say("review.return.unreadable", name=received.name))
    sheet.letter(say("review.return.reason", code=reviewed.fault.code, fault=reviewed.fault.fault))
    sheet.letter(say("review.return.remedy", remedy=reviewed.fault.remedy))
    sheet.closing()


def _read(sheet: "_Sheet", received: Received, reviewed: Reviewed) -> None:
    counts = counts_of(reviewed)
    wrong = counts.errors + len(errors_among(reviewed.comparisons))
    sheet.across(_title(reviewed), "title", 36.0)
    sheet.letter(
        say("review.return.to", department=reviewed.department or say("review.return.nameless")),
        indented=False,
    )
    sheet.letter(say("review.return.received", name=received.name, year=_year(reviewed), **counts._asdict()))
    sheet.letter(say("review.return.mend" if wrong else "review.return.verify"))
    if reviewed.example:
        sheet.letter(say("review.return.example"))
        sheet.header(say("review.paper.example"))
    sheet.closing()
    _scores(sheet, reviewed)
    _marks(sheet, [mark for mark in reviewed.marks if _differs(mark)])
    sheet.findings("comparisons", reviewed.comparisons)
    sheet.findings("findings", reviewed.findings)


def _title(reviewed: Reviewed) -> str:
    return say("review.return.title", year=_year(reviewed))


def _year(reviewed: Reviewed) -> str:
    return "" if reviewed.year is None else say("review.return.year", year=reviewed.year)


def _scores(sheet: "_Sheet", reviewed: Reviewed) -> None:
    """The total and the grade that the workbook shows, beside ours."""
    words = subject("review")["return"]["scores"]
    claimed, due = reviewed.claimed_total, reviewed.total
    off = "" if claimed is None else _off(claimed, due) or words["same"]
    ours = show_fixed(due)
    if reviewed.unscored:
        ours = say("review.return.scores.open", total=ours, count=reviewed.unscored)
    grades = (reviewed.claimed_grade, reviewed.grade or say("review.no_grade"))
    same = words["same"] if grades[0] == grades[1] else words["other"]
    sheet.heading(say("review.return.scores.heading", full=show_plain(reviewed.full)))
    sheet.line(["", *words["columns"]], "header", first=_PLACE - 1)
    shown = say("review.return.scores.unsaved") if claimed is None else show_fixed(claimed)
    sheet.line(["", words["total"], shown, ours, off], "grid", first=_PLACE - 1)
    sheet.line(
        ["", words["grade"], grades[0], grades[1], same if grades[0] else ""], "grid", first=_PLACE - 1
    )


def _off(claimed: float, due: float) -> str:
    """How far apart two scores are as they are shown, be it by the last digit; or nothing."""
    apart = excel_round(excel_round(claimed, 2) - excel_round(due, 2), 2)
    return f"{apart:+.2f}" if apart else ""


def _differs(mark: MarkRecord) -> bool:
    if mark.claimed is None or mark.score is None:
        return mark.claimed is not None
    return differs(mark.claimed, mark.score)


def _marks(sheet: "_Sheet", marks: Sequence[MarkRecord]) -> None:
    """The indicators whose scores are not ours."""
    if not marks:
        return
    words = subject("review")["return"]["marks"]
    sheet.heading(words["heading"])
    sheet.row(words["columns"], "header")
    for number, mark in enumerate(marks, start=1):
        ours = mark.outcome if mark.score is None else show_plain(mark.score)
        claimed = "" if mark.claimed is None else show_plain(mark.claimed)
        row: list[str | int] = [
            number,
            show_plain(mark.points),
            "",
            mark.name,
            mark.explanation,
            claimed,
            ours,
        ]
        sheet.row(row, "grid", centred=_FIGURES)


class _Sheet:
    """The sheet, written line by line from the top."""

    def __init__(self, book: Workbook, name: str) -> None:
        self._styles = Styles(book)
        self._page: Worksheet = book.add_worksheet(name)
        self._row = self._sections = 0
        self._page.set_paper(_A4)
        self._page.set_landscape()
        self._page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
        self._page.center_horizontally()
        self._page.fit_to_pages(1, 0)
        self._page.hide_gridlines(2)
        self._page.set_footer(say("template.paper.footer"))
        for column, width in enumerate(WIDTHS):
            self._page.set_column(column, column, width)

    def header(self, text: str) -> None:
        """What stands at the head of every page, in its own size however much the sheet is reduced."""
        self._page.set_header(text, {"scale_with_doc": False})

    def across(self, text: str, look: str, height: float = 0) -> None:
        """A text over the whole width."""
        self._page.merge_range(self._row, 0, self._row, _LAST, "", self._styles(look))
        self._page.write_string(self._row, 0, written(text), self._styles(look))
        self._end(height or max(_LEAST, text_height(text, sum(WIDTHS), _LETTER_SIZE)))

    def letter(self, text: str, *, indented: bool = True) -> None:
        """One paragraph of the letter."""
        self.across(f"　　{text}" if indented else text, "letter")

    def closing(self) -> None:
        """Where the bureau's name and the day go; perfxl does not know them."""
        for line in subject("review")["return"]["closing"]:
            self.across(line, "letter_end", _LEAST + 2)

    def heading(self, text: str) -> None:
        """The heading of the next section, after a little air."""
        self._end(8.0)
        number = subject("review")["return"]["sections"][self._sections]
        self._sections += 1
        self.across(f"{number}{text}", "heading", _LEAST + 4)

    def findings(self, which: str, findings: Iterable[FindingRecord]) -> None:
        """One section of findings, in the order of their cells."""
        rows = list(findings)
        if not rows:
            return
        words = subject("review")["return"][which]
        self.heading(words["heading"])
        # Of the sections that have these headings it is the last that goes on over pages.
        self._page.repeat_rows(self._row)
        self.row(subject("review")["return"]["columns"], "header")
        for number, one in enumerate(rows, start=1):
            fill = "error" if one.severity is Severity.ERROR else "reminder"
            place = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
            shown = "\n".join(part for part in (place, one.label) if part)
            texts = [number, one.severity.value, one.code, shown, one.fault, one.expected, one.remedy]
            self.row(texts, "grid", fill)

    def row(
        self, texts: Sequence[str | int], look: str, fill: str = "plain", centred: Container[int] = _SHORT
    ) -> None:
        """One row over all columns; a fill goes to the second alone."""
        for column, text in enumerate(texts):
            place, colour = "center" if column in centred else "plain", fill if column == 1 else "plain"
            style = self._styles(look, "small", place, colour)
            if isinstance(text, str):
                self._page.write_string(self._row, column, written(text), style)
            else:
                self._page.write_number(self._row, column, text, style)
        self._end(max(_LEAST, *_heights(texts)))

    def line(self, texts: Sequence[str], look: str, *, first: int) -> None:
        """One row of a small table that does not take the whole width."""
        for column, text in enumerate(texts[1:], start=first + 1):
            self._page.write_string(self._row, column, written(text), self._styles(look, "center"))
        self._end(_LEAST + 2)

    def _end(self, height: float) -> None:
        self._page.set_row(self._row, min(TALLEST_ROW, height))
        self._row += 1


def _heights(texts: Sequence[str | int]) -> Iterator[float]:
    for text, width in zip(texts, WIDTHS, strict=True):
        yield text_height(str(text), width, SMALL_SIZE)
