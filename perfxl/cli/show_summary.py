"""A consolidation as JSON for a program."""

from dataclasses import asdict
from typing import Any

import msgspec

from perfxl.bureau.summing_up import SummedUp


def as_json(done: SummedUp) -> str:
    """What was made, and every count of it, as one JSON document."""
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
