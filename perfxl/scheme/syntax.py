"""The grammar of expressions: a small typed tree, built from a whitelist over Python's own parser.

Only what Excel, WPS, LibreOffice and Python understand alike is let in; all else is refused here, once, with
the position, so that neither the evaluation nor the Excel formula ever meets a surprise.
"""

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from perfxl.scheme.signs import wide_sign

MAX_LENGTH = 1000
MAX_DEPTH = 20
MAX_PARTS = 150
_MAX_STRING = 255  # the longest text literal of an Excel formula


class ExpressionError(ValueError):
    """The text is not in the common subset; the message names the position and the mend."""


class Kind(Enum):
    """What a part of an expression gives; a field's own type is not known here, hence ``ANY``."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    ANY = "any"


class Takes(Enum):
    """What stands at one place of a call."""

    NUMBER = "a number"
    WHOLE = "a whole number written out"
    TRUTH = "a comparison or AND, OR, NOT, ISBLANK, ISNUMBER"
    VALUE = "a value"
    NAME = "a name"
    RANGE = "a name or a number"
    """A number, or the bare name of a column."""
    CRITERION = "a plain text or number written out"
    NEEDLE = "a plain text written out"
    PROBE = "a name or SEARCH(…)"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives; with ``more`` its last argument may be repeated."""

    takes: tuple[Takes, ...]
    gives: Kind
    more: bool = False


FUNCTIONS: Mapping[str, Signature] = {
    "N": Signature((Takes.NAME,), Kind.NUMBER),
    "ABS": Signature((Takes.NUMBER,), Kind.NUMBER),
    "MIN": Signature((Takes.RANGE,), Kind.NUMBER, more=True),
    "MAX": Signature((Takes.RANGE,), Kind.NUMBER, more=True),
    "ROUND": Signature((Takes.NUMBER, Takes.WHOLE), Kind.NUMBER),
    "INT": Signature((Takes.NUMBER,), Kind.NUMBER),
    "IF": Signature((Takes.TRUTH, Takes.VALUE, Takes.VALUE), Kind.ANY),
    "AND": Signature((Takes.TRUTH,), Kind.TRUTH, more=True),
    "OR": Signature((Takes.TRUTH,), Kind.TRUTH, more=True),
    "NOT": Signature((Takes.TRUTH,), Kind.TRUTH),
    "ISBLANK": Signature((Takes.NAME,), Kind.TRUTH),
    "ISNUMBER": Signature((Takes.PROBE,), Kind.TRUTH),
    "LEN": Signature((Takes.NAME,), Kind.NUMBER),
    "SEARCH": Signature((Takes.NEEDLE, Takes.NAME), Kind.NUMBER),
    "YEAR": Signature((Takes.NAME,), Kind.NUMBER),
    "SUM": Signature((Takes.NAME,), Kind.NUMBER, more=True),
    "COUNT": Signature((Takes.NAME,), Kind.NUMBER, more=True),
    "COUNTA": Signature((Takes.NAME,), Kind.NUMBER, more=True),
    "COUNTIF": Signature((Takes.NAME, Takes.CRITERION), Kind.NUMBER),
    "SUMIF": Signature((Takes.NAME, Takes.CRITERION, Takes.NAME), Kind.NUMBER),
}

AGGREGATES = frozenset({"MIN", "MAX", "SUM", "COUNT", "COUNTA"})
"""Functions in which a bare name may be a column as well as a single cell."""
BY_CRITERION = frozenset({"COUNTIF", "SUMIF"})
"""Functions in which a name is always a column."""

# A criterion that a spreadsheet would read as a comparison, a pattern, a number, a date or a truth value.
_UNSAFE_CRITERION = re.compile(r"^\s*$|^[=<>+\-.,(（$¥￥%\d]|[*?~]|^(true|false)$", re.IGNORECASE)
_UNSAFE_NEEDLE = re.compile(r"^$|[*?~]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written out; never negative, a minus stands before it as :class:`Negative`."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is written out."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A field, or a column of a table."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus before a number."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """One of ``+ - * /`` between two numbers."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One of ``== != < <= > >=`` between two values."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of :data:`FUNCTIONS`."""

    function: str
    arguments: tuple["Node", ...]


Node: TypeAlias = Number | Text | Name | Negative | Arithmetic | Comparison | Call


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, from left to right."""
    match node:
        case Negative(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


def kind_of(node: Node) -> Kind:
    """What the node gives; ``ANY`` where that depends on the fields."""
    match node:
        case Text():
            return Kind.TEXT
        case Name():
            return Kind.ANY
        case Comparison():
            return Kind.TRUTH
        case Call("IF", (_, then, otherwise)):
            kinds = {kind_of(then), kind_of(otherwise)} - {Kind.ANY}
            return kinds.pop() if len(kinds) == 1 else Kind.ANY
        case Call(function, _):
            return FUNCTIONS[function].gives
        case _:
            return Kind.NUMBER


_EXACT = frozenset({"ROUND", "INT", "COUNT", "COUNTA", "COUNTIF", "N", "LEN", "YEAR"})


def is_calculated(node: Node) -> bool:
    """Whether the number carries the noise of floating-point sums, unlike one that is entered or counted."""
    match node:
        case Arithmetic() | Call("SUM" | "SUMIF", _):
            return True
        case Call(function, _) if function in _EXACT:
            return False
        case Call("IF", (_, *branches)):
            return any(is_calculated(branch) for branch in branches)
        case _:
            return any(is_calculated(child) for child in children(node))


def read(text: str) -> Node:
    """The tree of an expression's text.

    Raises:
        ExpressionError: the text is not in the common subset.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"{len(text)} characters, at most {MAX_LENGTH}: split it into formula fields")
    line = _one_line(text)
    try:
        parsed = ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if wide := wide_sign(line):
            raise ExpressionError(
                "column {}, {!r}: a sign of the Chinese keyboard; write {}".format(*wide)
            ) from error
        at = f" at column {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise ExpressionError(
            f"not an expression{at}: {line!r}; write == for equals, != for unequal, AND(…), OR(…), NOT(…)"
        ) from error
    parts = [part for part in ast.walk(parsed) if isinstance(part, ast.expr)]
    if len(parts) > MAX_PARTS:
        raise ExpressionError(f"{len(parts)} parts, at most {MAX_PARTS}: split it into formula fields")
    texts = (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    if line.count("#") != sum(written.count("#") for written in texts):
        raise ExpressionError("a comment (#…) has no place in an expression")
    tree = _Reader(line).node(parsed, depth=1)
    if any(map(_is_search, (tree, *_outside_isnumber(tree)))):
        raise ExpressionError("SEARCH stands only inside ISNUMBER(…)")
    return tree


def renamed(text: str, mapping: Mapping[str, str]) -> str:
    """The text of a valid expression with its names replaced; names that ``mapping`` lacks stay."""
    parsed = ast.parse(_one_line(text), mode="eval")
    functions = {id(part.func) for part in ast.walk(parsed) if isinstance(part, ast.Call)}
    for part in ast.walk(parsed):
        if isinstance(part, ast.Name) and id(part) not in functions:
            part.id = mapping.get(part.id, part.id)
    return ast.unparse(parsed)


def _one_line(text: str) -> str:
    return text.replace("\n", " ").strip()


def _is_search(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "SEARCH"


def _outside_isnumber(tree: Node) -> Iterator[Node]:
    for node in walk(tree):
        if not (isinstance(node, Call) and node.function == "ISNUMBER"):
            yield from children(node)


_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class _Reader:
    """Turns Python's tree into ours, refusing whatever is not on the list."""

    def __init__(self, line: str) -> None:
        self._line = line

    def node(self, parsed: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._refusal(parsed, f"nested deeper than {MAX_DEPTH}: split it into formula fields")
        match parsed:
            case ast.Constant():
                return self._constant(parsed)
            case ast.Name():
                return self._name(parsed)
            case ast.UnaryOp(op=ast.USub()):
                return Negative(self._number(parsed.operand, depth + 1))
            case ast.BinOp():
                return self._arithmetic(parsed, depth)
            case ast.Compare():
                return self._comparison(parsed, depth)
            case ast.Call():
                return self._call(parsed, depth)
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise self._refusal(parsed, "write AND(…), OR(…), NOT(…)")
            case _:
                raise self._refusal(parsed, "only values, names, + - * /, comparisons and calls stand here")

    def _refusal(self, parsed: ast.expr, reason: str) -> ExpressionError:
        column = len(self._line.encode("utf-8")[: parsed.col_offset].decode("utf-8")) + 1
        return ExpressionError(f"column {column}, {ast.get_source_segment(self._line, parsed)!r}: {reason}")

    def _constant(self, parsed: ast.Constant) -> Node:
        value = parsed.value
        if isinstance(value, str):
            if len(value) > _MAX_STRING:
                raise self._refusal(parsed, f"a text of more than {_MAX_STRING} characters")
            return Text(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refusal(parsed, "only numbers and texts can be written out")
        number = _as_float(value)
        if not math.isfinite(number):
            raise self._refusal(parsed, "the number is too large")
        return Number(number)

    def _name(self, parsed: ast.Name) -> Name:
        # Python's parser normalizes names (full-width letters, for one); Excel does not.
        if ast.get_source_segment(self._line, parsed) != parsed.id:
            raise self._refusal(parsed, f"write the name in its plain form, {parsed.id}")
        return Name(parsed.id)

    def _number(self, parsed: ast.expr, depth: int) -> Node:
        node = self.node(parsed, depth)
        if kind_of(node) in {Kind.TEXT, Kind.TRUTH}:
            raise self._refusal(parsed, f"a number is wanted here, this is a {kind_of(node).value}")
        return node

    def _arithmetic(self, parsed: ast.BinOp, depth: int) -> Arithmetic:
        operator = _ARITHMETIC.get(type(parsed.op))
        if operator is None:
            raise self._refusal(parsed, "of the operators only + - * / are known")
        # A chain (a + b + c) leans to the left and needs no parentheses: it does not count as nesting.
        left_depth = depth if isinstance(parsed.left, ast.BinOp) else depth + 1
        left = self._number(parsed.left, left_depth)
        return Arithmetic(operator, left, self._number(parsed.right, depth + 1))

    def _comparison(self, parsed: ast.Compare, depth: int) -> Comparison:
        operator = _COMPARISONS.get(type(parsed.ops[0]))
        if operator is None or len(parsed.ops) > 1:
            raise self._refusal(parsed, "one comparison at a time, by == != < <= > >=")
        left, right = self.node(parsed.left, depth + 1), self.node(parsed.comparators[0], depth + 1)
        kinds = {kind_of(left), kind_of(right)} - {Kind.ANY}
        if Kind.TRUTH in kinds or len(kinds) > 1:
            raise self._refusal(parsed, "numbers compare with numbers, texts with texts")
        if Kind.TEXT in kinds and operator not in {"==", "!="}:
            raise self._refusal(parsed, "texts are equal or not; their order differs from program to program")
        return Comparison(operator, left, right)

    def _call(self, parsed: ast.Call, depth: int) -> Call:
        function = parsed.func.id if isinstance(parsed.func, ast.Name) else ""
        signature = FUNCTIONS.get(function)
        if signature is None:
            raise self._refusal(parsed, f"unknown function; known are {' '.join(FUNCTIONS)}")
        least, given = len(signature.takes), len(parsed.args)
        if parsed.keywords or given < least or (given > least and not signature.more):
            raise self._refusal(
                parsed, f"{function} takes {least}{' or more' if signature.more else ''} values"
            )
        takes = signature.takes + signature.takes[-1:] * (given - least)
        arguments = tuple(
            self._argument(argument, wanted, depth + 1)
            for argument, wanted in zip(parsed.args, takes, strict=True)
        )
        if function == "IF" and len({kind_of(branch) for branch in arguments[1:]} - {Kind.ANY}) > 1:
            raise self._refusal(parsed, "both branches must give the same kind of value")
        return Call(function, arguments)

    def _argument(self, parsed: ast.expr, wanted: Takes, depth: int) -> Node:
        node = self.node(parsed, depth)
        if not _FITS[wanted](node):
            raise self._refusal(parsed, f"{wanted.value} is wanted here")
        return node


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _is_numeric(node: Node) -> bool:
    return kind_of(node) in {Kind.NUMBER, Kind.ANY}


def _is_whole(node: Node) -> bool:
    written = node.operand if isinstance(node, Negative) else node
    return isinstance(written, Number) and written.value.is_integer()


def _is_criterion(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Text) and not _UNSAFE_CRITERION.search(node.value))


_FITS: Mapping[Takes, Callable[[Node], bool]] = {
    Takes.NUMBER: _is_numeric,
    Takes.RANGE: _is_numeric,
    Takes.WHOLE: _is_whole,
    Takes.TRUTH: lambda node: kind_of(node) is Kind.TRUTH,
    Takes.VALUE: lambda _: True,
    Takes.NAME: lambda node: isinstance(node, Name),
    Takes.CRITERION: _is_criterion,
    Takes.NEEDLE: lambda node: isinstance(node, Text) and not _UNSAFE_NEEDLE.search(node.value),
    Takes.PROBE: lambda node: isinstance(node, Name) or _is_search(node),
}
