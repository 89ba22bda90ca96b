"""Every expression parses, gives the kind that is wanted, and reads names that exist where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfxl.scheme.expression import Expression, ExpressionError, Kind, parse
from perfxl.scheme.model import Indicator, ListBlock, MatrixBlock, Scheme, TableBlock
from perfxl.scheme.proof.base import Fault, each, fault, hint, listed, placed_blocks, placed_indicators
from perfxl.scheme.proof.reasons import reason
from perfxl.scheme.proof.scopes import Scope, matrix_scope, row_scope, whole_scope
from perfxl.scheme.rules import Target
from perfxl.scheme.syntax import BY_CRITERION, Call, Name, walk
from perfxl.wording import say

_VALUE = (Kind.NUMBER, Kind.TEXT, Kind.ANY)
_NUMBER = (Kind.NUMBER, Kind.ANY)
_TRUTH = (Kind.TRUTH,)
ANYTHING = (Kind.NUMBER, Kind.TEXT, Kind.TRUTH, Kind.ANY)


@dataclass(frozen=True, slots=True)
class Use:
    """One expression: its key, its text, the names it may read, the kinds it may give."""

    path: str
    text: str
    scope: Scope
    wanted: tuple[Kind, ...]


def prove_expressions(scheme: Scheme) -> Iterator[Fault]:
    """Every formula, measure, condition, target and check."""
    for use in _uses(scheme):
        if use.text:
            yield from prove_use(use)


def prove_use(use: Use) -> Iterator[Fault]:
    """One expression, all that is wrong with it."""
    try:
        expression = parse(use.text)
    except ExpressionError as error:
        yield fault(use.path, "expression", text=use.text, reason=reason("expression", str(error)))
        return
    if expression.kind not in use.wanted:
        given, wanted = (say(f"scheme.kinds.{kind.value}") for kind in (expression.kind, use.wanted[0]))
        yield fault(use.path, "wrong_kind", text=use.text, given=given, wanted=wanted)
    yield from _prove_reading(use, expression)


def _prove_reading(use: Use, expression: Expression) -> Iterator[Fault]:
    scope = use.scope
    known = scope.cells | scope.columns.keys()
    for name in expression.names:
        if name not in known:
            where = say(f"scheme.proof.scope_{scope.kind}")
            yield fault(
                use.path, "unknown_name", text=use.text, name=name, scope=where, hint=hint(name, known)
            )
    for name in expression.singles:
        if name in scope.columns:
            yield fault(use.path, "column_as_cell", text=use.text, name=name)
    for name in expression.columns:
        if name in scope.cells:
            yield fault(use.path, "cell_as_column", text=use.text, name=name)
    yield from _prove_criteria(use, expression, scope.columns)


def _prove_criteria(use: Use, expression: Expression, columns: Mapping[str, str]) -> Iterator[Fault]:
    for node in walk(expression.tree):
        if isinstance(node, Call) and node.function in BY_CRITERION:
            names = [part.name for part in node.arguments if isinstance(part, Name)]
            if len({columns[name] for name in names if name in columns}) > 1:
                yield fault(use.path, "columns_apart", text=use.text, names=listed(names))


def _uses(scheme: Scheme) -> Iterator[Use]:
    whole = whole_scope(scheme)
    for path, block in placed_blocks(scheme):
        if isinstance(block, ListBlock):
            for at, field in each(f"{path}.fields", block.fields):
                yield Use(f"{at}.formula", field.formula, whole, _VALUE)
        elif isinstance(block, MatrixBlock):
            yield from _matrix_uses(path, block)
        else:
            yield from _table_uses(path, block)
    for path, indicator in placed_indicators(scheme):
        yield from _indicator_uses(path, indicator, whole)


def _matrix_uses(path: str, block: MatrixBlock) -> Iterator[Use]:
    for at, column in each(f"{path}.columns", block.columns):
        # Rows with the same cells read alike: one of them speaks for all.
        lacking = dict.fromkeys(row.without for row in block.rows if column.name not in row.without)
        for without in lacking:
            yield Use(f"{at}.formula", column.formula, matrix_scope(block, without), _VALUE)


def _table_uses(path: str, table: TableBlock) -> Iterator[Use]:
    for at, column in each(f"{path}.columns", table.columns):
        yield Use(f"{at}.formula", column.formula, row_scope(table), _VALUE)


def _indicator_uses(path: str, indicator: Indicator, whole: Scope) -> Iterator[Use]:
    yield Use(f"{path}.measure", indicator.measure, whole, _NUMBER)
    yield Use(f"{path}.applicable", indicator.applicable, whole, _TRUTH)
    if isinstance(indicator.rule, Target):
        yield Use(f"{path}.rule.target", indicator.rule.target or " ", whole, _NUMBER)
