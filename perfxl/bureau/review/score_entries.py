"""Reads what officers have entered in 复核分.xlsx, and makes review scores of it as far as it holds.

The file is the bureau's own, but it wanders about offices as any file does: its size is bounded before it is
read, and no entity of its XML is followed (openpyxl reads through defusedxml).
"""

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfxl.bureau.records import ReviewScore
from perfxl.bureau.review.score_rows import AllEntries, Entered, Entries, Key, Line, ScoreRow
from perfxl.bureau.review.score_workbook import (
    COLUMNS,
    MARK_COLUMNS,
    total_by_indicator,
)
from perfxl.engines.addresses import column_letters
from perfxl.errors import FileError
from perfxl.findings import Finding, Place, finding
from perfxl.numbers import show_fixed, show_plain
from perfxl.wording import say, subject

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_BYTES: Final = 1024 * 1024 * 1024
"""Unpacked: a hundred thousand departments take a fifth of it."""
_HEADING_REACH: Final = 10
_BROKEN: Final = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    zipfile.BadZipFile,
    SyntaxError,
)
"""What openpyxl raises over a file that is none; lxml's errors are kinds of SyntaxError."""


def read_entries(file: Path) -> tuple[dict[Key, Entries], list[Finding]]:
    """What stands in the cells to be filled in, and what is wrong with the rows themselves.

    Raises:
        FileError: the workbook cannot be read (E826), lacks a column (E827), or is too large (E828).
    """
    # openpyxl takes a quarter of a second to import.
    import openpyxl  # noqa: PLC0415

    _refuse_too_large(file)
    try:
        with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
            return _read(book, file)
    except _BROKEN as error:
        raise FileError("E826", file=file) from error


def _refuse_too_large(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise FileError("E826", file=file) from error
    if size > _MOST_BYTES:
        raise FileError("E828", file=file)


def _read(book: "Workbook", file: Path) -> tuple[dict[Key, Entries], list[Finding]]:
    words = subject("review")["scores"]
    found: dict[Key, list[Entries]] = defaultdict(list)
    for cell, row in _rows(book, file, words["sheet"], COLUMNS, words["columns"]):
        total, remark = _entered(row["review"]), _text(row["remark"])
        if total is not None or remark:
            found[_key(row)].append(Entries(total, remark, cell))
    once, findings = dict[Key, Entries](), list[Finding]()
    for key, entries in found.items():
        once[key] = entries[0] if len(entries) == 1 else Entries()
        if len(entries) > 1:
            findings.append(
                finding(
                    "R46",
                    _place(entries[0].cell),
                    case="twice",
                    department=key[0],
                    year=_year(key),
                    count=len(entries),
                )
            )
    if words["by_indicator"] in book.sheetnames:
        for cell, row in _rows(book, file, words["by_indicator"], MARK_COLUMNS, words["mark_columns"]):
            score, remark = _entered(row["review"]), _text(row["remark"])
            if score is not None or remark:
                once.setdefault(_key(row), Entries()).lines[_text(row["id"])] = Line(score, remark, cell)
    return once, findings


def _rows(
    book: "Workbook", file: Path, sheet: str, columns: Sequence[str], headings: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every row that names a department: the address of its cell for a score, its contents by column."""
    if sheet not in book.sheetnames:
        raise FileError("E827", file=file, sheet=sheet, heading=headings[1])
    at: dict[str, int] = {}
    for number, cells in enumerate(book[sheet].iter_rows(values_only=True), start=1):
        if not at and number <= _HEADING_REACH:
            texts = [_text(cell) for cell in cells]
            if headings[1] in texts:
                at = _located(texts, columns, headings, sheet, file)
        elif at:
            row = {name: cells[place] if place < len(cells) else None for name, place in at.items()}
            if _text(row["department"]):
                yield f"{column_letters(at['review'] + 1)}{number}", row
    if not at:
        raise FileError("E827", file=file, sheet=sheet, heading=headings[1])


def _located(
    texts: Sequence[str], columns: Sequence[str], headings: Sequence[str], sheet: str, file: Path
) -> dict[str, int]:
    """Where each column stands: an officer may have put others in between."""
    needed = {"department", "year", "review", "remark", "id"}
    found: dict[str, int] = {}
    for name, heading in zip(columns, headings, strict=True):
        if heading in texts:
            found[name] = texts.index(heading)
        elif name in needed:
            raise FileError("E827", file=file, sheet=sheet, heading=heading)
    return found


def _key(row: Mapping[str, object]) -> Key:
    year = row["year"]
    return _text(row["department"]), int(year) if isinstance(year, int | float) else None


def _entered(value: object) -> Entered:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return _text(value) or None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def settle(entries: AllEntries, rows: Iterable[ScoreRow]) -> tuple[list[ReviewScore], list[Finding]]:
    """The review scores that entries come to, and what cannot be used of them, department by department.

    ``rows`` are those of the departments that have sent in, with their indicators.
    """
    waiting, scores, findings = dict(entries), list[ReviewScore](), list[Finding]()
    for row in rows:
        entered = waiting.pop(row.key, None)
        if entered is not None:
            found = list(_findings(row, entered))
            findings += found
            scores += _score(row, entered)
    for key, entered in waiting.items():
        cell = entered.cell or next((line.cell for line in entered.lines.values()), "")
        findings.append(
            finding(
                "R46",
                _place(cell, by_indicator=not entered.cell),
                case="unknown",
                department=key[0],
                year=_year(key),
            )
        )
    return scores, findings


def _score(row: ScoreRow, entered: Entries) -> Iterator[ReviewScore]:
    total = (
        entered.total if _fits(entered.total, row.full) else total_by_indicator(row, _usable(row, entered))
    )
    marks = {
        id_: line.score for id_, line in _usable(row, entered).lines.items() if isinstance(line.score, float)
    }
    if total is not None or marks or entered.remark:
        assert total is None or isinstance(total, float)  # noqa: S101 - for the type checker
        yield ReviewScore(
            department=row.department, year=row.year, total=total, marks=marks, remark=entered.remark
        )


def _usable(row: ScoreRow, entered: Entries) -> Entries:
    """The entries without what is no number of points of its indicator."""
    points = {mark.id: mark.points for mark in row.marks}
    lines = {id_: line for id_, line in entered.lines.items() if _fits(line.score, points.get(id_, -1))}
    return Entries(entered.total, entered.remark, entered.cell, lines)


def _fits(score: Entered, most: float) -> bool:
    return isinstance(score, float) and 0 <= score <= most


def _findings(row: ScoreRow, entered: Entries) -> Iterator[Finding]:
    words = subject("review")["scores"]
    label = words["columns"][COLUMNS.index("review")]
    yield from _about(row, entered.total, row.full, label, _place(entered.cell))
    names = {mark.id: mark for mark in row.marks}
    for id_, line in entered.lines.items():
        mark = names.get(id_)
        if mark is not None:
            place = _place(line.cell, by_indicator=True)
            yield from _about(row, line.score, mark.points, mark.name, place)
    usable = _usable(row, entered)
    lacking = sum(mark.score is None and mark.id not in usable.lines for mark in row.marks)
    if entered.total is None and usable.lines and lacking:
        cell = next(iter(usable.lines.values())).cell
        yield finding(
            "R46", _place(cell, by_indicator=True), case="lacking", department=row.department, count=lacking
        )
    for score in _score(row, entered):
        if score.total is not None and score.total > row.claimed and not entered.remark:
            shown = {"review": show_fixed(score.total), "claimed": show_fixed(row.claimed)}
            yield finding("K20", _place(entered.cell), label, places=(), department=row.department, **shown)


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


def _place(cell: str, *, by_indicator: bool = False) -> Place:
    return Place(say("review.scores.by_indicator" if by_indicator else "review.scores.sheet"), cell)


def _year(key: Key) -> str:
    return say("review.no_year") if key[1] is None else str(key[1])
