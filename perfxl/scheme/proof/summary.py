"""Each column of the bureau's summary has a figure of its own, or divides two columns that add up."""

from collections.abc import Iterator

from perfxl.scheme.expression import Kind
from perfxl.scheme.model import Column, Scheme
from perfxl.scheme.proof.base import Fault, each, fault, hint
from perfxl.scheme.proof.expressions import Use, prove_use
from perfxl.scheme.proof.scopes import Scope, whole_scope

_TEXT, _NUMBER = (Kind.TEXT, Kind.ANY), (Kind.NUMBER, Kind.ANY)


def prove_summary(scheme: Scheme) -> Iterator[Fault]:
    """Every column of the summary."""
    whole = whole_scope(scheme)
    adding = {column.name for column in scheme.summary if column.value and column.type != "text"}
    seen: set[str] = set()
    for path, column in each("summary", scheme.summary):
        if column.name in seen or not column.name.strip():
            yield fault(f"{path}.name", "summary_name", name=column.name)
        seen.add(column.name)
        if column.type == "ratio":
            yield from _prove_rate(path, column, adding)
        else:
            yield from _prove_figure(path, column, whole)


def _prove_rate(path: str, column: Column, adding: set[str]) -> Iterator[Fault]:
    if column.value:
        yield fault(f"{path}.value", "summary_rate_value")
    for key in ("of", "over"):
        name = getattr(column, key)
        if name not in adding:
            yield fault(f"{path}.{key}", "summary_part", name=name, hint=hint(name, adding))


def _prove_figure(path: str, column: Column, whole: Scope) -> Iterator[Fault]:
    if column.of or column.over:
        yield fault(path, "summary_parts_unwanted")
    if not column.value:
        yield fault(path, "summary_no_value")
    else:
        yield from prove_use(
            Use(f"{path}.value", column.value, whole, _TEXT if column.type == "text" else _NUMBER)
        )
