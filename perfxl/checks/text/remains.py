"""What a template left behind (T05): hints to the writer, specimen titles, blanks to be filled in."""

import re
from collections.abc import Iterator
from functools import cache

from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import around
from perfxl.checks.text.lexicon import lexicon
from perfxl.findings import Finding, finding


def template_remains(passage: Passage) -> Iterator[Finding]:
    """T05: every remain of a template in a passage, each wording once."""
    found: dict[str, re.Match[str]] = {}
    for match in remains(passage):
        found.setdefault(match[0].strip(), match)
    for remain, match in found.items():
        context = around(passage.text, match.start(), match.end())
        case = "alone" if context == remain else "within"
        yield finding("T05", passage.place, passage.label, case=case, remain=remain, context=context)


def remains(passage: Passage) -> Iterator[re.Match[str]]:
    """Where a passage holds remains of a template, by position in its text as it stands."""
    if not _any().search(passage.text):
        return
    for pattern, roles in _patterns():
        if not roles or passage.role.value in roles:
            yield from pattern.finditer(passage.text)


@cache
def _any() -> re.Pattern[str]:
    """Tells at a glance whether a text may hold any remains."""
    return re.compile("|".join(f"(?:{remain.pattern})" for remain in lexicon().remains.patterns))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(remain.pattern), remain.roles) for remain in lexicon().remains.patterns)
