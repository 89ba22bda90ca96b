"""Each check asks one thing, of names that exist, and marks a cell."""

import re
from collections.abc import Iterator

from perfxl.scheme.expression import Kind
from perfxl.scheme.model import Check, Scheme
from perfxl.scheme.proof.base import Fault, each, fault, hint, listed
from perfxl.scheme.proof.expressions import ANYTHING, Use, prove_use
from perfxl.scheme.proof.scopes import Scope, row_scope, whole_scope
from perfxl.wording import say

CODE = re.compile(r"[A-Z]\d{2}")
_VALUE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN_VALUES = frozenset(
    {"left", "right", "difference", "sum", "x", "row", "label", "place", "places", "case", "code"}
)
_WORD = "{x}"
_NUMBER, _TRUTH = (Kind.NUMBER, Kind.ANY), (Kind.TRUTH,)


def prove_checks(scheme: Scheme) -> Iterator[Fault]:
    """Every check."""
    whole = whole_scope(scheme)
    tables = scheme.tables()
    for path, check in each("checks", scheme.checks):
        if not CODE.fullmatch(check.code):
            yield fault(f"{path}.code", "code", code=check.code)
        yield from _prove_question(path, check)
        yield from _prove_values(path, check)
        yield from _prove_words(path, check)
        if check.table and check.table not in tables:
            yield fault(f"{path}.table", "role_table", name=check.table, known=listed(tables))
            continue
        scope = row_scope(tables[check.table]) if check.table else whole
        yield from dict.fromkeys(_prove_texts(path, check, scope))


def _prove_question(path: str, check: Check) -> Iterator[Fault]:
    if check.holds and (check.left or check.right):
        yield fault(path, "check_both")
    elif not check.holds and not (check.left and check.right):
        yield fault(path, "check_neither")


def _prove_values(path: str, check: Check) -> Iterator[Fault]:
    for name in check.values:
        problem = "value_taken" if name in _OWN_VALUES else "value_form"
        if problem == "value_taken" or not _VALUE_NAME.fullmatch(name):
            why = say(f"scheme.proof.{problem}")
            yield fault(f"{path}.values", "check_value", name=name, reason=why)


def _prove_words(path: str, check: Check) -> Iterator[Fault]:
    texts = {key: getattr(check, key) for key in ("at", "when", "left", "right", "holds")}
    used = [key for key, text in texts.items() if _WORD in text]
    used += [f"values.{name}" for name, text in check.values.items() if _WORD in text]
    if check.each and not used:
        yield fault(f"{path}.each", "check_word", word=listed(key for key, text in texts.items() if text))
    elif used and not check.each:
        yield fault(f"{path}.{used[0]}", "check_no_each", word=listed(used))


def _prove_texts(path: str, check: Check, scope: Scope) -> Iterator[Fault]:
    for word in check.each or (_WORD,):
        at = check.at.replace(_WORD, word)
        if at not in scope.cells and _WORD not in at:
            where = say(f"scheme.proof.scope_{scope.kind}")
            yield fault(f"{path}.at", "check_at", name=at, scope=where, hint=hint(at, scope.cells))
        for use in _uses(path, check, scope):
            text = use.text.replace(_WORD, word)
            if text and _WORD not in text:
                yield from prove_use(Use(use.path, text, scope, use.wanted))


def _uses(path: str, check: Check, scope: Scope) -> Iterator[Use]:
    yield Use(f"{path}.when", check.when, scope, _TRUTH)
    yield Use(f"{path}.left", check.left, scope, _NUMBER)
    yield Use(f"{path}.right", check.right, scope, _NUMBER)
    yield Use(f"{path}.holds", check.holds, scope, _TRUTH)
    for name, text in check.values.items():
        yield Use(f"{path}.values.{name}", text, scope, ANYTHING)
