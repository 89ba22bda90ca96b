"""Renders a scheme's outline (``report.j2``), a sandboxed Jinja2 template; what was entered is data to it."""

import datetime as dt
import traceback
from typing import Protocol

from perfxl.errors import SchemeError
from perfxl.narrative.paragraphs import GAP, Paragraph, paragraphs, shielded_lines
from perfxl.narrative.view import OutlineFault, context
from perfxl.numbers import show_fixed, show_percent, show_plain
from perfxl.scheme.model import Scheme
from perfxl.scoring import Scorecard
from perfxl.submission import Submission
from perfxl.wording import say

_TEMPLATE_FRAME = "<template>"
"""The file name that Jinja2 gives to a template made from a string, in the traceback of an error in it."""


class Judged(Protocol):
    """A submission with its judgement, as :class:`perfxl.evaluation.Evaluation` holds them."""

    @property
    def scheme(self) -> Scheme:
        """The scheme under which it was judged."""

    @property
    def submission(self) -> Submission:
        """What was entered."""

    @property
    def scorecard(self) -> Scorecard:
        """How it was scored."""


def compose(evaluation: Judged) -> tuple[Paragraph, ...]:
    """The report's paragraphs, in order; the same evaluation gives the same paragraphs.

    Clauses whose figures are missing are left out. Entered texts stand as entered.

    Raises:
        SchemeError: the outline of the scheme is malformed (E380) or asks for what there is not (E381); the
            message names the scheme and the line.
    """
    scheme = evaluation.scheme
    return paragraphs(_render(scheme, context(scheme, evaluation.submission, evaluation.scorecard)))


def _render(scheme: Scheme, data: dict[str, object]) -> str:
    # A click that only checks or scores must not pay for Jinja2.
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError  # noqa: PLC0415
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
        return environment.from_string(scheme.report).render(data)
    except TemplateSyntaxError as fault:
        raise SchemeError("E380", scheme=scheme.id, line=fault.lineno, reason=fault.message) from fault
    except (TemplateError, OutlineFault, TypeError, ValueError, ArithmeticError, LookupError) as fault:
        raise SchemeError("E381", scheme=scheme.id, line=_line_of(fault), reason=fault) from fault


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
        raise OutlineFault(f"{value!r} is not a number")
    return float(value)


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
        raise OutlineFault(f"{value!r} is not a date")
    return say("report.date", year=value.year, month=value.month, day=value.day)


def _bare(value: str | None) -> str | None:
    """A text without the punctuation at its end, so that the outline can close the sentence itself."""
    return None if value is None else value.rstrip("。；，、.;, \u3000")
