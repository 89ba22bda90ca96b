"""The scoring rules in a form that VBA works out without Python: the native formula, operands first.

A rule is one text with two executions, Python's and the formula of the scoring sheet. Here it gets its third:
the formula is turned into words in the order in which they are worked out (``ROUND(MIN(1,x)*p,2)`` becomes
``1 x MIN p * 2 ROUND``), of which ``macros/functions/PerfxlFunctions.bas`` knows the few that there are. They
stand in the add-in's own sheet, not in its code, so that an office's own schemes get in without building.
"""

import ast
from collections.abc import Iterator
from typing import Final

from perfxl.addin.package import Rows
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Indicator, Scheme
from perfxl.scheme.native import literal
from perfxl.scheme.rules.base import Asks, Cells

RULES_SHEET: Final = "perfxl.rules"

MEASURE, POINTS = "x", "p"
"""The words for what is given: the measure, and the indicator's points."""

_OPERATORS: Final = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.LtE: "<=", ast.GtE: ">=",
}  # fmt: skip
_FUNCTIONS: Final = {"ROUND": 2, "MIN": 2, "MAX": 2, "ABS": 1, "INT": 1, "IF": 3}
"""How many operands each takes."""


def rules_of_this_machine() -> Rows:
    """A row for every indicator of every scheme that is known here."""
    return [row for one in scheme_ids() for row in rules_of(load_scheme(one))]


def rules_of(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    """Scheme, id and name of the indicator, points, program: empty where a measure alone is not enough."""
    for one in scheme.indicators():
        yield scheme.id, one.id, one.name, literal(one.points), program_of(one)


def program_of(indicator: Indicator) -> str:
    """What works out the indicator's score from its measure; empty if that alone does not give it."""
    if indicator.rule.asks != Asks.MEASURE:
        return ""
    return program(indicator.rule.native(Cells(measure=MEASURE, full=POINTS)))


def program(formula: str) -> str:
    """The formula's words, operands first.

    Raises:
        ValueError: it holds something that the add-in's VBA does not know.
    """
    # What formulas of rules are written in is the common subset of Excel and Python.
    return " ".join(_words(ast.parse(formula, mode="eval").body))


def _words(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=int() | float() as number):
            yield literal(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            yield literal(-number)
        case ast.Name(id="x" | "p" as name):
            yield name
        case (
            ast.BinOp(left=left, op=operator, right=right)
            | ast.Compare(left=left, ops=[operator], comparators=[right])
        ) if type(operator) in _OPERATORS:
            yield from (*_words(left), *_words(right), _OPERATORS[type(operator)])
        case ast.Call(func=ast.Name(id=name), args=arguments) if _FUNCTIONS.get(name) == len(arguments):
            for argument in arguments:
                yield from _words(argument)
            yield name
        case _:
            raise ValueError(f"the functions add-in does not know: {ast.unparse(node)}")
