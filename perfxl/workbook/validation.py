"""What an input cell tells and what it refuses: data validations with Chinese prompts, made from fields."""

import datetime as dt
from typing import Any

from perfxl.numbers import show_plain
from perfxl.scheme.model import Field
from perfxl.wording import say

_TITLE_LIMIT, _MESSAGE_LIMIT = 32, 255
"""Excel's own limits for the title and the text of a prompt or a refusal."""

_LIST_LIMIT = 255
"""Excel's limit for the choices of an in-cell list, commas included."""

TEXT_LIMIT, LONG_TEXT_LIMIT = 500, 32767
_LARGEST = 1e9
_YEARS = (2000.0, 2100.0)
_DATES = (dt.date(2000, 1, 1), dt.date(2099, 12, 31))
_HINT_ALWAYS = frozenset({"integer", "number", "money", "ratio"})


def shortened(text: str, limit: int) -> str:
    """The text, cut to ``limit`` characters with an ellipsis where it is longer."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def validation(field: Field) -> dict[str, Any]:
    """The data validation of an input, as XlsxWriter takes it.

    Raises:
        ValueError: the choices do not fit into an in-cell list.
    """
    return {
        **_condition(field),
        "ignore_blank": True,
        "input_title": shortened(field.label, _TITLE_LIMIT),
        "input_message": prompt(field),
        "error_title": say("template.refusal.title"),
        "error_message": refusal(field),
        "error_type": "stop",
    }


def prompt(field: Field) -> str:
    """What a user reads on entering the cell: whether it must be filled, with what, and in which form."""
    needed = say("template.prompt.required" if field.required else "template.prompt.optional")
    hint = "" if field.prompt and field.type not in _HINT_ALWAYS else _hint(field)
    return needed + shortened(field.prompt, _MESSAGE_LIMIT - len(needed) - len(hint)) + hint


def _hint(field: Field) -> str:
    unit = say("template.prompt.unit", unit=field.unit) if field.unit else ""
    return say(f"template.prompt.{field.type}", unit=unit, label=field.label)


def refusal(field: Field) -> str:
    """What a user reads when the entry is refused."""
    low, high = limits(field)
    key = f"template.refusal.{field.type}"
    if field.type in {"integer", "number", "money", "ratio"}:
        key += ".range" if high < _LARGEST else ".least" if low > -_LARGEST else ".any"
    text = say(
        key,
        label=shortened(field.label, _TITLE_LIMIT),
        low=_shown(field, low),
        high=_shown(field, high),
        options=say("template.refusal.between").join(field.options),
        limit=TEXT_LIMIT,
    )
    return shortened(text, _MESSAGE_LIMIT)


def _shown(field: Field, value: float) -> str:
    return f"{show_plain(value * 100)}%" if field.type == "ratio" else show_plain(value)


def limits(field: Field) -> tuple[float, float]:
    """The smallest and the largest number that the cell takes; counts are never negative."""
    least, most = (
        _YEARS if field.type == "year" else (0.0 if field.type == "integer" else -_LARGEST, _LARGEST)
    )
    return (
        least if field.minimum is None else field.minimum,
        most if field.maximum is None else field.maximum,
    )


def _condition(field: Field) -> dict[str, Any]:
    if field.type == "choice":
        if len(",".join(field.options)) > _LIST_LIMIT or any("," in option for option in field.options):
            raise ValueError(f"the choices of {field.name!r} do not fit into an in-cell list")
        return {"validate": "list", "source": list(field.options)}
    if field.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": _DATES[0], "maximum": _DATES[1]}
    if field.type in {"text", "longtext"}:
        limit = TEXT_LIMIT if field.type == "text" else LONG_TEXT_LIMIT
        return {"validate": "length", "criteria": "<=", "value": limit}
    low, high = limits(field)
    whole = field.type in {"integer", "year"}
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": int(low) if low == int(low) else low,
        "maximum": int(high) if high == int(high) else high,
    }
