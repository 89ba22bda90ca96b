"""Runs the checks that a scheme gives as data: two sides that must be equal, or a condition that must hold.

An equation is broken only beyond the rounding envelope: figures in 万元 carry two decimals, so each addend and
the sum may be off by half of the last digit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from perfxl.checks.base import CheckFunction, Context, Skipped
from perfxl.checks.figures import Unknown, figure, show
from perfxl.checks.labels import Label, row_labels
from perfxl.checks.sides import Side
from perfxl.findings import Finding, Place, catalogue, finding
from perfxl.numbers import excel_round
from perfxl.scheme.expression import (
    DivisionByZero,
    InvalidValue,
    MissingValue,
    Resolved,
    Result,
    Unresolved,
    parse,
)
from perfxl.scheme.inventory import formula_fields
from perfxl.scheme.model import Check, TableBlock
from perfxl.scoring import row_resolver
from perfxl.submission import Row
from perfxl.wording import say

HALF_OF_LAST_DIGIT = 0.005
_NOISE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class _Question:
    """One check, asked once: of the scheme's fields, or of one row of a table."""

    check: Check
    labels: Mapping[str, Label]
    resolve: Callable[[str], Resolved]
    place: Callable[[str], Place]
    formulas: Mapping[str, str]
    """What live formulas are computed from, by name: they bring their own addends' roundings along."""
    words: Mapping[str, object]

    def value(self, text: str) -> Result:
        return parse(text).evaluate(self.resolve)

    def addends(self, names: Iterable[str]) -> int:
        """How many rounded figures stand behind the names; a column counts a figure a row."""
        count = 0
        for name in names:
            if name in self.formulas:
                count += self.addends(parse(self.formulas[name]).names)
                continue
            value = self.resolve(name)
            count += len(value) if isinstance(value, tuple) else 1
        return count


def arithmetic(context: Context) -> Iterator[Finding | Skipped]:
    """Ask every check of the scheme, for every word of ``each`` and every row of ``table``."""
    for check in context.scheme.checks:
        for word in check.each or ("",):
            for question in _questions(context, _put(check, word), word):
                yield from _ask(question)


def _put(check: Check, word: str) -> Check:
    """The check with the word in place of ``{x}``."""
    texts = {key: getattr(check, key).replace("{x}", word) for key in ("at", "when", "left", "right", "holds")}
    values = {name: text.replace("{x}", word) for name, text in check.values.items()}
    return msgspec.structs.replace(check, values=values, **texts)


def _questions(context: Context, check: Check, word: str) -> Iterator[_Question]:
    if check.table:
        table = context.scheme.tables()[check.table]
        for row in context.submission.tables.get(check.table, ()):
            yield _of_row(context, check, table, row)
        return
    yield _Question(
        check=check,
        labels=context.named,
        resolve=context.resolve,
        place=context.submission.place,
        formulas={name: field.formula for name, field in formula_fields(context.scheme).items()},
        words={"x": word},
    )


def _of_row(context: Context, check: Check, table: TableBlock, row: Row) -> _Question:
    return _Question(
        check=check,
        labels=row_labels(table),
        resolve=row_resolver(context.scheme, context.submission, table, row),
        place=lambda name: row.cells[name].place if name in row.cells else Place(""),
        formulas={column.name: column.formula for column in table.columns if column.formula},
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
    left, right = question.value(check.left), question.value(check.right)
    assert isinstance(left, float | int)
    assert isinstance(right, float | int)
    names = dict.fromkeys([*parse(check.left).names, *parse(check.right).names])
    tolerance = HALF_OF_LAST_DIGIT * question.addends(names)
    if excel_round(abs(left - right) - tolerance, _NOISE_DIGITS) <= 0:
        return {}
    at = question.labels[check.at]
    side = Side(question.labels, question.resolve, at)
    return {
        "left": show(left, at.field),
        "right": show(right, at.field),
        "difference": show(abs(left - right), at.field),
        "parts": side.words(parse(check.right).tree),
    }


def _broken(question: _Question, figures: Mapping[str, object]) -> Finding:
    check = question.check
    texts = (check.left, check.right, check.holds, *check.values.values())
    names = dict.fromkeys(name for text in texts if text for name in parse(text).names)
    places = (question.place(name) for name in names if name != check.at)
    return finding(
        check.code,
        question.place(check.at),
        question.labels[check.at].text,
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
        return Unknown(say("checks.unknown"))


def _skipped(question: _Question, reason: Unresolved) -> Skipped:
    check = question.check
    names: Iterable[str] = ()
    if isinstance(reason, MissingValue | InvalidValue):
        names = reason.names
    elif isinstance(reason, DivisionByZero):
        names = parse(check.left or check.holds).names
    labels = (question.labels[name].text if name in question.labels else name for name in names)
    return Skipped(check.code, catalogue()[check.code, check.case].title, tuple(dict.fromkeys(labels)))


CHECKS: tuple[CheckFunction, ...] = (arithmetic,)
