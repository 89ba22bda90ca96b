"""The cells of one sheet of a workbook that is open in LibreOffice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from perfxl.engines.backend import Box, EngineError, Look, Value
from perfxl.engines.office import links, looks
from perfxl.engines.office.bridge import Uno
from perfxl.engines.office.cells import (
    CONTENTS,
    Held,
    Patch,
    address_at,
    box_of_address,
    cell_at,
    formats_of,
    patches,
    range_at,
)
from perfxl.engines.office.entering import Writer
from perfxl.engines.office.explaining import explained
from perfxl.engines.office.faults import SheetGoneError
from perfxl.engines.office.protection import Act, Guard
from perfxl.engines.office.reading import Reader

if TYPE_CHECKING:
    from perfxl.engines.office.document import OfficeDocument

_NOTES: Final = 8
_LOOKS: Final = 32 | 64
_ELSE: Final = 128 | 256
_LINK_COLOUR: Final = (5, 99, 193)


@explained
class OfficeGrid:
    """One sheet. It is looked up by its name again and again: it may be deleted while we work."""

    def __init__(self, document: "OfficeDocument", name: str) -> None:
        self._document = document
        self._name = name
        self._guard = Guard(name, document.protections)
        self._held = Held(None)

    @property
    def _sheet(self) -> Uno:
        """The sheet of this name; what was fetched of a deleted one would silently become its neighbour's."""
        return self._fetched().sheet

    def _fetched(self) -> Held:
        if self._held.sheet is None or self._held.sheet.getName() != self._name:
            self._held = Held(self._document.sheet(self._name))
        return self._held

    def explain(self, error: Exception) -> EngineError:
        """What an error of LibreOffice means."""
        meaning = self._document.explain(error)
        lost = type(meaning) is EngineError and self._name not in self._document.sheet_names()
        return SheetGoneError(self._name) if lost else meaning

    # Reading

    def used(self) -> Box:
        """The smallest box that holds all cells with content, and all formats that can be seen."""
        cursor = self._sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return box_of_address(cursor.RangeAddress)

    def values(self, box: Box) -> list[list[Value]]:
        """What the cells show."""
        return self._reader().values(box)

    def formulas(self, box: Box) -> list[list[str]]:
        """What the cells hold."""
        return self._reader().formulas(box)

    def _reader(self) -> Reader:
        return Reader(self._sheet, self._document.formats, self._document.epoch)

    # Writing

    def enter(self, box: Box, rows: Sequence[Sequence[Value]]) -> None:
        """Put values in, as if typed."""
        made = self._made(box)
        self._guard.refuse_locked(self._sheet, made)
        self._writer().enter(box, rows, made, undoing=self._document.undoing)

    def fill(self, box: Box, formula: str) -> None:
        """Put one formula into every cell, its relative references shifted."""
        self._guard.refuse_locked(self._sheet, self._made(box))
        self._writer().fill(box, formula)

    def clear(self, box: Box, *, contents_only: bool) -> None:
        """Clear the contents, or everything; validations and conditional formats stay."""
        self._guard.refuse_locked(self._sheet, self._made(box))
        block = range_at(self._sheet, box)
        if contents_only:
            block.clearContents(CONTENTS)
            return
        self._guard.refuse(self._sheet, Act.FORMAT_CELLS)
        with self._guard.lifted(self._sheet):
            range_at(self._sheet, self._fetched().merged(box)).merge(False)
            block.clearContents(CONTENTS | _NOTES | _LOOKS | _ELSE)

    def _writer(self) -> Writer:
        document = self._document
        return Writer(document.parser, self._fetched(), document.formats, document.epoch)

    def _made(self, box: Box) -> list[Patch]:
        return list(patches(range_at(self._sheet, box), self._document.formats))

    # Looks, notes, merged areas, links

    def look(self, box: Box, trait: Look) -> object:
        """The trait that all cells share."""
        if trait is Look.NUMBER_FORMAT:
            found = formats_of(self._sheet, box, self._document.formats)
            codes = {number_format.code for _, number_format in found}
            return codes.pop() if len(codes) == 1 else None
        if trait is Look.ROW_HEIGHT:
            return looks.height(self._fetched(), box)
        if trait is Look.COLUMN_WIDTH:
            return looks.width(self._fetched(), box, self._document.digit_width)
        return looks.look(range_at(self._sheet, box), trait)

    def set_look(self, box: Box, trait: Look, value: object) -> None:
        """Give all cells one trait."""
        self._guard.refuse_trait(self._sheet, trait)
        with self._guard.lifted(self._sheet):
            self._set_look(box, trait, value)

    def _set_look(self, box: Box, trait: Look, value: object) -> None:
        if trait is Look.NUMBER_FORMAT:
            range_at(self._sheet, box).NumberFormat = self._document.formats.key(cast("str", value))
        elif trait is Look.ROW_HEIGHT:
            looks.set_height(self._fetched(), box, cast("float", value))
        elif trait is Look.COLUMN_WIDTH:
            looks.set_width(self._fetched(), box, cast("float", value), self._document.digit_width)
        else:
            looks.set_look(range_at(self._sheet, box), trait, value)

    def note(self, row: int, column: int) -> str | None:
        """The text of the cell's note."""
        return self._fetched().annotation(row, column).getString() or None

    def set_note(self, row: int, column: int, text: str | None) -> None:
        """Write the cell's note, or remove it."""
        self._guard.refuse(self._sheet, Act.NOTE)
        top, left, _, _ = self.merged(row, column)
        with self._guard.lifted(self._sheet):
            if text is None:
                cell_at(self._sheet, top, left).clearContents(_NOTES)
            else:
                self._sheet.getAnnotations().insertNew(address_at(self._sheet, top, left), text)

    def noted(self) -> list[tuple[int, int]]:
        """All cells with a note."""
        return sorted(self._fetched().annotated())

    def merge(self, box: Box) -> None:
        """Merge the cells into one; what the others held is lost."""
        self._guard.refuse(self._sheet, Act.MERGE)
        range_at(self._sheet, self._fetched().merged(box)).merge(False)
        top, left, bottom, right = box
        for rest in (Box(top, left + 1, top, right), Box(top + 1, left, bottom, right)):
            if rest.top <= rest.bottom and rest.left <= rest.right:
                range_at(self._sheet, rest).clearContents(CONTENTS)
        range_at(self._sheet, box).merge(True)

    def unmerge(self, box: Box) -> None:
        """Part every merged area that touches the box."""
        self._guard.refuse(self._sheet, Act.MERGE)
        range_at(self._sheet, self._fetched().merged(box)).merge(False)

    def has_merged(self, box: Box) -> bool:
        """Whether any cell of the box lies in a merged area."""
        # LibreOffice counts an area by its first cell; one that reaches into the box enlarges it.
        return bool(range_at(self._sheet, box).getIsMerged()) or self._fetched().merged(box) != box

    def merged(self, row: int, column: int) -> Box:
        """The merged area of a cell, or the cell alone."""
        return self._fetched().merged(Box(row, column, row, column))

    def link(self, row: int, column: int) -> str:
        """Where the cell leads."""
        return links.link(cell_at(self._sheet, row, column))

    def set_link(self, row: int, column: int, address: str, tip: str) -> None:  # noqa: ARG002  (LibreOffice has none)
        """Let the cell lead somewhere, blue and underlined."""
        self._guard.refuse(self._sheet, Act.LINK)
        cell = cell_at(self._sheet, row, column)
        with self._guard.lifted(self._sheet):
            links.set_link(self._document.component, cell, address)
            looks.set_look(cell, Look.FONT_COLOR, _LINK_COLOUR)
            looks.underline(cell)

    def select(self, box: Box) -> None:
        """Select the cells; LibreOffice brings their sheet to the front."""
        self._document.controller().select(range_at(self._sheet, box))

    def selected(self) -> Box:
        """The cells that are selected, if this sheet is in front; the first area where there are several."""
        selection = self._document.controller().getSelection()
        return (
            box_of_address(selection.RangeAddress) if hasattr(selection, "RangeAddress") else Box(1, 1, 1, 1)
        )

    def visible(self) -> bool:
        """Whether the sheet's tab can be seen."""
        return bool(self._sheet.IsVisible)

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide the sheet."""
        self._sheet.IsVisible = visible

    def printed(self) -> Box | None:
        """The area that is printed; None where all is, or several areas are."""
        areas = self._sheet.getPrintAreas()
        return box_of_address(areas[0]) if len(areas) == 1 else None

    def set_printed(self, box: Box | None) -> None:
        """Let one area be printed, None for all."""
        areas = () if box is None else (range_at(self._sheet, box).RangeAddress,)
        self._sheet.setPrintAreas(areas)
