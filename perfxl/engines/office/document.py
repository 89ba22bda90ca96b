"""A workbook that is open in LibreOffice."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from perfxl.engines.backend import EngineError, ProtectedSheetError
from perfxl.engines.office import looks
from perfxl.engines.office.bridge import Uno, uno_error
from perfxl.engines.office.explaining import explained
from perfxl.engines.office.faults import DocumentGoneError, OfficeGoneError, SheetGoneError
from perfxl.engines.office.formats import Formats
from perfxl.engines.office.grammar import as_excel_writes
from perfxl.engines.office.grid import OfficeGrid
from perfxl.engines.office.process import Connection
from perfxl.engines.office.protection import Protections

_EXCEL_NOTATION: Final = 3


@explained
class OfficeDocument:
    """One open workbook; ``ours`` is one that this process has opened, and may close.

    Attributes:
        path: the file it was opened from; of one that was never saved, its title.
        component: what LibreOffice knows it as.
        undoing: whether all changes are being recorded as one.
    """

    def __init__(self, connection: Connection, component: Uno, path: Path, *, ours: bool) -> None:
        self.path = path
        self.component = component
        self.undoing = False
        self._connection = connection
        self._ours = ours
        self._status: Uno = None
        self._grids: dict[str, OfficeGrid] = {}

    # For the grids

    @cached_property
    def formats(self) -> Formats:
        """Its number formats."""
        return Formats(self.component)

    @cached_property
    def parser(self) -> Uno:
        """What reads formulas in Excel's notation."""
        parser = self.component.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish, parser.FormulaConvention = True, _EXCEL_NOTATION
        return parser

    @cached_property
    def protections(self) -> Protections:
        """What the protection of its sheets allows."""
        return Protections(self.path)

    @cached_property
    def epoch(self) -> dt.datetime:
        """The day from which its dates are counted."""
        zero = self.component.NullDate
        return dt.datetime(zero.Year, zero.Month, zero.Day)  # noqa: DTZ001  (cells have no zone)

    @cached_property
    def digit_width(self) -> float:
        """The width of a digit of its default font, in hundredths of a millimetre."""
        return looks.digit_width(self.component)

    def sheet(self, name: str) -> Uno:
        """A sheet.

        Raises:
            SheetGoneError: there is none of this name.
        """
        if name not in self.sheet_names():
            raise SheetGoneError(name)
        return self._sheets.getByName(name)

    def controller(self) -> Uno:
        """What stands between the workbook and its window, be that hidden."""
        controller = self.component.getCurrentController()
        if controller is None:
            raise self._gone()
        return controller

    def explain(self, error: Exception) -> EngineError:
        """What an error of LibreOffice means: the program has ended, the workbook is closed, or another."""
        if not self._connection.is_alive():
            return OfficeGoneError("LibreOffice has ended")
        try:
            self.component.getURL()
        except uno_error():
            return self._gone()
        return EngineError(f"LibreOffice: {error}")

    @cached_property
    def _sheets(self) -> Uno:
        sheets = self.component.getSheets()
        if sheets is None:
            raise self._gone()
        return sheets

    def _gone(self) -> DocumentGoneError:
        return DocumentGoneError(f"{self.path.name} has been closed in LibreOffice")

    # What the shell asks for

    def sheet_names(self) -> list[str]:
        """All sheets, in order."""
        names = list(self._sheets.ElementNames)
        if not names:  # no error: a closed workbook just has no sheets
            raise self._gone()
        return names

    def active_sheet(self) -> str:
        """The sheet in front."""
        return str(self.controller().getActiveSheet().getName())

    def activate_sheet(self, name: str) -> None:
        """Bring a sheet to the front."""
        self.controller().setActiveSheet(self.sheet(name))

    def add_sheet(self, name: str, position: int) -> None:
        """Insert an empty sheet.

        Raises:
            ProtectedSheetError: the structure of the workbook is protected.
        """
        if self.component.isProtected():
            raise ProtectedSheetError("the structure of the workbook is protected: no sheet can be added")
        self._sheets.insertNewByName(name, position)

    def grid(self, sheet: str) -> OfficeGrid:
        """The cells of a sheet."""
        if sheet not in self._grids:
            self._grids[sheet] = OfficeGrid(self, sheet)
        return self._grids[sheet]

    def names(self) -> Mapping[tuple[str, str | None], str]:
        """The defined names, as they stood when they were first asked for: each costs a millisecond."""
        return self._names

    @cached_property
    def _names(self) -> Mapping[tuple[str, str | None], str]:
        names: dict[tuple[str, str | None], str] = {}
        for sheet in (None, *self.sheet_names()):
            owner = self.component if sheet is None else self.sheet(sheet)
            ranges = owner.NamedRanges
            for name in ranges.ElementNames:
                names[name, sheet] = f"={as_excel_writes(ranges.getByName(name).Content)}"
        return names

    def calculate(self) -> None:
        """Compute all formulas."""
        self.sheet_names()  # a closed workbook computes without a word
        self.component.calculateAll()

    def close(self) -> None:
        """Close it unsaved, if it is ours; one that the user has open stays open."""
        self.show_status(None)
        if self._ours:
            # Somebody else may have closed it, or the whole program.
            with suppress(uno_error(), EngineError):
                self.component.close(True)

    # What the program asks for

    def show_status(self, text: str | None) -> None:
        """Show a text in the status bar, or (None) leave that to LibreOffice again."""
        with suppress(uno_error(), EngineError):
            if self._status is not None:
                self._status.end()
                self._status = None
            if text is not None:
                self._status = self.controller().getFrame().createStatusIndicator()
                self._status.start(text, 0)

    def update_screen(self, *, on: bool) -> None:
        """Show changes at once, or (not ``on``) all together later; the two must alternate."""
        with suppress(uno_error(), EngineError):
            self.component.unlockControllers() if on else self.component.lockControllers()

    def calculate_by_itself(self, *, on: bool) -> None:
        """Recalculate whenever something changes, or only when told."""
        with suppress(uno_error(), EngineError):
            if not on:
                self.component.calculate()  # what waits to be looked at would never be computed
            self.component.enableAutomaticCalculation(on)

    @contextmanager
    def undone_at_once(self, title: str) -> Iterator[None]:
        """Let the user undo all changes that are made within by one command; an error undoes them itself."""
        changes = self.component.getUndoManager()
        changes.enterUndoContext(title)
        self.undoing = True
        try:
            yield
        except BaseException:
            with suppress(uno_error()):
                changes.leaveUndoContext()
                changes.undo()
                changes.clearRedo()
            raise
        else:
            changes.leaveUndoContext()
        finally:
            self.undoing = False
