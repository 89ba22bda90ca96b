"""Expressions: one arithmetic text over field names, evaluated here and written for Excel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from perfxl.scheme import arithmetic, native
from perfxl.scheme.arithmetic import (
    DivisionByZero,
    InvalidValue,
    MissingValue,
    Resolve,
    Resolved,
    Result,
    Scalar,
    Unresolved,
)
from perfxl.scheme.native import Refer
from perfxl.scheme.syntax import (
    AGGREGATES,
    BY_CRITERION,
    Call,
    ExpressionError,
    Kind,
    Name,
    Node,
    children,
    kind_of,
    read,
    renamed,
    walk,
)

MAX_FORMULA = 8000
"""Characters that the guarded Excel formula may have (Excel itself stops at 8192)."""


@dataclass(frozen=True)
class Expression:
    """One parsed expression; make it with :func:`parse`."""

    text: str
    tree: Node

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields it reads, each once, in the order of their first appearance."""
        return tuple(dict.fromkeys(node.name for node in walk(self.tree) if isinstance(node, Name)))

    @cached_property
    def singles(self) -> tuple[str, ...]:
        """The names that must be single cells, since they stand where a column has no meaning."""
        return tuple(name for name in self.names if name in self._roles["single"])

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names that must be a table's columns, since COUNTIF or SUMIF runs over them."""
        return tuple(name for name in self.names if name in self._roles["column"])

    @property
    def kind(self) -> Kind:
        """What it gives: a number, a text, a truth value, or (``ANY``) whatever the field holds."""
        return kind_of(self.tree)

    @cached_property
    def _roles(self) -> Mapping[str, set[str]]:
        roles: dict[str, set[str]] = {"single": set(), "column": set(), "either": set()}
        for parent in (None, *walk(self.tree)):
            function = parent.function if isinstance(parent, Call) else ""
            role = "column" if function in BY_CRITERION else "either" if function in AGGREGATES else "single"
            for node in (self.tree,) if parent is None else children(parent):
                if isinstance(node, Name):
                    roles[role].add(node.name)
        return roles

    def evaluate(self, resolve: Resolve) -> Result:
        """Its value; ``resolve`` gives a field's value, None for a blank, a tuple for a column's filled rows.

        Numbers are not rounded here. ``resolve`` may raise :class:`Unresolved` itself.

        Raises:
            MissingValue: blanks were needed; all of them are named.
            InvalidValue: what stands in a cell cannot be used.
            DivisionByZero: a denominator is zero.
        """
        return arithmetic.evaluate(self.tree, resolve)

    def native(self, refer: Refer) -> str:
        """It as an Excel formula without ``=``; ``refer`` gives the reference (a defined name) of a field."""
        return native.write(self.tree, refer)

    def native_guarded(self, refer: Refer, digits: int | None) -> str:
        """It as an Excel formula that shows ``""`` exactly where :meth:`evaluate` raises.

        ``digits`` rounds a number; None leaves texts, truth values and dates as they are.
        """
        return native.write_guarded(self.tree, refer, digits)

    def native_lacking(self, refer: Refer, digits: int | None) -> str:
        """The condition alone, as an Excel formula: true where an input is missing or invalid.

        ``""`` if no input can be. Unlike the guarded formula it leaves a division by zero aside.
        """
        return native.write_lacking(self.tree, refer, digits)

    def rename(self, mapping: Mapping[str, str]) -> "Expression":
        """The same expression over other names; names that ``mapping`` lacks stay."""
        return parse(renamed(self.text, mapping))


@cache
def parse(text: str) -> Expression:
    """Parse an expression; the same text gives the same object.

    Raises:
        ExpressionError: the text is not in the common subset of Excel and Python, or is too long for Excel.
    """
    expression = Expression(text, read(text))
    if (length := len(expression.native_guarded(str, 10))) > MAX_FORMULA:
        raise ExpressionError(f"{length} characters as an Excel formula: split it into formula fields")
    return expression


__all__ = [
    "DivisionByZero",
    "Expression",
    "ExpressionError",
    "InvalidValue",
    "Kind",
    "MissingValue",
    "Refer",
    "Resolve",
    "Resolved",
    "Result",
    "Scalar",
    "Unresolved",
    "parse",
]
