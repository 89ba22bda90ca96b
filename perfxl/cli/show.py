"""An evaluation as text for a person and as JSON for a program."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from perfxl.department.bundling import Bundle
from perfxl.evaluation import Evaluation
from perfxl.findings import Finding, Severity, errors_among
from perfxl.numbers import show_fixed, show_plain
from perfxl.scoring import Mark
from perfxl.wording import say
from perfxl.workbook.areas import moment
from perfxl.workbook.layout import FINDINGS_SHEET

_MOST_LOST = 5
_NOWHERE_LISTED = ("T13", "own_area_lost", FINDINGS_SHEET)


def findings_text(evaluation: Evaluation, limit: int | None = None) -> Iterator[str]:
    """Counts, then every finding with fault, expectation and remedy; or the first ``limit``.

    Without the sheet 审核结果 a user can see the rest nowhere else, so that all are shown.
    """
    if any((one.code, one.case, one.place.sheet) == _NOWHERE_LISTED for one in evaluation.findings):
        limit = None
    errors = len(errors_among(evaluation.findings))
    if not evaluation.findings:
        yield say("cli.show.clean")
    else:
        reminders = len(evaluation.findings) - errors
        yield say("cli.show.findings", errors=errors, reminders=reminders)
    for finding in _shown(evaluation.findings, limit):
        yield from _finding_lines(finding)
    if limit is not None and len(evaluation.findings) > limit:
        yield say("cli.show.more", count=len(evaluation.findings) - limit)


def _shown(findings: tuple[Finding, ...], limit: int | None) -> tuple[Finding, ...]:
    """All in the order of the cells; where only some are shown, errors come first."""
    if limit is None:
        return findings
    return tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR))[:limit]


def _finding_lines(finding: Finding) -> Iterator[str]:
    head = say(
        "cli.show.finding",
        severity=finding.severity.value,
        code=finding.code,
        place=finding.place,
        label=finding.label,
    )
    yield head.rstrip()
    yield say("cli.show.fault", fault=finding.fault)
    if finding.expected:
        yield say("cli.show.expected", expected=finding.expected)
    yield say("cli.show.remedy", remedy=finding.remedy)


def skipped_text(evaluation: Evaluation) -> Iterator[str]:
    """The rules that could not be checked for want of figures."""
    if evaluation.skipped:
        yield say("cli.show.skipped", count=len(evaluation.skipped))
    for rule in evaluation.skipped:
        yield say("cli.show.skipped_line", code=rule.code, title=rule.title, lacking="、".join(rule.lacking))


def score_text(evaluation: Evaluation) -> Iterator[str]:
    """The total with its grade, or that there is none yet; where most points were lost; whose weights."""
    card, scheme = evaluation.scorecard, evaluation.scheme
    if card.final:
        yield say(
            "cli.show.total", total=show_fixed(card.total), full=show_plain(scheme.total), grade=card.grade
        )
    else:
        yield say("cli.show.provisional", unscored=card.unscored, total=show_fixed(card.total))
    lossy = sorted((mark for mark in card.marks if _lost(mark) > 0), key=_lost, reverse=True)[:_MOST_LOST]
    if lossy:
        yield say("cli.show.most_lost")
    for mark in lossy:
        yield say(
            "cli.show.outcome",
            indicator=mark.indicator.name,
            score=show_plain(mark.score or 0.0),
            points=show_plain(mark.indicator.points),
            outcome=mark.outcome.value,
        )
    if scheme.weights == "example":
        yield say("cli.show.example")


def _lost(mark: Mark) -> float:
    return 0.0 if mark.score is None else mark.indicator.points - mark.score


def finished_text(bundle: Bundle) -> Iterator[str]:
    """What was finished, where it stands, what is missing, and what comes next."""
    receipt = bundle.receipt
    yield say(
        f"cli.finish.done.{'final' if receipt.final else 'open'}",
        at=moment(receipt.at),
        total=show_fixed(receipt.provisional_total),
        grade=receipt.grade,
        unscored=bundle.evaluation.scorecard.unscored,
    )
    if receipt.errors:
        yield say("cli.finish.done.with_errors", errors=receipt.errors, reason=receipt.reason)
    if bundle.evaluation.scheme.weights == "example":
        yield say("cli.show.example")
    yield say("cli.finish.done.folder", folder=bundle.folder)
    for file in (bundle.workbook, bundle.document, bundle.pdf):
        if file is not None:
            yield say("cli.finish.done.file", name=file.name)
    if bundle.older is not None:
        yield say("cli.finish.done.older", folder=bundle.older)
    if bundle.no_pdf is not None:
        yield say("cli.finish.done.no_pdf", fault=bundle.no_pdf, remedy=bundle.no_pdf.remedy)
    yield say(f"cli.finish.done.{'next_with_errors' if receipt.errors else 'next'}")


def as_json(evaluation: Evaluation, file: Path, output: Path | None = None) -> str:
    """The whole evaluation as one JSON document: counts, findings, skipped rules, explained scores."""
    card = evaluation.scorecard
    errors = len(errors_among(evaluation.findings))
    document: dict[str, Any] = {
        "file": str(file),
        "output": None if output is None else str(output),
        "scheme": evaluation.scheme.id,
        "version": evaluation.scheme.version,
        "weights": evaluation.scheme.weights,
        "errors": errors,
        "reminders": len(evaluation.findings) - errors,
        "total": card.total if card.final else None,
        "provisional_total": card.total,
        "unscored": card.unscored,
        "grade": card.grade or None,
        "findings": [_finding_record(finding) for finding in evaluation.findings],
        "skipped": [
            {"code": rule.code, "title": rule.title, "lacking": list(rule.lacking)}
            for rule in evaluation.skipped
        ],
        "indicators": [_mark_record(mark) for mark in card.marks],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")


def _finding_record(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "label": finding.label,
        "fault": finding.fault,
        "expected": finding.expected,
        "remedy": finding.remedy,
        "basis": finding.basis,
        "cells": [str(place) for place in finding.places],
    }


def _mark_record(mark: Mark) -> dict[str, Any]:
    return {
        "id": mark.indicator.id,
        "name": mark.indicator.name,
        "points": mark.indicator.points,
        "status": mark.indicator.status,
        "outcome": mark.outcome.value,
        "measure": mark.measure,
        "score": mark.score,
        "explanation": mark.explanation,
        "cells": [str(place) for place in mark.places],
    }
