"""One side of an equation in words: ``基本建设类项目3712.50＋一般项目223.16``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from perfxl.checks.figures import bare
from perfxl.checks.labels import Label
from perfxl.scheme.arithmetic import evaluate
from perfxl.scheme.expression import Resolved, Unresolved
from perfxl.scheme.syntax import Arithmetic, Call, Name, Negative, Node, Number, Text
from perfxl.wording import say

_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Side:
    """What the names of a side mean and which field it is held against."""

    labels: Mapping[str, Label]
    resolve: Callable[[str], Resolved]
    beside: Label | None

    def words(self, node: Node) -> str:
        """The node with labels and figures in place of names; units are left to the sentence around it."""
        match node:
            case Arithmetic(operator, left, right):
                first = self._part(left, within=operator in {"*", "/"})
                return f"{first}{_SIGNS[operator]}{self._part(right, within=operator != '+')}"
            case Negative(operand):
                return f"{_SIGNS['-']}{self._part(operand, within=True)}"
            case Name(name) | Call("N", (Name(name),)):
                return self._term("term", name, node)
            case Call("SUM", (Name(name),)):
                return self._term("sum", name, node)
            case Call("SUMIF", (_, Text(kind), Name(name))):
                return self._term("sum_if", name, node, kind=kind)
            case _:
                return self._figure(node, None)

    def _part(self, node: Node, *, within: bool) -> str:
        """A part of a sum or product, in brackets where a sum stands ``within`` what binds tighter."""
        compound = within and isinstance(node, Arithmetic) and node.operator in {"+", "-"}
        return say("checks.side.brackets", inner=self.words(node)) if compound else self.words(node)

    def _term(self, shape: str, name: str, node: Node, **words: str) -> str:
        label = self.labels.get(name)
        text = name if label is None else label.beside(self.beside)
        return say(f"checks.side.{shape}", label=text, figure=self._figure(node, label), **words)

    def _figure(self, node: Node, label: Label | None) -> str:
        try:
            return bare(evaluate(node, self.resolve), None if label is None else label.field)
        except Unresolved:
            return ""
