"""LibreOffice as a program with open workbooks: a hidden one of our own, or the user's."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname
from zipfile import is_zipfile

from perfxl.engines.backend import EngineError, UnreadableWorkbookError
from perfxl.engines.office.bridge import Uno, properties, uno, uno_error
from perfxl.engines.office.document import OfficeDocument
from perfxl.engines.office.faults import OfficeGoneError
from perfxl.engines.office.process import Connection, OwnOffice

_FILTER: Final = "Calc MS Excel 2007 XML"
_SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"
_NEVER: Final = 0


class OfficeProgram:
    """A running LibreOffice: ``documents`` are open in it already, and ``stop`` ends it, if we may."""

    def __init__(
        self,
        connection: Connection,
        documents: Iterable[OfficeDocument] = (),
        stop: Callable[[], None] | None = None,
    ) -> None:
        self._connection = connection
        self._documents = list(documents)
        self._stop = stop

    @classmethod
    def own(cls) -> "OfficeProgram":
        """Start a hidden one.

        Raises:
            OfficeMissingError, UnoMissingError: that cannot be done.
        """
        office = OwnOffice()
        return cls(office.connection, stop=office.stop)

    @classmethod
    def at(cls, pipe: str) -> "OfficeProgram":
        """The one that listens at a pipe.

        Raises:
            NotListeningError: none does.
            OfficeMissingError, UnoMissingError: it cannot be talked to.
        """
        connection = Connection(pipe)
        return cls(connection, _open_ones(connection))

    def documents(self) -> list[OfficeDocument]:
        """The open workbooks; the one that the user works in comes last."""
        return list(self._documents)

    def open(self, path: Path) -> OfficeDocument:
        """Open the content of an .xlsx file, hidden, without its macros, and calculate it.

        Only the content: the file is not locked, nor could it be written to by mistake.

        Raises:
            FileNotFoundError: there is no such file.
            UnreadableWorkbookError: it is no workbook, or a damaged one.
            OfficeGoneError: LibreOffice has ended.
        """
        content = path.read_bytes()
        if not is_zipfile(path):  # LibreOffice would take it for some other kind of file
            raise UnreadableWorkbookError(f"{path.name} is no .xlsx file")
        component = None
        with suppress(uno_error()):
            component = self._loaded(content)
        if component is None:
            raise self._not_opened(path)
        document = OfficeDocument(self._connection, component, path.resolve(), ours=True)
        document.calculate()
        self._documents.append(document)
        return document

    def _loaded(self, content: bytes) -> Uno:
        stream = self._connection.service("io.SequenceInputStream", uno().ByteSequence(content))
        how = properties(
            InputStream=stream,
            Hidden=True,
            FilterName=_FILTER,
            MacroExecutionMode=_NEVER,
            UpdateDocMode=_NEVER,
        )
        return self._connection.desktop.loadComponentFromURL("private:stream", "_blank", 0, how)

    def _not_opened(self, path: Path) -> EngineError:
        if not self._connection.is_alive():
            return OfficeGoneError("LibreOffice has ended")
        return UnreadableWorkbookError(f"LibreOffice cannot open {path.name}")

    def show_status(self, text: str | None) -> None:
        """Show a text in the status bar of every workbook."""
        for document in self._documents:
            document.show_status(text)

    def update_screen(self, *, on: bool) -> None:
        """Show changes at once, or all together later."""
        for document in self._documents:
            document.update_screen(on=on)

    def calculate_by_itself(self, *, on: bool) -> None:
        """Recalculate whenever something changes, or only when told."""
        for document in self._documents:
            document.calculate_by_itself(on=on)

    def quit(self) -> None:
        """End it, if it is ours."""
        if self._stop is not None:
            self._stop()


def _open_ones(connection: Connection) -> Iterator[OfficeDocument]:
    in_front = connection.desktop.getCurrentComponent()
    components = connection.desktop.getComponents().createEnumeration()
    found = []
    while components.hasMoreElements():
        component = components.nextElement()
        if component.supportsService(_SPREADSHEET):
            found.append(component)
    for component in sorted(found, key=lambda one: one == in_front):
        yield OfficeDocument(connection, component, _path(component), ours=False)


def _path(component: Uno) -> Path:
    url = component.getURL()
    return Path(url2pathname(urlsplit(url).path) if url else component.getTitle())
