"""Filled workbooks of a real department: what it published, and the same completed with illustrative values.

An illustrative value is marked in its cell: blue italics, and a note that says so.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from perfxl.department import actions, closed_files, preparing
from perfxl.evaluation import Evaluation
from perfxl.scheme.load import load_scheme
from perfxl.wording import say
from perfxl.workbook.filling.values import Given, read_values
from perfxl.workbook.saving.save import save_closed

if TYPE_CHECKING:
    from perfxl.engines import Book

_FOLDER = Path(__file__).parent.parent / "examples"
_ILLUSTRATIVE = (31, 78, 200)


@dataclass(frozen=True, slots=True)
class Example:
    """One filled workbook: a file of published values and, for a complete one, of illustrative ones."""

    id: str
    scheme_id: str
    published: str
    illustrative: str = ""


EXAMPLES = (
    Example("xinfeng-2020-as-published", "guangdong-county-2020", "xinfeng-2020-as-published.toml"),
    Example(
        "xinfeng-2020-completed",
        "guangdong-county-2020",
        "xinfeng-2020-as-published.toml",
        "xinfeng-2020-illustrative.toml",
    ),
)


def fill_example(example: Example, target: Path, *, replace: bool = False) -> None:
    """Write the example as its department would hand it in: filled, not yet checked.

    Raises:
        FileError: the target cannot be written.
    """
    with _filled(example) as (book, filled):
        save_closed(book, target, filled.saved, replace=replace)


def perform(example: Example, target: Path) -> Evaluation:
    """Check, score and report an example into one workbook; an earlier demonstration's file is replaced.

    Raises:
        FileError: the target cannot be written.
    """
    with _filled(example) as (book, _):
        actions.report(book)
        done = actions.score(book, at=dt.datetime.now().astimezone())
        save_closed(book, target, done.saved, replace=True)
    return done.evaluation


@contextmanager
def _filled(example: Example) -> Iterator[tuple["Book", preparing.Filled]]:
    """The example as an open book, and what was filled in last."""
    with TemporaryDirectory() as folder:
        blank = Path(folder) / "blank.xlsx"
        preparing.new_file(load_scheme(example.scheme_id), blank, {})
        with closed_files.opened(blank) as book:
            filled = preparing.fill(book, read_values(_FOLDER / example.published))
            if example.illustrative:
                given = read_values(_FOLDER / example.illustrative)
                filled = preparing.fill(book, given)
                _mark_illustrative(book, filled.evaluation, given)
            yield book, filled


def _mark_illustrative(book: "Book", evaluation: Evaluation, given: Given) -> None:
    submission = evaluation.submission
    places = [submission.place(name) for name in given.singles]
    for name in given.tables:
        places += [
            entry.place for row in submission.tables[name] for entry in row.cells.values() if entry.raw
        ]
    note = say("examples.note")
    for place in places:
        cell = book.sheets[place.sheet].range(place.cell)
        cell.font.italic = True
        cell.font.color = _ILLUSTRATIVE
        cell.add_note(note)
