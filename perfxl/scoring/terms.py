"""How a measure reads with its numbers put in: 在职人员数9÷编制数8."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from perfxl.numbers import show_fixed, show_percent, show_plain
from perfxl.scheme.arithmetic import evaluate
from perfxl.scheme.expression import Expression, Resolve, Resolved, Scalar, Unresolved
from perfxl.scheme.inventory import formula_fields, input_fields
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Field, MatrixBlock, Scheme, TableBlock
from perfxl.scheme.syntax import Arithmetic, Call, Name, Negative, Node, Number, Text
from perfxl.wording import say, subject

_LONGEST = 72  # characters; beyond that a sum is easier read as a label with a list of its parts
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_PRODUCT = frozenset({"*", "/"})


class _Unspeakable(Exception):  # noqa: N818 - chooses another way of saying it
    """The expression does not read as a sum of labels and numbers."""


@once_per_scheme
def vocabulary(scheme: Scheme) -> "Vocabulary":
    """The vocabulary of a scheme."""
    return Vocabulary(scheme)


class Vocabulary:
    """What sentences call the fields of a scheme, and how they show a value; see :func:`vocabulary`."""

    def __init__(self, scheme: Scheme) -> None:
        """Shorten the labels of the sheets: no numbering, no notes in brackets."""
        scalars: Mapping[str, Field] = {**input_fields(scheme), **formula_fields(scheme)}
        self._fields = dict(scalars)
        self._labels = {name: short(field.label) for name, field in scalars.items()}
        self._tables: dict[str, str] = {}
        for _, block in scheme.blocks():
            if isinstance(block, MatrixBlock):
                self._labels |= {
                    f"{row.name}_{column.name}": say(
                        "scoring.term.matrix", row=short(row.label), column=short(column.label)
                    )
                    for row in block.rows
                    for column in block.columns
                }
            elif isinstance(block, TableBlock):
                for column in block.columns:
                    name = f"{block.prefix}_{column.name}"
                    self._fields[name] = column
                    self._labels[name] = short(column.label)
                    self._tables[name] = block.name

    def label(self, name: str) -> str:
        """What a sentence calls a field; a column brings its table along."""
        label = self._labels.get(name, name)
        table = self._tables.get(name)
        return label if table is None else say("scoring.term.column", table=table, column=label)

    def labels(self, names: Iterable[str]) -> list[str]:
        """What a sentence calls several fields; columns of one table are named together."""
        groups: dict[tuple[str, str], list[str]] = {}
        for name in names:
            table = self._tables.get(name, "")
            groups.setdefault((table, "" if table else name), []).append(name)
        return [
            self._columns(table, found) if table else self.label(name)
            for (table, name), found in groups.items()
        ]

    def _columns(self, table: str, names: list[str]) -> str:
        quoted = "".join(say("scoring.term.quoted", column=self._labels[name]) for name in names)
        return say("scoring.term.columns", table=table, columns=quoted)

    def show(self, name: str, value: Scalar) -> str:
        """A field's value as a reader sees it."""
        if isinstance(value, str | bool | dt.date) or value is None:
            return say("scoring.term.blank") if value is None else str(value)
        field = self._fields.get(name)
        type_ = "number" if field is None else field.type
        if type_ == "ratio":
            return show_percent(value)
        return show_fixed(value) if type_ == "money" else show_plain(value)


def short(label: str) -> str:
    """A label without its numbering and without the notes in brackets that explain it in the sheet."""
    return _note().sub("", _numbering().sub("", label.strip())).strip() or label


@cache
def _numbering() -> re.Pattern[str]:
    return re.compile(subject("scoring")["term"]["numbering"])


@cache
def _note() -> re.Pattern[str]:
    return re.compile(subject("scoring")["term"]["note"])


def with_numbers(expression: Expression, result: str, label: str, resolve: Resolve, words: Vocabulary) -> str:
    """The measure with the numbers put in, and what it comes to.

    ``label`` stands for an expression that is too long or does not read as a sum; its parts are then listed.
    """
    speaker = _Speaker(resolve, words)
    try:
        tree = speaker.taken(expression.tree)
        told = speaker.tell(tree)
    except _Unspeakable:
        told = ""
    if told and isinstance(tree, Name):
        return told
    if told and len(told) <= _LONGEST:
        return say("scoring.term.equals", term=told, result=result)
    parts = say("scoring.list").join(speaker.listed(name) for name in expression.names)
    return say("scoring.term.listed", label=label or expression.text, result=result, parts=parts)


def listed(names: tuple[str, ...], resolve: Resolve, words: Vocabulary) -> str:
    """Fields with their values: 政府采购预算0.00、实际采购金额0.00."""
    speaker = _Speaker(resolve, words)
    return say("scoring.list").join(speaker.listed(name) for name in names)


class _Speaker:
    """Puts an expression into words for one submission."""

    def __init__(self, resolve: Resolve, words: Vocabulary) -> None:
        self._resolve, self._words = resolve, words

    def taken(self, tree: Node) -> Node:
        """The branch that an IF at the top takes."""
        while isinstance(tree, Call) and tree.function == "IF":
            test, then, otherwise = tree.arguments
            tree = then if evaluate(test, self._resolve) else otherwise
        return tree

    def listed(self, name: str) -> str:
        """One field with its value; a column with its total, or with how many cells of it are filled."""
        value = self._value(name)
        if not isinstance(value, tuple):
            return self._name(name, value)
        filled = [cell for cell in value if cell is not None]
        numbers = [cell for cell in filled if not isinstance(cell, str | dt.date)]
        if numbers:
            return self._total(name, math.fsum(numbers))
        return self._count(name, len(filled))

    def _value(self, name: str) -> Resolved:
        try:
            return self._resolve(name)
        except Unresolved:
            return None

    def tell(self, node: Node) -> str:
        """The node as labels, numbers and signs."""
        match node:
            case Number(value):
                return show_plain(value)
            case Name(name) | Call("N", (Name(name),)):
                held = self._value(name)
                if isinstance(held, tuple):
                    raise _Unspeakable
                return self._name(name, held)
            case Negative(operand):
                return f"－{self._part(operand, lambda part: isinstance(part, Arithmetic))}"
            case Arithmetic():
                return self._arithmetic(node)
            case Call("ABS", (argument,)):
                return f"|{self.tell(argument)}|"
            case Call():
                return self._call(node)
            case _:
                raise _Unspeakable

    def _name(self, name: str, value: Scalar) -> str:
        shown = self._words.show(name, value)
        negative = isinstance(value, float | int) and value < 0
        return self._words.label(name) + (f"（{shown}）" if negative else shown)

    def _part(self, node: Node, bracketed: Callable[[Node], bool]) -> str:
        told = self.tell(node)
        return f"（{told}）" if bracketed(node) else told

    def _arithmetic(self, node: Arithmetic) -> str:
        product = node.operator in _PRODUCT

        def left(part: Node) -> bool:
            return product and isinstance(part, Arithmetic) and part.operator not in _PRODUCT

        def right(part: Node) -> bool:
            return isinstance(part, Negative) or (
                isinstance(part, Arithmetic) and (product or part.operator not in _PRODUCT)
            )

        return self._part(node.left, left) + _SIGNS[node.operator] + self._part(node.right, right)

    def _call(self, node: Call) -> str:
        result = evaluate(node, self._resolve)
        if isinstance(result, str | dt.date):
            raise _Unspeakable
        match node:
            case Call("SUM", (Name(column),)):
                return self._total(column, result)
            case Call("COUNTA", (Name(column),)):
                return self._count(column, result)
            case Call("COUNTIF", (Name(column), Text(word))):
                label, count = self._words.label(column), show_plain(result)
                return say("scoring.term.countif", column=label, word=word, count=count)
            case _:
                raise _Unspeakable

    def _total(self, column: str, total: float) -> str:
        value = self._words.show(column, total)
        return say("scoring.term.sum", column=self._words.label(column), value=value)

    def _count(self, column: str, count: float) -> str:
        return say("scoring.term.counta", column=self._words.label(column), value=show_plain(count))
