"""Approximate words at exact figures (N09): 93.65%以上, 约3712.50万元."""

from collections.abc import Iterator

from perfxl.checks.passages import Passage
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import Percentage, Quantity, percentages, quantities, vague_words
from perfxl.findings import Finding, finding


def approximations(passage: Passage) -> Iterator[Finding]:
    """N09: every figure with two decimals or more that the text calls approximate."""
    text = passage.flat
    exact = lexicon().vague.exact_decimals
    figures: list[Quantity | Percentage] = [*quantities(text), *percentages(text)]
    for figure in figures:
        if figure.decimals < exact:
            continue
        left, right = vague_words(text, figure.start, figure.end)
        inside = "余" in figure.text or "多" in figure.text
        if left or right or inside:
            yield finding(
                "N09", passage.place, passage.label, written=left + figure.text + right, figure=figure.text
            )
