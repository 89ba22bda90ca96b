"""Percentages: as two numbers of the sentence give them, as the tables do (N02), and their limit (N08)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from perfxl.checks.base import Context
from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import any_of, label_before, sentences, shortened
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import Percentage, Quantity, percentages, quantities
from perfxl.findings import Finding, finding
from perfxl.numbers import show_fixed, show_percent
from perfxl.scheme.expression import Unresolved
from perfxl.scheme.inventory import formula_fields

_POINT = 0.1
"""Percentage points by which a stated percentage may differ from the computed one (N02)."""
_LONGEST_SENTENCE = 400
"""What runs on longer without a full stop is no sentence whose numbers belong together."""
_RATE = "率"


def recomputed(passage: Passage) -> Iterator[Finding]:
    """N02: percentages that the two numbers of their sentence do not give; more are not judged."""
    if not passage.running:
        return
    for sentence in sentences(passage.flat):
        if len(sentence.text) > _LONGEST_SENTENCE:
            continue
        found = quantities(sentence.text)
        for percentage in percentages(sentence.text):
            wanted = _candidates(sentence.text, percentage, found)
            if wanted and not any(_agree(percentage, value) for value in wanted):
                yield finding(
                    "N02",
                    passage.place,
                    passage.label,
                    case="numbers",
                    stated=percentage.text,
                    computed=f"{show_fixed(wanted[0])}%",
                    quote=shortened(sentence.text),
                )


def _agree(percentage: Percentage, value: float) -> bool:
    last_digit: float = 10.0**-percentage.decimals
    return abs(percentage.value - value) <= max(_POINT, last_digit / 2) + 1e-9


def _candidates(text: str, percentage: Percentage, found: Sequence[Quantity]) -> list[float]:
    """What the percentage may be by its sentence, the likeliest first; empty if that is not clear."""
    words = lexicon().percentages
    label = _without_verb(label_before(text, percentage.start))
    if label.endswith(words.changes):
        return _changes([quantity for quantity in found if quantity.end <= percentage.start])
    share = text.rfind("占", 0, percentage.start)
    if share >= 0 and not re.search(r"[，。；、]", text[share : percentage.start]):
        return _share(text[share + 1 : percentage.start], share, percentage, found)
    if label.endswith(_RATE):
        return _rate(text, label, percentage, found)
    return []


def _without_verb(label: str) -> str:
    return re.sub(f"{_verbs()}$", "", label)


@cache
def _verbs() -> str:
    return any_of(lexicon().percentages.verbs)


def _changes(before: Sequence[Quantity]) -> list[float]:
    """Growth from one number to the other, or by one number on the other."""
    if len(before) != 2 or before[0].kind != before[1].kind:
        return []
    first, second = (quantity.value for quantity in before)
    if not first or not second:
        return []
    change = abs(second - first)
    return [change / first * 100, change / second * 100, second / first * 100, first / second * 100]


def _share(named: str, position: int, percentage: Percentage, found: Sequence[Quantity]) -> list[float]:
    """占 is followed by its whole (占3935.66万元的94.33%), or the whole is the other number."""
    before = [quantity for quantity in found if quantity.end <= position]
    within = [quantity for quantity in found if position < quantity.start < percentage.start]
    if not before:
        return []
    part = before[-1]
    if within:
        wholes = [quantity for quantity in within if quantity.kind == part.kind][:1]
    elif named:
        # 占总支出的: a whole named in words, which no number of the sentence need be.
        return []
    else:
        wholes = [quantity for quantity in before[:-1] if quantity.kind == part.kind]
        wholes = wholes if len(wholes) == 1 else []
    return [part.value / whole.value * 100 for whole in wholes if whole.value]


def _rate(text: str, label: str, percentage: Percentage, found: Sequence[Quantity]) -> list[float]:
    """完成率 after 计划20项，完成18项: the two numbers before it, the last named by the rate's word."""
    before = [quantity for quantity in found if quantity.end <= percentage.start][-3:]
    if len(before) != 2 or before[0].kind != before[1].kind:
        return []
    word = label.removesuffix(_RATE)[-2:]
    if len(word) < 2 or word not in label_before(text, before[1].start):
        return []
    whole, part = (quantity.value for quantity in before)
    return [part / whole * 100, whole / part * 100] if whole and part else []


def rates_of_tables(context: Context, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """N02: a rate that bears the name of one of the tables' or indicators' rates, with another value."""
    known = _known_rates(context)
    if not known:
        return
    pattern = re.compile(
        f"(?P<label>{any_of(list(known))}){_verbs()}?(?P<rate>\\d{{1,4}}(?:\\.\\d{{1,6}})?[%％])"
    )
    year = context.submission.value(context.scheme.roles.year)
    plain = _plain_words(int(year) if isinstance(year, float | int) else 0)
    for passage in passages:
        for match in pattern.finditer(passage.flat):
            computed = known[match["label"]]
            (stated,) = percentages(match["rate"])
            # Words before the name may make it another rate: 某项目预算执行率, 2019年预算执行率.
            own = plain.fullmatch(label_before(passage.flat, match.start()))
            if not own or _agree(stated, computed * 100):
                continue
            yield finding(
                "N02",
                passage.place,
                passage.label,
                case="tables",
                rate=match["label"],
                stated=match["rate"],
                computed=show_percent(computed),
            )


def _plain_words(year: int) -> re.Pattern[str]:
    """What may stand before a rate's name without making it the rate of something else."""
    return re.compile(
        f"(?:{any_of([f'{year}年度', f'{year}年', *lexicon().percentages.plain_before])}){{0,4}}"
    )


def _known_rates(context: Context) -> Mapping[str, float]:
    """The rates of the tables and the indicators' measures by label; a label of several rates is left out."""
    values: dict[str, set[float]] = {}
    for name, field in formula_fields(context.scheme).items():
        if field.type != "ratio":
            continue
        try:
            value = context.resolve(name)
        except Unresolved:
            continue
        if isinstance(value, float | int):
            values.setdefault(context.label(name), set()).add(round(value, 6))
    for mark in context.scorecard.marks:
        indicator = mark.indicator
        if mark.measure is not None and indicator.measure_type == "ratio" and indicator.measure_label:
            values.setdefault(indicator.measure_label, set()).add(round(mark.measure, 6))
    return {label: rates.pop() for label, rates in values.items() if len(rates) == 1 and len(label) > 1}


def beyond_hundred(passage: Passage) -> Iterator[Finding]:
    """N08: rates above 100%; of those that can be exceeded (完成率) it is only a reminder."""
    words = lexicon().percentages
    text = passage.flat
    for percentage in percentages(text):
        if percentage.value <= 100:
            continue
        label = _without_verb(label_before(text, percentage.start))
        case = (
            "over" if label.endswith(words.bounded) else "exceeded" if label.endswith(words.exceeding) else ""
        )
        if case:
            yield finding(
                "N08", passage.place, passage.label, case=case, rate=label[-12:], stated=percentage.text
            )
