"""An expression as Excel writes it, and the condition under which its cell must stay blank.

Only functions that Excel 2010, WPS and LibreOffice share. The guard is true exactly where
:mod:`perfxl.scheme.arithmetic` finds something missing or invalid; a division by zero is left to IFERROR.
"""

from collections.abc import Callable
from typing import TypeAlias

from perfxl.scheme.arithmetic import DENOMINATOR_DIGITS, NOISE_DIGITS, compared_kind
from perfxl.scheme.syntax import (
    AGGREGATES,
    BY_CRITERION,
    Arithmetic,
    Call,
    Comparison,
    Kind,
    Name,
    Negative,
    Node,
    Number,
    Text,
    children,
    is_calculated,
)

Refer: TypeAlias = Callable[[str], str]

_OPERATORS = {"+": 1, "-": 1, "*": 2, "/": 2}
_COMPARISON, _NEGATIVE, _ATOM = 0, 3, 4


def _level(node: Node) -> int:
    """How tightly a node binds in Excel, where a minus before a number binds tighter than any operator."""
    match node:
        case Comparison():
            return _COMPARISON
        case Arithmetic():
            return _OPERATORS[node.operator]
        case Negative():
            return _NEGATIVE
        case _:
            return _ATOM


def write(tree: Node, refer: Refer) -> str:
    """The tree as an Excel formula without ``=``; ``refer`` gives the reference of a field."""
    return _Writer(refer).text(tree)


def write_guarded(tree: Node, refer: Refer, digits: int | None) -> str:
    """The same, rounded to ``digits`` (None: as it is), but ``""`` where it gives no value."""
    value = write(tree, refer) if digits is None else f"ROUND({write(tree, refer)},{digits})"
    condition = write_lacking(tree, refer, digits)
    return f'IFERROR(IF({condition},"",{value}),"")' if condition else f'IFERROR({value},"")'


def write_lacking(tree: Node, refer: Refer, digits: int | None) -> str:
    """The condition under which something is missing or invalid; ``""`` if nothing can be."""
    return _condition(_Writer(refer), tree, Kind.ANY if digits is None else Kind.NUMBER)


def literal(value: float | str) -> str:
    """A text or a number as it is written out in an Excel formula."""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).upper()


def any_of(conditions: list[str]) -> str:
    """The conditions joined by OR; ``""`` if there is none."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})" if conditions else ""


class _Writer:
    def __init__(self, refer: Refer) -> None:
        self.refer = refer

    def text(self, node: Node) -> str:
        match node:
            case Number(value) | Text(value):
                return literal(value)
            case Name(name):
                return self.refer(name)
            case Negative(operand):
                return f"-{self._part(operand, _ATOM)}"
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return self._comparison(node)
            case Call():
                return self._call(node)

    def _part(self, node: Node, level: int) -> str:
        text = self.text(node)
        return f"({text})" if _level(node) < level else text

    def _arithmetic(self, node: Arithmetic) -> str:
        level = _OPERATORS[node.operator]
        left = self._part(node.left, level)
        if node.operator == "/" and is_calculated(node.right):
            return f"{left}/ROUND({self.text(node.right)},{DENOMINATOR_DIGITS})"
        # The right side keeps its parentheses even in a+(b+c): sums of floats depend on their order.
        right = self._part(node.right, level + 1)
        if isinstance(node.right, Negative):
            right = f"({self.text(node.right)})"
        return f"{left}{node.operator}{right}"

    def _comparison(self, node: Comparison) -> str:
        sign = {"==": "=", "!=": "<>"}.get(node.operator, node.operator)
        rounded = is_calculated(node.left) or is_calculated(node.right)
        return sign.join(self._side(side, rounded) for side in (node.left, node.right))

    def _side(self, node: Node, rounded: bool) -> str:
        if not rounded or (isinstance(node, Number) and node.value.is_integer()):
            return self._part(node, 1)
        return f"ROUND({self.text(node)},{NOISE_DIGITS})"

    def _call(self, node: Call) -> str:
        match node:
            case Call("COUNTA", names):
                counts = "+".join(self.filled(name) for name in names)
                return f"({counts})" if len(names) > 1 else counts
            case Call("ISBLANK", (name,)):
                return f"LEN({self.text(name)})=0"
            case Call("INT", (argument,)) if is_calculated(argument):
                return f"INT(ROUND({self.text(argument)},{NOISE_DIGITS}))"
            case _:
                return f"{node.function}({','.join(self.text(part) for part in node.arguments)})"

    def filled(self, name: Node) -> str:
        """How many cells hold something: COUNTA would also count formulas that show ``""``."""
        return f"SUMPRODUCT(--(LEN({self.text(name)})>0))"


def _condition(writer: _Writer, node: Node, wanted: Kind) -> str:
    needs = _Needs(writer)
    needs.add(node, wanted)
    return needs.condition()


class _Needs:
    """What must stand in the cells so that an expression gives a value."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        # Dictionaries for their order: every cell and every condition once.
        self._numbers: dict[str, None] = {}
        self._broken: dict[str, None] = {}

    def condition(self) -> str:
        """True where something is missing or invalid; ``""`` if nothing can be."""
        cells = list(self._numbers)
        blanks = [f"COUNT({','.join(cells)})<{len(cells)}"] if cells else []
        return any_of([*blanks, *self._broken])

    def add(self, node: Node, wanted: Kind) -> None:
        """Add what ``node`` needs in order to give a value of the wanted kind."""
        match node:
            case Name():
                self._single(node, wanted)
            case Comparison():
                self._comparison(node)
            case Call("IF", (test, then, otherwise)):
                self.add(test, Kind.TRUTH)
                self._branches(test, then, otherwise, wanted)
            case Call("AND" | "OR" | "NOT", arguments):
                for argument in arguments:
                    self.add(argument, Kind.TRUTH)
            case Call():
                self._call(node)
            case _:
                for child in children(node):
                    self.add(child, Kind.NUMBER)

    def _refuse(self, *conditions: str) -> None:
        self._broken.update(dict.fromkeys(conditions))

    def _single(self, name: Name, wanted: Kind) -> None:
        cell = self._writer.text(name)
        if wanted is Kind.NUMBER:
            self._numbers[cell] = None
        elif wanted is Kind.TEXT:
            self._refuse(f"LEN({cell})=0", f"ISNUMBER({cell})")
        else:
            self._refuse(f"LEN({cell})=0")

    def _comparison(self, node: Comparison) -> None:
        wanted = compared_kind(node)
        self.add(node.left, wanted)
        self.add(node.right, wanted)
        if wanted is Kind.ANY:
            left, right = self._writer.text(node.left), self._writer.text(node.right)
            self._refuse(f"ISNUMBER({left})<>ISNUMBER({right})")

    def _branches(self, test: Node, then: Node, otherwise: Node, wanted: Kind) -> None:
        broken = [_condition(self._writer, branch, wanted) or "FALSE" for branch in (then, otherwise)]
        if broken != ["FALSE", "FALSE"]:
            self._refuse(f"IF({self._writer.text(test)},{','.join(broken)})")

    def _call(self, node: Call) -> None:
        match node:
            case Call("ISBLANK"):
                pass
            case Call("N", (name,)):
                self._refuse(self._texts_among_numbers(name))
            case Call("LEN", (name,)):
                self._refuse(f"ISNUMBER({self._writer.text(name)})")
            case Call("ISNUMBER", (Name() as name,)):
                self.add(name, Kind.ANY)
            case Call("SEARCH", (_, name)):
                self.add(name, Kind.TEXT)
            case Call(function, arguments) if function in BY_CRITERION:
                self._by_criterion(arguments)
            case Call(function, arguments):
                for argument in arguments:
                    self._argument(function, argument)

    def _argument(self, function: str, argument: Node) -> None:
        cells, filled = self._writer.text(argument), self._writer.filled(argument)
        if function not in AGGREGATES or not isinstance(argument, Name):
            self.add(argument, Kind.NUMBER)
        elif function == "COUNTA":
            self._refuse(f"AND(ROWS({cells})>1,{filled}=0)")
        elif function == "COUNT":
            self._refuse(f"AND(ROWS({cells})>1,{filled}=0)", self._texts_among_numbers(argument))
        else:
            self._refuse(f"COUNT({cells})=0", self._texts_among_numbers(argument))

    def _by_criterion(self, arguments: tuple[Node, ...]) -> None:
        column, criterion, *summed = arguments
        self._refuse(f"{self._writer.filled(column)}=0")
        if isinstance(criterion, Number):
            self._refuse(self._texts_among_numbers(column))
        for amounts in summed:
            self._refuse(f"{self._writer.filled(amounts)}=0", self._texts_among_numbers(amounts))

    def _texts_among_numbers(self, name: Node) -> str:
        return f"COUNT({self._writer.text(name)})<{self._writer.filled(name)}"
