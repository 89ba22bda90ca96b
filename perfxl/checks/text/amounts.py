"""Amounts of money: each must be found in the tables (N01); 元 and 万元 side by side (N10)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from perfxl.checks.base import Context, Skipped
from perfxl.checks.figures import MONEY as MONEY_UNIT
from perfxl.checks.figures import Figure
from perfxl.checks.passages import Passage, Role
from perfxl.checks.text.excerpts import label_before, listed
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import MONEY, Quantity, quantities
from perfxl.checks.text.skipping import skipped
from perfxl.findings import Finding, finding
from perfxl.scheme.expression import Unresolved
from perfxl.scheme.inventory import formula_fields, input_fields
from perfxl.scheme.model import TableBlock
from perfxl.wording import say

_TOLERANCE = 0.01 + 1e-9
"""万元: how far an amount of the text may lie from one of the tables."""

_HUNDRED_MILLIONS = "亿"
_YEAR = re.compile(r"(20\d\d)年")
_SENTENCE = 200
"""Characters: so far back a year is looked for."""


def amounts_in_tables(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding | Skipped]:
    """N01: for every passage the amounts that no cell, total or subtotal of the tables shows."""
    year = context.submission.value(context.scheme.roles.year)
    evaluated = str(int(year)) if isinstance(year, float | int) else ""
    checked = [
        (passage, amounts)
        for passage in passages
        if passage.role is not Role.NAME and (amounts := _to_be_found(passage.flat, evaluated))
    ]
    if not checked:
        return
    known = Known(tuple(_known(context)))
    if not known.amounts:
        yield skipped("N01", context.labels(_money_names(context)))
        return
    for passage, amounts in checked:
        yield from _missing(passage, amounts, known)


@dataclass(frozen=True)
class Known:
    """The amounts of the tables, in 万元, each with the words that name it."""

    amounts: tuple[tuple[float, str], ...]

    @cached_property
    def _sorted(self) -> list[tuple[float, str]]:
        return sorted(self.amounts)

    @cached_property
    def _differences(self) -> list[float]:
        values = sorted({value for value, _ in self.amounts})
        return sorted(larger - smaller for smaller in values for larger in values if larger > smaller)

    def nearest(self, value: float) -> tuple[float, str]:
        """The amount that lies nearest to a value, and its name."""
        position = bisect_left(self._sorted, (value, ""))
        return min(self._sorted[max(0, position - 1) : position + 1], key=lambda known: abs(known[0] - value))

    def shows(self, value: float, tolerance: float) -> bool:
        """Whether some amount lies within the tolerance of a value."""
        return abs(self.nearest(value)[0] - value) <= tolerance

    def differ_by(self, value: float, tolerance: float) -> bool:
        """Whether some two amounts differ by a value."""
        position = bisect_left(self._differences, value - tolerance)
        return position < len(self._differences) and self._differences[position] <= value + tolerance


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount of a text; ``own`` tells that it is the unit's own and of the year evaluated."""

    quantity: Quantity
    own: bool
    difference: bool


def _to_be_found(text: str, evaluated: str) -> list[_Amount]:
    """The amounts that a text gives exactly, no unit prices or limits."""
    words = lexicon().amounts
    found = []
    for quantity in quantities(text):
        if quantity.kind != MONEY or quantity.about or not quantity.value:
            continue
        label = label_before(text, quantity.start)
        standard = _any_in(words.standards, label)
        if standard or text.startswith(words.standards_after, quantity.end):
            continue
        elsewhere = _any_in(words.elsewhere, label) or _of_another_year(text, quantity.start, evaluated)
        found.append(
            _Amount(
                quantity,
                own=_any_in(words.own, label) and not elsewhere,
                difference=_any_in(words.differences, label),
            )
        )
    return found


def _any_in(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _of_another_year(text: str, position: int, evaluated: str) -> bool:
    """Whether the last year named before a position in its sentence is another than the one evaluated."""
    start = max(text.rfind("。", 0, position), text.rfind("\n", 0, position), position - _SENTENCE)
    years = _YEAR.findall(text[max(start, 0) : position])
    return bool(years) and years[-1] != evaluated


def _missing(passage: Passage, amounts: Sequence[_Amount], known: Known) -> Iterator[Finding]:
    missing: dict[str, dict[str, float]] = {"budget": {}, "other": {}}
    for amount in amounts:
        if not _found(amount, known):
            missing["budget" if amount.own else "other"][amount.quantity.text] = amount.quantity.value
    for case, written in missing.items():
        if written:
            yield finding(
                "N01",
                passage.place,
                passage.label,
                case=case,
                amounts=listed(list(written)),
                nearest=_nearest(list(written.values()), known),
            )


def _found(amount: _Amount, known: Known) -> bool:
    quantity, tolerance = amount.quantity, _TOLERANCE
    if _HUNDRED_MILLIONS in quantity.unit:
        tolerance = max(tolerance, quantity.step / 2)
    if known.shows(quantity.value, tolerance):
        return True
    return amount.difference and known.differ_by(quantity.value, tolerance)


def _nearest(values: Sequence[float], known: Known) -> str:
    nearest = dict.fromkeys(known.nearest(value) for value in values)
    return "、".join(f"{label}{Figure(value):{MONEY_UNIT}}" for value, label in list(nearest)[:3])


def _money_names(context: Context) -> list[str]:
    """The names of all money, scalars first, then the columns of tables."""
    scalars = {**input_fields(context.scheme), **formula_fields(context.scheme)}
    columns = {
        f"{table.prefix}_{column.name}": column
        for table in context.scheme.tables().values()
        for column in table.columns
    }
    return [name for name, field in {**scalars, **columns}.items() if field.type == "money"]


def _known(context: Context) -> Iterator[tuple[float, str]]:
    for name in _money_names(context):
        value = _resolved(context, name)
        if isinstance(value, tuple):
            yield from _column(value, context.label(name))
        elif isinstance(value, float | int):
            yield float(value), context.label(name)
    for table in context.scheme.tables().values():
        yield from _subtotals(context, table)


def _resolved(context: Context, name: str) -> object:
    try:
        return context.resolve(name)
    except Unresolved:
        return None


def _column(values: tuple[object, ...], label: str) -> Iterator[tuple[float, str]]:
    numbers = [float(value) for value in values if isinstance(value, float | int)]
    for number in numbers:
        yield number, label
    if numbers:
        yield sum(numbers), say("text_checks.amount.total", label=label)


def _subtotals(context: Context, table: TableBlock) -> Iterator[tuple[float, str]]:
    """The sums of a table's money columns for each value of its columns of choices (kinds of project)."""
    choices = [column.name for column in table.columns if column.type == "choice"]
    for column in table.columns:
        if column.type != "money" or column.formula:
            continue
        sums: dict[tuple[str, str], float] = {}
        for row in context.submission.tables.get(table.name, ()):
            entry = row.cells.get(column.name)
            if entry is None or not isinstance(entry.value, float | int):
                continue
            for choice in choices:
                if (chosen := row.cells.get(choice)) is not None and chosen.value is not None:
                    key = (choice, str(chosen.value))
                    sums[key] = sums.get(key, 0.0) + entry.value
        for (_, value), total in sums.items():
            label = context.label(f"{table.prefix}_{column.name}")
            yield total, say("text_checks.amount.subtotal", label=label, kind=value)


def units_of_money(passage: Passage) -> Iterator[Finding]:
    """N10: a paragraph that gives large amounts in 元 beside others in 万元, the same one twice above all."""
    for paragraph in passage.flat.split("\n"):
        money = [quantity for quantity in quantities(paragraph) if quantity.kind == MONEY]
        small = [amount for amount in money if _in_yuan(amount)]
        large = [amount for amount in money if not _in_yuan(amount)]
        if not small or not large:
            continue
        pair = _same_amount(small, large)
        if pair is None and not any(_could_be_larger(amount) for amount in small):
            continue
        first, second = pair or (small[0], large[0])
        yield finding(
            "N10",
            passage.place,
            passage.label,
            case="same" if pair else "mixed",
            first=first.text,
            second=second.text,
        )


def _in_yuan(amount: Quantity) -> bool:
    return amount.unit in lexicon().units.money


def _could_be_larger(amount: Quantity) -> bool:
    return amount.value * 1e4 >= lexicon().amounts.mixed_from


def _same_amount(small: Sequence[Quantity], large: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    for first in small[:20]:
        for second in large[:20]:
            if abs(first.value - second.value) <= second.step / 2:
                return first, second
    return None
