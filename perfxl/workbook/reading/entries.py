"""One input cell read: its entry, and a finding on everything about it that is not as it should be."""

import re
from collections.abc import Iterator, Sequence

from perfxl.findings import Finding, Place, finding
from perfxl.scheme.model import Field
from perfxl.submission import Entry, State
from perfxl.wording import say
from perfxl.workbook.reading.parsing import (
    ERROR_VALUES,
    FORMULA_QUOTED,
    Parsed,
    entering,
    expectation,
    parse,
    quoted,
    show,
)
from perfxl.workbook.reading.questions import Question
from perfxl.workbook.reading.view import Held

_OTHER_WORKBOOK = re.compile(r"\[[^\[\]]*\][^\[\]]*!")


def read_entry(held: Held, question: Question, place: Place) -> tuple[Entry, Sequence[Finding]]:
    """Read an input cell."""
    content, formula = held.content, held.formula
    asked, name, glance = question
    value = None if formula else glance(content)
    if value is not None:
        if isinstance(content, str):
            return Entry(name, place, value, State.GIVEN, content, True), ()
        return Entry(name, place, value, State.GIVEN, show(content)), ()
    if formula and content is None:
        entry = Entry(name, place, None, State.INVALID, formula)
        return entry, (_about_formula("unknown", held, asked, place),)
    parsed = parse(content, asked)
    entry = Entry(name, place, parsed.value, parsed.state, show(content), isinstance(content, str))
    return entry, tuple(_findings(held, asked, place, parsed)) if formula or parsed.remarks else ()


def _findings(held: Held, asked: Field, place: Place, parsed: Parsed) -> Iterator[Finding]:
    if held.formula and held.content in ERROR_VALUES:
        yield _about_formula("error", held, asked, place)
        return
    if held.formula:
        case = "linked" if _OTHER_WORKBOOK.search(held.formula) else "formula"
        yield _about_formula(case, held, asked, place)
    for remark in parsed.remarks:
        yield finding(remark.code, place, asked.label, case=remark.case, places=(), **remark.figures)


def _about_formula(case: str, held: Held, asked: Field, place: Place) -> Finding:
    return finding(
        "R01",
        place,
        asked.label,
        case=case,
        formula=quoted(held.formula, FORMULA_QUOTED),
        raw=quoted(held.content),
        wanted=expectation(asked),
        enter=entering(asked),
        fixed=say(f"reading.fixed.{asked.type}"),
    )


def swallowed(question: Question, place: Place, area: str) -> tuple[Entry, Sequence[Finding]]:
    """The entry of a cell that merging has swallowed; ``area`` is what it was merged into."""
    entry = Entry(question.name, place, state=State.LOST)
    return entry, [finding("T13", place, question.field.label, case="merged", area=area)]
