"""Moves all that a department entered into a fresh template of the same version, whatever became of the old.

Contents move as they stand, odd ones too: mending them is the department's business. What cannot be moved and
what stays behind is told, cell by cell.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from perfxl.engines import open_closed, source_of
from perfxl.engines.addresses import box_of
from perfxl.evaluation import Evaluation, evaluate
from perfxl.findings import Place
from perfxl.scheme.model import Scheme
from perfxl.wording import say
from perfxl.workbook.filling.entering import enter_column
from perfxl.workbook.finishing.kept import read_kept, shown_by_formulas, write_kept
from perfxl.workbook.finishing.receipts import carry_receipts
from perfxl.workbook.layout import plan
from perfxl.workbook.mending.leftovers import Position, leftovers
from perfxl.workbook.mending.survey import Survey, survey
from perfxl.workbook.reading.blocks import SheetCells, read_cells
from perfxl.workbook.reading.live import read_submission
from perfxl.workbook.reading.locating import cell_place
from perfxl.workbook.reading.parsing import ERROR_VALUES, Content, show
from perfxl.workbook.reading.standing import StandingTable, standing_tables
from perfxl.workbook.reading.view import Held
from perfxl.workbook.results.writing import saved_values
from perfxl.workbook.room import make_room
from perfxl.workbook.saving.save import prepare_target, save_closed
from perfxl.workbook.slots import Slot

if TYPE_CHECKING:
    from perfxl.engines import Book


_LABELS_TOLD = 10


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What became of an old workbook's contents.

    ``count`` cells were moved; of these ``notes`` tell what deserves a look; ``lost`` could not be moved or
    found; ``left`` is what stays behind in the old file: other cells, notes, sheets.
    """

    count: int
    notes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """All that a user should look at, a line each."""
        for heading, lines in (("lost", self.lost), ("left", self.left), ("notes", self.notes)):
            if lines:
                yield say(f"repairing.heading.{heading}", count=len(lines))
                yield from lines


def repair(old: "Book", scheme: Scheme, target: Path, *, replace: bool = False) -> RepairReport:
    """Move every input of an old workbook into a fresh one, saved as ``target``; the old one is only read.

    Raises:
        FileError: the target cannot be written.
    """
    # XlsxWriter is needed by fresh workbooks only.
    from perfxl.workbook.template.blank import write_template  # noqa: PLC0415

    prepare_target(source_of(old), target, replace=replace)
    with TemporaryDirectory(prefix="perfxl-") as folder:
        content = BytesIO()
        write_template(scheme, content)
        blank = Path(folder) / target.name
        blank.write_bytes(content.getvalue())
        with open_closed(blank) as fresh:
            report = move(old, fresh, scheme)
            evaluation = evaluate(scheme, read_submission(fresh, scheme))
            make_room(fresh, scheme, evaluation.submission)
            _carry_finishing(old, fresh, evaluation)
            shown = shown_by_formulas(fresh, scheme, evaluation.submission)
            save_closed(fresh, target, {**saved_values(evaluation), **shown}, replace=replace)
    return report


def _carry_finishing(old: "Book", fresh: "Book", evaluation: Evaluation) -> None:
    """Receipts, and what the inputs held when they were issued: the repaired workbook is compared with it."""
    carry_receipts(old, fresh)
    kept = read_kept(old, evaluation.scheme)
    if kept is not None:
        write_kept(fresh, evaluation.submission, kept)


def move(old: "Book", fresh: "Book", scheme: Scheme) -> RepairReport:
    """Move every input of one open workbook into another, fresh from the template of the same scheme."""
    layout = plan(scheme)
    extents = {
        name: (max(s.row + s.rows for s in slots), max(s.column + s.columns for s in slots))
        for name in (sheet.name for sheet in layout.sheets if sheet.kind in {"fields", "scoring"})
        if (slots := [slot for slot in layout.slots.values() if slot.sheet == name])
    }
    moving = _Moving(old, survey(old, layout), read_cells(fresh, extents))
    moving.plan()
    for place, contents in moving.columns:
        enter_column(fresh.sheets[place.sheet].range(place.cell), contents)
    moving.verify(read_cells(fresh, extents))
    left = leftovers(old, moving.seen, moving.blank, moving.known)
    return RepairReport(moving.count, tuple(moving.notes), tuple(moving.lost), tuple(left))


@dataclass
class _Moving:
    """One move: what goes where, and what is to be told."""

    old: "Book"
    seen: Survey
    blank: Mapping[str, SheetCells]
    columns: list[tuple[Place, list[Content]]] = field(default_factory=list)
    """Contents to be entered from a cell of the fresh workbook down."""
    known: set[Position] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many cells are moved that hold something."""
        return sum(content is not None for _, contents in self.columns for content in contents)

    def plan(self) -> None:
        """Decide on every cell."""
        layout = self.seen.layout
        columns = {slot.name for table in layout.tables.values() for slot in table.columns.values()}
        for sheet in self.blank.keys() - self.seen.sheets.keys():
            self.lost.append(say("repairing.sheet_gone", sheet=sheet))
        for slot in layout.slots.values():
            if slot.name not in columns and slot.sheet in self.seen.sheets:
                self._plan_slot(slot)
        standing = {table.block.name: table for table in standing_tables(layout, self.seen.spots)}
        for name, table in layout.tables.items():
            if name in standing:
                self._plan_table(standing[name])
            elif table.sheet in self.seen.sheets:
                self.lost.append(say("repairing.table_gone", table=name))
        self._note_recovered(columns)

    def _note_recovered(self, columns: Collection[str]) -> None:
        """Tell, sheet by sheet, which cells were found by their labels."""
        by_sheet: dict[str, list[str]] = {}
        for name in self.seen.recovered - set(columns):
            by_sheet.setdefault(self.seen.spots[name].sheet, []).append(self.seen.layout.slots[name].label)
        for sheet, labels in by_sheet.items():
            shown = say("reading.and").join(sorted(labels)[:_LABELS_TOLD])
            self.notes.append(say("repairing.recovered", sheet=sheet, count=len(labels), labels=shown))

    def _plan_slot(self, slot: Slot) -> None:
        spot = self.seen.spots.get(slot.name)
        if spot is None or spot.sheet not in self.seen.cells:
            if slot.kind == "input":
                self.lost.append(say("repairing.gone", label=slot.label))
            return
        row, column = spot.box.top, spot.box.left
        held = self.seen.cells[spot.sheet].at(row, column)
        place = cell_place(spot.sheet, row, column)
        if slot.kind != "constant":
            self.known.add((spot.sheet, row, column))
        if slot.kind == "formula":
            self._note_typed_over(held, place)
        elif slot.kind == "input":
            content = self._movable(held, place)
            standing = self.blank[slot.sheet].at(slot.row + 1, slot.column + 1)
            if show(content) != show(standing.content):
                self.columns.append((slot.place, [content]))

    def _movable(self, held: Held, place: Place) -> Content:
        """What of a cell can be moved; None where it is blank or nothing can."""
        self._tell_of_merging(held, place)
        if held.formula and (held.content is None or held.content in ERROR_VALUES):
            self.lost.append(say("repairing.formula", place=place, formula=held.formula))
            return None
        if held.content in ERROR_VALUES:
            self.lost.append(say("repairing.error", place=place, raw=held.content))
            return None
        if held.formula:
            figures = {"formula": held.formula, "raw": show(held.content)}
            self.notes.append(say("repairing.formula_value", place=place, **figures))
        return None if held.is_blank else held.content

    def _tell_of_merging(self, held: Held, place: Place) -> None:
        """What a merged area covers could not be seen; where it covers nothing, nothing could be typed."""
        cell = self.old.sheets[place.sheet].range(place.cell)
        area = cell.merge_area
        if (area.row, area.column) == (cell.row, cell.column):
            return
        figures = {"place": place, "area": area.get_address(False, False), "raw": show(held.content)}
        if held.is_blank:
            self.lost.append(say("repairing.swallowed", **figures))
        else:
            self.notes.append(say("repairing.covered", **figures))

    def _note_typed_over(self, held: Held, place: Place) -> None:
        if not held.formula and not held.is_blank:
            self.notes.append(say("repairing.typed_over", place=place, raw=show(held.content)))

    def _plan_table(self, table: StandingTable) -> None:
        name = table.block.name
        plan_, held = self.seen.layout.tables[name], self.seen.cells[table.sheet]
        beside = [*table.typed_above(held), *table.typed_below(held)]
        rows = sorted({*beside, *table.filled(held)})
        for number in beside:
            self.notes.append(say("repairing.beside", table=name, row=number))
        for number in rows[plan_.rows :]:
            raw = say("reading.and").join(self._told_row(table, number))
            self.lost.append(say("repairing.no_room", table=name, row=number, raw=raw))
        for column, slot in plan_.columns.items():
            if column not in table.spots:
                if slot.kind == "input" and rows:
                    self.lost.append(say("repairing.gone", label=f"{name}：{slot.label}"))
                continue
            left = table.spots[column].box.left
            self.known |= {(table.sheet, number, left) for number in rows}
            cells = [(held.at(number, left), table.place(number, left)) for number in rows[: plan_.rows]]
            if slot.kind == "formula":
                for content, place in cells:
                    self._note_typed_over(content, place)
            elif rows:
                self.columns.append((slot.place, [self._movable(*cell) for cell in cells]))
        if rows and any(plan_.columns[column].name in self.seen.recovered for column in table.spots):
            self.notes.append(say("repairing.table_recovered", table=name, count=len(rows)))

    def _told_row(self, table: StandingTable, number: int) -> Iterator[str]:
        for _, column in table.inputs:
            held = self.seen.cells[table.sheet].at(number, column)
            if not held.is_blank:
                yield show(held.content)

    def verify(self, after: Mapping[str, SheetCells]) -> None:
        """Make sure that everything arrived as it was."""
        for place, contents in self.columns:
            box = box_of(place.cell)
            for offset, content in enumerate(contents if box else ()):
                row, column = (box.top + offset, box.left) if box else (0, 0)
                arrived = after[place.sheet].at(row, column).content
                if show(arrived) != show(content):
                    there = cell_place(place.sheet, row, column)
                    self.lost.append(
                        say("repairing.differs", place=there, raw=show(content), now=show(arrived))
                    )
