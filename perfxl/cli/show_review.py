"""A review of a bureau's folder as text for a person and as JSON for a program."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec

from perfxl.bureau.records import Fault
from perfxl.bureau.review.running import Report
from perfxl.wording import say

_SHOWN = 6


def found(report: Report) -> bool:
    """Whether anything is to be looked into: an error, a file not read, an entry or a file gone wrong."""
    standing = report.standing
    return bool(
        standing.with_errors
        or standing.unreadable
        or report.progressed.put_off
        or report.returned.faults
        or report.score_findings
        or report.faults
    )


def text(report: Report) -> Iterator[str]:
    """What was done, how things stand, and what was written."""
    yield say("cli_bureau.review.done", count=report.progressed.reviewed)
    put_off = report.progressed.put_off
    if put_off:
        yield say("cli_bureau.review.put_off", count=len(put_off))
        yield from (say("cli_bureau.review.put_off_line", file=file) for file in put_off[:_SHOWN])
    yield from _standing(report)
    yield from _returned(report)
    yield from _scores(report)
    for fault in chain((one for _, one in report.returned.faults[:_SHOWN]), report.faults):
        yield say("cli_bureau.review.fault", code=fault.code, fault=fault.fault)
        yield say("cli.faults.remedy", remedy=fault.remedy)


def _standing(report: Report) -> Iterator[str]:
    standing = report.standing
    if not standing.workbooks:
        yield say("cli_bureau.review.empty", folder=report.folder.root)
        return
    yield say(
        "cli_bureau.review.stand",
        workbooks=standing.workbooks,
        errors=standing.with_errors,
        comparisons=standing.with_comparisons,
        without=standing.without_receipt,
        unreadable=len(standing.unreadable),
    )
    for file, fault in standing.unreadable[:_SHOWN]:
        yield say("cli_bureau.review.unreadable", file=file, code=fault.code, fault=fault.fault)
    if len(standing.unreadable) > _SHOWN:
        rest = len(standing.unreadable) - _SHOWN
        yield say("cli_bureau.review.more", count=rest, folder=report.folder.returns.name)
    if standing.example:
        yield say("cli_bureau.review.example")


def _returned(report: Report) -> Iterator[str]:
    returned = report.returned
    if returned.written or returned.unchanged:
        figures = {"written": returned.written, "unchanged": returned.unchanged}
        yield say("cli_bureau.review.returned", folder=report.folder.returns, **figures)
    else:
        yield say("cli_bureau.review.none_returned")
    older = len(returned.older) + bool(report.older_scores)
    if older:
        yield say("cli_bureau.review.older", count=older, folder=report.folder.earlier)


def _scores(report: Report) -> Iterator[str]:
    file = report.folder.review_scores
    if file.exists():
        key = "scores" if report.scores else "no_scores"
        yield say(f"cli_bureau.review.{key}", count=report.scores, file=file)
    for one in report.score_findings:
        yield say(
            "cli_bureau.review.score_finding",
            code=one.code,
            place=one.place,
            fault=one.fault,
            remedy=one.remedy,
        )


def as_json(report: Report) -> str:
    """The same as one JSON document."""
    standing, returned = report.standing, report.returned
    document: dict[str, Any] = {
        "folder": str(report.folder.root),
        "reviewed": report.progressed.reviewed,
        "put_off": report.progressed.put_off,
        "workbooks": standing.workbooks,
        "with_errors": standing.with_errors,
        "with_comparisons": standing.with_comparisons,
        "without_receipt": standing.without_receipt,
        "unreadable": [{"file": file, **_fault(fault)} for file, fault in standing.unreadable],
        "example": standing.example,
        "returned": {
            "written": returned.written,
            "unchanged": returned.unchanged,
            "older": returned.older,
            "faults": [{"file": file, **_fault(fault)} for file, fault in returned.faults],
        },
        "scores": report.scores,
        "score_findings": [
            {"code": one.code, "place": str(one.place), "fault": one.fault, "remedy": one.remedy}
            for one in report.score_findings
        ],
        "faults": [_fault(fault) for fault in report.faults],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")


def _fault(fault: Fault) -> dict[str, str]:
    return {"code": fault.code, "fault": fault.fault, "remedy": fault.remedy}
