"""Numbers as a spreadsheet treats them: rounding and the shapes in which a reader sees them."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from perfxl.wording import say

_LARGEST_WITH_FRACTION = 1e15
_LARGEST_WRITTEN_OUT = 1e21
_MOST_SIGNS = 24
"""As many does a number have that a reader can still take in, with all its figures and its zeros."""
_HEAD = 6
_SHORTEST = 16
_SHORT = {digits: 10.0 ** (15 - digits) for digits in range(13)}
"""Below these, a number with so many decimals has at most 15 digits: writing it out gives it back."""


def excel_round(value: float, digits: int) -> float:
    """Round as Excel's ROUND does: to 15 significant digits first, then half away from zero.

    Python's own ``round`` differs on ties; measured against a spreadsheet program on a million
    tie-heavy values this recipe agreed on all but a few dozen, each within an ulp or two of a tie.
    """
    if not abs(value) < _LARGEST_WITH_FRACTION:
        return value
    if digits in _SHORT and abs(value) < _SHORT[digits] and round(value, digits) == value:
        return value + 0.0  # it has no more decimals than that, as most amounts have
    exact = Decimal(f"{value:.15g}")
    return float(exact.quantize(_unit(digits), ROUND_HALF_UP)) + 0.0


@cache
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def show_fixed(value: float, digits: int = 2) -> str:
    """The value with a fixed number of decimals, rounded as Excel rounds: ``3935.66``."""
    if abs(value) >= _LARGEST_WRITTEN_OUT:
        return show_exact(value)
    return f"{excel_round(value, digits):.{digits}f}"


def show_percent(ratio: float, digits: int = 2) -> str:
    """A ratio as a percentage: ``1.125`` becomes ``112.50%``."""
    return f"{show_fixed(ratio * 100, digits)}%"


def show_plain(value: float) -> str:
    """The value without trailing zeros, at most six decimals: ``8``, ``12.5``."""
    if abs(value) >= _LARGEST_WRITTEN_OUT:
        return show_exact(value)
    rounded = excel_round(value, 6)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.6f}".rstrip("0")


def write_out(value: float) -> str:
    """The value with every figure and every zero, decimals as far as Excel keeps them: ``0.0000001``.

    It gives back the number that Excel shows, and is never written as ``1e-07``.
    """
    if value == int(value) and abs(value) < _LARGEST_WRITTEN_OUT:
        return str(int(value))
    shortest = repr(value)
    # So short, it has at most 15 figures, and those are the same.
    quick = len(shortest) <= _SHORTEST and "e" not in shortest
    return shortest if quick else f"{Decimal(f'{value:.15g}'):f}"


def show_exact(value: float) -> str:
    """The same for a reader: a number of dozens of figures is told by its size.

    ``1e300`` is ``100000…（整数部分共301位）``.
    """
    text = write_out(value)
    if len(text) <= _MOST_SIGNS:
        return text
    sign, digits = ("-" if value < 0 else ""), text.lstrip("-")
    if abs(value) < 1:
        decimals = digits.partition(".")[2]
        first = len(decimals) - len(decimals.lstrip("0")) + 1
        return say("numbers.tiny", sign=sign, place=first)
    return say("numbers.huge", sign=sign, head=digits[:_HEAD], digits=len(digits.partition(".")[0]))
