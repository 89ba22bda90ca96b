"""The proof of a scheme (指标体系): all that is wrong with its data, found before anything is made of it."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from perfxl.scheme.model import Scheme
from perfxl.scheme.proof.base import Fault
from perfxl.scheme.proof.checks import prove_checks
from perfxl.scheme.proof.circles import prove_no_circles
from perfxl.scheme.proof.expressions import prove_expressions
from perfxl.scheme.proof.head import prove_head, prove_titles
from perfxl.scheme.proof.indicators import prove_indicators
from perfxl.scheme.proof.inputs import prove_inputs
from perfxl.scheme.proof.names import prove_names, prove_sheets
from perfxl.scheme.proof.roles import prove_roles, prove_sources
from perfxl.scheme.proof.summary import prove_summary
from perfxl.scheme.proof.weights import prove_grades, prove_points, prove_status
from perfxl.scheme.proof.wordings import prove_wordings

_PROOFS: Final[tuple[Callable[[Scheme], Iterator[Fault]], ...]] = (
    prove_head,
    prove_titles,
    prove_points,
    prove_grades,
    prove_status,
    prove_sheets,
    prove_names,
    prove_inputs,
    prove_indicators,
    prove_expressions,
    prove_no_circles,
    prove_checks,
    prove_wordings,
    prove_summary,
    prove_roles,
    prove_sources,
)


def prove(scheme: Scheme) -> tuple[Fault, ...]:
    """Every fault of the scheme, each once; none means that all else may rely on it."""
    return tuple(dict.fromkeys(chain.from_iterable(proof(scheme) for proof in _PROOFS)))


__all__ = ["Fault", "prove"]
