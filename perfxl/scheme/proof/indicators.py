"""Each indicator is complete: its clause, its measure with words for it, and its rule's own data."""

from collections.abc import Iterator

from perfxl.scheme.model import Indicator, Scheme
from perfxl.scheme.proof.base import Fault, fault, placed_indicators
from perfxl.scheme.proof.inputs import prove_choices
from perfxl.scheme.rules import Asks, Choice, Judgement


def prove_indicators(scheme: Scheme) -> Iterator[Fault]:
    """Every indicator."""
    for path, indicator in placed_indicators(scheme):
        if not indicator.clause.strip():
            yield fault(f"{path}.clause", "no_clause")
        yield from _prove_measure(path, indicator)
        yield from _prove_labels(path, indicator)
        for key, text in indicator.rule.faults(indicator.points):
            # A target is an expression like any other and proved with them.
            if key != "target":
                yield Fault(f"{path}.rule.{key}", text)
        if isinstance(indicator.rule, Choice):
            options = tuple(option.text for option in indicator.rule.options)
            yield from prove_choices(f"{path}.rule.options", options)
        elif isinstance(indicator.rule, Judgement):
            options = tuple(standard.text for standard in indicator.rule.standards)
            yield from prove_choices(f"{path}.rule.standards", options)


def _prove_measure(path: str, indicator: Indicator) -> Iterator[Fault]:
    kind = indicator.rule.__struct_config__.tag
    if Asks.MEASURE in indicator.rule.asks:
        if not indicator.measure:
            yield fault(path, "no_measure", kind=kind)
        return
    for key in ("measure", "by_hand"):
        if getattr(indicator, key):
            yield fault(f"{path}.{key}", "measure_unwanted", kind=kind, word=key)


def _prove_labels(path: str, indicator: Indicator) -> Iterator[Fault]:
    pairs = (
        ("measure", indicator.measure, indicator.measure_label),
        ("applicable", indicator.applicable, indicator.applicable_label),
    )
    for key, expression, label in pairs:
        if expression and not label:
            yield fault(path, "no_label", word=key)
        elif label and not expression:
            yield fault(path, "label_unwanted", word=key)
