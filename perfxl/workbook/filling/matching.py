"""Which cell each given value is meant for, and whether it fits: every fault found, none guessed away."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from perfxl.findings import Finding, Place, finding
from perfxl.scheme.inventory import formula_fields, input_fields
from perfxl.scheme.model import Field, Scheme, TableBlock
from perfxl.submission import State, Value
from perfxl.wording import nested, say
from perfxl.workbook.filling.values import Given
from perfxl.workbook.reading.parsing import Content, Remark, parse, quoted, units
from perfxl.workbook.reading.typed_numbers import without_spaces
from perfxl.workbook.validation import LONG_TEXT_LIMIT

_HARMLESS = frozenset(
    {
        ("T14", "text"),
        ("T14", "separators"),
        ("T14", "spaces"),
        ("R03", "text"),
        ("R03", "eight"),
        ("R06", ""),
    }
)
"""Departures that a file of text cannot help: nobody need be told of them."""


@dataclass
class Matched:
    """Given values by field name and by table; the tables' rows by the columns' own names.

    ``notes`` tell how values were understood that were not written as they should be.
    """

    singles: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Fields:
    """Fields to be found by name, or by a label that only one of them has."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.by_name: dict[str, Field] = {}
        self.by_label: dict[str, list[Field]] = {}
        for one in fields:
            self.by_name[_form(one.name)] = one
            self.by_label.setdefault(_form(one.label), []).append(one)

    def find(self, key: str) -> list[Field]:
        """The field of this name, or all of this label."""
        form = _form(key)
        return [self.by_name[form]] if form in self.by_name else self.by_label.get(form, [])

    def likely(self, key: str) -> str:
        """The name, by itself or by its label, that is nearest to a misspelt one; empty if none is near."""
        names = {form: one.name for form, one in self.by_name.items()}
        names |= {form: ones[0].name for form, ones in self.by_label.items() if form not in names}
        near = difflib.get_close_matches(_form(key), names, n=1)
        return names[near[0]] if near else ""


def match(scheme: Scheme, given: Given) -> Matched:
    """Find the field of every given value and read the value as that field's type."""
    matched = Matched(faults=list(given.faults))
    fields = _Fields(chain(input_fields(scheme).values(), formula_fields(scheme).values()))
    singles = _Target(fields, matched.singles, matched)
    for key, content in given.singles.items():
        singles.take(key, content)
    tables = {_form(name): table for table in scheme.tables().values() for name in (table.prefix, table.name)}
    for key, rows in given.tables.items():
        table = tables.get(_form(key))
        if table is None:
            near = difflib.get_close_matches(_form(key), tables, n=1)
            matched.faults.append(_unknown(key, tables[near[0]].name if near else ""))
        elif table.name in matched.tables:
            matched.faults.append(say("filling.twice", name=key))
        else:
            matched.tables[table.name] = list(_match_rows(key, rows, table, matched))
    return matched


def _match_rows(
    key: str, rows: Iterable[Mapping[str, Content]], table: TableBlock, matched: Matched
) -> Iterator[dict[str, Value]]:
    fields = _Fields(table.columns)
    for number, row in enumerate(rows, start=1):
        target = _Target(fields, {}, matched, f"{key}[{number}].")
        for column, content in row.items():
            target.take(column, content)
        yield target.into


@dataclass(frozen=True, slots=True)
class _Target:
    """Where values go: the single fields, or one row of a table; ``prefix`` is how messages name the row."""

    fields: _Fields
    into: dict[str, Value]
    matched: Matched
    prefix: str = ""

    def take(self, key: str, content: Content) -> None:
        """Find a value's field and read the value, or tell why neither can be."""
        found = self.fields.find(key)
        name = self.prefix + key
        if not found:
            self._tell(_unknown(name, self.fields.likely(key)))
        elif len(found) > 1:
            names = say("reading.and").join(one.name for one in found)
            self._tell(say("filling.ambiguous", name=name, names=names))
        elif found[0].formula:
            self._tell(say("filling.computed", name=name))
        elif found[0].name in self.into:
            self._tell(say("filling.twice", name=name))
        else:
            self._read(name, content, found[0])

    def _tell(self, fault: str) -> None:
        self.matched.faults.append(fault)

    def _read(self, name: str, content: Content, asked: Field) -> None:
        parsed = parse(content, asked)
        if parsed.state is State.INVALID:
            told = _finding(parsed.remarks[-1], asked)
            self._tell(say("filling.wrong", name=name, fault=told.fault, expected=told.expected))
        elif isinstance(parsed.value, str) and units(parsed.value) > LONG_TEXT_LIMIT:
            count = units(parsed.value)
            self._tell(say("filling.too_long", name=name, count=count, limit=LONG_TEXT_LIMIT))
        elif parsed.value is not None:
            self.into[asked.name] = parsed.value
            odd = [remark for remark in parsed.remarks if (remark.code, remark.case) not in _HARMLESS]
            if odd and parsed.state is State.MENDED:
                note = say("filling.note", name=name, raw=quoted(content), understood=quoted(parsed.value))
                self.matched.notes.append(nested(note))
            elif odd:
                told = _finding(odd[0], asked)
                self.matched.notes.append(say("filling.doubt", name=name, fault=told.fault))


def _finding(remark: Remark, asked: Field) -> Finding:
    """What would be found if the value stood in its cell."""
    return finding(remark.code, Place(""), asked.label, case=remark.case, places=(), **remark.figures)


def _unknown(key: str, likely: str) -> str:
    if likely:
        return say("filling.unknown_likely", name=key, likely=likely)
    return say("filling.unknown", name=key)


def _form(text: str) -> str:
    return without_spaces(text).casefold()
