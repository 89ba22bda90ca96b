"""The review of one workbook: from its bytes to a record that tells all the bureau needs of it.

Every check is made that the department's own desk makes, but for those of lost validations, locks and looks
(R13, R20 to R25): they do not touch what was entered, and would take half as long again as all the rest.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from perfxl.bureau.likeness import text_print
from perfxl.bureau.products import own_product, product_in
from perfxl.bureau.records import (
    Figure,
    LevelRecord,
    MarkRecord,
    Reviewed,
    TextPrint,
    digest_of,
    fault_beside_name,
    recorded,
)
from perfxl.bureau.review.changed import changed_since
from perfxl.bureau.review.comparing import compare
from perfxl.bureau.whose import NO_TEMPLATE, identified
from perfxl.errors import PerfxlError
from perfxl.evaluation import Evaluation, evaluate
from perfxl.findings import Place, finding
from perfxl.logbook import write_record
from perfxl.numbers import excel_round
from perfxl.receipt import Receipts, read_rows
from perfxl.scheme.expression import Resolve, Unresolved, parse
from perfxl.scheme.inventory import GRADE, TOTAL, input_fields, score_name
from perfxl.scheme.model import Column, Scheme, TableBlock
from perfxl.scoring import CALCULATED_DIGITS, Mark, resolver
from perfxl.submission import Claim, Entry, Submission
from perfxl.wording import say
from perfxl.workbook.bulk import ReadWorkbook, read_workbook


def review_file(content: bytes, path: Path) -> Reviewed:
    """Review one workbook. Nothing is raised, whatever it holds: what goes wrong is the record's ``fault``.

    ``path`` is the file's name in messages.
    """
    digest = digest_of(content)
    try:
        return _reviewed(digest, content, path)
    except PerfxlError as error:
        return Reviewed(digest=digest, fault=fault_beside_name(_own_product(error, content, path) or error))
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the review of the others
        return Reviewed(
            digest=digest, fault=fault_beside_name(PerfxlError("E823", file=path, log=_recorded(error)))
        )


def _own_product(error: PerfxlError, content: bytes, path: Path) -> PerfxlError | None:
    """What is to be told of a workbook of no template (E201) that perfxl has written for the bureau."""
    if error.code != NO_TEMPLATE:
        return None
    product = product_in(content)
    return None if product is None else own_product(product, path.name)


def _recorded(error: Exception) -> str:
    try:
        return str(write_record(error))
    except OSError:
        return say("review.no_log")


def _reviewed(digest: str, content: bytes, path: Path) -> Reviewed:
    opened = read_workbook(content, path)
    scheme, submission = opened.scheme, _with_links(opened)
    evaluation = evaluate(scheme, submission)
    receipts = read_rows(opened.own_rows)
    changes = changed_since(content, evaluation, receipts)
    card, claims = evaluation.scorecard, submission.claims
    whose = identified(scheme, submission)
    return Reviewed(
        digest=digest,
        scheme=scheme.id,
        version=scheme.version,
        department=whose.department,
        year=whose.year,
        code=whose.code,
        total=card.total,
        unscored=card.unscored,
        grade=card.grade,
        full=scheme.total,
        example=scheme.weights == "example",
        claimed_total=_number(claims.get(TOTAL)),
        claimed_grade=_words(claims.get(GRADE)),
        finished_at=_finished(receipts),
        levels=tuple(
            LevelRecord(name=level.name, points=level.points, score=score) for level, score in card.levels
        ),
        marks=tuple(_marks(evaluation)),
        figures=figures(scheme, resolver(scheme, submission)),
        achievements=tuple(_told(scheme, submission, scheme.roles.achievements)),
        problems=tuple(_told(scheme, submission, scheme.roles.problems)),
        findings=tuple(map(recorded, evaluation.findings)),
        comparisons=tuple(map(recorded, compare(evaluation, receipts, changes))),
        skipped=len(evaluation.skipped),
        prints=tuple(_prints(scheme, submission)),
    )


def _with_links(opened: ReadWorkbook) -> Submission:
    """What was entered, and the one thing about the file itself that bears on what it shows."""
    submission, links = opened.submission, opened.external_links
    if not links:
        return submission
    told = finding("R26", Place(say("reading.workbook")), count=links)
    return replace(submission, remarks=(*submission.remarks, told))


def _marks(evaluation: Evaluation) -> Iterator[MarkRecord]:
    levels = {
        indicator.id: level.name
        for level in evaluation.scheme.levels
        for group in level.groups
        for indicator in group.indicators
    }
    for mark in evaluation.scorecard.marks:
        yield _mark(mark, levels[mark.indicator.id], evaluation.submission)


def _mark(mark: Mark, level: str, submission: Submission) -> MarkRecord:
    indicator = mark.indicator
    return MarkRecord(
        id=indicator.id,
        name=indicator.name,
        level=level,
        points=indicator.points,
        score=mark.score,
        outcome=mark.outcome.value,
        explanation=mark.explanation,
        claimed=_number(submission.claims.get(score_name(indicator.id))),
    )


def _number(claim: Claim | None) -> float | None:
    return claim.value if claim is not None and isinstance(claim.value, float) else None


def _words(claim: Claim | None) -> str:
    return claim.value if claim is not None and isinstance(claim.value, str) else ""


def _finished(receipts: Receipts) -> str:
    if receipts.newest is None:
        return ""
    return receipts.newest.at.astimezone(dt.UTC).isoformat(timespec="seconds")


def figures(scheme: Scheme, resolve: Resolve) -> Mapping[str, Figure]:
    """The figures of one department for the bureau's summary, by column; None where one has no value."""
    known: dict[str, Figure] = {
        column.name: _figure(column, resolve) for column in scheme.summary if column.type != "ratio"
    }
    rates = {
        column.name: _rate(known[column.of], known[column.over])
        for column in scheme.summary
        if column.type == "ratio"
    }
    return known | rates


def _figure(column: Column, resolve: Resolve) -> Figure:
    try:
        value = parse(column.value).evaluate(resolve)
    except Unresolved:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    return excel_round(value, CALCULATED_DIGITS) if isinstance(value, float) else value


def _rate(of: Figure, over: Figure) -> float | None:
    if not isinstance(of, float) or not isinstance(over, float) or not over:
        return None
    return excel_round(of / over, CALCULATED_DIGITS)


def _told(scheme: Scheme, submission: Submission, table: str) -> Iterator[str]:
    """The rows of a table of words, a line each."""
    columns = [column.name for column in scheme.tables()[table].columns if not column.formula]
    for row in submission.tables.get(table, ()):
        texts = (str(row.cells[name].value or "").strip() for name in columns if name in row.cells)
        line = say("review.between").join(text for text in texts if text)
        if line:
            yield line


def _prints(scheme: Scheme, submission: Submission) -> Iterator[TextPrint]:
    """The prints of all that was written at some length."""
    department = submission.text(scheme.roles.department)
    for label, entry in _long_texts(scheme, submission):
        if isinstance(entry.value, str):
            made = text_print(entry.value, label=label, place=entry.place, department=department)
            if made is not None:
                yield made


def _long_texts(scheme: Scheme, submission: Submission) -> Iterator[tuple[str, Entry]]:
    for name, field in input_fields(scheme).items():
        if field.type == "longtext" and name in submission.entries:
            yield field.label, submission.entries[name]
    for name, table in scheme.tables().items():
        for column, label in _long_columns(table):
            for row in submission.tables.get(name, ()):
                if column in row.cells:
                    yield label, row.cells[column]


def _long_columns(table: TableBlock) -> Iterator[tuple[str, str]]:
    return (
        (column.name, f"{table.title}：{column.label}")
        for column in table.columns
        if column.type == "longtext" and not column.formula
    )
