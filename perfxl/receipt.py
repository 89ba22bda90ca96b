"""The receipt (回执): what was finished, in few figures, so that anybody can tell later if it is the same.

It proves nothing against somebody who means to deceive and has perfxl too: it holds no secret. It tells a
change from no change, a version of a scheme from another, and who finished with errors and why.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

import msgspec

from perfxl import __version__
from perfxl.evaluation import Evaluation
from perfxl.findings import Finding, errors_among, finding
from perfxl.scheme.inventory import STATE, input_fields
from perfxl.scheme.model import Scheme
from perfxl.scoring import Scorecard
from perfxl.submission import Entry, Row, State, Submission
from perfxl.wording import say

RECEIPT_KEY: Final = "receipt"
"""What stands beside a receipt in ``_perfxl``."""

MARKED_KEY: Final = "marked"
"""What stands in ``_perfxl`` of a copy that a bureau has marked, beside the digest of its content then."""

MOST_CHARACTERS: Final = 1000
"""The longest reason that a receipt keeps."""

_FORM: Final = "perfxl-content-1"
"""Goes into every digest: another way of writing content down would be another form."""

_SIGNIFICANT: Final = 15
"""Digits that every program keeps when it saves a number; those beyond are the binary fraction's noise."""

_Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Word: TypeAlias = Annotated[str, msgspec.Meta(max_length=100)]
_Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
_Json: TypeAlias = "float | str | list[str] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One finishing (定稿) of one workbook.

    ``digest`` is that of its content (:func:`content_digest`), ``scheme_digest`` that of the scheme's files.
    ``total`` is None as long as an indicator has no score; ``provisional_total`` adds up those that have one,
    in points. ``reason`` says why it was finished with ``errors``; it is empty where there were none.
    """

    digest: _Digest
    scheme: _Word
    version: _Word
    scheme_digest: _Digest
    total: float | None
    provisional_total: float
    grade: _Word
    errors: _Count
    reminders: _Count
    reason: Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)]
    at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    perfxl: _Word

    @property
    def final(self) -> bool:
        """Whether every indicator had its score."""
        return self.total is not None

    def follows(self, scheme: Scheme) -> bool:
        """Whether it was made under this very scheme, version and content included."""
        return (self.scheme, self.version, self.scheme_digest) == (scheme.id, scheme.version, scheme.digest)


@dataclass(frozen=True, slots=True)
class Receipts:
    """What a workbook keeps: every receipt, the newest last, and the rows that cannot be read as one."""

    kept: tuple[Receipt, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def newest(self) -> Receipt | None:
        """The receipt of the last finishing, None if there was none."""
        return self.kept[-1] if self.kept else None


def content_digest(scheme: Scheme, submission: Submission, scorecard: Scorecard) -> str:
    """The SHA-256 of all that was entered and of the scores it got, as 64 hexadecimal digits.

    It depends on values alone: neither on the cells they stand in, nor on blank rows between those of a
    table, nor on number formats, nor on the program that saved the file. A cell that cannot be read counts
    with the text that it shows.
    """
    entries = ((name, submission.entries.get(name)) for name in input_fields(scheme))
    content = [
        _FORM,
        scheme.id,
        _written(entries),
        [[name, _rows(submission.tables.get(name, ()))] for name in scheme.tables()],
        [[mark.indicator.id, mark.outcome.name, _plain(mark.score)] for mark in scorecard.marks],
        _plain(scorecard.total),
    ]
    text = json.dumps(content, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _written(entries: Iterable[tuple[str, Entry | None]]) -> list[list[_Json]]:
    """Every entry that is not blank, by name: a field more in a scheme changes nothing where it is blank."""
    return [[name, value] for name, entry in entries if (value := _value(entry)) is not None]


def _rows(rows: Iterable[Row]) -> list[list[list[_Json]]]:
    return [_written(row.cells.items()) for row in rows]


def _value(entry: Entry | None) -> _Json:
    if entry is None:
        return None
    if entry.state is State.INVALID:
        return ["?", _lines(entry.raw)]
    if isinstance(entry.value, dt.date):
        return entry.value.isoformat()
    return _lines(entry.value) if isinstance(entry.value, str) else _plain(entry.value)


def _plain(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.{_SIGNIFICANT}g}") + 0.0


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def issue(evaluation: Evaluation, *, at: dt.datetime, reason: str = "") -> Receipt:
    """The receipt of what was judged, finished ``at`` this moment.

    Raises:
        ValueError: the moment has no time zone, or the reason is longer than ``MOST_CHARACTERS``.
    """
    if at.tzinfo is None:
        raise ValueError("a receipt needs a moment with its time zone")
    if len(reason) > MOST_CHARACTERS:
        raise ValueError(f"a reason has at most {MOST_CHARACTERS} characters")
    scheme, card = evaluation.scheme, evaluation.scorecard
    errors = len(errors_among(evaluation.findings))
    return Receipt(
        digest=content_digest(scheme, evaluation.submission, card),
        scheme=scheme.id,
        version=scheme.version,
        scheme_digest=scheme.digest,
        total=card.total if card.final else None,
        provisional_total=card.total,
        grade=card.grade,
        errors=errors,
        reminders=len(evaluation.findings) - errors,
        reason=reason,
        at=at.replace(microsecond=0),
        perfxl=__version__,
    )


def matches(receipt: Receipt, scheme: Scheme, submission: Submission, scorecard: Scorecard) -> bool:
    """Whether nothing has changed since: the same entries get the same scores.

    Under another version of the scheme (see :meth:`Receipt.follows`) scores may differ where no entry does.
    """
    return receipt.digest == content_digest(scheme, submission, scorecard)


def remarks(receipts: Receipts, evaluation: Evaluation, changes: str = "") -> Iterator[Finding]:
    """What the receipts of a workbook tell against it: changed since, or finished under another scheme.

    Args:
        receipts: those that the workbook keeps.
        evaluation: how it was judged now.
        changes: which cells have changed, in words, where that is known.
    """
    submission, newest = evaluation.submission, receipts.newest
    place = submission.place(STATE)
    if receipts.unreadable:
        yield finding("R31", place, count=len(receipts.unreadable))
    if newest is None:
        return
    at = _moment(newest.at)
    if not newest.follows(evaluation.scheme):
        scheme, version = newest.scheme, newest.version
        yield finding("R30", place, case="other_scheme", at=at, scheme=scheme, version=version)
    elif not matches(newest, evaluation.scheme, submission, evaluation.scorecard):
        case = "changed" if changes else "differs"
        yield finding("R30", place, case=case, at=at, changes=changes)


def _moment(at: dt.datetime) -> str:
    return say("results.moment", year=at.year, month=at.month, day=at.day, hour=at.hour, minute=at.minute)


def to_rows(receipt: Receipt) -> tuple[tuple[str, str], ...]:
    """The rows that keep a receipt: one, so that no part of it can be lost or mixed up with another's."""
    return ((RECEIPT_KEY, msgspec.json.encode(receipt).decode("utf-8")),)


def read_rows(rows: Iterable[tuple[str, str]]) -> Receipts:
    """The receipts among the rows of ``_perfxl``, in their order; all other rows are passed over.

    A file that came by mail may hold anything: a row that is no receipt is kept apart, and nothing is raised.
    """
    kept: list[Receipt] = []
    unreadable: list[str] = []
    for text in _texts(rows):
        try:
            kept.append(msgspec.json.decode(text, type=Receipt))
        except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
            unreadable.append(text)
    return Receipts(tuple(kept), tuple(unreadable))


def marked_as(rows: Iterable[tuple[str, str]]) -> str:
    """The digest of content of a copy that a bureau has marked; ``""`` where it is none or finished since."""
    told = [(key, value) for key, value in rows if key in {RECEIPT_KEY, MARKED_KEY}]
    return told[-1][1] if told and told[-1][0] == MARKED_KEY else ""


def receipts_of(rows: Iterable[tuple[str, str]]) -> tuple[Receipt, ...]:
    """The receipts among the rows of ``_perfxl``, the newest last."""
    return read_rows(rows).kept


def _texts(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (text for key, text in rows if key == RECEIPT_KEY)
