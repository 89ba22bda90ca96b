"""A click without Excel: the caller is a workbook in the engine for closed files, and all is noted down."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from perfxl.addin import ribbon
from perfxl.engines import Alert, Book, open_closed, xw
from perfxl.engines.shell.apps import App


@dataclass
class Desk:
    """One open workbook, the messages shown over it, and what the status bar told."""

    home: Path
    book: Book
    alerts: list[Alert] = field(default_factory=list)
    answer: str = "ok"
    told: list[object] = field(default_factory=list)

    def click(self, action: str) -> str:
        """Click a button; the text of the one message that it ends with."""
        before = len(self.alerts)
        getattr(ribbon, action)()
        (alert,) = self.alerts[before:]
        assert alert.title == "绩效自评"
        return alert.prompt

    @property
    def last_result(self) -> str:
        return (self.home / ".perfxl" / "last-result.txt").read_text(encoding="utf-8")

    @property
    def selected(self) -> str:
        cells = self.book.selection
        return f"{cells.sheet.name}!{cells.get_address(False, False)}"

    @property
    def failed(self) -> bool:
        return self.alerts[-1].mode == "critical"

    @property
    def traits(self) -> tuple[object, ...]:
        """What a click suspends."""
        app = self.book.app
        return app.screen_updating, app.calculation, app.status_bar


@contextmanager
def desk(
    monkeypatch, home: Path, file: Path, open_book: Callable[[Path], Book] = open_closed
) -> Iterator[Desk]:
    """Open a workbook and let it be the caller of every click; the user's home is a folder of its own."""
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    monkeypatch.setenv("LOCALAPPDATA", str(home / "AppData"))
    with open_book(file) as book:
        one = Desk(home, book)

        def answer(alert: Alert) -> str:
            one.alerts.append(alert)
            return one.answer

        book.app.impl.answer = answer
        _note_status_bar(monkeypatch, one)
        book.set_mock_caller()
        try:
            yield one
        finally:
            del xw.Book._mock_caller


def _note_status_bar(monkeypatch, one: Desk) -> None:
    def put(app: App, text: object) -> None:
        app.__dict__["status"] = text
        one.told.append(text)

    bar = property(lambda app: app.__dict__.get("status", False), put)
    monkeypatch.setattr(App, "status_bar", bar)


def read_only(file: Path) -> bool:
    """Make a file read-only; False where that means nothing, as it does to an administrator."""
    file.chmod(0o444)
    return not os.access(file, os.W_OK)
