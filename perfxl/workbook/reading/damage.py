"""What pasting and other programs do to a closed workbook beside its values: validations, locks, looks.

Read from the parts of the file itself, since the xlwings API does not show them; the template's layout says
what should be there. None of it changes what was entered, so all of it is reminders.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from perfxl.engines.addresses import address_of, box_of
from perfxl.engines.backend import Box
from perfxl.engines.closed.source import Source, parse
from perfxl.findings import Finding, Place, finding
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from perfxl.wording import say
from perfxl.workbook.colours import COLOURS
from perfxl.workbook.layout import SCORING_SHEET, Layout, plan
from perfxl.workbook.slots import Slot, SlotKind

_RANGES_TOLD = 6
_TRUE = ("1", "true")
_INPUT_FILLS = frozenset(COLOURS[name].removeprefix("#") for name in ("input", "error", "reminder"))
"""What the template gives an input cell, and what perfxl itself lays over it as a mark."""


def damage(file: Path, scheme: Scheme, submission: Submission) -> tuple[Finding, ...]:
    """What a workbook has lost against its template; ``submission`` tells where its cells stand now.

    The file must have passed the gate (:func:`perfxl.workbook.gate.package.inspect`).
    """
    layout = plan(scheme)
    source = Source(file.read_bytes())
    try:
        return tuple(_findings(source, layout, submission))
    finally:
        source.close()


def _findings(source: Source, layout: Layout, submission: Submission) -> Iterator[Finding]:
    links = [link for link in source.relations(source.workbook_part).values() if link.kind == "externalLink"]
    if links:
        yield finding("R26", Place(say("reading.workbook")), count=len(links))
    styles = _Styles(source)
    inputs = _cells(layout, submission, "input")
    formulas = _cells(layout, submission, "formula")
    marked = {
        submission.places.get(slot.name, Place("")).sheet
        for slot in layout.slots.values()
        if bears_mark(slot)
    }
    for sheet in dict.fromkeys((*inputs, *formulas)):
        markup = _Markup(source.sheet(sheet))
        yield from _of_inputs(sheet, inputs.get(sheet, []), markup, styles)
        open_formulas = [cell for cell in formulas.get(sheet, []) if not styles.locked(markup.style(cell))]
        yield from _told("R23", sheet, open_formulas)
        if not markup.protected:
            yield finding("R24", Place(sheet))
        if sheet in marked and not markup.has_conditional_formats:
            yield finding("R25", Place(sheet))


def bears_mark(slot: Slot) -> bool:
    """Whether the template lays a conditional format over it: required inputs, rates, and every score."""
    if slot.sheet == SCORING_SHEET:
        return True
    field = slot.field
    return field is not None and (field.required if slot.kind == "input" else field.type == "ratio")


Cell: TypeAlias = tuple[int, int]
"""Row and column, counted from 1."""


def _cells(layout: Layout, submission: Submission, kind: SlotKind) -> Mapping[str, list[Cell]]:
    """Every cell of a kind that still stands, by its sheet."""
    cells: dict[str, list[Cell]] = {}
    for slot in layout.of_kind(kind):
        place = submission.places.get(slot.name, Place(""))
        box = box_of(place.cell)
        if box is not None:
            column = [(row, box.left) for row in range(box.top, box.bottom + 1)]
            cells.setdefault(place.sheet, []).extend(column)
    return cells


def _of_inputs(sheet: str, cells: list[Cell], markup: "_Markup", styles: "_Styles") -> Iterator[Finding]:
    unguarded = [cell for cell in cells if not markup.validated(cell)]
    odd = [cell for cell in cells if styles.fill(markup.style(cell)) not in _INPUT_FILLS]
    locked = [cell for cell in cells if styles.locked(markup.style(cell))]
    hidden = [cell for cell in cells if markup.holds(cell) and markup.hidden(cell)]
    yield from _told("R20", sheet, unguarded)
    yield from _told("R21", sheet, odd)
    yield from _told("R22", sheet, locked)
    yield from _told("R13", sheet, hidden, case="cells")
    yield from _told("R13", sheet, [cell for cell in cells if markup.covered(cell)], case="covered")


def _told(code: str, sheet: str, cells: Sequence[Cell], *, case: str = "") -> Iterator[Finding]:
    """One finding for all cells of a sheet that have lost the same thing."""
    if not cells:
        return
    ranges = [address_of(box, row_absolute=False, column_absolute=False) for box in _ranges(cells)]
    shown = say("reading.and").join(ranges[:_RANGES_TOLD])
    if len(ranges) > _RANGES_TOLD:
        shown = say("reading.more", listed=shown)
    places = tuple(Place(sheet, address) for address in ranges[1:])
    yield finding(code, Place(sheet, ranges[0]), case=case, places=places, cells=shown, count=len(cells))


def _ranges(cells: Iterable[Cell]) -> list[Box]:
    """Cells as boxes, each a run of neighbours in one column."""
    runs: list[Box] = []
    for row, column in sorted(set(cells), key=lambda cell: (cell[1], cell[0])):
        if runs and runs[-1].left == column and runs[-1].bottom == row - 1:
            runs[-1] = runs[-1]._replace(bottom=row)
        else:
            runs.append(Box(row, column, row, column))
    return sorted(runs)


class _Styles:
    """The cell formats of a workbook, by their number."""

    def __init__(self, source: Source) -> None:
        relations = source.relations(source.workbook_part).values()
        part = next((relation.target for relation in relations if relation.kind == "styles"), "")
        tree = parse(source.part(part) or b"<styleSheet/>")
        fills = [_colour(fill) for fill in tree.iterfind("{*}fills/{*}fill")]
        formats = list(tree.iterfind("{*}cellXfs/{*}xf"))
        self._fills = [fills[int(one.get("fillId", "0"))] if fills else "" for one in formats]
        self._locked = [_locked(one) for one in formats]

    def fill(self, style: int) -> str:
        """The fill as RRGGBB, empty where it is none or a colour of the theme."""
        return self._fills[style] if style < len(self._fills) else ""

    def locked(self, style: int) -> bool:
        """Whether protection locks the cell."""
        return self._locked[style] if style < len(self._locked) else True


def _colour(fill: etree._Element) -> str:
    colour = fill.find("{*}patternFill[@patternType='solid']/{*}fgColor")
    return "" if colour is None else colour.get("rgb", "")[-6:].upper()


def _locked(xf: etree._Element) -> bool:
    protection = xf.find("{*}protection")
    return protection is None or protection.get("locked", "1") in _TRUE


class _Markup:
    """All of one sheet's part but the values."""

    def __init__(self, content: bytes) -> None:
        self._tree = parse(content or b"<worksheet/>")

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected."""
        protection = self._tree.find("{*}sheetProtection")
        return protection is not None and protection.get("sheet", "0") in _TRUE

    @property
    def has_conditional_formats(self) -> bool:
        """Whether the sheet has any conditional format."""
        return next(self._tree.iter("{*}conditionalFormatting"), None) is not None

    @cached_property
    def _validated(self) -> list[Box]:
        """Where data validations apply; newer ones keep their areas in an element of their own."""
        areas = [one.get("sqref", "") for one in self._tree.iter("{*}dataValidation")]
        areas += [one.text or "" for one in self._tree.iterfind(".//{*}dataValidation/{*}sqref")]
        return [box for area in areas for address in area.split() if (box := box_of(address))]

    @cached_property
    def _cells(self) -> Mapping[Cell, etree._Element]:
        found = (
            (box_of(cell.get("r", "")), cell) for cell in self._tree.iterfind("{*}sheetData/{*}row/{*}c")
        )
        return {(box.top, box.left): cell for box, cell in found if box is not None}

    @cached_property
    def _columns(self) -> list[tuple[int, int, etree._Element]]:
        columns = self._tree.iterfind("{*}cols/{*}col")
        return [(int(one.get("min", "1")), int(one.get("max", "1")), one) for one in columns]

    @cached_property
    def _hidden_rows(self) -> frozenset[int]:
        rows = self._tree.iterfind("{*}sheetData/{*}row[@hidden]")
        return frozenset(int(row.get("r", "0")) for row in rows if row.get("hidden") in _TRUE)

    @cached_property
    def _merged(self) -> list[Box]:
        areas = self._tree.iterfind("{*}mergeCells/{*}mergeCell")
        return [box for area in areas if (box := box_of(area.get("ref", "")))]

    def style(self, cell: Cell) -> int:
        """The number of a cell's format; that of its column where the cell is not in the file."""
        found = self._cells.get(cell)
        if found is None:
            found = next((one for first, last, one in self._columns if first <= cell[1] <= last), None)
            return 0 if found is None else int(found.get("style", "0"))
        return int(found.get("s", "0"))

    def validated(self, cell: Cell) -> bool:
        """Whether a data validation applies to a cell."""
        row, column = cell
        return any(b.top <= row <= b.bottom and b.left <= column <= b.right for b in self._validated)

    def holds(self, cell: Cell) -> bool:
        """Whether anything stands in a cell."""
        found = self._cells.get(cell)
        return found is not None and len(found) > 0

    def covered(self, cell: Cell) -> bool:
        """Whether a cell that holds something lies below a merged area."""
        here = Box(*cell, *cell)
        return self.holds(cell) and any(area.cut(here) and area[:2] != cell for area in self._merged)

    def hidden(self, cell: Cell) -> bool:
        """Whether a cell's row or column is hidden."""
        row, column = cell
        across = (one for first, last, one in self._columns if first <= column <= last)
        return row in self._hidden_rows or any(one.get("hidden") in _TRUE for one in across)
