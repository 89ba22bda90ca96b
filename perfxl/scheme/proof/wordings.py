"""Each check finds its words in the catalogue of findings, and gives every figure that they show."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

from perfxl.scheme.model import Check, Scheme
from perfxl.scheme.proof.base import Fault, each, fault, hint, listed
from perfxl.scheme.proof.checks import CODE
from perfxl.wording import subject

_ALWAYS: Final = frozenset({"label", "place"})
_OF_EQUATIONS: Final = frozenset({"left", "right", "difference", "sum"})
_TEXTS: Final = ("fault", "expected", "remedy")


def prove_wordings(scheme: Scheme) -> Iterator[Fault]:
    """Every check whose code is one at all."""
    for path, check in each("checks", scheme.checks):
        if CODE.fullmatch(check.code):
            yield from _prove_wording(path, check)


def _prove_wording(path: str, check: Check) -> Iterator[Fault]:
    catalogue = subject("findings")
    if check.code not in catalogue:
        yield fault(f"{path}.code", "check_unknown", code=check.code)
        return
    cases = _cases(catalogue[check.code])
    if check.case in cases:
        shown = _figures(cases[check.case])
        if lacking := [name for name in shown if name not in _offered(check)]:
            yield fault(f"{path}.values", "check_figures", code=check.code, names=listed(lacking))
    elif "" in cases:
        yield fault(f"{path}.case", "check_case_unwanted", code=check.code, case=check.case)
    else:
        near = hint(check.case, cases)
        yield fault(
            f"{path}.case", "check_case", code=check.code, case=check.case, known=listed(cases), hint=near
        )


def _cases(entry: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    cases: Mapping[str, Mapping[str, str]] = entry.get("cases", {"": entry})
    return cases


def _figures(wording: Mapping[str, str]) -> list[str]:
    """What the texts of a case show, each once."""
    parts = (part for text in _TEXTS for part in Formatter().parse(wording[text]))
    return list(dict.fromkeys(name for _, name, _, _ in parts if name))


def _offered(check: Check) -> frozenset[str]:
    offered = _ALWAYS | check.values.keys()
    if check.left:
        offered |= _OF_EQUATIONS
    if check.each:
        offered |= {"x"}
    if check.table:
        offered |= {"row"}
    return offered
