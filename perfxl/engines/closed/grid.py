"""The cells of one sheet of a closed file."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel, to_excel
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.engines.addresses import address_of, box_of
from perfxl.engines.backend import Box, CellError, Look, ProtectedSheetError, StaleFormulaError, Value
from perfxl.engines.closed import looks
from perfxl.engines.closed.cells import held
from perfxl.engines.closed.source import Result, Source, decoded, moment_of, number_of
from perfxl.engines.entry import Entry, Kind, typed

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.views import Selection

_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LINK_COLOUR: Final = (5, 99, 193)
_DAY_ZERO = dt.date(1899, 12, 30)


class FileGrid:
    """One sheet; ``written`` are the formula cells that were written since the file was opened."""

    def __init__(self, sheet: Worksheet, source: Source) -> None:
        self._sheet = sheet
        self._source = source
        self._epoch = cast("Workbook", sheet.parent).epoch
        self.written: set[str] = set()
        self.heights_set: set[int] = set()

    # Reading

    def used(self) -> Box:
        """The smallest box that holds all cells."""
        places = held(self._sheet).keys()
        if not places:
            return Box(1, 1, 1, 1)
        rows, columns = {row for row, _ in places}, {column for _, column in places}
        return Box(min(rows), min(columns), max(rows), max(columns))

    def values(self, box: Box) -> list[list[Value]]:
        """What the cells show."""
        return [[self._value(cell) for cell in row] for row in self._rows(box)]

    def formulas(self, box: Box) -> list[list[str]]:
        """What the cells hold."""
        return [[self._formula(cell) for cell in row] for row in self._rows(box)]

    def _rows(self, box: Box) -> Iterator[list[Cell | MergedCell | None]]:
        cells = held(self._sheet)
        for row in range(box.top, box.bottom + 1):
            yield [cells.get((row, column)) for column in range(box.left, box.right + 1)]

    def _value(self, cell: Cell | MergedCell | None) -> Value:
        if cell is None or cell.value is None:
            return None
        if cell.data_type == "f":
            return self._result(cell)
        if cell.data_type == "e":
            return CellError(cell.value)
        if isinstance(cell.value, (dt.date, dt.time, dt.timedelta)):
            return _moment(cell.value)
        if isinstance(cell.value, (bool, int, float)):
            return cell.value if isinstance(cell.value, bool) else float(cell.value)
        return _text(str(cell.value))

    def _result(self, cell: Cell | MergedCell) -> Value:
        if cell.coordinate in self.written:
            raise StaleFormulaError(
                f"{self._sheet.title}!{cell.coordinate} was written and nothing here computes it"
            )
        result = self._source.results(self._sheet.title).get(cell.coordinate)
        return None if result is None else self._saved(result, cell.number_format)

    def _saved(self, result: Result, number_format: str) -> Value:
        if result.kind == "n":
            return self._number(number_of(result.text), number_format)
        return _NOT_NUMBERS.get(result.kind, _text)(result.text)

    def _number(self, number: float, number_format: str) -> Value:
        if not is_date_format(number_format):
            return number
        try:
            return _moment(from_excel(number, self._epoch))
        except (OverflowError, ValueError):
            return number

    def _formula(self, cell: Cell | MergedCell | None) -> str:
        value = None if cell is None else cell.value
        if value is None:
            return ""
        if isinstance(value, (dt.date, dt.time, dt.timedelta)):
            value = to_excel(value, self._epoch)  # type: ignore[no-untyped-call]
        if isinstance(value, (bool, int, float)):
            return str(value).upper() if isinstance(value, bool) else f"{value:.15g}"
        return decoded(str(getattr(value, "text", value)))  # the text of an array formula

    # Writing

    def enter(self, box: Box, rows: Sequence[Sequence[Value]]) -> None:
        """Put values in, as if typed."""
        hidden = self._hidden(box)
        for row, values in enumerate(rows, box.top):
            for column, value in enumerate(values, box.left):
                self._enter(row, column, value, hidden=(row, column) in hidden)

    def fill(self, box: Box, formula: str) -> None:
        """Put one formula into every cell, its relative references shifted."""
        translator = Translator(
            formula, origin=address_of(box, row_absolute=False, column_absolute=False).split(":")[0]
        )
        hidden = self._hidden(box)
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                here = address_of(Box(row, column, row, column), row_absolute=False, column_absolute=False)
                formula = translator.translate_formula(here)
                self._enter(row, column, formula, hidden=(row, column) in hidden)

    def _hidden(self, box: Box) -> set[tuple[int, int]]:
        """The cells of the box that a merged area covers; nobody would ever see their values."""
        parts = [(area, part) for area in self._areas() if (part := area.cut(box))]
        return {
            (row, column)
            for area, part in parts
            for row in range(part.top, part.bottom + 1)
            for column in range(part.left, part.right + 1)
            if (row, column) != area[:2]
        }

    def _enter(self, row: int, column: int, value: Value, *, hidden: bool) -> None:
        cell = held(self._sheet).get((row, column))
        self._refuse_if_locked(cell, row, column)
        if hidden:
            return
        number_format = "General" if cell is None else cell.number_format
        entry = typed(value, number_format)
        if entry.kind is not Kind.BLANK or cell is not None:
            self._put(cast("Cell", cell or self._sheet.cell(row, column)), entry, number_format)

    def _put(self, cell: Cell, entry: Entry, number_format: str) -> None:
        if isinstance(entry.value, float) and not math.isfinite(entry.value):
            raise ValueError(f"{self._sheet.title}!{cell.coordinate}: {entry.value} is no number to Excel")
        text = entry.kind in (Kind.TEXT, Kind.QUOTED_TEXT)
        cell.value = _encoded(str(entry.value)) if text else entry.value
        if text:
            cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
        if isinstance(entry.value, (dt.datetime, float)):
            cell.number_format = entry.number_format if number_format == "General" else number_format
        if entry.kind is Kind.QUOTED_TEXT or cell.quotePrefix:
            cell.quotePrefix = entry.kind is Kind.QUOTED_TEXT
        if entry.kind is Kind.FORMULA:
            self.written.add(cell.coordinate)

    def clear(self, box: Box, *, contents_only: bool) -> None:
        """Clear the contents, or everything; validations and conditional formats stay."""
        inside = [place for place in held(self._sheet) if _within(place, box)]
        for place in inside:
            self._refuse_if_locked(held(self._sheet)[place], *place)
        if not contents_only:
            self._refuse_if(self._sheet.protection.formatCells, "formats")
            self._part(box)
        for place in inside:
            cell = held(self._sheet).get(place)
            if isinstance(cell, Cell) and contents_only:
                cell.value = None
            elif not contents_only:
                held(self._sheet).pop(place, None)

    # Looks, notes, merged areas, links

    def look(self, box: Box, trait: Look) -> object:
        """The trait that all cells share."""
        return looks.look(self._sheet, box, trait)

    def set_look(self, box: Box, trait: Look, value: object) -> None:
        """Give all cells one trait."""
        protection = self._sheet.protection
        forbidden = {Look.ROW_HEIGHT: protection.formatRows, Look.COLUMN_WIDTH: protection.formatColumns}
        self._refuse_if(forbidden.get(trait, protection.formatCells), trait.name)
        if trait is Look.ROW_HEIGHT:
            self.heights_set.update(range(box.top, box.bottom + 1))
        looks.set_look(self._sheet, box, trait, value)

    def note(self, row: int, column: int) -> str | None:
        """The text of the cell's note."""
        cell = held(self._sheet).get((row, column))
        note = None if cell is None else cell.comment
        return None if note is None else decoded(note.text)

    def set_note(self, row: int, column: int, text: str | None) -> None:
        """Write the cell's note, in a box that it fits into, or remove it."""
        self._refuse_if(self._sheet.protection.objects, "notes")
        box = self.merged(row, column)
        cell = self._sheet.cell(box.top, box.left)
        if text is None:
            cell.comment = None
            return
        width, height = looks.note_size(text)
        cell.comment = Comment(_encoded(text), cell.comment.author if cell.comment else "", height, width)

    def noted(self) -> list[tuple[int, int]]:
        """All cells with a note."""
        return sorted(place for place, cell in held(self._sheet).items() if cell.comment is not None)

    def merge(self, box: Box) -> None:
        """Merge the cells into one."""
        self._refuse_if(True, "merged cells")
        self._part(box)
        if box.shape != (1, 1):
            self._sheet.merge_cells(address_of(box, row_absolute=False, column_absolute=False))

    def unmerge(self, box: Box) -> None:
        """Part every merged area that touches the box."""
        self._refuse_if(True, "merged cells")
        self._part(box)

    def _part(self, box: Box) -> None:
        for area in self._areas():
            if area.cut(box):
                self._sheet.merged_cells.remove(address_of(area, row_absolute=False, column_absolute=False))
                # What merging has put here and now into the covered cells is no cell that can be written to.
                for place in [place for place in held(self._sheet) if _within(place, area)]:
                    if isinstance(held(self._sheet)[place], MergedCell):
                        del held(self._sheet)[place]

    def has_merged(self, box: Box) -> bool:
        """Whether any cell of the box lies in a merged area."""
        return any(area.cut(box) for area in self._areas())

    def merged(self, row: int, column: int) -> Box:
        """The merged area of a cell, or the cell alone."""
        here = Box(row, column, row, column)
        return next((area for area in self._areas() if area.cut(here)), here)

    def _areas(self) -> list[Box]:
        areas = self._sheet.merged_cells.ranges
        return [Box(area.min_row, area.min_col, area.max_row, area.max_col) for area in areas]

    def link(self, row: int, column: int) -> str:
        """Where the cell leads."""
        cell = held(self._sheet).get((row, column))
        link = None if cell is None else cell.hyperlink
        if link is None:
            return ""
        return link.target or f"#{link.location}"

    def set_link(self, row: int, column: int, address: str, tip: str) -> None:
        """Let the cell lead somewhere, blue and underlined."""
        self._refuse_if(self._sheet.protection.insertHyperlinks, "links")
        cell = self._sheet.cell(row, column)
        target, location = (None, address[1:]) if address.startswith("#") else (address, None)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target, location=location, tooltip=tip or None)
        looks.underline(cell, _LINK_COLOUR)

    def select(self, box: Box) -> None:
        """Let the cells be the ones that are selected when the file is opened."""
        address = address_of(box, row_absolute=False, column_absolute=False)
        for selection in self._selections():
            selection.activeCell, selection.sqref = address.partition(":")[0], address

    def selected(self) -> Box:
        """The cells that will be selected; the last area where there are several."""
        for selection in self._selections():
            return box_of(str(selection.sqref).split()[-1]) or Box(1, 1, 1, 1)
        return Box(1, 1, 1, 1)

    def _selections(self) -> "list[Selection]":
        """What is selected in the part of the window that has the cursor."""
        view = self._sheet.sheet_view
        active = view.pane.activePane if view.pane else None
        return [selection for selection in view.selection if selection.pane in (active, None)]

    def visible(self) -> bool:
        """Whether the sheet's tab can be seen."""
        return bool(self._sheet.sheet_state == "visible")

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide the sheet."""
        self._sheet.sheet_state = "visible" if visible else "hidden"

    def printed(self) -> Box | None:
        """The area that is printed; None where all is, or several areas are."""
        _, _, address = str(self._sheet.print_area or "").rpartition("!")
        return box_of(address)

    def set_printed(self, box: Box | None) -> None:
        """Let one area be printed, None for all."""
        self._sheet.print_area = None if box is None else address_of(box)

    # What Excel refuses on a protected sheet

    def _refuse_if_locked(self, cell: Cell | MergedCell | None, row: int, column: int) -> None:
        if self._sheet.protection.sheet and (cell is None or cell.protection.locked):
            address = address_of(Box(row, column, row, column))
            raise ProtectedSheetError(f"{self._sheet.title}!{address} is locked, and its sheet protected")

    def _refuse_if(self, forbidden: object, what: str) -> None:
        if self._sheet.protection.sheet and forbidden:
            raise ProtectedSheetError(f"the sheet {self._sheet.title} is protected: no {what}")


def _text(text: str) -> Value:
    return decoded(text) or None


_NOT_NUMBERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "b": lambda text: text in ("1", "true"),
    "e": CellError,
    "d": moment_of,
}


def _within(place: tuple[int, int], box: Box) -> bool:
    return box.top <= place[0] <= box.bottom and box.left <= place[1] <= box.right


def _moment(value: dt.date | dt.time | dt.timedelta) -> dt.datetime | float:
    """A date and time as Excel gives it: every one a datetime, a duration a number of days."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return dt.datetime.combine(_DAY_ZERO, value)
    return dt.datetime.combine(value, dt.time())


def _encoded(text: str) -> str:
    """A text as the file holds it: control characters, which XML cannot hold, escaped as Excel does."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return ILLEGAL_CHARACTERS_RE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
