"""One cell's content read as a field's type: a value where it is beyond doubt, a remark on each departure.

Nothing is converted silently and nothing is guessed: a likely meaning is only shown in the remark.
"""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

import msgspec

from perfxl.numbers import excel_round, show_exact, write_out
from perfxl.scheme.model import Field, FieldType
from perfxl.submission import State, Value
from perfxl.wording import say, subject
from perfxl.workbook.reading.typed_dates import FIRST, LAST, TypedDate, read_date, read_date_number
from perfxl.workbook.reading.typed_numbers import read_number, without_spaces
from perfxl.workbook.validation import TEXT_LIMIT, limits

Content: TypeAlias = float | int | Decimal | str | bool | dt.date | None
"""What a cell holds, as xlwings gives it; an error value comes as its text, such as ``#N/A``."""

ERROR_VALUES = frozenset(
    {
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
    }
)
_MOST_FIGURES = 1e15
_NOISE = 1e-9
_NO_DAY = dt.date(1899, 12, 31)
_BESIDE = 6
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad"
    r"\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
"""Control and formatting characters; not the joiner (U+200D), which emoji are made with."""

_BREAKS = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
_QUOTED, FORMULA_QUOTED = 60, 300
"""Characters of a cell's text, and of a formula, that a message quotes."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A departure: the finding's code and case, and the figures that its wording shows."""

    code: str
    case: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


class Parsed(msgspec.Struct, frozen=True, gc=False):
    """A cell's content as a field's value; ``value`` is None unless the state is given or mended."""

    state: State
    value: Value | None = None
    remarks: tuple[Remark, ...] = ()


_BLANK = Parsed(State.BLANK)


def show(content: Content) -> str:
    """What stands in a cell, as a user sees it there."""
    if isinstance(content, str):
        return content
    if isinstance(content, bool):
        return str(content).upper()
    if isinstance(content, (int, float, Decimal)):
        return write_out(float(content))
    if isinstance(content, dt.datetime) and content.date() <= _NO_DAY:
        return f"{content:%H:%M}"  # a time of day is the fraction of a day before the first
    if isinstance(content, dt.date):
        return f"{content:%Y-%m-%d}"
    return "" if content is None else content


def quoted(content: Content, most: int = _QUOTED) -> str:
    """The same as a message quotes it: on one line, no longer than can be read, no endless row of zeros."""
    if isinstance(content, (int, float, Decimal)) and not isinstance(content, bool):
        return show_exact(float(content))
    text = show(content)
    line = _BREAKS.sub(" ", text[: most + 1])
    return line if len(text) <= most else f"{line[:most]}…"


def expectation(asked: Field) -> str:
    """What belongs into a field's cell, in words."""
    options = say("reading.and").join(asked.options)
    unit = say("reading.wanted.unit", unit=asked.unit) if asked.unit else ""
    return say(f"reading.wanted.{asked.type}", options=options, unit=unit)


def entering(asked: Field) -> str:
    """How a field's cell is filled in, in words: 录入数字, 从下拉列表中选择."""
    return say(f"reading.enter.{asked.type}")


def parse(content: Content, asked: Field) -> Parsed:
    """Read a cell's content as the value of a field."""
    if asked.options and content in asked.options:
        return Parsed(State.GIVEN, show(content))
    parsed = _parse(content, asked)
    if not parsed.remarks:
        return parsed
    common = {"raw": quoted(content), "wanted": expectation(asked), "enter": entering(asked)}
    remarks = tuple(replace(remark, figures=common | dict(remark.figures)) for remark in parsed.remarks)
    return Parsed(parsed.state, parsed.value, remarks)


def _parse(content: Content, asked: Field) -> Parsed:
    if content is None or content == "":
        return _BLANK
    if isinstance(content, str):
        if "#" in content and content.strip() in ERROR_VALUES:
            return _refused("R02")
        if not content[0].isalnum() and not without_spaces(content):
            return Parsed(State.BLANK, remarks=() if asked.type in _TEXTS else (Remark("R08"),))
    return _READERS[asked.type](content, asked)


def _refused(code: str, case: str = "", **figures: str) -> Parsed:
    return Parsed(State.INVALID, remarks=(Remark(code, case, figures),))


def _mended(value: Value, code: str, case: str = "", **figures: str) -> Parsed:
    return Parsed(State.MENDED, value, (Remark(code, case, figures),))


def _number(content: Content, asked: Field) -> Parsed:
    if type(content) is float:  # by far the most are, and an office waits for hundreds of workbooks
        return _within(content, State.GIVEN, (), asked)
    if isinstance(content, bool):
        return _refused("R09", "boolean")
    if isinstance(content, dt.date):
        return _refused("R09", "date")
    if not isinstance(content, str):
        return _within(float(content or 0), State.GIVEN, (), asked)
    typed = read_number(content, asked.unit, ratio=asked.type == "ratio", year=asked.type == "year")
    if typed.value is not None:
        understood = _shown(typed.value, asked)
        again = understood.removesuffix(asked.unit)  # to be typed, so without the unit
        remark = Remark("T14", typed.case, {"understood": understood, "again": again})
        return _within(typed.value, State.MENDED, (remark,), asked)
    guess = "" if typed.guess is None else show_exact(typed.guess)
    return _refused("T14", typed.case, guess=guess)


def _shown(value: float, asked: Field) -> str:
    if asked.type != "ratio":
        return show_exact(value) + asked.unit
    # A hundredfold may be infinite.
    return show_exact(value) if abs(value) >= _MOST_FIGURES else f"{show_exact(value * 100)}%"


def _within(value: float, state: State, remarks: tuple[Remark, ...], asked: Field) -> Parsed:
    """The number, if it is whole where it must be and keeps the limits of its cell."""
    low, high = limits(asked)
    cases: list[str] = []
    if asked.type in _WHOLE and excel_round(value, 9) != int(value):
        cases.append("fraction")
    if value < low or value > high:
        cases.append("negative" if low == 0 > value else "range")
    if not cases:
        return Parsed(state, value, remarks + _too_fine(value, asked))
    figures = {"shown": _shown(value, asked), "low": _shown(low, asked), "high": _shown(high, asked)}
    faults = (Remark("R05", case, figures) for case in cases)
    return Parsed(State.INVALID, remarks=(*remarks, *faults))


def _too_fine(value: float, asked: Field) -> tuple[Remark, ...]:
    """Money has two decimals: what goes beyond is kept, and shown."""
    if asked.type != "money":
        return ()
    rounded = excel_round(value, 2)
    if abs(value - rounded) <= _NOISE:
        return ()
    return (Remark("R06", figures={"rounded": _shown(rounded, asked)}),)


def _date(content: Content, _asked: Field) -> Parsed:
    if isinstance(content, dt.datetime):
        content = content.date()
    if isinstance(content, dt.date):
        typed, state = TypedDate("", content), State.GIVEN
    elif isinstance(content, bool):
        return _refused("R09", "boolean")
    else:
        state = State.MENDED
        typed = read_date(content) if isinstance(content, str) else read_date_number(float(content or 0))
    if typed.value is None:
        return _refused("R03", typed.case)
    if not FIRST <= typed.value <= LAST:
        return _refused("R03", "range", low=show(FIRST), high=show(LAST))
    if state is State.GIVEN:
        return Parsed(state, typed.value)
    return _mended(typed.value, "R03", typed.case, understood=show(typed.value))


def _text(content: Content, asked: Field) -> Parsed:
    if isinstance(content, str):
        return Parsed(State.GIVEN, content.strip(), _too_long(content, asked) + _invisible(content))
    if isinstance(content, dt.date):
        return _mended(show(content), "R09", "text_date")
    if isinstance(content, (int, float, Decimal)) and abs(float(content)) >= _MOST_FIGURES:
        return Parsed(State.GIVEN, show(content), (Remark("R10"),))
    return Parsed(State.GIVEN, show(content))


def _too_long(text: str, asked: Field) -> tuple[Remark, ...]:
    """More than the cell takes by itself; pasted in, or typed where the validation is gone."""
    if asked.type == "longtext" or len(text) <= TEXT_LIMIT // 2 or units(text) <= TEXT_LIMIT:
        return ()
    return (Remark("R07", figures={"count": str(units(text)), "limit": str(TEXT_LIMIT)}),)


def units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _invisible(text: str) -> tuple[Remark, ...]:
    """Characters that nobody sees, and that make a name another name or turn the order of a text round."""
    found = [] if text.isprintable() else list(_UNSEEN.finditer(text))
    if not found:
        return ()
    start, end = max(0, found[0].start() - _BESIDE), found[0].end() + _BESIDE
    near = _UNSEEN.sub(say("reading.unseen"), text[start:end])
    signs = say("reading.and").join(dict.fromkeys(f"U+{ord(one[0]):04X}" for one in found))
    return (Remark("R15", figures={"count": str(len(found)), "near": near, "signs": signs}),)


def _choice(content: Content, asked: Field) -> Parsed:
    text = show(content)
    if text in asked.options or not asked.options:
        return Parsed(State.GIVEN, text)
    if isinstance(content, bool):
        words = subject("reading")["words"]
        text = words["yes"] if content else words["no"]
    by_form = {without_spaces(option).casefold(): option for option in asked.options}
    form = without_spaces(text).casefold()
    if form in by_form:
        return _mended(by_form[form], "R04", "mended", understood=by_form[form])
    near = [option for known, option in by_form.items() if known.startswith(form) or form.startswith(known)]
    near = near or [by_form[known] for known in difflib.get_close_matches(form, by_form, n=1)]
    if len(near) == 1:
        return _refused("R04", "near", guess=near[0])
    return _refused("R04", "unknown")


_WHOLE = frozenset({"integer", "year"})
_TEXTS = frozenset({"text", "longtext"})
_READERS: dict[FieldType, Callable[[Content, Field], Parsed]] = {
    "text": _text,
    "longtext": _text,
    "choice": _choice,
    "integer": _number,
    "number": _number,
    "money": _number,
    "ratio": _number,
    "year": _number,
    "date": _date,
}
