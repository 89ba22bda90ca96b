"""The review scores (复核分) of one folder: entries taken in, and the workbook for them kept up to date."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import Reviewed, ReviewScore, ScoreKey, digest_of
from perfxl.bureau.review import replacing
from perfxl.bureau.review.score_entries import read_entries
from perfxl.bureau.review.score_rows import AllEntries, Entries, Line, ScoreRow, Typed, score_row, shared_out
from perfxl.bureau.review.score_settling import settle
from perfxl.bureau.review.score_workbook import score_workbook
from perfxl.bureau.store import Held, Store
from perfxl.errors import FileError, PerfxlError
from perfxl.findings import Finding
from perfxl.wording import say
from perfxl.workbook.saving.elsewhere import is_open_elsewhere

MOST_LINES: Final = 60_000
"""Rows of the sheet by indicator: it is left out where there would be more (some 2,500 departments)."""

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Entered:
    """What officers have typed so far, and the digest of the file in which it stands.

    ``fault`` stands where there is a workbook that cannot be read; the entries are then those of before.
    """

    typed: Typed
    digest: str = ""
    fault: PerfxlError | None = None


def entered_in(folder: BureauFolder, store: Store) -> Entered:
    """What stands in 复核分.xlsx; where it is not there or cannot be read, what the store has."""
    kept = Typed(_as_entries(store.scores().values()))
    if not folder.review_scores.exists():
        return Entered(kept)
    digest = _digest(folder)  # first: what is saved while it is being read is to be read again
    try:
        return Entered(read_entries(folder.review_scores), digest)
    except PerfxlError as error:
        return Entered(kept, fault=error)


def entered_since(folder: BureauFolder, store: Store, entered: Entered) -> Entered:
    """The same; read again if an officer has saved the workbook meanwhile."""
    return entered if _digest(folder) == entered.digest else entered_in(folder, store)


def _digest(folder: BureauFolder) -> str:
    try:
        return digest_of(folder.review_scores.read_bytes())
    except OSError:
        return ""


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
        self._by_indicator = {key.bare for key, entered in entries.items() if entered.lines}
        self._lines = 0
        self.all: list[ScoreRow] = []

    @property
    def lines(self) -> int:
        """How many indicators the sheet by indicator has, 0 where it is left out."""
        return self._lines if self._lines <= MOST_LINES else sum(len(row.marks) for row in self.all)

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
        return row if row.key.bare in self._by_indicator else replace(row, marks=())


def settle_scores(store: Store, entered: Entered, rows: Rows) -> tuple[int, tuple[Finding, ...]]:
    """Keep in the store what was entered; how many scores there are, and what is wrong with the rest.

    What the workbook holds is what counts: a score that was cleared there is none any more.
    """
    if entered.fault is not None:
        return len(entered.typed.entries), ()
    scores, wrong = settle(shared_out(entered.typed.entries, rows.all), rows.all)
    store.put_scores(scores)
    return len(scores), (*entered.typed.findings, *wrong)


def write_scores(folder: BureauFolder, store: Store, entered: Entered, rows: Rows) -> str:
    """Bring 复核分.xlsx up to date with what has come in; the name of the older file kept beside, or ``""``.

    A workbook that shows what it ought to is left alone, and so is one that cannot be read. Otherwise it is
    written anew, with all that was typed into it.

    Raises:
        FileError: it is open elsewhere (E837), holds what would be lost (E838), or cannot be written (E504,
            E505).
    """
    name = folder.review_scores.name
    basis = _basis(rows)
    known, digest = store.written(name)
    typed = entered.typed
    there = folder.review_scores.exists()
    whole = typed.lines >= rows.lines and all(row.key in typed.shown for row in rows.all)
    current = known == basis and whole
    if (there and (current or entered.fault is not None)) or not (there or rows.all):
        return ""
    if is_open_elsewhere(folder.review_scores):
        raise FileError("E837", file=folder.review_scores)
    if typed.foreign:
        raise FileError(
            "E838", file=folder.review_scores, what=say("review.scores.foreign.and").join(typed.foreign)
        )
    typed = replace(typed, entries=shared_out(typed.entries, rows.all))
    content = score_workbook(rows.all, typed, marks=rows.lines)
    written = replacing.replace(folder, folder.review_scores, content, digest)
    store.put_written([(name, basis, written.digest)])
    return "" if written.older is None else written.older.name


def _basis(rows: Rows) -> str:
    """Tells whether a workbook would come out as it stands, but for its entries."""
    digest = hashlib.sha256(str(rows.lines).encode())
    for row in rows.all:
        digest.update(_encode((row.key, row.figures, row.scheme.digest, row.marks if rows.lines else ())))
    return digest.hexdigest()
