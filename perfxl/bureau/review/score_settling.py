"""Makes review scores of what officers have entered, and tells of what cannot be used, cell by cell."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeGuard
from unicodedata import normalize

from perfxl.bureau.records import ReviewScore, ScoreKey
from perfxl.bureau.review.score_entries import no_such_indicator, place_of, year_of
from perfxl.bureau.review.score_rows import AllEntries, Entered, Entries, ScoreRow, bearers
from perfxl.bureau.review.score_workbook import COLUMNS, indicator_name, nobodys, total_by_indicator
from perfxl.findings import Finding, Place, finding
from perfxl.numbers import show_fixed, show_plain
from perfxl.wording import say, subject

_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?")


def settle(entries: AllEntries, rows: Sequence[ScoreRow]) -> tuple[list[ReviewScore], list[Finding]]:
    """The review scores that entries come to, and what cannot be used of them, department by department.

    ``rows`` are those of the departments that have sent in, with their indicators.
    """
    by_name, scores, findings = bearers(rows), list[ReviewScore](), list[Finding]()
    others = nobodys(rows, entries)
    twice = {key.bare for key in others if len(by_name.get(key.bare, ())) == 1 and not key.code}
    for row in rows:
        entered = entries.get(row.key)
        if entered is not None and not entered.disputed and row.key.bare not in twice:
            name = _told_apart(row.key) if len(by_name[row.key.bare]) > 1 else row.department
            findings += _findings(row, entered, name)
            scores += _score(row, entered)
    for key, entered in others.items():
        findings += _nobodys(key, entered, len(by_name.get(key.bare, ())))
    return scores, findings


def _told_apart(key: ScoreKey) -> str:
    """A department of whose name there are several."""
    return say("review.scores.namesake", name=key.department, code=key.code) if key.code else key.department


def _nobodys(key: ScoreKey, entered: Entries, bearing: int) -> Iterator[Finding]:
    """About a row with entries that is no department's, or one too many, or that may be any of several's."""
    lines = (line.cell for line in entered.lines.values() if line.entered)
    cell = entered.cell if entered.entered else next(lines, "")
    if not cell:
        return
    place, year = place_of(cell, by_indicator=not entered.entered), year_of(key)
    if key.code or not bearing:
        name = _told_apart(key) if bearing else key.department
        yield finding("R46", place, case="unknown", department=name, year=year)
    elif bearing == 1:  # and it has a row of its own
        yield finding("R46", place, case="twice", department=key.department, year=year, count=2)
    else:
        yield finding("R46", place, case="namesake", department=key.department, year=year, count=bearing)


def _score(row: ScoreRow, entered: Entries) -> Iterator[ReviewScore]:
    usable = _usable(row, entered)
    total = entered.total if _fits(entered.total, row.full) else total_by_indicator(row, usable)
    marks = {id_: line.score for id_, line in usable.lines.items() if isinstance(line.score, float)}
    if total is not None or marks or entered.remark:
        yield ReviewScore(
            department=row.department,
            year=row.year,
            code=row.code,
            total=total,
            marks=marks,
            remark=entered.remark,
        )


def _usable(row: ScoreRow, entered: Entries) -> Entries:
    """The entries without what is no number of points of its indicator."""
    points = {mark.id: mark.points for mark in row.marks}
    return Entries(
        entered.total,
        entered.remark,
        entered.cell,
        lines={
            id_: line
            for id_, line in entered.lines.items()
            if not line.disputed and _fits(line.score, points.get(id_, -1))
        },
    )


def _fits(score: Entered, most: float) -> TypeGuard[float]:
    return isinstance(score, float) and 0 <= score <= most


def _findings(row: ScoreRow, entered: Entries, name: str) -> Iterator[Finding]:
    words = subject("review")["scores"]
    label = words["columns"][COLUMNS.index("review")]
    yield from _about(name, entered.total, row.full, label, place_of(entered.cell))
    for mark in row.marks:
        if mark.id in entered.lines:
            line = entered.lines[mark.id]
            place = place_of(line.cell, by_indicator=True)
            yield from _about(name, line.score, mark.points, mark.name, place)
    known = {mark.id for mark in row.marks}
    for id_, line in entered.lines.items():
        if id_ not in known and line.score is not None:
            place = place_of(line.cell, by_indicator=True)
            yield no_such_indicator(place, name, indicator_name(line, id_))
    usable = _usable(row, entered)
    lacking = sum(mark.score is None and mark.id not in usable.lines for mark in row.marks)
    if entered.total is None and usable.lines and lacking:
        cell = next(iter(usable.lines.values())).cell
        yield finding(
            "R46", place_of(cell, by_indicator=True), case="lacking", department=name, count=lacking
        )
    for score in _score(row, entered):
        if score.total is not None and score.total > row.claimed and not entered.remark:
            yield finding(
                "K20",
                place_of(entered.cell),
                label,
                department=name,
                review=show_fixed(score.total),
                claimed=show_fixed(row.claimed),
            )


def _about(name: str, score: Entered, most: float, label: str, place: Place) -> Iterator[Finding]:
    if isinstance(score, str):
        case = "digits" if _DIGITS.fullmatch(normalize("NFKC", score)) else "text"
        yield finding("R46", place, label, case=case, department=name, raw=score, most=show_plain(most))
    elif score is not None and not _fits(score, most):
        yield finding(
            "R46",
            place,
            label,
            case="range",
            department=name,
            raw=show_plain(score),
            most=show_plain(most),
        )
