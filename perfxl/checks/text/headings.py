"""Headings (T07): their order and levels, no full stop at their end, and the order of items inside a text."""

from collections.abc import Iterator

from perfxl.checks.base import Context
from perfxl.checks.passages import Passage, Role
from perfxl.checks.text.excerpts import shortened
from perfxl.checks.text.ordinals import (
    Disorder,
    heading_disorders,
    heading_ordinal,
    item_disorders,
    item_sequences,
)
from perfxl.findings import Finding, finding

_NO_END = "。；，、：;,.:"


def heading_order(_context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """T07: headings, and the titles of achievements, out of order; those without a number are passed over."""
    for role in (Role.HEADING, Role.CAPTION):
        numbered = [
            (passage, ordinal)
            for passage in passages
            if passage.role is role and (ordinal := heading_ordinal(passage.text))
        ]
        for disorder in heading_disorders([ordinal for _, ordinal in numbered]):
            yield _finding(numbered[disorder.position][0], disorder, disorder.case)


def heading_end(passage: Passage) -> Iterator[Finding]:
    """T07: a heading or title that ends in punctuation."""
    text = passage.text.rstrip()
    if passage.role in (Role.HEADING, Role.TITLE) and text.endswith(tuple(_NO_END)):
        yield finding("T07", passage.place, passage.label, case="end", heading=shortened(text), mark=text[-1])


def item_order(passage: Passage) -> Iterator[Finding]:
    """T07: items of a text (一是……二是……; 1. 2.) of which one is missing or numbered twice."""
    if not passage.running:
        return
    for run in item_sequences(passage.flat):
        for disorder in item_disorders(run):
            yield _finding(passage, disorder, f"item_{disorder.case}")


def _finding(passage: Passage, disorder: Disorder, case: str) -> Finding:
    return finding(
        "T07",
        passage.place,
        passage.label,
        case="first" if case == "gap" and not disorder.before else case,
        ordinal=disorder.ordinal.mark,
        before=disorder.before,
        heading=shortened(passage.text, 20),
    )
