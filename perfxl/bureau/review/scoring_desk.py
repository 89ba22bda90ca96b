"""The review scores (复核分) of one folder: entries taken in, and the workbook for them kept up to date."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import Reviewed, ReviewScore, ScoreKey
from perfxl.bureau.review import replacing
from perfxl.bureau.review.score_entries import read_entries
from perfxl.bureau.review.score_rows import AllEntries, Entries, Line, ScoreRow, score_row, shared_out
from perfxl.bureau.review.score_settling import settle
from perfxl.bureau.review.score_workbook import score_workbook
from perfxl.bureau.store import Held, Store
from perfxl.errors import PerfxlError
from perfxl.findings import Finding

MOST_LINES: Final = 60_000
"""Rows of the sheet by indicator: it is left out where there would be more (some 2,500 departments)."""

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Entered:
    """What officers have entered so far, and which of its rows cannot be used.

    ``fault`` stands where there is a workbook that cannot be read; the entries are then those of before.
    """

    entries: AllEntries = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    fault: PerfxlError | None = None


def entered_in(folder: BureauFolder, store: Store) -> Entered:
    """What stands in 复核分.xlsx; where it is not there or cannot be read, what the store has."""
    kept = _as_entries(store.scores().values())
    if not folder.review_scores.exists():
        return Entered(kept)
    try:
        entries, findings = read_entries(folder.review_scores)
    except PerfxlError as error:
        return Entered(kept, fault=error)
    return Entered(entries, tuple(findings))


def _as_entries(scores: Iterable[ReviewScore]) -> dict[ScoreKey, Entries]:
    return {
        one.key: Entries(
            total=None if one.marks else one.total,
            remark=one.remark,
            lines={id_: Line(score) for id_, score in one.marks.items()},
        )
        for one in scores
    }


class Rows:
    """The departments that have sent in, gathered one by one.

    Indicators are kept of all as long as the sheet by indicator has room for them, and of those for which
    something was entered in any case.
    """

    def __init__(self, entries: AllEntries) -> None:
        self._entries = entries
        self._lines = 0
        self.all: list[ScoreRow] = []

    @property
    def lines(self) -> int:
        """How many rows the sheet by indicator has, 0 where there is none."""
        return self._lines if self._lines <= MOST_LINES else 0

    def add(self, held: Held[Reviewed]) -> None:
        """Take in a department."""
        row = score_row(held)
        if row is None:
            return
        room = self._lines <= MOST_LINES
        self._lines += len(row.marks)
        if room and self._lines > MOST_LINES:
            self.all = [self._slim(one) for one in self.all]
        self.all.append(row if self._lines <= MOST_LINES else self._slim(row))

    def _slim(self, row: ScoreRow) -> ScoreRow:
        entered = not self._entries.keys().isdisjoint((row.key, row.key.bare))
        return row if entered else replace(row, marks=())


def settle_scores(store: Store, entered: Entered, rows: Rows) -> tuple[int, tuple[Finding, ...]]:
    """Keep in the store what was entered; how many scores there are, and what is wrong with the rest.

    What the workbook holds is what counts: a score that was cleared there is none any more.
    """
    if entered.fault is not None:
        return len(entered.entries), ()
    scores, wrong = settle(shared_out(entered.entries, rows.all), rows.all)
    store.put_scores(scores)
    return len(scores), (*entered.findings, *wrong)


def write_scores(folder: BureauFolder, store: Store, entered: Entered, rows: Rows) -> str:
    """Bring 复核分.xlsx up to date with what has come in; the name of the older file kept beside, or ``""``.

    A workbook that shows what it ought to is left alone, and so is one that cannot be read. Otherwise it is
    written anew, with all entries.

    Raises:
        FileError: it is open elsewhere or cannot be written (E504, E505).
    """
    name = folder.review_scores.name
    basis = _basis(rows)
    known, digest = store.written(name)
    there = folder.review_scores.exists()
    if (there and (known == basis or entered.fault is not None)) or not (there or rows.all):
        return ""
    content = score_workbook(rows.all, shared_out(entered.entries, rows.all), marks=rows.lines)
    written = replacing.replace(folder, folder.review_scores, content, digest)
    store.put_written([(name, basis, written.digest)])
    return "" if written.older is None else written.older.name


def _basis(rows: Rows) -> str:
    """Tells whether a workbook would come out as it stands, but for its entries."""
    digest = hashlib.sha256(str(rows.lines).encode())
    for row in rows.all:
        digest.update(_encode((row.key, row.figures, row.scheme.digest, row.marks if rows.lines else ())))
    return digest.hexdigest()
