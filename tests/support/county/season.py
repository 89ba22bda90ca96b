"""One season of the made-up county: sixty departments hand in, each in its own way, some of them wrongly.

Who does what is data here; what the bureau must find of each follows from it and from nothing else.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tests.support.county.departments import Department, department, departments
from tests.support.county.plantings import (
    ENTRIES,
    FILES,
    STRUCTURES,
    Planting,
    copied,
    paraphrased,
    perfect,
)

COUNT, ROSTER = 60, 62
STRANGER = 63
"""A unit that nobody has on the roster."""

Way = Literal["finished", "with errors", "altered", "as it is"]
"""Finished by perfxl; finished with errors and a reason; changed after that; the bare workbook."""

REASON = "个别数字正在与业务部门核对，先行报送。"

_COPIES, _PARAPHRASES = {5: 2}, {11: 8}
_PERFECT = 4
_ALTERED, _TWICE = 6, 7
_WITH_ERRORS = (3, 24)
_FINISHED = (2, 5, 8, 10, 14, 60)
"""Besides those that do something of their own; finishing takes longest of all, so the others do without."""
_LEFT_OUT = frozenset(
    {
        "thousands separators as text",
        "a formula that gives an error",
        "a formula without its result",
        "a date that is none",
        "a negative count",
        "another unit",
        "the year's end out of balance",
        "an amount that no table has",
        "points lost without a reason",
    }
)
"""What is left to the tests of single workbooks, so that some Guangdong departments stay sound."""


@dataclass(frozen=True)
class Sender:
    """One department, what it does wrong, and the way in which it hands in."""

    department: Department
    planting: Planting | None = None
    way: Way = "as it is"

    @property
    def name(self) -> str:
        return self.department.name

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong with what it sends."""
        return self.planting is None and self.way != "altered"


@dataclass(frozen=True)
class Season:
    """All senders by their numbers, and the files that cannot be read, which some of them send first."""

    senders: tuple[Sender, ...]
    unreadable: tuple[tuple[Department, Planting], ...]

    @cached_property
    def counted(self) -> tuple[Department, ...]:
        """All whose last workbook can be read: those that the summary is about."""
        return (*(one.department for one in self.senders), department(STRANGER))

    def roster(self) -> str:
        """The roster: 62 units, as CSV."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(("单位名称", "预算编码", "主管股室", "单位类别"))
        for one in departments(ROSTER):
            kind = "行政单位" if one.name.endswith("局") else "事业单位"
            rows.writerow((one.name, one.values.get("预算编码", ""), f"第{one.number % 4 + 1}股", kind))
        return text.getvalue()


def season() -> Season:
    """The season; the same whenever it is asked for."""
    senders = tuple(_senders())
    sound = [one.department for one in senders if one.sound and one.way == "as it is"]
    return Season(senders, tuple(zip(sound, FILES, strict=False)))


def _senders() -> Iterator[Sender]:
    faults = iter(one for one in (*ENTRIES, *STRUCTURES) if one.name not in _LEFT_OUT)
    for one in map(_writing, departments(COUNT)):
        if one.number in (_PERFECT, _TWICE, *_FINISHED):
            yield Sender(one, way="finished")
        elif one.number == _ALTERED:
            yield Sender(one, way="altered")
        elif one.scheme_id == "guangdong-county-2020" and (fault := next(faults, None)):
            told = fault in ENTRIES and one.number in _WITH_ERRORS
            yield Sender(one, fault, "with errors" if told else "as it is")
        else:
            yield Sender(one)


def _writing(one: Department) -> Department:
    """The department with what it has copied from others, or made perfect."""
    if one.number in _COPIES:
        return copied(one, department(_COPIES[one.number]))
    if one.number in _PARAPHRASES:
        return paraphrased(one, department(_PARAPHRASES[one.number]))
    return perfect(one) if one.number == _PERFECT else one


def first_version(sender: Sender) -> Sender:
    """What the department that sends twice sends first."""
    fault = next(one for one in ENTRIES if one.name == "a cross-footing broken by two cents")
    return replace(sender, planting=fault, way="as it is")


TWICE = _TWICE
