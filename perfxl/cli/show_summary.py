"""A consolidation as text for a person and as JSON for a program."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

import msgspec

from perfxl.bureau.summing_up import SummedUp
from perfxl.wording import say


def found(done: SummedUp) -> bool:
    """Whether anything is to be looked into: a workbook that does not count, a file gone wrong."""
    return bool(_left_out(done) or done.review.faults or done.review.returned.faults)


def _left_out(done: SummedUp) -> int:
    counts = done.summary.counts
    return counts.unreadable + counts.unreviewed + counts.other_year


def text(done: SummedUp) -> Iterator[str]:
    """What counts, what does not, and what was written."""
    summary, counts = done.summary, done.summary.counts
    figures = asdict(counts)
    key = "done" if summary.year else "done_plain"
    yield say(f"cli_bureau.consolidate.{key}", year=summary.year, **figures)
    if counts.rostered:
        yield say("cli_bureau.consolidate.roster", **figures)
    if counts.open:
        yield say("cli_bureau.consolidate.open", **figures)
    if counts.errors:
        yield say("cli_bureau.consolidate.errors", **figures)
    if _left_out(done):
        yield say("cli_bureau.consolidate.left_out", count=_left_out(done))
    if counts.superseded or counts.duplicates:
        yield say("cli_bureau.consolidate.unused", **figures)
    if done.review.standing.example:
        yield say("cli_bureau.consolidate.example")
    for fault in chain((one for _, one in done.review.returned.faults), done.review.faults):
        yield say("cli.faults.prefix", code=fault.code, fault=fault.fault)
        yield say("cli.faults.remedy", remedy=fault.remedy)
    yield from (say("cli_bureau.consolidate.kept", file=file) for file in summary.kept)
    yield say("cli_bureau.consolidate.wrote", workbook=summary.workbook)
    if summary.document:
        yield say("cli_bureau.consolidate.document", document=summary.document)


def as_json(done: SummedUp) -> str:
    """The same as one JSON document."""
    summary = done.summary
    document: dict[str, Any] = {
        "workbook": str(summary.workbook),
        "document": None if summary.document is None else str(summary.document),
        "year": summary.year,
        "example": done.review.standing.example,
        "kept": [str(file) for file in summary.kept],
        "reviewed": done.review.progressed.reviewed,
        **asdict(summary.counts),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")
