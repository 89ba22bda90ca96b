"""Amounts in capital numerals (大写金额) against the figures beside them (T12).

Reading capitals is thirty lines. A library for it (cn2an) was weighed: it brings a second package, reads
much more than money, and raises on the malformed amounts that a check must report.
"""

import re
from collections.abc import Iterator
from functools import cache

from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import Sentence, any_of, sentences
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import MONEY, quantities
from perfxl.findings import Finding, finding

_YUAN = 1e4
"""One 万元 in 元."""

_AFTER_SIGN = re.compile(
    r"[￥¥]\s?(?P<number>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.(?P<fraction>\d{1,2}))?(?!\d|[万亿])"
)


def capital_amounts(passage: Passage) -> Iterator[Finding]:
    """T12: an amount in capitals that none of the figures of its sentence equals, or that cannot be read."""
    for sentence in sentences(passage.flat):
        for match in _pattern().finditer(sentence.text):
            written = match[0]
            value = capital_value(written)
            if value is None:
                yield finding("T12", passage.place, passage.label, case="unreadable", written=written)
            elif wrong := _contradiction(sentence, value):
                yield finding(
                    "T12",
                    passage.place,
                    passage.label,
                    case="differs",
                    written=written,
                    value=f"{value:.2f}",
                    figures=wrong,
                )


@cache
def _pattern() -> re.Pattern[str]:
    capitals = lexicon().capitals
    digits = "".join(capitals.digits)
    inner = digits + "".join(capitals.powers) + "".join(capitals.groups)
    rest = digits + "".join(capitals.fractions)
    return re.compile(
        f"[{digits}{''.join(capitals.powers)}][{inner}]{{0,39}}[{''.join(capitals.yuan)}][{rest}]{{0,6}}"
        f"{any_of(capitals.whole)}?"
    )


def capital_value(text: str) -> float | None:
    """The amount in 元 that capitals such as 叁仟元伍角整 stand for; None where they are malformed."""
    capitals = lexicon().capitals
    total = section = digit = 0.0
    after_digit = False
    for character in text:
        if character in capitals.digits:
            if after_digit and digit:
                return None
            digit, after_digit = capitals.digits[character], True
            continue
        if character in capitals.powers:
            section += (digit or 1) * capitals.powers[character]
        elif character in capitals.groups:
            total, section = _group(total, section + digit, capitals.groups[character]), 0.0
        elif character in capitals.yuan:
            total, section = total + section + digit, 0.0
        elif character in capitals.fractions:
            total += digit * capitals.fractions[character]
        digit, after_digit = 0.0, False
    return None if after_digit else round(total, 2)


def _group(total: float, section: float, group: int) -> float:
    """A section of the number under 万, or all of it so far under 亿."""
    beyond_ten_thousands = group > _YUAN
    return (total + section) * group if beyond_ten_thousands else total + section * group


def _contradiction(sentence: Sentence, value: float) -> str:
    """The figures of a sentence, as written, if it has any and none is the value; else an empty text."""
    figures = _figures(sentence.text)
    if any(abs(value - figure) <= tolerance for _, figure, tolerance in figures):
        return ""
    return "、".join(written for written, _, _ in figures)


def _figures(text: str) -> list[tuple[str, float, float]]:
    """The amounts of a text in figures: as written, in 元, and how far a value may lie from them."""
    amounts = [
        (amount.text, amount.value * _YUAN, 0.005 + (amount.step * _YUAN / 2 if amount.about else 0.0))
        for amount in quantities(text)
        if amount.kind == MONEY
    ]
    for match in _AFTER_SIGN.finditer(text):
        number = float(f"{match['number'].replace(',', '')}.{match['fraction'] or 0}")
        amounts.append((match[0], number, 0.005))
    return amounts
