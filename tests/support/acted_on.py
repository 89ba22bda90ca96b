"""A random submission, entered into a blank workbook and worked on by the actions, without any Excel."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from perfxl.department import actions, closed_files, preparing
from perfxl.engines import Book, open_closed, package_of
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Scheme
from perfxl.workbook.filling.values import Given
from tests.support.random_values import random_values
from tests.support.shown_content import Content, content

AT = dt.datetime(2021, 4, 15, 9, 5)  # noqa: DTZ001 - as a cell shows it


def given(scheme: Scheme, seed: int) -> Given:
    values = random_values(scheme, seed)
    tables = {name: tuple(rows) for name, rows in values.items() if isinstance(rows, list)}
    return Given({name: value for name, value in values.items() if name not in tables}, tables)


def act(book: Book) -> Mapping[tuple[str, str], float | str]:
    """Score and report; gives what belongs beside the formulas of a file."""
    return {**actions.score(book, at=AT).saved, **actions.report(book).saved}


def entered_and_acted_on(scheme_id: str, seed: int, blank: Path, target: Path) -> tuple[Path, Content]:
    """The submission as its department hands it in, and all that its workbook shows after the actions."""
    done = target.with_name(f"{target.stem}-done.xlsx")
    with closed_files.opened(blank) as book:
        preparing.fill(book, given(load_scheme(scheme_id), seed))
        target.write_bytes(package_of(book, {}))
        done.write_bytes(package_of(book, act(book)))
    with open_closed(done) as book:
        return target, content(book)
