"""Percentages: as two numbers of the sentence give them, as the tables do (N02), and their limit (N08)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from perfxl.checks.base import Context
from perfxl.checks.passages import Passage
from perfxl.checks.text.excerpts import any_of, label_before, shortened
from perfxl.checks.text.lexicon import lexicon
from perfxl.checks.text.quantities import Percentage, Quantity, percentages, quantities
from perfxl.findings import Finding, finding
from perfxl.numbers import show_fixed, show_percent
from perfxl.scheme.expression import Unresolved
from perfxl.scheme.inventory import formula_fields

_POINT = 0.1
"""Percentage points by which a stated percentage may differ from the computed one (N02)."""
_LONGEST_CLAUSE = 300
"""What runs on longer without a stop is no clause whose numbers belong together."""
_STOPS = "。！？\n"
_RATE = "率"
_SHARE = "占"


def recomputed(passage: Passage) -> Iterator[Finding]:
    """N02: percentages that the numbers of their clause do not give, where it is clear which they are."""
    if not passage.running:
        return
    for clause in re.split(r"[。！？；\n]", passage.flat):
        if len(clause) > _LONGEST_CLAUSE:
            continue
        found = quantities(clause)
        for percentage in percentages(clause):
            wanted = _candidates(clause, percentage, found)
            if wanted and not any(_agree(percentage, value) for value in wanted):
                yield finding(
                    "N02",
                    passage.place,
                    passage.label,
                    case="numbers",
                    stated=percentage.text,
                    computed=f"{show_fixed(wanted[0])}%",
                    quote=shortened(clause),
                )


def _agree(percentage: Percentage, value: float) -> bool:
    last_digit: float = 10.0**-percentage.decimals
    return abs(percentage.value - value) <= max(_POINT, last_digit / 2) + 1e-9


def _candidates(clause: str, percentage: Percentage, found: Sequence[Quantity]) -> list[float]:
    """What the percentage may be by its clause, the likeliest first; empty if that is not clear."""
    before = [quantity for quantity in found if quantity.end <= percentage.start]
    label = _without_verb(label_before(clause, percentage.start))
    if label.endswith(lexicon().percentages.changes):
        return _changes(clause, before)
    share = clause.rfind(_SHARE, 0, percentage.start)
    if share >= 0 and not re.search(r"[，、]", clause[share : percentage.start]):
        return _share(clause, share, percentage, before)
    if label.endswith(_RATE):
        return _rate(clause, label, before)
    return []


def _without_verb(label: str) -> str:
    return re.sub(f"{_verbs()}$", "", label)


@cache
def _verbs() -> str:
    return any_of(lexicon().percentages.verbs)


def _changes(clause: str, before: Sequence[Quantity]) -> list[float]:
    """Growth on a number that is called last year's (比上年433万元减少2万元), to another or by another."""
    bases = [quantity for quantity in before if _is_base(label_before(clause, quantity.start))]
    if len(bases) != 1 or not bases[0].value:
        return []
    base = bases[0]
    others = [quantity.value for quantity in before if quantity is not base and quantity.kind == base.kind]
    to_it = [abs(value - base.value) / base.value * 100 for value in others]
    by_it = [value / base.value * 100 for value in others]
    return to_it + by_it


def _is_base(label: str) -> bool:
    words = lexicon().percentages
    last = max((label.rfind(word) for word in words.bases), default=-1)
    return last >= 0 and not any(word in label[last:] for word in words.changes)


def _share(clause: str, position: int, percentage: Percentage, before: Sequence[Quantity]) -> list[float]:
    """占 is followed by its whole (占3935.66万元的94.33%), or 其中 parts it from the only other number."""
    parts = [quantity for quantity in before if quantity.end <= position]
    named = clause[position + len(_SHARE) : percentage.start]
    if not parts:
        return []
    part = parts[-1]
    wholes = [quantity for quantity in before if quantity.start > position and quantity.kind == part.kind]
    if not named and len(parts) == 2 and percentages(clause)[0] == percentage:
        first = parts[0]
        marked = lexicon().parts.marker in clause[first.end : part.start]
        wholes = [first] if marked and first.kind == part.kind else []
    # 占总支出的: a whole named in words is no number of the clause.
    return [part.value / whole.value * 100 for whole in wholes[:1] if whole.value]


def _rate(clause: str, label: str, before: Sequence[Quantity]) -> list[float]:
    """完成率 after 计划20项，完成18项: the two numbers before it, the last named by the rate's word."""
    if len(before) != 2 or before[0].kind != before[1].kind:
        return []
    word = label.removesuffix(_RATE)[-2:]
    if len(word) < 2 or word not in label_before(clause, before[1].start):
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
    """N08: rates above 100%; of those that can be exceeded (完成率) it is only a reminder.

    A sentence that gives the reason in the same breath has done what the reminder would ask for.
    """
    words = lexicon().percentages
    text = passage.flat
    for percentage in percentages(text):
        if percentage.value <= 100:
            continue
        label = _without_verb(label_before(text, percentage.start))
        case = (
            "over" if label.endswith(words.bounded) else "exceeded" if label.endswith(words.exceeding) else ""
        )
        if case == "exceeded" and _explained(text, percentage):
            continue
        if case:
            yield finding(
                "N08", passage.place, passage.label, case=case, rate=label[-12:], stated=percentage.text
            )


def _explained(text: str, percentage: Percentage) -> bool:
    """Whether the sentence around a percentage says why."""
    start = max(text.rfind(stop, 0, percentage.start) for stop in _STOPS) + 1
    end = min((at for stop in _STOPS if (at := text.find(stop, percentage.start)) >= 0), default=len(text))
    return any(word in text[start:end] for word in lexicon().percentages.reasons)
