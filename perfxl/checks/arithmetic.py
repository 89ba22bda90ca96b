"""Runs the checks that a scheme gives as data: two sides that must be equal, or a condition that must hold.

An equation is broken only beyond the rounding envelope: money in 万元 carries two decimals, so each addend
and the sum may be off by half of the last digit.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from perfxl.checks.base import CheckFunction, Context, Skipped
from perfxl.checks.figures import Words, figure, show
from perfxl.findings import Finding, Place, catalogue, finding
from perfxl.numbers import excel_round
from perfxl.scheme.arithmetic import evaluate
from perfxl.scheme.expression import (
    DivisionByZero,
    InvalidValue,
    MissingValue,
    Resolve,
    Result,
    Unresolved,
    parse,
)
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Check, Field, Scheme, TableBlock
from perfxl.scheme.syntax import Call, Name, Node, children
from perfxl.scoring.terms import short, with_numbers
from perfxl.submission import Row
from perfxl.wording import say

HALF_OF_LAST_DIGIT = 0.005
_NOISE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class _Question:
    """One check, asked once: of the scheme's fields, or of one row of a table."""

    context: Context
    check: Check
    resolve: Resolve
    fields: Mapping[str, Field]
    """Every field that may be named, by its name."""
    label: Callable[[str], str]
    place: Callable[[str], Place]
    words: Mapping[str, object]
    """What the wording may name beside the figures of the check itself."""

    def value(self, text: str) -> Result:
        """The value of an expression of the check."""
        return parse(text).evaluate(self.resolve)

    def number(self, text: str) -> float:
        """The value of an expression that must come to a number.

        Raises:
            InvalidValue: it comes to something else than a number.
        """
        value = self.value(text)
        if isinstance(value, str | bool | dt.date):
            raise InvalidValue(parse(text).names)
        return value

    def addends(self, node: Node) -> int:
        """How many rounded figures a side is made of: one a row of a column, all parts of a live formula."""
        match node:
            case Name(name) if name in self.fields and self.fields[name].formula:
                return self.addends(parse(self.fields[name].formula).tree)
            case Name(name):
                value = self.resolve(name)
                return len(value) if isinstance(value, tuple) else 1
            case Call("SUMIF", (column, criterion, _)):
                counted = evaluate(Call("COUNTIF", (column, criterion)), self.resolve)
                return int(counted) if isinstance(counted, float) else 0
            case _:
                return sum(self.addends(child) for child in children(node))


def arithmetic(context: Context) -> Iterator[Finding | Skipped]:
    """Ask every check of the scheme, for every word of ``each`` and every row of ``table``."""
    for check, word in _asked(context.scheme):
        for question in _questions(context, check, word):
            yield from _ask(question)


@once_per_scheme
def _asked(scheme: Scheme) -> tuple[tuple[Check, str], ...]:
    """Every check of a scheme as it is asked, with the word that was put into it."""
    return tuple((_put(check, word), word) for check in scheme.checks for word in check.each or ("",))


def _put(check: Check, word: str) -> Check:
    """The check with the word in place of ``{x}``."""
    texts = {
        key: getattr(check, key).replace("{x}", word) for key in ("at", "when", "left", "right", "holds")
    }
    values = {name: text.replace("{x}", word) for name, text in check.values.items()}
    return msgspec.structs.replace(check, values=values, **texts)


def _questions(context: Context, check: Check, word: str) -> Iterator[_Question]:
    if check.table:
        table = context.scheme.tables()[check.table]
        for row in context.submission.tables.get(check.table, ()):
            yield _of_row(context, check, table, row)
        return
    yield _Question(
        context=context,
        check=check,
        resolve=context.resolve,
        fields=context.fields,
        label=context.label,
        place=context.submission.place,
        words={"x": word},
    )


@once_per_scheme
def _columns_of(scheme: Scheme) -> Mapping[str, Mapping[str, Field]]:
    """The columns of every table, by the table's name and their own."""
    return {
        name: {column.name: column for column in table.columns} for name, table in scheme.tables().items()
    }


def _of_row(context: Context, check: Check, table: TableBlock, row: Row) -> _Question:
    columns = _columns_of(context.scheme)[table.name]
    return _Question(
        context=context,
        check=check,
        resolve=context.resolve_in(table, row),
        fields=columns,
        label=lambda name: short(columns[name].label) if name in columns else name,
        place=lambda name: row.cells[name].place if name in row.cells else Place(""),
        words={"row": row.number},
    )


def _ask(question: _Question) -> Iterator[Finding | Skipped]:
    check = question.check
    try:
        if check.when and not question.value(check.when):
            return
        figures = _equation(question) if check.left else {}
        broken = bool(figures) if check.left else not question.value(check.holds)
    except Unresolved as reason:
        yield _skipped(question, reason)
        return
    if broken:
        yield _broken(question, figures)


def _equation(question: _Question) -> dict[str, object]:
    """The figures of an equation that does not hold, nothing where it holds."""
    check = question.check
    # Asked for together, so that all that either side lacks is named.
    question.number(f"({check.left}) - ({check.right})")
    left, right = question.number(check.left), question.number(check.right)
    figures = sum(question.addends(parse(side).tree) for side in (check.left, check.right))
    tolerance = HALF_OF_LAST_DIGIT * figures
    if excel_round(abs(left - right) - tolerance, _NOISE_DIGITS) <= 0:
        return {}
    field = question.fields[check.at]
    total = show(right, field)
    return {
        "left": show(left, field),
        "right": total,
        "difference": show(abs(left - right), field),
        "sum": with_numbers(
            parse(check.right), total, say("checks.sum"), question.resolve, question.context.words
        ),
    }


def _broken(question: _Question, figures: Mapping[str, object]) -> Finding:
    check = question.check
    texts = (check.left, check.right, check.holds, *check.values.values())
    names = dict.fromkeys(name for text in texts if text for name in parse(text).names)
    places = (question.place(name) for name in names if name != check.at)
    return finding(
        check.code,
        question.place(check.at),
        question.label(check.at),
        case=check.case,
        places=tuple(dict.fromkeys(place for place in places if place.sheet)),
        **question.words,
        **figures,
        **{name: _shown(question, text) for name, text in check.values.items()},
    )


def _shown(question: _Question, text: str) -> object:
    """A figure for the wording; that it cannot be formed must not hide the finding itself."""
    try:
        return figure(question.value(text))
    except Unresolved:
        return Words(say("checks.unknown"))


def _skipped(question: _Question, reason: Unresolved) -> Skipped:
    check = question.check
    names: Iterable[str] = ()
    if isinstance(reason, MissingValue | InvalidValue):
        names = reason.names
    elif isinstance(reason, DivisionByZero):
        names = parse(check.left or check.holds).names
    labels = (question.label(name) for name in names)
    return Skipped(check.code, catalogue()[check.code, check.case].title, tuple(dict.fromkeys(labels)))


CHECKS: tuple[CheckFunction, ...] = (arithmetic,)
