"""The passages of a submission: every text that a department wrote, each with its cell, in reading order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from perfxl.findings import Place
from perfxl.scheme.inventory import fields_of_blocks, fields_of_indicators
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Field, Scheme, TableBlock
from perfxl.submission import Entry, Submission

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
"""The inside of a character class that matches one Chinese character."""

_RUNNING_PUNCTUATION = re.compile(r"[，。；：、！？]")
_JOINS_ON = re.compile(rf"[{HAN}0-9%，、（“《]$")
_ENDS_OPEN = re.compile(r"[0-9%，、（“《]$")
_CARRIES_ON = re.compile(rf"[{HAN}0-9%，。、；：！？）”》]")
_OPENS_AN_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]"
)
_STRAY = 2
SPACE_AT_FIGURE = re.compile(rf"(?<=[{HAN}])[ \t\u3000\xa0]+(?=\d)|(?<=[\d%％])[ \t\u3000\xa0]+(?=[{HAN}])")
"""Blanks between a Chinese character and a figure, which Chinese typesetting does not know."""


class Role(Enum):
    """What part of a report a passage is."""

    TITLE = "title"
    HEADING = "heading"
    CAPTION = "caption"
    """The title of one achievement, which opens its paragraph."""
    NAME = "name"
    """A short text: the department, a project, a target."""
    BODY = "body"
    PROBLEMS = "problems"
    IMPROVEMENTS = "improvements"


_RUNNING = frozenset({Role.BODY, Role.PROBLEMS, Role.IMPROVEMENTS})


@dataclass(frozen=True)
class Passage:
    """One text as it stands in its cell."""

    place: Place
    label: str
    text: str
    role: Role = Role.BODY

    @property
    def running(self) -> bool:
        """Whether it is made of sentences, and not a title, a heading or a name."""
        return self.role in _RUNNING

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines without blank ones, each without blanks at its ends."""
        return tuple(line for line in map(str.strip, self.text.splitlines()) if line)

    @cached_property
    def broken_after(self) -> tuple[int, ...]:
        """The numbers (from 0) of the lines after which a sentence was broken, as scanning and pasting do."""
        if not self.running:
            return ()
        pairs = zip(self.lines, self.lines[1:], strict=False)
        return tuple(number for number, (line, following) in enumerate(pairs) if _broken(line, following))

    @cached_property
    def flat(self) -> str:
        """The text with broken sentences joined and blanks at figures taken out; one line a paragraph."""
        broken = frozenset(self.broken_after)
        joined = "".join(line if number in broken else f"{line}\n" for number, line in enumerate(self.lines))
        return SPACE_AT_FIGURE.sub("", joined).rstrip("\n")


def _broken(line: str, following: str) -> bool:
    return bool(
        _JOINS_ON.search(line)
        and _CARRIES_ON.match(following)
        and not _OPENS_AN_ITEM.match(following)
        # Lines without punctuation are headings or the items of a list, not halves of a sentence; but
        # neither ends in a figure or a comma, or has but one or two characters.
        and (len(line) <= _STRAY or _ENDS_OPEN.search(line) or _RUNNING_PUNCTUATION.search(line))
        and _RUNNING_PUNCTUATION.search(following)
    )


def passages(scheme: Scheme, submission: Submission) -> tuple[Passage, ...]:
    """Every text of a submission that is not blank: text fields, text columns, reasons of the scoring.

    The people of the cover (who filled it in, how to reach them) are left out: a name or a number is no
    prose, and the characters of a name are its bearer's own.
    """
    return tuple(_passages(scheme, submission))


def _passages(scheme: Scheme, submission: Submission) -> Iterator[Passage]:
    for table, asked in _asked_for_texts(scheme):
        if not table:
            for field, role in asked:
                yield from _of_entry(submission.entries.get(field.name), field, role)
        for row in submission.tables.get(table, ()):
            for column, role in asked:
                yield from _of_entry(row.cells.get(column.name), column, role)


@once_per_scheme
def _asked_for_texts(scheme: Scheme) -> tuple[tuple[str, tuple[tuple[Field, Role], ...]], ...]:
    """The fields that ask for texts, block by block, with their roles; ``""`` for a table's name is none."""
    found: list[tuple[str, tuple[tuple[Field, Role], ...]]] = []
    for _, block, fields in fields_of_blocks(scheme):
        if isinstance(block, TableBlock):
            columns = [(one, _role_of_column(scheme, block, one)) for one in block.columns]
            found.append((block.name, tuple(_texts(columns))))
        else:
            singles = [(one, _role_of_field(scheme, one)) for one in fields if not _names_people(scheme, one)]
            found.append(("", tuple(_texts(singles))))
    reasons = ((one, Role.BODY) for fields in fields_of_indicators(scheme).values() for one in fields)
    return (*found, ("", tuple(_texts(reasons))))


def _texts(fields: Iterable[tuple[Field, Role]]) -> Iterator[tuple[Field, Role]]:
    return (asked for asked in fields if asked[0].type in ("text", "longtext") and not asked[0].formula)


def _of_entry(entry: Entry | None, field: Field, role: Role) -> Iterator[Passage]:
    if entry is not None and isinstance(entry.value, str) and entry.value.strip():
        yield Passage(entry.place, field.label, entry.value, role)


def _names_people(scheme: Scheme, field: Field) -> bool:
    roles = scheme.roles
    return field.name in roles.cover and field.name not in (roles.department, roles.report_title)


def _role_of_field(scheme: Scheme, field: Field) -> Role:
    if field.name in scheme.roles.headings:
        return Role.HEADING
    if field.name == scheme.roles.report_title:
        return Role.TITLE
    return _role_of_prose(scheme, field.name) if field.type == "longtext" else Role.NAME


def _role_of_column(scheme: Scheme, table: TableBlock, column: Field) -> Role:
    if column.type == "longtext":
        return _role_of_prose(scheme, table.name)
    return Role.CAPTION if table.name == scheme.roles.achievements else Role.NAME


def _role_of_prose(scheme: Scheme, name: str) -> Role:
    """The role of the long texts of one field, or of one table."""
    parts = {scheme.roles.problems: Role.PROBLEMS, scheme.roles.improvements: Role.IMPROVEMENTS}
    return parts.get(name, Role.BODY)
