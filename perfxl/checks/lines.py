"""Texts that are to be one line, such as names and headings, and hold a break or a tab (T16).

The report's title may have several lines, and long texts have paragraphs.
"""

import re
from collections.abc import Iterator

from perfxl.checks.base import CheckFunction, Context
from perfxl.checks.text.typesetting import BREAK_SHOWN
from perfxl.findings import Finding, finding
from perfxl.scheme.inventory import input_fields
from perfxl.submission import Entry

_BREAKS = re.compile(r"[\t\n\r\x85\u2028\u2029]+")
_BESIDE = 6


def broken_lines(context: Context) -> Iterator[Finding]:
    """T16: each text of one line that is broken, wherever it was entered."""
    for label, entry in _single_lines(context):
        text = entry.value
        if isinstance(text, str) and not text.isprintable():
            breaks = list(_BREAKS.finditer(text))
            if breaks:
                start, end = max(0, breaks[0].start() - _BESIDE), breaks[0].end() + _BESIDE
                near = _BREAKS.sub(BREAK_SHOWN, text[start:end])
                yield finding("T16", entry.place, label, count=len(breaks), near=near)


def _single_lines(context: Context) -> Iterator[tuple[str, Entry]]:
    scheme, submission = context.scheme, context.submission
    for name, field in input_fields(scheme).items():
        entry = submission.entries.get(name)
        if field.type == "text" and name != scheme.roles.report_title and entry is not None:
            yield field.label, entry
    for name, table in scheme.tables().items():
        for column in table.columns:
            if column.type == "text" and not column.formula:
                for entry in submission.column(name, column.name):
                    yield column.label, entry


CHECKS: tuple[CheckFunction, ...] = (broken_lines,)
