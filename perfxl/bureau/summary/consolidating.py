"""From the store of reviews to the summary workbook and the consolidated report."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import perfxl
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.store import Store
from perfxl.bureau.summary.building import SummaryBook, notes_of
from perfxl.bureau.summary.document import attachments, document
from perfxl.bureau.summary.keeping import keep_and_write, prepare
from perfxl.bureau.summary.report import OUTLINE, Counts, Outline, compose, context_of
from perfxl.bureau.summary.selecting import Selection
from perfxl.bureau.summary.sheets.cover import Fact
from perfxl.bureau.summary.sheets.lists import Files
from perfxl.bureau.summary.survey import Survey
from perfxl.bureau.telling import Tell, untold
from perfxl.errors import BureauError
from perfxl.wording import say
from perfxl.workbook.saving.save import write_whole

if TYPE_CHECKING:
    from perfxl.document import Attachment
    from perfxl.narrative import Paragraph

_TELL_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made of one bureau's folder.

    ``year`` None takes the year that most workbooks name. ``outline`` is the report's outline, None for the
    bureau's own one in the folder or else the one that perfxl brings; ``office`` signs the document. With
    ``replace`` what stood at the targets is written over, otherwise a copy of it is kept.
    """

    root: Path
    workbook: Path
    document: Path | None
    at: dt.datetime
    year: int | None = None
    outline: Path | None = None
    office: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What was made, for the message about it."""

    workbook: Path
    document: Path | None
    year: int | None
    counts: Counts
    kept: tuple[Path, ...]
    """Copies of what stood there before."""


def consolidate(wanted: Wanted, store: Store, judge: str, tell: Tell = untold) -> Consolidated:
    """Write the summary workbook and the consolidated report, each whole or not at all.

    ``tell`` is told how many departments have been written.

    Raises:
        BureauError: nothing counts (E840), the year is nobody's (E841), the outline cannot be used (E842 to
            E844), the workbook would be taken for a return next time (E845).
        FileError: a target cannot be written (E501 to E509).
        SchemeError: a scheme by which departments were judged is not there any more (E301 to E307).
    """
    outline = ready(wanted)
    year = _year(store, wanted.year)
    survey = Survey(Selection(store, judge, year))
    if not survey.count:
        raise BureauError("E840", folder=wanted.root)
    run = _Run(wanted, store, survey, outline, tell)
    kept = [keep_and_write(wanted.workbook, run.write_workbook, replace=wanted.replace)]
    if wanted.document:
        kept.append(keep_and_write(wanted.document, run.write_document, replace=wanted.replace))
    copies = tuple(one for one in kept if one)
    return Consolidated(wanted.workbook, wanted.document, year, run.counts, copies)


def ready(wanted: Wanted) -> Outline:
    """See, before any work is done, whether everything can be written; the outline that is to be used.

    Raises:
        BureauError: the outline cannot be read (E844), the workbook would be taken for a return (E845).
        FileError: a target cannot be written (E503 to E509).
    """
    _refuse_returns(wanted)
    prepare(wanted.workbook, ".xlsx")
    if wanted.document:
        prepare(wanted.document, ".docx")
    own = BureauFolder(wanted.root).outline
    file = wanted.outline or (own if own.exists() else OUTLINE)
    return Outline(file, _outline(file))


def _outline(file: Path) -> str:
    """The report's outline; one that is not there yet is first written, as perfxl brings it, to be edited."""
    if not file.exists():
        write_whole(file, OUTLINE.read_bytes())
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BureauError("E844", file=file) from error


def _refuse_returns(wanted: Wanted) -> None:
    """In the bureau's folder, workbooks of other names than perfxl's own are what departments handed in."""
    folder = BureauFolder(wanted.root).real
    target = Path(os.path.realpath(wanted.workbook))
    below = target.relative_to(folder.root).parts if target.is_relative_to(folder.root) else ()
    if below and below[0] not in folder.own_names:
        raise BureauError("E845", file=wanted.workbook, name=folder.summary.name)


def _year(store: Store, wanted: int | None) -> int | None:
    """The year to be summed up; the later one where as many workbooks name each of two."""
    years = store.years()
    if wanted is not None:
        if wanted not in years:
            known = say("summary.and").join(str(one) for one in sorted(one for one in years if one))
            raise BureauError("E841", year=wanted, known=known or say("summary.none"))
        return wanted
    named = [(count, year) for year, count in years.items() if year is not None]
    return max(named)[1] if named else None


class _Run:
    """One consolidation: what the second pass makes of the departments."""

    def __init__(self, wanted: Wanted, store: Store, survey: Survey, outline: Outline, tell: Tell) -> None:
        self._wanted, self._store, self._survey = wanted, store, survey
        self._outline, self._tell = outline, tell
        year = survey.selection.year
        self._title = say("summary.title" if year else "summary.title_plain", year=year)
        self.counts: Counts
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._tables: tuple[Attachment, ...] = ()

    def write_workbook(self, file: Path) -> None:
        """Go over all departments once more and write everything."""
        wanted, survey = self._wanted, self._survey
        files = Files(wanted.root, wanted.workbook.parent)
        with SummaryBook(file, survey, files, self._title, at=wanted.at) as book:
            for one in survey.selection.departments():
                book.add(one)
                if one.number % _TELL_EVERY == 0:
                    self._tell(one.number, survey.count)
            self._tell(survey.count, survey.count)
            book.end_rows()
            self.counts = _counts(self._store, survey, book)
            context = context_of(book, self.counts, survey.selection.year)
            self._paragraphs = compose(self._outline, context)
            parts = [spot.part for spot in book.grades.spots]
            self._tables = attachments(parts, book.table, survey.missing, notes_of(survey))
            book.end(list(_facts(self.counts, survey, wanted)), self._paragraphs)

    def write_document(self, file: Path) -> None:
        """Write the report, composed already, as a document."""
        file.write_bytes(document(self._paragraphs, self._tables, self._wanted.office, self._title))


def _counts(store: Store, survey: Survey, book: SummaryBook) -> Counts:
    reasons = Counter(one.reason for one in survey.left_out)
    standings = store.standings()
    return Counts(
        rostered=len(survey.selection.matching.units),
        counted=survey.count,
        missing=len(survey.missing),
        strangers=len(survey.strangers),
        unreadable=reasons["unreadable"],
        unreviewed=reasons["unreviewed"],
        other_year=reasons["other_year"],
        set_aside=reasons["yearless"] + reasons["other_name"],
        superseded=standings.get("superseded", 0),
        duplicates=standings.get("duplicate", 0),
        final=survey.count - survey.open_count,
        open=survey.open_count,
        errors=book.erroneous,
    )


def _facts(counts: Counts, survey: Survey, wanted: Wanted) -> Iterator[Fact]:
    """What the cover says; what is out of the ordinary stands out."""
    if counts.rostered:
        yield _fact("rostered", counts.rostered)
    yield _fact("counted", counts.counted)
    if counts.rostered:
        yield _fact("missing", counts.missing, warns=True)
        yield _fact("strangers", counts.strangers, warns=True)
    yield _fact("unreadable", counts.unreadable, warns=True)
    yield _fact("unreviewed", counts.unreviewed, warns=True)
    yield _fact("other_year", counts.other_year, warns=True)
    if counts.set_aside:
        yield _fact("set_aside", counts.set_aside, warns=True)
    yield _fact("superseded", counts.superseded)
    yield _fact("duplicates", counts.duplicates)
    yield _fact("final", counts.final)
    yield _fact("open", counts.open, warns=True)
    yield _fact("errors", counts.errors)
    for one in survey.judgings:
        points = say(f"cli.points.{one.scheme.weights}")
        remark = say("summary.facts.scheme.remark", version=one.scheme.version, points=points)
        yield Fact(
            one.label,
            one.scheme.version,
            say("summary.facts.scheme.told", title=one.scheme.title, remark=remark),
        )
    made = say("summary.facts.at.told", at=f"{wanted.at:%Y-%m-%d %H:%M}", version=perfxl.__version__)
    yield Fact(say("summary.facts.at.label"), f"{wanted.at:%Y-%m-%d %H:%M}", made)


def _fact(key: str, value: int, *, warns: bool = False) -> Fact:
    label, remark = (say(f"summary.facts.{key}.{part}") for part in ("label", "remark"))
    return Fact(label, value, remark, warns=warns and value > 0)
