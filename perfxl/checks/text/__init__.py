"""The checks of what a department wrote: characters, words, form (T) and agreement with the tables (N)."""

from collections.abc import Callable, Iterator

from perfxl.checks.base import CheckFunction, Context, Skipped
from perfxl.checks.passages import Passage, passages
from perfxl.checks.text.amounts import amounts_in_tables, units_of_money
from perfxl.checks.text.approximations import approximations
from perfxl.checks.text.capitals import capital_amounts
from perfxl.checks.text.characters import kana, traditional
from perfxl.checks.text.citations import document_numbers, issuing_authority
from perfxl.checks.text.enumerations import enumerations
from perfxl.checks.text.headings import heading_end, heading_order, item_order
from perfxl.checks.text.problems import problems_section, score_will_be_missing
from perfxl.checks.text.rates import beyond_hundred, rates_of_tables, recomputed
from perfxl.checks.text.remains import template_remains
from perfxl.checks.text.statements import institution, names, project_count, score_and_grade, year
from perfxl.checks.text.subcounts import subcounts
from perfxl.checks.text.typesetting import breaks_and_blanks, half_width
from perfxl.checks.text.words import confusions, set_phrases
from perfxl.findings import Finding

PASSAGE_CHECKS: tuple[Callable[[Passage], Iterator[Finding]], ...] = (
    kana,
    traditional,
    confusions,
    set_phrases,
    template_remains,
    heading_end,
    item_order,
    document_numbers,
    issuing_authority,
    breaks_and_blanks,
    half_width,
    capital_amounts,
    recomputed,
    subcounts,
    enumerations,
    beyond_hundred,
    approximations,
    units_of_money,
)
"""The checks that need one passage and nothing else."""

SUBMISSION_CHECKS: tuple[Callable[[Context, tuple[Passage, ...]], Iterator[Finding | Skipped]], ...] = (
    heading_order,
    amounts_in_tables,
    rates_of_tables,
    score_and_grade,
    year,
    names,
    institution,
    problems_section,
    score_will_be_missing,
    project_count,
)
"""The checks that hold the passages against each other, the tables, or the scorecard."""


def examine(context: Context) -> Iterator[Finding | Skipped]:
    """Every check of texts on every passage of a submission."""
    read = passages(context.scheme, context.submission)
    for passage in read:
        for check in PASSAGE_CHECKS:
            yield from check(passage)
    for compare in SUBMISSION_CHECKS:
        yield from compare(context, read)


CHECKS: tuple[CheckFunction, ...] = (examine,)
