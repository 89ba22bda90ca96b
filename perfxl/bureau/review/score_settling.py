"""Makes review scores of what officers have entered, and tells of what cannot be used, cell by cell."""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from perfxl.bureau.records import ReviewScore
from perfxl.bureau.review.score_entries import place_of, year_of
from perfxl.bureau.review.score_rows import AllEntries, Entered, Entries, ScoreRow
from perfxl.bureau.review.score_workbook import COLUMNS, total_by_indicator
from perfxl.findings import Finding, Place, finding
from perfxl.numbers import show_fixed, show_plain
from perfxl.wording import subject


def settle(entries: AllEntries, rows: Iterable[ScoreRow]) -> tuple[list[ReviewScore], list[Finding]]:
    """The review scores that entries come to, and what cannot be used of them, department by department.

    ``rows`` are those of the departments that have sent in, with their indicators.
    """
    waiting, scores, findings = dict(entries), list[ReviewScore](), list[Finding]()
    for row in rows:
        entered = waiting.pop(row.key, None)
        if entered is not None:
            findings += _findings(row, entered)
            scores += _score(row, entered)
    for key, entered in waiting.items():
        cell = entered.cell or next((line.cell for line in entered.lines.values()), "")
        findings.append(
            finding(
                "R46",
                place_of(cell, by_indicator=not entered.cell),
                case="unknown",
                department=key[0],
                year=year_of(key),
            )
        )
    return scores, findings


def _score(row: ScoreRow, entered: Entries) -> Iterator[ReviewScore]:
    usable = _usable(row, entered)
    total = entered.total if _fits(entered.total, row.full) else total_by_indicator(row, usable)
    marks = {id_: line.score for id_, line in usable.lines.items() if isinstance(line.score, float)}
    if total is not None or marks or entered.remark:
        yield ReviewScore(
            department=row.department, year=row.year, total=total, marks=marks, remark=entered.remark
        )


def _usable(row: ScoreRow, entered: Entries) -> Entries:
    """The entries without what is no number of points of its indicator."""
    points = {mark.id: mark.points for mark in row.marks}
    lines = {id_: line for id_, line in entered.lines.items() if _fits(line.score, points.get(id_, -1))}
    return Entries(entered.total, entered.remark, entered.cell, lines)


def _fits(score: Entered, most: float) -> TypeGuard[float]:
    return isinstance(score, float) and 0 <= score <= most


def _findings(row: ScoreRow, entered: Entries) -> Iterator[Finding]:
    words = subject("review")["scores"]
    label = words["columns"][COLUMNS.index("review")]
    yield from _about(row, entered.total, row.full, label, place_of(entered.cell))
    for mark in row.marks:
        if mark.id in entered.lines:
            line = entered.lines[mark.id]
            yield from _about(row, line.score, mark.points, mark.name, place_of(line.cell, by_indicator=True))
    usable = _usable(row, entered)
    lacking = sum(mark.score is None and mark.id not in usable.lines for mark in row.marks)
    if entered.total is None and usable.lines and lacking:
        cell = next(iter(usable.lines.values())).cell
        yield finding(
            "R46", place_of(cell, by_indicator=True), case="lacking", department=row.department, count=lacking
        )
    for score in _score(row, entered):
        if score.total is not None and score.total > row.claimed and not entered.remark:
            yield finding(
                "K20",
                place_of(entered.cell),
                label,
                department=row.department,
                review=show_fixed(score.total),
                claimed=show_fixed(row.claimed),
            )


def _about(row: ScoreRow, score: Entered, most: float, label: str, place: Place) -> Iterator[Finding]:
    if isinstance(score, str):
        yield finding(
            "R46", place, label, case="text", department=row.department, raw=score, most=show_plain(most)
        )
    elif score is not None and not _fits(score, most):
        yield finding(
            "R46",
            place,
            label,
            case="range",
            department=row.department,
            raw=show_plain(score),
            most=show_plain(most),
        )
