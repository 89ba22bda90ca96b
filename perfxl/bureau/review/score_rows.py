"""What the workbook of review scores (复核分) shows of each department, and what an officer enters there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, TypeAlias

from perfxl.bureau.records import MarkRecord, Reviewed, ScoreKey
from perfxl.bureau.review.return_sheet import Counts, counts_of
from perfxl.bureau.store import Held
from perfxl.findings import Finding
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Scheme

Entered: TypeAlias = float | str | None
"""What stands in a cell that an officer fills in: a number, any text, or nothing."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One department and year; scores in points."""

    department: str
    year: int | None
    full: float
    claimed: float
    """The total that the workbook shows; ours where it shows none."""
    claimed_grade: str
    total: float
    grade: str
    unscored: int
    counts: Counts
    scheme: Scheme
    marks: tuple[MarkRecord, ...] = ()
    code: str = ""

    @property
    def key(self) -> ScoreKey:
        """By which its entries are found again."""
        return ScoreKey(self.department, self.year, self.code)

    @property
    def figures(self) -> tuple[object, ...]:
        """What its row in the first sheet shows."""
        return (
            self.full,
            self.claimed,
            self.claimed_grade,
            self.total,
            self.grade,
            self.unscored,
            *self.counts,
        )


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of one of the two sheets as it stands there."""

    cells: tuple[Entered, ...] = ()
    """In the order of the sheet's own columns."""
    more: tuple[Entered, ...] = ()
    """In the columns that the officer has added."""


UNTYPED: Final = TypedRow()


@dataclass(slots=True)
class Line:
    """What was entered for one indicator, in which cell, and the whole row."""

    score: Entered = None
    remark: str = ""
    cell: str = ""
    row: TypedRow = UNTYPED
    disputed: bool = False
    """Whether other rows give something for it too: then none of them is used."""

    @property
    def entered(self) -> bool:
        """Whether there is a score or a remark."""
        return self.score is not None or bool(self.remark)


@dataclass(slots=True)
class Entries:
    """What was entered for one department and year, in which cell of the first sheet, and the whole row."""

    total: Entered = None
    remark: str = ""
    cell: str = ""
    row: TypedRow = UNTYPED
    disputed: bool = False
    lines: dict[str, Line] = field(default_factory=dict)
    """By indicator id; only those where something was typed."""

    @property
    def entered(self) -> bool:
        """Whether there is a score or a remark in the first sheet."""
        return self.total is not None or bool(self.remark)


NOTHING: Final = Entries()
AllEntries: TypeAlias = Mapping[ScoreKey, Entries]


@dataclass(frozen=True, slots=True)
class Added:
    """What one of the two sheets holds that is not perfxl's: it stands again in a workbook written anew."""

    headings: tuple[str, ...] = ()
    """Of the columns that the officer has added."""
    rows: tuple[TypedRow, ...] = ()
    """Notes, and entries that are no department's or indicator's, or that others dispute."""


NONE_ADDED: Final = Added()


@dataclass(frozen=True, slots=True)
class Typed:
    """All that officers have typed into the workbook, and what is wrong with its rows themselves."""

    entries: AllEntries = field(default_factory=dict)
    scores: Added = NONE_ADDED
    """Beside the entries, in the first sheet."""
    marks: Added = NONE_ADDED
    """Beside the entries, in the sheet by indicator."""
    shown: frozenset[ScoreKey] = frozenset()
    """Whose rows the first sheet has."""
    lines: int = 0
    """How many rows of indicators the other sheet has."""
    findings: tuple[Finding, ...] = ()
    foreign: tuple[str, ...] = ()
    """In words: what the file holds beside the two sheets and would lose if it were written anew."""


def score_row(held: Held[Reviewed]) -> ScoreRow | None:
    """The row of one workbook; None where it could not be read or names no department."""
    reviewed = held.reviewed
    if reviewed is None or reviewed.fault is not None or not reviewed.department:
        return None
    claimed = reviewed.claimed_total
    return ScoreRow(
        department=reviewed.department,
        year=reviewed.year,
        full=reviewed.full,
        claimed=reviewed.total if claimed is None else claimed,
        claimed_grade=reviewed.claimed_grade,
        total=reviewed.total,
        grade=reviewed.grade,
        unscored=reviewed.unscored,
        counts=counts_of(reviewed),
        scheme=_scheme(reviewed.scheme),
        marks=reviewed.marks,
        code=reviewed.code or held.received.code,
    )


def bearers(rows: Iterable[ScoreRow]) -> Mapping[ScoreKey, list[ScoreKey]]:
    """Whoever bears a name in a year: several are told apart by their budget codes."""
    found: dict[ScoreKey, list[ScoreKey]] = defaultdict(list)
    for row in rows:
        found[row.key.bare].append(row.key)
    return found


def shared_out(entries: AllEntries, rows: Iterable[ScoreRow]) -> AllEntries:
    """The entries by the rows that they are for; those that are for none keep their own key.

    Where an entry or a row has no budget code, the name and the year decide if only one row has these.
    """
    by_name = bearers(rows)
    every = {key for keys in by_name.values() for key in keys}
    found = {key: entered for key, entered in entries.items() if key in every}
    for key, entered in entries.items():
        if key not in every:
            fitting = [one for one in by_name.get(key.bare, ()) if not (one.code and key.code)]
            alone = len(by_name.get(key.bare, ())) == 1 and fitting and fitting[0] not in found
            found[fitting[0] if alone else key] = entered
    return found


@cache
def _scheme(scheme_id: str) -> Scheme:
    """A scheme, whose files are looked at once and not for each department."""
    return load_scheme(scheme_id)
