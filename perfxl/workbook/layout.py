"""Where everything of a scheme stands in its workbook: pure geometry, shared by all that write or read one.

Rows and columns are counted from 0 inside and shown as Excel addresses (``D12``) outside. Every defined name
is a :class:`Slot`; the plans of sheets and blocks say where headings and rows stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Literal, TypeAlias

from perfxl.findings import Place
from perfxl.scheme.inventory import STATE
from perfxl.scheme.model import ListBlock, Scheme, Sheet, TableBlock
from perfxl.workbook.field_sheets import Grid, plan_blocks
from perfxl.workbook.scoring_layout import WIDTHS, ScoringPlan, plan_scoring
from perfxl.workbook.slots import BlockPlan, Slot, SlotKind, TablePlan

SheetKind: TypeAlias = Literal["instructions", "fields", "scoring", "findings", "report", "identity"]

INSTRUCTIONS_SHEET, SCORING_SHEET = "填报说明", "评分表"
FINDINGS_SHEET, REPORT_SHEET, IDENTITY_SHEET = "审核结果", "自评报告", "_perfxl"

FINDINGS_STATUS, FINDINGS_AREA = "perfxl_status", "perfxl_findings"
REPORT_AREA, IDENTITY_AREA = "perfxl_report", "perfxl_identity"
"""Names of the areas that perfxl writes; in 审核结果 also of the line that says how things stand."""

FINISHED, CHANGES = "perfxl_finished", "perfxl_changes"
"""Names of two cells of ``_perfxl``: the words for the last finishing; how many inputs have changed since."""

LAYOUT_VERSION = "2"
"""Counted up when cells move although the scheme stays the same."""

STATUS_ROW = 1
"""The row of that line in 审核结果, under the title."""

FINDINGS_HEADER_ROW = 3
FINDINGS_COLUMNS = ("number", "severity", "code", "place", "label", "fault", "expected", "remedy", "basis")
"""The columns of 审核结果 in order; ``texts/template.toml`` [findings.heading] words them."""

FINDINGS_WIDTHS = (6.0, 8.0, 8.0, 18.0, 22.0, 42.0, 34.0, 42.0, 16.0)
FINDINGS_ROWS = 1000
REPORT_ROWS, REPORT_WIDTH = 400, 84.0
INSTRUCTIONS_WIDTHS = (6.0, 22.0, 74.0)

STATE_ROW = 2
"""The row of 定稿状态 on the cover, under title and subtitle."""

IDENTITY_ROWS = 100
"""The rows of ``_perfxl`` that hold keys and values: the identity and the receipts."""

IDENTITY_WIDTHS = (18.0, 70.0, 4.0, 24.0, 40.0, 10.0)
KEPT_COLUMN = 3
"""The column of ``_perfxl`` from which on it is kept what the inputs held when the workbook was finished."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet of the workbook: its name, its kind, the widths of its columns, and its blocks of inputs."""

    name: str
    kind: SheetKind
    widths: tuple[float, ...]
    landscape: bool = False
    sheet: Sheet | None = None
    blocks: tuple[BlockPlan, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook of one scheme: sheets in order, every defined name, tables, the scoring sheet."""

    scheme: Scheme
    sheets: tuple[SheetPlan, ...]
    slots: Mapping[str, Slot]
    tables: Mapping[str, TablePlan]
    scoring: ScoringPlan

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of all sheets, in the order of the workbook."""
        return tuple(sheet.name for sheet in self.sheets)

    def sheet(self, name: str) -> SheetPlan:
        """The plan of one sheet.

        Raises:
            KeyError: the workbook has no such sheet.
        """
        for plan_ in self.sheets:
            if plan_.name == name:
                return plan_
        raise KeyError(name)

    def place(self, name: str) -> Place:
        """Where a defined name stands; of a range its first cell."""
        return self.slots[name].place

    def of_kind(self, kind: SlotKind) -> tuple[Slot, ...]:
        """Every slot of one kind, in the order of the workbook's sheets and blocks."""
        return tuple(slot for slot in self.slots.values() if slot.kind == kind)


def plan(scheme: Scheme) -> Layout:
    """The layout of a scheme's workbook; made once for each scheme.

    Raises:
        ValueError: two cells would bear the same defined name (the proof of a scheme reports it first).
    """
    for known, layout in _planned:
        if known is scheme:
            return layout
    layout = _plan(scheme)
    _planned.append((scheme, layout))
    del _planned[:-_KEPT]
    return layout


_KEPT = 8
_planned: list[tuple[Scheme, Layout]] = []
# By identity: a scheme holds mappings, so it cannot be hashed.


def _plan(scheme: Scheme) -> Layout:
    field_sheets: dict[str, SheetPlan] = {}
    slots: list[Slot] = []
    for sheet in scheme.sheets:
        grid, blocks, placed = plan_blocks(sheet)
        field_sheets[sheet.name] = SheetPlan(
            sheet.name,
            "fields",
            grid.widths,
            landscape=sheet.landscape,
            sheet=sheet,
            blocks=blocks,
            grid=grid,
        )
        slots += placed
    scoring, scored = plan_scoring(scheme, SCORING_SHEET)
    by_name = _unique(chain(slots, scored, _own_areas()))
    return Layout(
        scheme=scheme,
        sheets=tuple(_in_order(scheme, field_sheets)),
        slots=MappingProxyType(by_name),
        tables=MappingProxyType(_tables(scheme, by_name)),
        scoring=scoring,
    )


def _in_order(scheme: Scheme, field_sheets: Mapping[str, SheetPlan]) -> Iterator[SheetPlan]:
    """The sheets of figures, the scoring sheet, the sheets of words that look back on it, perfxl's own."""
    scoring = SheetPlan(SCORING_SHEET, "scoring", WIDTHS, landscape=True)
    told = _first_narrative_sheet(scheme)
    yield SheetPlan(INSTRUCTIONS_SHEET, "instructions", INSTRUCTIONS_WIDTHS)
    yield from (field_sheets[sheet.name] for sheet in scheme.sheets[:told])
    yield scoring
    yield from (field_sheets[sheet.name] for sheet in scheme.sheets[told:])
    yield SheetPlan(FINDINGS_SHEET, "findings", FINDINGS_WIDTHS, landscape=True)
    yield SheetPlan(REPORT_SHEET, "report", (REPORT_WIDTH,))
    yield SheetPlan(IDENTITY_SHEET, "identity", IDENTITY_WIDTHS)


def _first_narrative_sheet(scheme: Scheme) -> int:
    """The index of the first sheet that asks for results or problems; past the end where there is none."""
    told = {scheme.roles.problems, scheme.roles.improvements, scheme.roles.achievements}
    for index, sheet in enumerate(scheme.sheets):
        if index and not told.isdisjoint(_block_names(sheet)):
            return index
    return len(scheme.sheets)


def _block_names(sheet: Sheet) -> Iterator[str]:
    for block in sheet.blocks:
        if isinstance(block, ListBlock):
            yield from (field.name for field in block.fields)
        elif isinstance(block, TableBlock):
            yield block.name


def _tables(scheme: Scheme, slots: Mapping[str, Slot]) -> dict[str, TablePlan]:
    plans: dict[str, TablePlan] = {}
    for name, table in scheme.tables().items():
        columns = {column.name: slots[f"{table.prefix}_{column.name}"] for column in table.columns}
        first = next(iter(columns.values()))
        plans[name] = TablePlan(name, first.sheet, first.row, first.rows, MappingProxyType(columns))
    return plans


def _own_areas() -> Iterator[Slot]:
    findings = FINDINGS_HEADER_ROW + 1
    yield Slot(FINDINGS_STATUS, FINDINGS_SHEET, STATUS_ROW, 0, kind="output")
    yield Slot(
        FINDINGS_AREA, FINDINGS_SHEET, findings, 0, FINDINGS_ROWS, len(FINDINGS_COLUMNS), kind="output"
    )
    # From the first row on: what is printed is the report and nothing else.
    yield Slot(REPORT_AREA, REPORT_SHEET, 0, 0, REPORT_ROWS, kind="output")
    yield Slot(IDENTITY_AREA, IDENTITY_SHEET, 0, 0, IDENTITY_ROWS, 2, kind="output")
    yield Slot(FINISHED, IDENTITY_SHEET, 0, KEPT_COLUMN + 1, kind="output")
    yield Slot(CHANGES, IDENTITY_SHEET, 0, KEPT_COLUMN + 2, kind="output")
    yield Slot(STATE, INSTRUCTIONS_SHEET, STATE_ROW, len(INSTRUCTIONS_WIDTHS) - 1, kind="state")


def _unique(slots: Iterator[Slot]) -> dict[str, Slot]:
    by_name: dict[str, Slot] = {}
    for slot in slots:
        if slot.name in by_name:
            raise ValueError(f"two cells bear the name {slot.name!r}")
        by_name[slot.name] = slot
    return by_name
