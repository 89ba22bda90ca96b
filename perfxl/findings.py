"""A finding (审核意见): code, severity, place, what stands there, what was expected, what to do.

All wording stands in the catalogue ``texts/findings/``: one table a code, one sub-table a *case* of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, Protocol, TypeVar

import msgspec

from perfxl.wording import nested, subject


class Severity(Enum):
    """How much a finding weighs: an error blocks sending upward, a reminder must be looked at."""

    ERROR = "错误"
    REMINDER = "提醒"


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """A cell, or a whole sheet where ``cell`` is empty, as a user would name it: ``基本情况表!D12``."""

    sheet: str
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a coded rule can be broken, as the catalogue words it."""

    code: str
    name: str
    title: str
    category: str
    basis: str
    severity: Severity
    fault: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, ready to be read: every text is Chinese and complete.

    ``label`` is the field's label; ``place`` is the cell to be marked, ``places`` are further cells that bear
    on it.
    """

    code: str
    case: str
    severity: Severity
    place: Place
    label: str
    fault: str
    expected: str
    remedy: str
    basis: str
    places: tuple[Place, ...] = field(default=())


class Weighed(Protocol):
    """A finding, in whichever shape it is kept."""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        ...


AnyFinding = TypeVar("AnyFinding", bound=Weighed)


def errors_among(found: Iterable[AnyFinding]) -> list[AnyFinding]:
    """Those that block sending upward."""
    return [one for one in found if one.severity is Severity.ERROR]


@cache
def catalogue() -> Mapping[tuple[str, str], Case]:
    """Every case of every code, by (code, case); the case of a code that has but one is ``""``."""
    cases: dict[tuple[str, str], Case] = {}
    for code, entry in subject("findings").items():
        for name, wording in _cases_of(entry).items():
            cases[code, name] = Case(
                code=code,
                name=name,
                title=entry["title"],
                category=entry["category"],
                basis=_basis(entry["basis"]),
                severity=Severity(wording.get("severity", entry.get("severity"))),
                fault=wording["fault"],
                expected=wording["expected"],
                remedy=wording["remedy"],
            )
    return cases


def _basis(sources: str) -> str:
    """The sources in words, each once: an accountant is not to look up ids."""
    words: dict[str, str] = subject("basis")
    return "、".join(dict.fromkeys(words[source] for source in sources.split()))


def _cases_of(entry: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    cases: Mapping[str, Mapping[str, str]] = entry.get("cases", {"": entry})
    return cases


def finding(
    code: str,
    place: Place,
    label: str = "",
    *,
    case: str = "",
    places: tuple[Place, ...] = (),
    **figures: object,
) -> Finding:
    """Make the finding of a catalogued case; ``figures`` fill the placeholders of its texts.

    Raises:
        KeyError: the case is not in the catalogue, or a placeholder has no figure (a programmer's error).
    """
    known = catalogue()[code, case]
    return Finding(
        code=code,
        case=case,
        severity=known.severity,
        place=place,
        label=label,
        fault=nested(known.fault.format(label=label, place=place, **figures)),
        expected=nested(known.expected.format(label=label, place=place, **figures)),
        remedy=nested(known.remedy.format(label=label, place=place, **figures)),
        basis=known.basis,
        places=places,
    )
