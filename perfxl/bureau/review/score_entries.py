"""Reads what officers have entered in 复核分.xlsx.

The file is the bureau's own, but it wanders about offices as any file does: its size is bounded before it is
read, and no entity of its XML is followed (openpyxl reads through defusedxml).
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfxl.bureau.records import ScoreKey
from perfxl.bureau.review.score_rows import Added, Entered, Entries, Line, Typed, TypedRow
from perfxl.bureau.review.score_workbook import COLUMNS, MARK_COLUMNS, indicator_name
from perfxl.engines.addresses import column_letters
from perfxl.errors import FileError
from perfxl.findings import Finding, Place, finding
from perfxl.numbers import show_plain
from perfxl.wording import say, subject

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_BYTES: Final = 1024 * 1024 * 1024
"""Unpacked: a hundred thousand departments take a fifth of it."""
_MOST_LOOKED_AT: Final = 16 * 1024 * 1024
_HEADING_REACH: Final = 10
_CELL_IMAGES: Final = "xl/cellimages.xml"
"""Where WPS keeps pictures in cells, those that were cleared maybe too; cells show them by a function."""
_BESIDE: Final = {
    "notes": (
        re.compile(r"^xl/(?:comments|threadedComments)"),
        re.compile(rb"<(?:\w+:)?(?:comment|threadedComment)\s"),
    ),
    "drawings": (re.compile(r"^xl/drawings/[^/]+\.xml$"), re.compile(rb"Anchor[\s>]")),
    "pictures": (re.compile(r"^xl/richData/richValueRel\.xml$"), re.compile(rb"<(?:\w+:)?rel\s")),
}
"""What no content of a cell tells: the names of the parts that hold it, and how it is known there."""
_WITH_CELL_IMAGES: Final = {
    **_BESIDE,
    "pictures": (
        re.compile(r"^xl/(?:worksheets/[^/]+|richData/richValueRel)\.xml$"),
        re.compile(rb"DISPIMG\(|<(?:\w+:)?rel\s"),
    ),
}
_LARGEST: Final = 1e15
"""Nobody means a score or a year by it, and Excel itself shows no more digits."""
_OWN_LINES: Final = 2
"""Above the headings: title and note, in the first column."""
_YEAR: Final = re.compile(r"(?:(\d{4})(?:年度?)?)?")
_YEARS_KEPT: Final = 16
_BROKEN: Final = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
)
"""What openpyxl and zipfile raise over a file that is none; lxml's errors are kinds of SyntaxError."""


def read_entries(file: Path) -> Typed:
    """What stands in the cells to be filled in and beside them, and what is wrong with the rows themselves.

    Raises:
        FileError: the workbook cannot be read (E826), lacks a column (E827), or is too large (E828).
    """
    # openpyxl takes a quarter of a second to import.
    import openpyxl  # noqa: PLC0415

    beside = _beside_cells(file)
    try:
        with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
            return _read(book, file, beside)
    except _BROKEN as error:
        raise FileError("E826", file=file) from error


def _beside_cells(file: Path) -> list[str]:
    """What the file holds that stands in no cell, in words; it is not too large to be read.

    Programs write parts for drawings that hold none: a part counts by what is in it.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > _MOST_BYTES:
                raise FileError("E828", file=file)
            known = _WITH_CELL_IMAGES if _CELL_IMAGES in archive.NameToInfo else _BESIDE
            return [
                say(f"review.scores.foreign.{kind}")
                for kind, (named, holding) in known.items()
                if any(named.search(one.filename) and _holds(archive, one, holding) for one in parts)
            ]
    except _BROKEN as error:
        raise FileError("E826", file=file) from error


def _holds(archive: zipfile.ZipFile, part: zipfile.ZipInfo, what: re.Pattern[bytes]) -> bool:
    with archive.open(part) as stream:
        return what.search(stream.read(_MOST_LOOKED_AT)) is not None


def _read(book: "Workbook", file: Path, beside: Sequence[str]) -> Typed:
    words = subject("review")["scores"]
    first = _Sheet(book, file, words["sheet"], COLUMNS, words["columns"])
    reading = _Reading()
    for row in first.rows:
        reading.take(row)
    scores, marks, lines = Added(first.headings, tuple(reading.left)), Added(), 0
    if words["by_indicator"] in book.sheetnames:
        second = _Sheet(book, file, words["by_indicator"], MARK_COLUMNS, words["mark_columns"])
        reading.left = []
        for row in second.rows:
            reading.take_line(row)
        marks, lines = Added(second.headings, tuple(reading.left)), second.ours
    return Typed(
        entries=reading.entries,
        scores=scores,
        marks=marks,
        shown=first.shown,
        lines=lines,
        findings=(*reading.findings, *reading.disputed()),
        foreign=(*_sheets_added(book), *beside),
    )


def _sheets_added(book: "Workbook") -> Iterator[str]:
    """The sheets that an officer has put into the file, in words."""
    words = subject("review")["scores"]
    for name in book.sheetnames:
        if name not in {words["sheet"], words["by_indicator"]}:
            yield say("review.scores.foreign.sheet", name=name)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row into which something was typed: its contents by column, and the cell for its score."""

    cell: str
    columns: Mapping[str, Entered]
    typed: TypedRow
    key: ScoreKey | None

    def text(self, column: str) -> str:
        """A content as text."""
        return _text(self.columns.get(column))

    @property
    def entered(self) -> bool:
        """Whether a score or a remark stands there."""
        return _is_entered(self.columns)


def _key(columns: Mapping[str, Entered]) -> ScoreKey | None:
    """Whose row it is, None if it does not tell; an older perfxl wrote no column for codes."""
    department, year = _text(columns.get("department")), _year(columns.get("year"))
    if not department or year is None:
        return None
    return ScoreKey(department, int(year[1]) if year[1] else None, _text(columns.get("code")))


@lru_cache(_YEARS_KEPT)
def _year(content: Entered) -> re.Match[str] | None:
    """What tells of the year, or that there is none; None where something else stands there."""
    return _YEAR.fullmatch(_text(content))


def _is_entered(columns: Mapping[str, Entered]) -> bool:
    return "review" in columns or "remark" in columns


def _is_ours(columns: Mapping[str, Entered]) -> bool:
    """Whether the row of a department stands as perfxl writes it: what it shows comes again by itself."""
    return isinstance(columns.get("number"), float) and ("full" in columns or "points" in columns)


class _Sheet:
    """One of the two sheets: the rows into which something was typed, and the columns that were added."""

    def __init__(
        self, book: "Workbook", file: Path, sheet: str, columns: Sequence[str], headings: Sequence[str]
    ) -> None:
        self._columns, self._headings, self._sheet, self._file = columns, headings, sheet, file
        self._at: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._added: dict[int, str] = {}
        self._keys: set[ScoreKey] = set()
        self.ours = 0
        """How many of its rows stand as perfxl writes them."""
        if sheet not in book.sheetnames:
            raise self._lacking(headings[1])
        page = book[sheet]
        page.reset_dimensions()  # else one cell far to the right makes every row as long
        with closing(page.iter_rows(values_only=True)) as lines:
            found = list(self._read(lines))
        if not self._at:
            raise self._lacking(headings[1])
        added = sorted(self._added)
        self.headings = tuple(self._added[place] for place in added)
        self.rows = [
            replace(row, typed=replace(row.typed, more=tuple(more.get(place) for place in added)))
            for row, more in found
        ]
        self.shown = frozenset(self._keys)
        """Whose rows it has, whether anything was typed there or not."""

    def _lacking(self, heading: str) -> FileError:
        return FileError("E827", file=self._file, sheet=self._sheet, heading=heading)

    def _read(self, lines: Iterable[Sequence[object]]) -> Iterator[tuple[_Row, Mapping[int, Entered]]]:
        """Rows with what stands in the columns that were added, by their places."""
        above: list[Sequence[object]] = []
        for number, cells in enumerate(lines, start=1):
            if self._at:
                yield from self._typed(number, cells)
            elif number <= _HEADING_REACH:
                texts = [_text(cell) for cell in cells]
                if self._headings[1] in texts:
                    self._locate(texts)
                    for earlier in above:
                        yield from self._note(earlier)
                else:
                    above.append((None, *cells[1:]) if number <= _OWN_LINES else cells)

    def _locate(self, texts: Sequence[str]) -> None:
        """Where each column stands: an officer may have put others in between."""
        needed = {"department", "year", "review", "remark", "id"}
        for name, heading in zip(self._columns, self._headings, strict=True):
            if heading in texts:
                self._at[name] = texts.index(heading)
            elif name in needed:
                raise self._lacking(heading)
        self._names = {place: name for name, place in self._at.items()}
        self._added = {place: text for place, text in enumerate(texts) if text and place not in self._names}

    def _typed(self, number: int, cells: Sequence[object]) -> Iterator[tuple[_Row, Mapping[int, Entered]]]:
        columns, more = self._contents(cells)
        key = _key(columns)
        ours = key is not None and _is_ours(columns)
        if key is not None:
            self._keys.add(key)
            self.ours += ours
        if more or _is_entered(columns) or (columns and not ours):
            address = f"{column_letters(self._at['review'] + 1)}{number}"
            yield _Row(address, columns, self._whole(columns), key), more

    def _note(self, cells: Sequence[object]) -> Iterator[tuple[_Row, Mapping[int, Entered]]]:
        """What stands above the headings is nobody's."""
        columns, more = self._contents(cells)
        if columns or more:
            yield _Row("", {}, self._whole(columns), None), more

    def _contents(self, cells: Sequence[object]) -> tuple[dict[str, Entered], dict[int, Entered]]:
        """What stands in the cells that are not empty, by column, and by place where the column was added."""
        columns: dict[str, Entered] = {}
        more: dict[int, Entered] = {}
        for at, cell in enumerate(cells):
            if cell is not None and (content := _entered(cell)) is not None:
                if (name := self._names.get(at)) is None:
                    more[at] = content
                    self._added.setdefault(at, "")
                else:
                    columns[name] = content
        return columns, more

    def _whole(self, columns: Mapping[str, Entered]) -> TypedRow:
        return TypedRow(tuple(columns.get(name) for name in self._columns))


class _Reading:
    """What the rows of both sheets come to, one after the other."""

    def __init__(self) -> None:
        self.entries: dict[ScoreKey, Entries] = {}
        self.findings: list[Finding] = []
        self.left: list[TypedRow] = []
        """Rows that are none of the entries."""
        self._again: dict[tuple[ScoreKey, str], int] = {}
        """How often a department, or one of its indicators by its id, has a row with entries."""

    def take(self, row: _Row) -> None:
        """A row of the first sheet."""
        if row.key is None:
            self._leave(row, by_indicator=False)
            return
        before = self.entries.get(row.key)
        if self._first(row, before, row.key, ""):
            self.entries[row.key] = Entries(*_what(row))

    def take_line(self, row: _Row) -> None:
        """A row of the sheet by indicator."""
        key, id_ = row.key, row.text("id")
        if key is None or not id_:
            self._leave(row, by_indicator=True)
            return
        lines = self.entries.setdefault(key, Entries()).lines
        if self._first(row, lines.get(id_), key, id_):
            lines[id_] = Line(*_what(row))

    def _first(self, row: _Row, before: Entries | Line | None, key: ScoreKey, id_: str) -> bool:
        """Whether a row is the one that counts; of several with entries none is used, and all are kept."""
        if before is None:
            return True
        if row.entered and not before.entered:
            self.left.append(before.row)
            return True
        self.left.append(row.typed)
        if row.entered:
            before.disputed = True
            self._again[key, id_] = self._again.get((key, id_), 1) + 1
        return False

    def _leave(self, row: _Row, *, by_indicator: bool) -> None:
        """A note; or an entry of which nobody can tell whose it is."""
        self.left.append(row.typed)
        if row.text("review"):
            place, department = place_of(row.cell, by_indicator=by_indicator), row.text("department")
            if row.key is not None:
                self.findings.append(no_such_indicator(place, department, row.text("name")))
            elif department:
                year = row.text("year")
                self.findings.append(finding("R46", place, case="unknown", department=department, year=year))
            else:
                self.findings.append(finding("R46", place, case="nameless", raw=row.text("review")))

    def disputed(self) -> Iterator[Finding]:
        """What is told of departments and indicators that have several rows."""
        for (key, id_), count in self._again.items():
            entries = self.entries[key]
            told = partial(finding, "R46", department=key.department, year=year_of(key), count=count)
            if id_:
                line = entries.lines[id_]
                place = place_of(line.cell, by_indicator=True)
                yield told(place, case="line_twice", name=indicator_name(line, id_))
            else:
                yield told(place_of(entries.cell), case="twice")


def _what(row: _Row) -> tuple[Entered, str, str, TypedRow]:
    return row.columns.get("review"), row.text("remark"), row.cell, row.typed


def no_such_indicator(place: Place, department: str, name: str) -> Finding:
    """About an entry for an indicator that the department's workbook has not, or of which the id is gone."""
    return finding("R46", place, case="indicator", department=department, name=name)


def _entered(value: object) -> Entered:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < _LARGEST else str(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    return _text(value) or None


def _text(value: object) -> str:
    if isinstance(value, float):
        return show_plain(value)
    return "" if value is None else str(value).strip()


def place_of(cell: str, *, by_indicator: bool = False) -> Place:
    """A cell of one of the two sheets, as a message names it."""
    return Place(say("review.scores.by_indicator" if by_indicator else "review.scores.sheet"), cell)


def year_of(key: ScoreKey) -> str:
    """The year of a row, as a message names it."""
    return say("review.no_year") if key.year is None else str(key.year)
