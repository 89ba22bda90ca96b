"""Renders an outline, a sandboxed Jinja2 template; whatever was entered is data to it, never part of it."""

import datetime as dt
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING

from perfxl.narrative.paragraphs import GAP, shielded_lines
from perfxl.numbers import show_fixed, show_percent, show_plain
from perfxl.scheme.proof.reasons import reason as in_chinese
from perfxl.wording import say

if TYPE_CHECKING:
    from jinja2 import Template

_QUOTED = 30
_TEMPLATE_FRAME = "<template>"
"""The file name that Jinja2 gives to a template made from a string, in the traceback of an error in it."""


class OutlineFault(Exception):  # noqa: N818  (the fault is the outline's)
    """An outline asks for something that there is not; ``texts/scheme.toml`` puts it into Chinese."""


class OutlineError(Exception):
    """An outline cannot be rendered: it is malformed, or asks for what there is not."""

    def __init__(self, line: int | str, message: str, *, malformed: bool) -> None:
        """Tell the line (``"?"`` where nobody knows), and why in the words of the template engine.

        Those words stay in the traceback; ``reason`` says it in Chinese, to the outline's author.
        """
        self.line = line
        self.reason = in_chinese("outline", message, quotes=True)
        self.malformed = malformed
        super().__init__(f"line {line}: {message}")


def render(outline: str, data: Mapping[str, object]) -> str:
    """The outline with the data filled in, ready for :func:`perfxl.narrative.paragraphs.paragraphs`.

    Raises:
        OutlineError: the outline is malformed, or asks for what there is not.
    """
    from jinja2 import TemplateError  # noqa: PLC0415 - see _parsed

    template = _parsed(outline)
    try:
        return template.render(data)
    except (TemplateError, OutlineFault, TypeError, ValueError, ArithmeticError, LookupError) as fault:
        raise OutlineError(_line_of(fault), str(fault), malformed=False) from fault


def prove(outline: str) -> None:
    """Make sure that an outline is well formed; what it asks for is known only when it is rendered.

    Raises:
        OutlineError: it is not.
    """
    _parsed(outline)


def _parsed(outline: str) -> "Template":
    # A click that only checks or scores must not pay for Jinja2.
    from jinja2 import StrictUndefined, TemplateSyntaxError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, finalize=_or_gap
    )
    environment.filters |= {
        "money": _money,
        "percent": _percent,
        "count": _count,
        "points": _count,
        "date": _date,
        "nonzero": _nonzero,
        "bare": _bare,
        "lines": shielded_lines,
    }
    try:
        return environment.from_string(outline)
    except TemplateSyntaxError as fault:
        raise OutlineError(fault.lineno, str(fault.message), malformed=True) from fault


def _line_of(fault: Exception) -> int | str:
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == _TEMPLATE_FRAME and frame.lineno]
    return lines[-1] if lines else "?"


def _or_gap(value: object) -> object:
    return GAP if value is None else value


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OutlineFault(f"{_quoted(value)} is not a number")
    return float(value)


def _quoted(value: object) -> str:
    """The beginning of a value as a reader knows it."""
    text = show_plain(value) if isinstance(value, float) else str(value)
    return f"“{text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}”"


def _money(value: object) -> str | None:
    """Money in 万元 with two decimals."""
    number = _number(value)
    return None if number is None else show_fixed(number)


def _percent(value: object) -> str | None:
    """A ratio as a percentage with two decimals."""
    number = _number(value)
    return None if number is None else show_percent(number)


def _count(value: object) -> str | None:
    """A number without trailing zeros: people, pieces, points."""
    number = _number(value)
    return None if number is None else show_plain(number)


def _nonzero(value: object) -> float | None:
    """A number, but as good as missing where it is 0: for what an enumeration had better leave out."""
    return _number(value) or None


def _date(value: object) -> str | None:
    """A date as official documents write it, months and days without leading zeros."""
    if value is None:
        return None
    if not isinstance(value, dt.date):
        raise OutlineFault(f"{_quoted(value)} is not a date")
    return say("report.date", year=value.year, month=value.month, day=value.day)


def _bare(value: str | None) -> str | None:
    """A text without the punctuation at its end, so that the outline can close the sentence itself."""
    return None if value is None else value.rstrip("。；，、.;, \u3000")
