"""What the bureau keeps of each workbook: how it came in (收件), and what its review gave (复核结果).

Plain typed data that crosses processes and is kept in the store; nothing in it refers to an open workbook.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from perfxl.errors import PerfxlError
from perfxl.findings import Finding, Severity

Figure: TypeAlias = float | str | None
"""One figure of the summary: a number, a text, None where the department gave none that can be read."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record; nothing changes once it is made."""


class Fault(Record, frozen=True):
    """Why a file could not be read: the coded error, as an officer reads it."""

    code: str
    fault: str
    remedy: str


def fault_of(error: PerfxlError) -> Fault:
    """An error as it is kept."""
    return Fault(code=error.code, fault=str(error), remedy=error.remedy)


def fault_beside_name(error: PerfxlError) -> Fault:
    """The same for where the file's name stands beside it: in lists, and on return sheets."""
    return Fault(code=error.code, fault=error.brief, remedy=error.remedy)


class Received(Record, frozen=True):
    """One workbook that came in."""

    file: str
    """Where it stands, relative to the bureau's folder, with ``/`` between."""
    digest: str
    """SHA-256 of the file's bytes; a content that came twice is told of twice and kept once."""
    name: str
    """The name under which it came."""
    source: str
    """In words for an officer: which mail, which archive, which folder it came in."""
    sender: str = ""
    """The address of the mail it came with, empty where it came otherwise."""
    at: str = ""
    """When it was sent or last changed: ISO 8601, in UTC, to the second; empty where nobody knows."""
    department: str = ""
    """The department and year that it names; empty and None where it cannot be read."""
    year: int | None = None
    scheme: str = ""
    code: str = ""
    """The budget code (预算编码) that it names, where its scheme asks for one."""
    fault: Fault | None = None
    """Why it could not be read when it came in."""
    way: str = ""
    """Tells one arrival from another: the same when the same mail or file is taken in again."""
    bundle: str = ""
    """Tells what came together: the steps of its way, one within the other."""

    @property
    def key(self) -> str:
        """What the store knows it by: its way, or its file where it was never on one."""
        return self.way or self.file


class Attachment(Record, frozen=True):
    """Something that is no workbook and came with one, kept for the officer to read."""

    file: str
    digest: str
    name: str
    source: str
    sender: str = ""
    at: str = ""
    department: str = ""
    """Whose workbook it came with, empty where it came with none or with several departments'."""
    year: int | None = None
    bundle: str = ""


class NotUsed(Record, frozen=True):
    """Something that came and could not be taken, and why."""

    name: str
    source: str
    fault: Fault
    sender: str = ""
    at: str = ""


class ComparedFinding(Record, frozen=True):
    """What of a finding is looked at beside other departments' findings."""

    code: str
    expected: str


class FindingRecord(ComparedFinding, frozen=True):
    """A finding, as :class:`perfxl.findings.Finding` has it."""

    case: str
    severity: Severity
    sheet: str
    cell: str
    label: str
    fault: str
    remedy: str


def digest_of(content: bytes) -> str:
    """By what a content is known again: its SHA-256."""
    return hashlib.sha256(content).hexdigest()


def recorded(found: Finding) -> FindingRecord:
    """A finding as it is kept."""
    return FindingRecord(
        code=found.code,
        case=found.case,
        severity=found.severity,
        sheet=found.place.sheet,
        cell=found.place.cell,
        label=found.label,
        fault=found.fault,
        expected=found.expected,
        remedy=found.remedy,
    )


class ComparedMark(Record, frozen=True):
    """What of one indicator's outcome is looked at beside other departments' scores."""

    points: float
    score: float | None


class MarkRecord(ComparedMark, frozen=True):
    """One indicator's outcome, in points; ``claimed`` is the score that the file's own cell shows."""

    id: str
    name: str
    level: str
    """The first-level indicator it belongs to."""
    outcome: str
    explanation: str
    claimed: float | None = None


class LevelRecord(Record, frozen=True):
    """One first-level indicator's points and subtotal; None where none of its indicators has a score."""

    name: str
    points: float
    score: float | None


class TextPrint(Record, frozen=True):
    """One long text, known again in another department's workbook without keeping it all in memory."""

    label: str
    sheet: str
    cell: str
    length: int
    """Characters, spaces and punctuation apart."""
    digest: str
    """Of the text without spaces, punctuation and the department's own name: equal for identical texts."""
    signature: bytes
    """From which likeness to other texts is estimated; see :mod:`perfxl.bureau.likeness`."""


class Gist(Record, frozen=True):
    """What of a review must be known of all departments before anything is told of one.

    A province's gists are read without unpacking its reviews.
    """

    digest: str
    fault: Fault | None = None
    scheme: str = ""
    department: str = ""
    year: int | None = None
    total: float = 0.0
    """In points: the sum of the scores there are, final only if ``unscored`` is 0."""
    unscored: int = 0
    claimed_total: float | None = None
    claimed_grade: str = ""
    marks: tuple[ComparedMark, ...] = ()
    figures: Mapping[str, Figure] = {}
    """By column of the scheme's ``summary``; rates (ratios) too."""
    findings: tuple[ComparedFinding, ...] = ()
    prints: tuple[TextPrint, ...] = ()


class Reviewed(Gist, frozen=True):
    """What the review of one workbook gave, from its inputs alone.

    ``fault`` stands where the file could not be read; then all else is as good as empty. ``findings`` are
    those of the department's own check, ``comparisons`` what comparing with its claims brought to light
    (altered formulas, stale values, changed after receipt).
    """

    version: str = ""
    code: str = ""
    """The budget code (预算编码) that it names."""
    grade: str = ""
    full: float = 100.0
    """What the scheme's points add up to."""
    example: bool = False
    """Whether the points are examples."""
    finished_at: str = ""
    """Time of the newest receipt, ISO 8601; empty where there is none."""
    levels: tuple[LevelRecord, ...] = ()
    marks: tuple[MarkRecord, ...] = ()
    achievements: tuple[str, ...] = ()
    """What the department says it achieved: a line each."""
    problems: tuple[str, ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    comparisons: tuple[FindingRecord, ...] = ()
    skipped: int = 0
    """How many checks lacked figures."""


class ScoreKey(NamedTuple):
    """Whose review score it is; the code tells departments of one name apart."""

    department: str
    year: int | None
    code: str = ""

    @property
    def bare(self) -> "ScoreKey":
        """Without the code, which an older perfxl did not keep."""
        return self._replace(code="")


class ReviewScore(Record, frozen=True):
    """What an officer has entered (复核分) for one department and year; points."""

    department: str
    year: int | None
    total: float | None
    """The review total: entered as a whole, or the sum of the indicators' scores, ours where the officer
    entered none; None if neither can be told."""
    marks: Mapping[str, float] = {}
    """By indicator id, where the officer scored single indicators."""
    remark: str = ""
    code: str = ""
    """Its budget code (预算编码), if it names one."""

    @property
    def key(self) -> ScoreKey:
        """Whose it is."""
        return ScoreKey(self.department, self.year, self.code)


Standing: TypeAlias = Literal["newest", "superseded", "duplicate"]
"""Whether a workbook is the one that counts, an older version, or the very same file once more."""


class RosterEntry(Record, frozen=True):
    """One unit of the roster (名录): it is to hand in."""

    department: str
    code: str = ""
    """Its budget code (预算编码)."""
    section: str = ""
    """The bureau's section that looks after it (主管股室)."""
    supervisor: str = ""
    kind: str = ""
    """What makes departments alike (单位类别), for comparing like with like."""
