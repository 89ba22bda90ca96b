"""What an expression gives for one department's values. A blank is not a zero: what is lacking is named.

Calculated numbers are rounded before they are compared, made whole, or divided by, since a sum that ought to
be zero may come out as 5.6e-17. The Excel formula (:mod:`perfxl.scheme.native`) says the same, so that the
two executions agree.
"""

import datetime as dt
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from perfxl.numbers import excel_round
from perfxl.scheme.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Kind,
    Name,
    Negative,
    Node,
    Number,
    Text,
    is_calculated,
    kind_of,
    walk,
)

Scalar: TypeAlias = float | str | bool | dt.date | None
Resolved: TypeAlias = Scalar | tuple[Scalar, ...]
Result: TypeAlias = float | str | bool | dt.date
Resolve: TypeAlias = Callable[[str], Resolved]

NOISE_DIGITS: Final = 8
"""Decimals to which a calculated number is rounded where it is compared or made whole."""
DENOMINATOR_DIGITS: Final = 10
"""Decimals to which a calculated denominator is rounded."""


class Unresolved(Exception):  # noqa: N818 - not a fault, but an answer
    """The expression gives no value for these entries."""


class MissingValue(Unresolved):
    """Inputs that were needed are blank: all of them, by field name."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        super().__init__(f"blank: {', '.join(self.names)}")


class InvalidValue(Unresolved):
    """Inputs that were needed cannot be read, or are not of the kind that the expression needs."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        super().__init__(f"invalid: {', '.join(self.names)}")


class DivisionByZero(Unresolved):
    """Everything is there, but a denominator is zero."""


def evaluate(tree: Node, resolve: Resolve) -> Result:
    """The value of the tree; ``resolve`` gives a field's value, None for a blank, a tuple for a column.

    Raises:
        MissingValue: blanks were needed; all of them are named, not just the first.
        InvalidValue: what stands in a cell cannot be used there.
        DivisionByZero: a denominator is zero.
        TypeError: a column stands where a single value is needed (a programmer's error; loading proves it).
    """
    evaluation = _Evaluation(resolve)
    try:
        return evaluation.value(tree, Kind.ANY)
    except _Gap:
        if evaluation.missing:
            raise MissingValue(evaluation.missing) from None
        if evaluation.invalid:
            raise InvalidValue(evaluation.invalid) from None
        raise DivisionByZero("a denominator is zero") from None


def compared_kind(node: Comparison) -> Kind:
    """What both sides of a comparison must be; ``ANY`` if two fields are compared that need only be alike."""
    kinds = {kind_of(node.left), kind_of(node.right)} - {Kind.ANY}
    if kinds:
        return kinds.pop()
    return Kind.ANY if node.operator in {"==", "!="} else Kind.NUMBER


class _Gap(Exception):  # noqa: N818 - ends the evaluation of one part, no more
    """A part has no value; the evaluation has noted why."""


_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class _Evaluation:
    """One pass over a tree that goes on beside a gap, so as to name all that is lacking."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        # Dictionaries for their order: each name once, in the order of the text.
        self.missing: dict[str, None] = {}
        self.invalid: dict[str, None] = {}

    def value(self, node: Node, wanted: Kind) -> Result:
        match node:
            case Number(value) | Text(value):
                return value
            case Name(name):
                return self._single(name, wanted)
            case Negative(operand):
                return -self._number(operand)
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return self._comparison(node)
            case Call():
                return self._call(node, wanted)

    def _all(self, nodes: Iterable[Node], wanted: Kind) -> list[Result]:
        """The values of all nodes, each of them asked even if one before it has none."""
        values = []
        gaps = 0
        for node in nodes:
            try:
                values.append(self.value(node, wanted))
            except _Gap:
                gaps += 1
        if gaps:
            raise _Gap
        return values

    def _lacking(self, name: str) -> _Gap:
        self.missing[name] = None
        return _Gap()

    def _unfit(self, *nodes: Node) -> _Gap:
        for node in nodes:
            self.invalid.update((part.name, None) for part in walk(node) if isinstance(part, Name))
        return _Gap()

    def _resolved(self, name: str, *, may_be_blank: bool = False) -> Resolved:
        """The field's value; where it may be blank, a formula without its inputs is blank too."""
        try:
            value = self._resolve(name)
        except InvalidValue as error:
            self.invalid.update(dict.fromkeys(error.names or (name,)))
            raise _Gap from None
        except Unresolved as error:
            if may_be_blank:
                return None
            if isinstance(error, MissingValue):
                self.missing.update(dict.fromkeys(error.names or (name,)))
            raise _Gap from None
        return None if value == "" else value

    def _single(self, name: str, wanted: Kind) -> Result:
        value = _one(name, self._resolved(name))
        if value is None:
            raise self._lacking(name)
        text = isinstance(value, str)
        if (wanted is Kind.NUMBER and (text or isinstance(value, bool))) or (
            wanted is Kind.TEXT and not text
        ):
            raise self._unfit(Name(name))
        return value

    def _number(self, node: Node) -> float:
        value = self.value(node, Kind.NUMBER)
        if isinstance(value, str | dt.date):
            raise self._unfit(node)
        return value

    def _arithmetic(self, node: Arithmetic) -> float:
        left, right = self._all((node.left, node.right), Kind.NUMBER)
        if isinstance(left, dt.date) and isinstance(right, dt.date) and node.operator == "-":
            return float((left - right).days)
        if isinstance(left, str | dt.date) or isinstance(right, str | dt.date):
            raise self._unfit(node)
        if node.operator == "/":
            right = excel_round(right, DENOMINATOR_DIGITS) if is_calculated(node.right) else right
            if right == 0:
                raise _Gap
        result = _ARITHMETIC[node.operator](left, right)
        if not math.isfinite(result):
            raise self._unfit(node)
        return result

    def _comparison(self, node: Comparison) -> bool:
        left, right = self._all((node.left, node.right), compared_kind(node))
        compare = _COMPARISONS[node.operator]
        if isinstance(left, str) and isinstance(right, str):
            return compare(left.lower() != right.lower(), 0)
        if isinstance(left, dt.date) and isinstance(right, dt.date):
            return compare(left.toordinal(), right.toordinal())
        if isinstance(left, str | dt.date) or isinstance(right, str | dt.date):
            raise self._unfit(node)
        if is_calculated(node.left) or is_calculated(node.right):
            return compare(excel_round(left, NOISE_DIGITS), excel_round(right, NOISE_DIGITS))
        return compare(left, right)

    def _call(self, node: Call, wanted: Kind) -> Result:
        match node:
            case Call("IF", (test, then, otherwise)):
                return self.value(then if self.value(test, Kind.TRUTH) else otherwise, wanted)
            case Call("AND" | "OR" | "NOT"):
                return self._logic(node)
            case Call("ABS" | "INT" | "ROUND"):
                return self._of_number(node)
            case Call("COUNTIF" | "SUMIF"):
                return self._by_criterion(node)
            case Call("SUM" | "MIN" | "MAX" | "COUNT" | "COUNTA"):
                return self._aggregate(node)
            case _:
                return self._of_field(node)

    def _logic(self, node: Call) -> bool:
        truths = self._all(node.arguments, Kind.TRUTH)
        if node.function == "NOT":
            return not truths[0]
        return all(truths) if node.function == "AND" else any(truths)

    def _of_number(self, node: Call) -> float:
        number = self._number(node.arguments[0])
        if node.function == "ABS":
            return abs(number)
        if node.function == "ROUND":
            return excel_round(number, int(self._number(node.arguments[1])))
        calculated = is_calculated(node.arguments[0])
        return float(math.floor(excel_round(number, NOISE_DIGITS) if calculated else number))

    def _of_field(self, node: Call) -> Result:
        match node:
            case Call("ISNUMBER", (Call(_, (Text(needle), Name(name))),)):
                return needle.lower() in str(self._single(name, Kind.TEXT)).lower()
            case Call("ISNUMBER", (Name(name),)):
                return not isinstance(self._single(name, Kind.ANY), str | bool)
            case Call("ISBLANK", (Name(name),)):
                return _one(name, self._resolved(name, may_be_blank=True)) is None
            case Call("YEAR", (Name(name),)) if isinstance(date := self._single(name, Kind.NUMBER), dt.date):
                return float(date.year)
            case Call("N" | "LEN", (Name(name),)):
                return self._of_blank(node.function, name)
            case _:
                raise self._unfit(node)

    def _of_blank(self, function: str, name: str) -> float:
        """N and LEN, for which a blank is 0."""
        value = _one(name, self._resolved(name, may_be_blank=True))
        if value is None:
            return 0.0
        if isinstance(value, str) and function == "LEN":
            return float(len(value.encode("utf-16-le")) // 2)  # Excel counts UTF-16 units
        if isinstance(value, str | bool | dt.date) or function == "LEN":
            raise self._unfit(Name(name))
        return value

    def _aggregate(self, node: Call) -> float:
        cells: list[Result] = []
        gaps = 0
        for argument in node.arguments:
            try:
                cells += self._aggregated(node.function, argument)
            except _Gap:
                gaps += 1
        if gaps:
            raise _Gap
        if node.function in {"COUNT", "COUNTA"}:
            return float(len(cells))
        numbers = [cell for cell in cells if not isinstance(cell, str | dt.date)]
        if len(numbers) < len(cells):
            raise self._unfit(node)
        return (
            math.fsum(numbers)
            if node.function == "SUM"
            else (min if node.function == "MIN" else max)(numbers)
        )

    def _aggregated(self, function: str, argument: Node) -> list[Result]:
        if not isinstance(argument, Name):
            return [self._number(argument)]
        counted = function in {"COUNT", "COUNTA"}
        return _filled(self._cells(argument.name, numbers=function != "COUNTA", may_be_blank=counted))

    def _by_criterion(self, node: Call) -> float:
        column, criterion, *amounts = node.arguments
        if not isinstance(column, Name) or not isinstance(criterion, Number | Text):
            raise TypeError(node)
        tested = self._cells(column.name, numbers=isinstance(criterion, Number))
        met = [_meets(cell, criterion.value) for cell in tested]
        if not amounts or not isinstance(amounts[0], Name):
            return float(sum(met))
        summed = self._cells(amounts[0].name, numbers=True)
        chosen = _filled(cell for cell, counts in zip(summed, met, strict=False) if counts)
        return math.fsum(cell for cell in chosen if not isinstance(cell, str | dt.date))

    def _cells(self, name: str, *, numbers: bool, may_be_blank: bool = False) -> tuple[Scalar, ...]:
        """All cells of a column, or the one cell of a field; at least one of them is filled.

        ``numbers`` refuses texts; ``may_be_blank`` lets a single cell be blank (a column still may not).
        """
        value = self._resolved(name, may_be_blank=may_be_blank)
        cells = value if isinstance(value, tuple) else (value,)
        filled = _filled(cells)
        if not filled and (isinstance(value, tuple) or not may_be_blank):
            raise self._lacking(name)
        if numbers and any(isinstance(cell, str | bool) for cell in filled):
            raise self._unfit(Name(name))
        return cells


def _one(name: str, value: Resolved) -> Scalar:
    if isinstance(value, tuple):
        raise TypeError(f"{name} is a column where a single value is needed")
    return value


def _filled(cells: Iterable[Scalar]) -> list[Result]:
    return [cell for cell in cells if cell is not None and cell != ""]


def _meets(cell: Scalar, criterion: float | str) -> bool:
    if isinstance(criterion, str):
        return isinstance(cell, str) and cell.lower() == criterion.lower()
    return not isinstance(cell, str) and cell == criterion
