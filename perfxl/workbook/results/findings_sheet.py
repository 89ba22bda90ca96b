"""Writes the sheet 审核结果: how things stand, findings with links to their cells, rules not checked."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.evaluation import Evaluation
from perfxl.findings import Finding, Place, Severity
from perfxl.numbers import show_plain
from perfxl.wording import say
from perfxl.workbook.areas import empty, moment, named_area, runs
from perfxl.workbook.cells import plain
from perfxl.workbook.colours import rgb
from perfxl.workbook.layout import FINDINGS_AREA, FINDINGS_COLUMNS, FINDINGS_STATUS, FINDINGS_WIDTHS
from perfxl.workbook.reading.locating import cell_place
from perfxl.workbook.results.marks import fill_of
from perfxl.workbook.textfit import text_height

if TYPE_CHECKING:
    from perfxl.engines import Book, Range

LinkTexts = dict[tuple[str, str], str]

_FONT, _SIZE = "宋体", 10.0
_HEADING_FONT = "黑体"
_BLACK, _LINK_COLOUR = (0, 0, 0), (5, 99, 193)
_LEAST_HEIGHT = 20.0
_LACKING_SHOWN = 4
_PLACE, _SEVERITY = FINDINGS_COLUMNS.index("place"), FINDINGS_COLUMNS.index("severity")
_CENTRED = ("number", "severity", "code")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, a text for each column by name; ``fill`` colours its severity, ``place`` is linked to."""

    texts: dict[str, str | float]
    place: Place | None = None
    fill: str = ""
    heading: bool = False

    @property
    def height(self) -> float:
        """The height that its longest text needs, in points."""
        if self.heading:
            return _LEAST_HEIGHT
        needed = [
            text_height(str(self.texts.get(column, "")), width, _SIZE)
            for column, width in zip(FINDINGS_COLUMNS, FINDINGS_WIDTHS, strict=True)
        ]
        return max(_LEAST_HEIGHT, *needed)


def write_findings(book: "Book", evaluation: Evaluation, *, at: dt.datetime | None = None) -> LinkTexts:
    """Replace what the sheet held by this evaluation's findings; ``at`` is shown as the time of the check.

    Where the sheet is gone nothing is written: reading the workbook has found that out.

    Returns:
        What the link formulas show, by (sheet, cell), for a file that is saved without being calculated.
    """
    line, area = named_area(book, FINDINGS_STATUS), named_area(book, FINDINGS_AREA)
    if line is not None:
        _write_status(line, status(evaluation, at))
    if area is None:
        return {}
    empty(area)
    rows = _within(area.shape[0], [*_findings(evaluation.findings), *_skipped(evaluation)])
    if not rows:
        return {}
    block = area[: len(rows), :]
    sheets = frozenset(book.sheet_names)
    block.value = [[_content(row, column, sheets) for column in FINDINGS_COLUMNS] for row in rows]
    _dress(block, rows, sheets)
    return dict(_link_texts(area, rows, sheets))


def _link_texts(
    area: "Range", rows: list[_Row], sheets: frozenset[str]
) -> Iterator[tuple[tuple[str, str], str]]:
    for number, row in enumerate(rows):
        if row.place and row.place.sheet in sheets:
            cell = cell_place(area.sheet.name, area.row + number, area.column + _PLACE)
            yield (cell.sheet, cell.cell), str(row.place)


def status(evaluation: Evaluation, at: dt.datetime | None = None) -> str:
    """How things stand, in a few sentences: the counts of findings, the score, what could not be checked."""
    counts = {severity: sum(one.severity is severity for one in evaluation.findings) for severity in Severity}
    card, scheme = evaluation.scorecard, evaluation.scheme
    errors, reminders = counts[Severity.ERROR], counts[Severity.REMINDER]
    sentences = [
        say("results.status.at", at=moment(at)) if at else "",
        say(f"results.status.{_state(errors, reminders)}", errors=errors, reminders=reminders),
        say("results.status.skipped", count=len(evaluation.skipped)) if evaluation.skipped else "",
        say(
            "results.status.final" if card.final else "results.status.open",
            total=show_plain(card.total),
            full=show_plain(scheme.total),
            grade=card.grade,
            unscored=card.unscored,
        ),
        say("results.status.example") if scheme.weights == "example" else "",
    ]
    return "".join(sentences)


def _state(errors: int, reminders: int) -> str:
    if errors:
        return "both" if reminders else "errors"
    return "reminders" if reminders else "clean"


def _write_status(line: "Range", text: str) -> None:
    line.value = plain(text)
    line.font.color = _BLACK
    line.row_height = text_height(text, sum(FINDINGS_WIDTHS), _SIZE) + 8


def _findings(findings: Iterable[Finding]) -> Iterator[_Row]:
    for number, one in enumerate(findings, start=1):
        yield _Row(
            {
                "number": number,
                "severity": one.severity.value,
                "code": one.code,
                "place": str(one.place),
                "label": one.label,
                "fault": one.fault,
                "expected": one.expected,
                "remedy": one.remedy,
                "basis": one.basis,
            },
            place=one.place if one.place.sheet else None,
            fill=fill_of([one]),
        )


def _skipped(evaluation: Evaluation) -> Iterator[_Row]:
    if evaluation.skipped:
        yield _Row({"number": say("results.skipped.heading")}, heading=True)
    for number, one in enumerate(evaluation.skipped, start=1):
        lacking = "、".join(one.lacking[:_LACKING_SHOWN])
        many = len(one.lacking) > _LACKING_SHOWN
        yield _Row(
            {
                "number": number,
                "severity": say("results.skipped.mark"),
                "code": one.code,
                "label": one.title,
                "fault": say("results.skipped.fault"),
                "expected": say(
                    f"results.skipped.{'many' if many else 'lacking'}",
                    lacking=lacking,
                    count=len(one.lacking),
                ),
                "remedy": say("results.skipped.remedy"),
            },
            fill="unused",
        )


def _within(limit: int, rows: list[_Row]) -> list[_Row]:
    """The rows that the area has room for; where that is not all, the last one says so."""
    if len(rows) <= limit:
        return rows
    rest = _Row({"number": say("results.cut", count=len(rows) - limit + 1)}, heading=True)
    return [*rows[: limit - 1], rest]


def _content(row: _Row, column: str, sheets: frozenset[str]) -> float | str | None:
    value = row.texts.get(column)
    if column == "place" and row.place and row.place.sheet in sheets:
        return link_formula(row.place)
    return plain(value) if isinstance(value, str) else value


def link_formula(place: Place) -> str:
    """The formula of a link to a cell that shows where it leads; it works in Excel, WPS and LibreOffice."""
    sheet = place.sheet.replace("'", "''")
    target = f"#'{sheet}'!{place.cell or 'A1'}".replace('"', '""')
    return f'=HYPERLINK("{target}","{str(place).replace(chr(34), chr(34) * 2)}")'


def _dress(block: "Range", rows: list[_Row], sheets: frozenset[str]) -> None:
    """Give the rows their look, in whole blocks first and in runs where rows differ."""
    block.font.name, block.font.size, block.font.color = _FONT, _SIZE, _BLACK
    block.wrap_text = True
    block.vertical_alignment = "center"
    block.horizontal_alignment = "left"
    for column in _CENTRED:
        block[:, FINDINGS_COLUMNS.index(column)].horizontal_alignment = "center"
    for linked, run in runs([bool(row.place and row.place.sheet in sheets) for row in rows]):
        block[run, _PLACE].font.color = _LINK_COLOUR if linked else _BLACK
    for fill, run in runs([row.fill for row in rows]):
        if fill:
            block[run, _SEVERITY].color = rgb(fill)
    for height, run in runs([row.height for row in rows]):
        block[run, :].row_height = height
    for number, row in enumerate(rows):
        if row.heading:
            _dress_heading(block[number, :])


def _dress_heading(line: "Range") -> None:
    line.wrap_text = False
    line.font.name = _HEADING_FONT
    line.horizontal_alignment = "left"
