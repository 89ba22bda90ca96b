"""The engine, its apps, and the books of an app."""

import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw
from xlwings import base_classes

from perfxl.engines.backend import CellError, Document, Program, Value
from perfxl.engines.shell.books import Book
from perfxl.engines.shell.ranges import Range

_pids = itertools.count(-1, -1)


@dataclass(frozen=True, slots=True)
class Alert:
    """A message box that an action wanted to show."""

    prompt: str
    title: str | None
    buttons: str
    mode: str | None


Answer = Callable[[Alert], str]
"""Which button is pressed on an alert: ``ok``, ``cancel``, ``yes`` or ``no``."""


def first_button(alert: Alert) -> str:
    """Press what Excel would have in front: nobody is there to be asked."""
    return alert.buttons.split("_")[0]


class Engine:
    """What xlwings calls an engine: a kind of program, and how values travel to it and back."""

    type = "desktop"

    def __init__(self, name: str, start: Callable[[], Program]) -> None:
        """Call it ``name``; ``start`` starts one more program."""
        self.name = name
        self.start = start
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: object, options: object) -> object:  # noqa: ARG004  (xlwings' signature)
        """One value on its way into a cell; what is no value becomes an empty text, which clears the cell."""
        of_numpy = getattr(x, "item", None)
        if callable(of_numpy):
            x = of_numpy()
        if x is None or (isinstance(x, float) and math.isnan(x)):
            return ""
        if isinstance(x, dt.datetime):
            return x.replace(tzinfo=None)
        if isinstance(x, dt.date):
            return dt.datetime.combine(x, dt.time())
        return x

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Value]],
        datetime_builder: Callable[..., object],
        empty_as: object,
        number_builder: Callable[[float], object] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        """Values on their way out of cells, as the options of the range ask for them."""

        def clean(value: Value) -> object:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                return _rebuilt(value, datetime_builder)
            if isinstance(value, float) and number_builder is not None:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


def _rebuilt(value: dt.datetime, build: Callable[..., object]) -> object:
    return build(
        year=value.year,
        month=value.month,
        day=value.day,
        hour=value.hour,
        minute=value.minute,
        second=value.second,
        microsecond=value.microsecond,
        tzinfo=None,
    )


class Apps(base_classes.Apps):
    """All running programs of one engine, the latest first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        """Their process ids; made up where there is no process."""
        return [app.pid for app in self._apps]

    def add(
        self, spec: object = None, add_book: object = None, xl: object = None, visible: object = None
    ) -> "App":
        """Start one more program."""
        if spec or add_book or xl or visible:
            raise NotImplementedError("this engine starts hidden and opens files; it makes no new books")
        app = App(self)
        self._apps.insert(0, app)
        return app

    def bring_to_front(self, app: "App") -> None:
        """Make a running program the active one."""
        self._apps.remove(app)
        self._apps.insert(0, app)

    def remove(self, app: "App") -> None:
        """Forget a program that has stopped."""
        if app in self._apps:
            self._apps.remove(app)

    def __iter__(self) -> Iterator["App"]:
        return iter(tuple(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> "App":
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(pid)


class App(base_classes.App):
    """One running program. It stops when its last book is closed, so that nobody need remember to."""

    # What Excel lets a program switch: remembered, so that ``app.properties(…)`` works, and without effect.
    visible = False
    display_alerts = True
    enable_events = True
    interactive = True
    cut_copy_mode = None
    version = "16.0"

    def __init__(self, apps: Apps) -> None:
        self._apps = apps
        self._pid = next(_pids)
        self._screen_updating = True
        self._calculation = "automatic"
        self._status_bar: str | bool = False
        self.program = apps.engine.start()
        self._books = Books(self, self.program.documents())
        self.answer: Answer = first_button

    @property
    def engine(self) -> Engine:
        """The engine that it belongs to."""
        return self._apps.engine

    @property
    def pid(self) -> int:
        """A number of its own."""
        return self._pid

    @property
    def books(self) -> "Books":
        """The books that are open in it."""
        return self._books

    @property
    def selection(self) -> Range:
        """The selected cells of the sheet in front."""
        sheet = self._books.active.sheets.active
        return Range(sheet, sheet.grid.selected())

    @property
    def screen_updating(self) -> bool:
        """Whether changes are shown at once."""
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value != self._screen_updating:
            self._screen_updating = value
            self.program.update_screen(on=value)

    @property
    def calculation(self) -> str:
        """When formulas are computed: ``automatic`` or ``manual``."""
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._calculation = value
        self.program.calculate_by_itself(on=value != "manual")

    @property
    def status_bar(self) -> str | bool:
        """What the status bar shows; False where that is left to the program."""
        return self._status_bar

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status_bar = value
        self.program.show_status(value if isinstance(value, str) else None)

    def activate(self, steal_focus: bool = False) -> None:  # noqa: ARG002  (of a window)
        """Come to the front: xlwings then wants this to be the active app of the active engine."""
        self._apps.bring_to_front(self)
        for engine in xw.engines:
            if engine.impl is self.engine:
                engine.activate()

    def calculate(self) -> None:
        """Compute all formulas, where the program can."""
        for book in self._books:
            book.document.calculate()

    def alert(
        self,
        prompt: str,
        title: str | None,
        buttons: str,
        mode: str | None,
        callback: object,  # noqa: ARG002  (of a server)
    ) -> str:
        """Ask :attr:`answer` which button is pressed."""
        return self.answer(Alert(prompt, title, buttons, mode))

    def quit(self) -> None:
        """Close all books, unsaved, and stop the program."""
        for book in self._books:
            book.document.close()
        self._books.forget_all()
        self.program.quit()
        self._apps.remove(self)

    def kill(self) -> None:
        """Stop the program, as :meth:`quit` does."""
        self.quit()

    def closed(self, book: Book) -> None:
        """A book has been closed; the last one takes the program with it."""
        self._books.forget(book)
        if not len(self._books):
            self.quit()


class Books(base_classes.Books):
    """The books that are open in one app."""

    def __init__(self, app: App, documents: Sequence[Document]) -> None:
        self._app = app
        self._open = [Book(app, document) for document in documents]

    @property
    def app(self) -> App:
        """The app they are open in."""
        return self._app

    @property
    def active(self) -> Book:
        """The book opened last."""
        return self._open[-1]

    def open(self, fullname: str, *_options: object, **_more: object) -> Book:
        """Open a file; Excel's options for opening mean nothing here."""
        document: Document = self._app.program.open(Path(fullname))
        self._open.append(Book(self._app, document))
        return self._open[-1]

    def forget(self, book: Book) -> None:
        """Take a closed book out."""
        if book in self._open:
            self._open.remove(book)

    def forget_all(self) -> None:
        """Take all books out."""
        self._open.clear()

    def __call__(self, name_or_index: int | str) -> Book:
        """The book of a name or path, or of a position counted from 1."""
        if isinstance(name_or_index, int):
            return self._open[name_or_index - 1]
        for book in self._open:
            if name_or_index.casefold() in (book.name.casefold(), book.fullname.casefold()):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(tuple(self._open))
