"""Each field is complete in itself: options, default, limits, prompt; each block has what it needs."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from perfxl.numbers import show_plain
from perfxl.scheme.model import Field, ListBlock, MatrixBlock, Scheme, TableBlock
from perfxl.scheme.proof.base import Fault, each, fault, listed, placed_blocks
from perfxl.wording import say

LIST_LIMIT = 255
"""Excel's limit for the choices of an in-cell list, the commas between them included."""
PROMPT_LIMIT = 200
"""Excel takes 255 characters; the template adds unit and form to the scheme's own prompt."""
CAPACITY_LIMIT = 5000
UNITS: Final = {"money": "万元", "ratio": "%"}

_NUMERIC = frozenset({"integer", "number", "money", "ratio", "year"})


def prove_inputs(scheme: Scheme) -> Iterator[Fault]:
    """Every field and every block."""
    for path, block in placed_blocks(scheme):
        if isinstance(block, MatrixBlock):
            yield from _prove_matrix(path, block)
            continue
        key = "fields" if isinstance(block, ListBlock) else "columns"
        fields = block.fields if isinstance(block, ListBlock) else block.columns
        if not fields:
            yield fault(f"{path}.{key}", "nothing")
        for at, field in each(f"{path}.{key}", fields):
            yield from _prove_field(at, field)
        if isinstance(block, TableBlock):
            yield from _prove_table(path, block)


def _prove_matrix(path: str, block: MatrixBlock) -> Iterator[Fault]:
    for key, parts in (("rows", block.rows), ("columns", block.columns)):
        if not parts:
            yield fault(f"{path}.{key}", "nothing")
    for column_type in dict.fromkeys(column.type for column in block.columns if column.type == "money"):
        yield from prove_unit(f"{path}.unit", column_type, block.unit)
    names = [column.name for column in block.columns]
    for at, row in each(f"{path}.rows", block.rows):
        for key, columns in (("without", row.without), ("optional", row.optional)):
            for name in columns:
                if name not in names:
                    yield fault(f"{at}.{key}", "no_such_column", name=name, known=listed(names))


def _prove_table(path: str, table: TableBlock) -> Iterator[Fault]:
    if not 1 <= table.capacity <= CAPACITY_LIMIT:
        yield fault(f"{path}.capacity", "capacity", capacity=table.capacity, limit=CAPACITY_LIMIT)
    if table.columns and all(column.formula for column in table.columns):
        yield fault(f"{path}.columns", "key_column")


def _prove_field(path: str, field: Field) -> Iterator[Fault]:
    yield from _prove_options(path, field)
    if field.formula:
        for key in ("default", "required"):
            if getattr(field, key):
                yield fault(f"{path}.{key}", "formula_is_no_input", word=key)
    if len(field.prompt) > PROMPT_LIMIT:
        yield fault(f"{path}.prompt", "prompt_too_long", length=len(field.prompt), limit=PROMPT_LIMIT)
    yield from _prove_limits(path, field)
    yield from prove_unit(f"{path}.unit", field.type, field.unit)
    if field.default and (wanted := default_problem(field)):
        yield fault(f"{path}.default", "default_unfit", default=field.default, wanted=wanted)


def prove_unit(path: str, kind: str, unit: str) -> Iterator[Fault]:
    """Money is in 万元 and a ratio in percent, here and in every message; no other unit may stand beside."""
    shown = UNITS.get(kind, unit)
    if unit and unit != shown:
        yield fault(path, "unit_unfit", type=kind, unit=unit, shown=shown)


def _prove_options(path: str, field: Field) -> Iterator[Fault]:
    if field.type != "choice":
        if field.options:
            yield fault(f"{path}.options", "options_unwanted")
        return
    if not field.options:
        yield fault(path, "no_options")
    for number, option in enumerate(field.options):
        if not option.strip():
            yield fault(f"{path}.options", "option_invalid", option=option)
        elif option in field.options[:number]:
            yield fault(f"{path}.options", "option_twice", option=option)
    yield from prove_choices(f"{path}.options", field.options)


def prove_choices(path: str, options: tuple[str, ...]) -> Iterator[Fault]:
    """Choices fit into an in-cell list, which Excel keeps as one text with commas and trims at its ends."""
    for option in options:
        if option.strip() and (option != option.strip() or "," in option):
            yield fault(path, "option_invalid", option=option)
    length = len(",".join(options))
    if length > LIST_LIMIT:
        yield fault(path, "options_too_long", length=length, limit=LIST_LIMIT)


def _prove_limits(path: str, field: Field) -> Iterator[Fault]:
    low, high = field.minimum, field.maximum
    if field.type not in _NUMERIC and (low is not None or high is not None):
        yield fault(path, "limits_unwanted", type=field.type)
    elif low is not None and high is not None and low > high:
        yield fault(path, "limits_crossed", minimum=show_plain(low), maximum=show_plain(high))


def default_problem(field: Field) -> str:
    """What the default ought to be instead; ``""`` where it fits its type, options and limits."""
    text = field.default
    if field.type == "choice":
        return "" if text in field.options else say("scheme.wanted.choice")
    if field.type == "date":
        return "" if _is_date(text) else say("scheme.wanted.date")
    if field.type not in _NUMERIC:
        return ""
    whole = field.type in {"integer", "year"}
    form = r"\d{4}" if field.type == "year" else r"-?\d+" if whole else r"-?\d+(\.\d+)?"
    if not re.fullmatch(form, text, re.ASCII):
        return say(f"scheme.wanted.{field.type}")
    low, high = field.minimum, field.maximum
    inside = (low is None or low <= float(text)) and (high is None or float(text) <= high)
    return "" if inside else say("scheme.wanted.range")


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
