"""No formula reads itself, by whatever detour."""

from collections.abc import Iterator, Mapping

from perfxl.scheme.expression import ExpressionError, parse
from perfxl.scheme.model import ListBlock, MatrixBlock, Scheme, TableBlock
from perfxl.scheme.proof.base import Fault, each, fault, placed_blocks
from perfxl.wording import say

_Formulas = dict[str, tuple[str, tuple[str, ...]]]
"""By full name: the key path, and the full names that the formula reads."""


def prove_no_circles(scheme: Scheme) -> Iterator[Fault]:
    """Each circle once, told at its first formula."""
    formulas = _formulas(scheme)
    reads = {name: [read for read in names if read in formulas] for name, (_, names) in formulas.items()}
    done: set[str] = set()
    for name, (path, _) in formulas.items():
        if circle := _circle(name, reads, done):
            names = say("scheme.sequence").join((*circle, circle[0]))
            yield fault(path, "circle", names=names)


def _circle(
    name: str, reads: Mapping[str, list[str]], done: set[str], trail: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The first circle on the ways from a formula; those once seen are ``done``."""
    if name in trail:
        return trail[trail.index(name) :]
    if name in done:
        return ()
    done.add(name)
    circles = (_circle(read, reads, done, (*trail, name)) for read in reads[name])
    return next((circle for circle in circles if circle), ())


def _formulas(scheme: Scheme) -> _Formulas:
    formulas: _Formulas = {}
    for path, block in placed_blocks(scheme):
        if isinstance(block, ListBlock):
            for at, field in each(f"{path}.fields", block.fields):
                if field.formula:
                    formulas[field.name] = (f"{at}.formula", _names(field.formula))
        elif isinstance(block, MatrixBlock):
            formulas |= _of_matrix(path, block)
        else:
            formulas |= _of_table(path, block)
    return formulas


def _of_matrix(path: str, block: MatrixBlock) -> _Formulas:
    return {
        f"{row.name}_{column.name}": (
            f"{at}.formula",
            tuple(f"{row.name}_{name}" for name in _names(column.formula)),
        )
        for at, column in each(f"{path}.columns", block.columns)
        for row in block.rows[:1]
        if column.formula
    }


def _of_table(path: str, table: TableBlock) -> _Formulas:
    return {
        f"{table.prefix}_{column.name}": (
            f"{at}.formula",
            tuple(f"{table.prefix}_{name}" for name in _names(column.formula)),
        )
        for at, column in each(f"{path}.columns", table.columns)
        if column.formula
    }


def _names(formula: str) -> tuple[str, ...]:
    try:
        return parse(formula).names
    except ExpressionError:
        return ()
