"""Reads what officers have entered in 复核分.xlsx.

The file is the bureau's own, but it wanders about offices as any file does: its size is bounded before it is
read, and no entity of its XML is followed (openpyxl reads through defusedxml).
"""

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfxl.bureau.records import ScoreKey
from perfxl.bureau.review.score_rows import Entered, Entries, Line
from perfxl.bureau.review.score_workbook import (
    COLUMNS,
    MARK_COLUMNS,
)
from perfxl.engines.addresses import column_letters
from perfxl.errors import FileError
from perfxl.findings import Finding, Place, finding
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


def read_entries(file: Path) -> tuple[dict[ScoreKey, Entries], list[Finding]]:
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


def _read(book: "Workbook", file: Path) -> tuple[dict[ScoreKey, Entries], list[Finding]]:
    words = subject("review")["scores"]
    found: dict[ScoreKey, list[Entries]] = defaultdict(list)
    for cell, row in _rows(book, file, words["sheet"], COLUMNS, words["columns"]):
        total, remark = _entered(row["review"]), _text(row["remark"])
        if total is not None or remark:
            found[_key(row)].append(Entries(total, remark, cell))
    once, findings = dict[ScoreKey, Entries](), list[Finding]()
    for key, entries in found.items():
        once[key] = entries[0] if len(entries) == 1 else Entries()
        if len(entries) > 1:
            findings.append(
                finding(
                    "R46",
                    place_of(entries[0].cell),
                    case="twice",
                    department=key.department,
                    year=year_of(key),
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


def _key(row: Mapping[str, object]) -> ScoreKey:
    """Whose row it is; a workbook of an older perfxl has no column for codes."""
    year = row["year"]
    when = int(year) if isinstance(year, int | float) else None
    return ScoreKey(_text(row["department"]), when, _text(row.get("code")))


def _entered(value: object) -> Entered:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return _text(value) or None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def place_of(cell: str, *, by_indicator: bool = False) -> Place:
    """A cell of one of the two sheets, as a message names it."""
    return Place(say("review.scores.by_indicator" if by_indicator else "review.scores.sheet"), cell)


def year_of(key: ScoreKey) -> str:
    """The year of a row, as a message names it."""
    return say("review.no_year") if key.year is None else str(key.year)
