"""Remembering what was derived from a scheme: schemes are few and never change, submissions are many."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from perfxl.scheme.model import Scheme

_Derived = TypeVar("_Derived")
_KEPT = 8


def once_per_scheme(derive: Callable[[Scheme], _Derived]) -> Callable[[Scheme], _Derived]:
    """Let a function of a scheme work once for each of the last few schemes; its results must not be changed.

    Schemes are told apart by identity: they hold mappings, so that they cannot be hashed.
    """
    known: list[tuple[Scheme, _Derived]] = []

    @wraps(derive)
    def remembered(scheme: Scheme) -> _Derived:
        for other, derived in known:
            if other is scheme:
                return derived
        derived = derive(scheme)
        known.append((scheme, derived))
        del known[:-_KEPT]
        return derived

    return remembered
