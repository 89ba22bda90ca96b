"""A scheme (指标体系) as typed, frozen data: all that one bureau's notice fixes for one year.

The shapes here are those of ``scheme.toml``; :mod:`perfxl.scheme.load` reads and proves one.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from perfxl.scheme.rules import Rule

Status: TypeAlias = Literal["issued", "example"]
FieldType: TypeAlias = Literal[
    "text", "longtext", "choice", "integer", "number", "money", "ratio", "year", "date"
]


NO_SOURCE: Final = "OWN"
"""The source of whatever names none; it is registered like any other."""


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a scheme file: unknown keys are refused, nothing changes after loading."""


class Source(Record, frozen=True):
    """Where something comes from, and how sure it is."""

    title: str
    kind: str
    reliability: str
    where: str = ""
    """An address at which it can be looked up."""


class Field(Record, frozen=True):
    """One input (or, with ``formula``, one locked live formula) of a sheet; in a table, one column.

    ``name`` is a Chinese identifier and the cell's defined name. Money is in 万元; a ``ratio`` is kept as a
    ratio and shown in percent. ``default`` is what the blank template already holds.
    """

    name: str
    label: str
    type: FieldType
    unit: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    formula: str = ""
    default: str = ""
    prompt: str = ""
    minimum: float | None = None
    maximum: float | None = None
    width: float = 0
    source: str = NO_SOURCE


class ListBlock(Record, frozen=True, tag="list", tag_field="kind"):
    """Fields one below another: label, value, unit, note."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""


class MatrixRow(Record, frozen=True):
    """One row of a matrix: no cell in the columns ``without``, a blank allowed in those ``optional``."""

    name: str
    label: str
    indent: int = 0
    required: bool = True
    without: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    prompt: str = ""
    source: str = NO_SOURCE


class MatrixColumn(Record, frozen=True):
    """One column of a matrix; with ``formula`` (over the row's other columns) a locked live column."""

    name: str
    label: str
    type: FieldType = "money"
    formula: str = ""
    required: bool = True
    minimum: float | None = None


class MatrixBlock(Record, frozen=True, tag="matrix", tag_field="kind"):
    """Rows × columns of the same unit; a cell's name is ``row_column``."""

    title: str
    rows: tuple[MatrixRow, ...]
    columns: tuple[MatrixColumn, ...]
    unit: str = "万元"
    note: str = ""


class TableBlock(Record, frozen=True, tag="table", tag_field="kind"):
    """Rows of the same columns, filled from the top; a column's defined name is ``prefix_column``.

    The first column without a formula is the key: a row counts as filled if any input cell of it is.
    Formulas of columns read the same row's columns by their own names.
    """

    name: str
    prefix: str
    title: str
    columns: tuple[Field, ...]
    capacity: int
    required: bool = False
    note: str = ""


Block: TypeAlias = ListBlock | MatrixBlock | TableBlock


class Sheet(Record, frozen=True):
    """One sheet of inputs."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    landscape: bool = False


class Indicator(Record, frozen=True):
    """One scored row of the scoring sheet (三级指标).

    ``measure`` is an expression over field names; ``applicable`` a condition, false meaning that the
    indicator does not apply and gets full marks; ``by_hand`` lets the accountant's score stand where the
    measure cannot be formed because its denominator is zero.
    """

    id: str
    name: str
    points: float
    clause: str
    rule: Rule
    measure: str = ""
    measure_label: str = ""
    measure_type: Literal["ratio", "number"] = "ratio"
    applicable: str = ""
    applicable_label: str = ""
    by_hand: bool = False
    source: str = NO_SOURCE
    status: Status = "example"
    note: str = ""


class Group(Record, frozen=True):
    """A second-level indicator (二级指标) with its points."""

    name: str
    points: float
    indicators: tuple[Indicator, ...]


class Level(Record, frozen=True):
    """A first-level indicator (一级指标) with its points."""

    name: str
    points: float
    groups: tuple[Group, ...]


class Grade(Record, frozen=True):
    """A grade and the total from which it is given."""

    name: str
    at_least: float


class Check(Record, frozen=True):
    """One arithmetic check as data: the catalogue's code and case, and what must hold.

    Either ``left`` equals ``right`` within the rounding envelope (0.005 万元 for each addend and the sum),
    or ``holds`` is true. It is asked only where ``when`` is true; with ``each`` once for every word put in
    place of ``{x}``; with ``table`` once for every filled row, names then meaning the row's columns.
    ``at`` names the cell that is marked, ``values`` the figures that the catalogue's wording shows.
    """

    code: str
    at: str
    case: str = ""
    each: tuple[str, ...] = ()
    table: str = ""
    when: str = ""
    left: str = ""
    right: str = ""
    holds: str = ""
    values: Mapping[str, str] = {}


class Tasks(Record, frozen=True):
    """The table of targets (重点工作), and which of its columns tells what."""

    table: str
    plan: str
    """The target as planned; a number, or words where there is nothing to count."""
    actual: str
    done: str
    """Whether it was completed: 是 or 否."""
    reason: str
    """Why the target was missed, or exceeded by far."""


class Roles(Record, frozen=True):
    """Which fields play the parts that checks, report and files need to know of."""

    department: str
    year: str
    supervisor: str
    report_title: str
    cover: tuple[str, ...]
    projects: str
    problems: str
    improvements: str
    achievements: str
    headings: tuple[str, ...]
    explanation: str
    """The text field in which the execution of the budget is explained."""
    tasks: Tasks | None = None
    rates: Mapping[str, str] = {}
    """By live formula or measure (指标值_id): the code that says it was typed over, where that is not K21."""


class Column(Record, frozen=True):
    """One column of the bureau's summary (汇总表): a figure of every department, and how all of them add up.

    ``value`` is an expression over field names. A rate has ``of`` and ``over`` instead, the names of two
    other columns: it divides the one by the other, in a department's row and in the total alike, so that a
    total rate comes from sums and never from an average. Columns of the same name in several schemes are one.
    The first rate of money by money tells how the budget was executed.
    """

    name: str
    type: Literal["text", "integer", "number", "money", "ratio"]
    unit: str = ""
    value: str = ""
    of: str = ""
    over: str = ""
    source: str = NO_SOURCE


class Document(Record, frozen=True):
    """What an office does otherwise than most in its official documents (公文)."""

    line_pitch: Annotated[float, msgspec.Meta(ge=28, le=30)] = 28.95
    """Points from line to line of the report as a document; a page keeps its 22 lines."""


class Scheme(Record, frozen=True):
    """All that one bureau's notice fixes for one year, proved when it was loaded."""

    id: str
    version: str
    title: str
    region: str
    basis: str
    """The notice it follows, as a user should read it."""
    weights: Status
    total: float
    grades: tuple[Grade, ...]
    grades_source: str
    sources: Mapping[str, Source]
    roles: Roles
    sheets: tuple[Sheet, ...]
    levels: tuple[Level, ...]
    checks: tuple[Check, ...]
    summary: tuple[Column, ...] = ()
    """What the bureau's summary shows of each department beside its scores."""
    document: Document = Document()
    digest: str = ""
    """SHA-256 over the scheme's files, set at loading."""
    report: str = ""
    """The text of the report's Jinja2 template, set at loading."""

    def blocks(self) -> Iterator[tuple[Sheet, Block]]:
        """Every block with its sheet, in reading order."""
        for sheet in self.sheets:
            for block in sheet.blocks:
                yield sheet, block

    def indicators(self) -> Iterator[Indicator]:
        """Every indicator, in the order of the scoring sheet."""
        for level in self.levels:
            for group in level.groups:
                yield from group.indicators

    def tables(self) -> Mapping[str, TableBlock]:
        """Every table by its name."""
        return {block.name: block for _, block in self.blocks() if isinstance(block, TableBlock)}


__all__ = [
    "NO_SOURCE",
    "Block",
    "Check",
    "Column",
    "Document",
    "Field",
    "FieldType",
    "Grade",
    "Group",
    "Indicator",
    "Level",
    "ListBlock",
    "MatrixBlock",
    "MatrixColumn",
    "MatrixRow",
    "Record",
    "Roles",
    "Rule",
    "Scheme",
    "Sheet",
    "Source",
    "Status",
    "TableBlock",
    "Tasks",
]
