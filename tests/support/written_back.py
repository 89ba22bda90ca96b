"""Workbooks to be written into: opened from the template with edits, saved, and read again by openpyxl."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import openpyxl
from openpyxl import Workbook

from perfxl.engines import Book, open_closed
from perfxl.evaluation import Evaluation, evaluate
from perfxl.findings import Finding, Place, Severity
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.saving.save import save_closed
from tests.support.workbooks import cell_of, edited, scheme, template, written

JUDGED = msgspec.structs.replace(scheme(), checks=())
"""The cut scheme of the fixture workbooks; its checks as data ask for scores that were cut off."""


@dataclass
class Bench:
    """A folder in which one workbook after the other is made; each is written into and saved as the next."""

    folder: Path
    count: int = 0
    file: Path = Path()

    def start(
        self,
        edits: Mapping[str, object] | None = None,
        change: Callable[[Workbook], object] | None = None,
    ) -> "Bench":
        """The template with some cells filled, then changed in any other way."""
        content = edited(template(), edits, change)
        self.file = written(self.folder, content, "0.xlsx")
        return self

    def edit(
        self,
        edits: Mapping[str, object] | None = None,
        change: Callable[[Workbook], object] | None = None,
    ) -> None:
        """What a user does to the workbook between two runs."""
        self.file = self._next()
        self.file.write_bytes(edited(self._last().read_bytes(), edits, change))

    @contextmanager
    def open(self, values: Mapping[tuple[str, str], float | str] | None = None) -> Iterator[Book]:
        """The workbook to be written into; it is saved, with ``values`` beside its formulas."""
        with open_closed(self.file) as book:
            yield book
            self.file = self._next()
            save_closed(book, self.file, values or {})

    def judge(self) -> Evaluation:
        return _judged(self.file.read_bytes(), self.file)

    def saved(self, *, values: bool = False) -> Workbook:
        """The workbook as it stands now; with ``values`` what is saved beside the formulas."""
        return openpyxl.load_workbook(self.file, data_only=values)

    def _next(self) -> Path:
        self.count += 1
        return self.folder / f"{self.count}.xlsx"

    def _last(self) -> Path:
        return self.folder / f"{self.count - 1}.xlsx"


_evaluations: dict[bytes, Evaluation] = {}


def _judged(content: bytes, file: Path) -> Evaluation:
    if content not in _evaluations:
        with open_closed(file) as book:
            _evaluations[content] = evaluate(JUDGED, read_submission(book, JUDGED))
    return _evaluations[content]


def cell(book: Workbook, name: str):
    """One cell of a workbook by field name, or as ``基本情况表!D12``."""
    sheet, address = cell_of(name)
    return book[sheet][address]


def note_of(book: Workbook, name: str) -> str | None:
    comment = cell(book, name).comment
    return None if comment is None else comment.text


def colour_of(book: Workbook, name: str) -> str | None:
    """The fill of a cell as six hexadecimal digits."""
    fill = cell(book, name).fill
    return fill.fgColor.rgb[2:] if fill.fill_type == "solid" else None


def at_fault(name: str, code: str = "B04", severity: Severity = Severity.ERROR, **texts: str) -> Finding:
    """A finding on a cell named by its field."""
    place = Place(*cell_of(name)) if name else Place("")
    told = {
        "fault": f"{code}的问题。",
        "expected": f"{code}应有的样子。",
        "remedy": f"{code}的改法。",
    } | texts
    return Finding(code, "", severity, place, "某栏目", basis="OWN", **told)
