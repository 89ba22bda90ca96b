"""Lets xlwings' own tests run on an engine of ours; loaded by pytest in a process of its own.

Those tests make new workbooks, close all of them, and go on with the same app. The engines do neither, so the
harness does it for them: a new workbook is an empty file that is opened, and an app goes on without one.
"""

import itertools
import json
import os
import sys
import tempfile
from pathlib import Path

import xlsxwriter
import xlwings as xw  # whole, with pandas: the tests are not about lean imports

from perfxl.engines import opening
from perfxl.engines.office.process import OwnOffice
from perfxl.engines.office.program import OfficeProgram
from perfxl.engines.shell import apps

_FOLDER = Path(tempfile.mkdtemp())
_NUMBERS = itertools.count(1)
_OUTCOMES: dict[str, str] = {}


def _add_app(self, spec=None, add_book=None, xl=None, visible=None):
    app = apps.App(self)
    self._apps.insert(0, app)
    if add_book:
        app.books.add()
    return app


def _add_book(self):
    file = _FOLDER / f"Book{next(_NUMBERS)}.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("Sheet1")
    return self.open(str(file))


def _engine():
    if os.environ["XLWINGS_SUITE_ENGINE"] == "closed files":
        return opening.engine(), lambda: None
    office = OwnOffice()
    engine = xw.Engine(impl=apps.Engine("LibreOffice", lambda: OfficeProgram(office.connection)))
    xw.engines.add(engine)
    return engine, office.stop


apps.Apps.add = _add_app
apps.Books.add = _add_book
apps.App.closed = lambda self, book: self._books.forget(book)
xw.engines.active, _stop = _engine()


def pytest_runtest_logreport(report):
    if report.when == "call" or not report.passed:
        _OUTCOMES[report.nodeid] = report.outcome


def pytest_sessionfinish(session):
    assert "xlwings.pro" not in sys.modules
    Path(os.environ["XLWINGS_SUITE_OUTCOMES"]).write_text(json.dumps(_OUTCOMES), encoding="utf-8")
    _stop()
