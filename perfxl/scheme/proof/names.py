"""Every defined name is valid in Excel and in expressions and none stands twice; likewise the sheets."""

import keyword
import re
import unicodedata
from collections.abc import Iterator

from perfxl.scheme import inventory
from perfxl.scheme.model import Indicator, ListBlock, MatrixBlock, Scheme, TableBlock
from perfxl.scheme.proof.base import Fault, each, fault, placed_blocks, placed_indicators
from perfxl.scheme.rules import Asks
from perfxl.wording import say

NAME_LIMIT, SHEET_LIMIT = 255, 31
"""Excel's own limits for defined names and sheet names."""

_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*([Cc]\d*)?|[Cc]\d*")
_SHEET_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_RESERVED = frozenset({"true", "false", "print_area", "print_titles", "_xlnm"})
_RESERVED_SHEETS = frozenset({"history"})


def name_problem(name: str) -> str:
    """Why a name cannot be a defined name and stand in an expression; ``""`` where it can."""
    plain = unicodedata.normalize("NFKC", name)
    if not name:
        problem = "blank"
    elif plain != name:
        problem = "wide"
    elif not re.fullmatch(r"\w+", name):
        problem = "characters"
    elif not name.isidentifier():
        problem = "start"
    elif keyword.iskeyword(name) or name.lower() in _RESERVED:
        problem = "keyword"
    elif _CELL_LIKE.fullmatch(name):
        problem = "cell"
    elif len(name) > NAME_LIMIT:
        problem = "too_long"
    else:
        return ""
    return say(f"scheme.reason.{problem}", plain=plain, limit=NAME_LIMIT)


def prove_names(scheme: Scheme) -> Iterator[Fault]:
    """Each name by itself, then all defined names together."""
    for path, name in _written_names(scheme):
        if problem := name_problem(name):
            yield fault(path, "name_invalid", name=name, reason=problem)
    yield from _prove_unique(scheme)
    tables: set[str] = set()
    for path, block in placed_blocks(scheme):
        if isinstance(block, TableBlock):
            if block.name in tables:
                yield fault(f"{path}.name", "table_twice", name=block.name)
            tables.add(block.name)


def _written_names(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """The names as the file gives them: whole ones of fields, parts of those that are put together."""
    for path, block in placed_blocks(scheme):
        if isinstance(block, ListBlock):
            parts = [(f"{at}.name", field.name) for at, field in each(f"{path}.fields", block.fields)]
        elif isinstance(block, MatrixBlock):
            parts = [(f"{at}.name", row.name) for at, row in each(f"{path}.rows", block.rows)]
            parts += [(f"{at}.name", column.name) for at, column in each(f"{path}.columns", block.columns)]
        else:
            parts = [(f"{path}.name", block.name), (f"{path}.prefix", block.prefix)]
            parts += [(f"{at}.name", column.name) for at, column in each(f"{path}.columns", block.columns)]
        yield from parts
    for path, indicator in placed_indicators(scheme):
        yield f"{path}.id", indicator.id


def _prove_unique(scheme: Scheme) -> Iterator[Fault]:
    closing = (inventory.TOTAL, inventory.TOTAL_TITLE, inventory.GRADE, inventory.UNSCORED)
    taken: dict[str, str] = {name.lower(): "" for name in closing}
    for number in range(1, len(scheme.levels) + 1):
        taken |= {inventory.subtotal_name(number): "", inventory.subtotal_title_name(number): ""}
    told: set[str] = set()
    for path, name in _defined_names(scheme):
        known = taken.setdefault(name.lower(), path)
        own = known == "" or name.lower().startswith(inventory.OWN_PREFIX)
        # An indicator bears several names: that its id stands twice is told once.
        if path in told or (known == path and not own):
            continue
        told.add(path)
        yield (
            fault(path, "name_reserved", name=name)
            if own
            else fault(path, "name_twice", name=name, other=known)
        )


def _defined_names(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Every defined name of the workbook that comes from the scheme, with the key that gives it."""
    for path, block in placed_blocks(scheme):
        if isinstance(block, ListBlock):
            for at, field in each(f"{path}.fields", block.fields):
                yield f"{at}.name", field.name
        elif isinstance(block, MatrixBlock):
            yield from _matrix_names(path, block)
        else:
            for at, column in each(f"{path}.columns", block.columns):
                yield f"{at}.name", f"{block.prefix}_{column.name}"
    for path, indicator in placed_indicators(scheme):
        for name in _indicator_names(indicator):
            yield f"{path}.id", name


def _matrix_names(path: str, block: MatrixBlock) -> Iterator[tuple[str, str]]:
    columns: set[str] = set()
    for at, column in each(f"{path}.columns", block.columns):
        # A column that stands twice would otherwise be told at every row.
        if column.name not in columns:
            for row_at, row in each(f"{path}.rows", block.rows):
                if column.name not in row.without:
                    yield f"{row_at}.name", f"{row.name}_{column.name}"
        else:
            yield f"{at}.name", f"{block.rows[0].name}_{column.name}"
        columns.add(column.name)


def _indicator_names(indicator: Indicator) -> Iterator[str]:
    yield inventory.points_name(indicator.id)
    if indicator.measure or Asks.MEASURE in indicator.rule.asks:
        yield inventory.measure_name(indicator.id)
    yield inventory.score_name(indicator.id)
    yield inventory.explanation_name(indicator.id)
    yield from (field.name for field in inventory.indicator_fields(indicator))


def prove_sheets(scheme: Scheme) -> Iterator[Fault]:
    """Sheet names are valid, unlike each other and unlike those that every workbook has."""
    own = {name.lower() for name in inventory.OWN_SHEETS} | _RESERVED_SHEETS
    seen: set[str] = set()
    for path, sheet in each("sheets", scheme.sheets):
        key, low = f"{path}.name", sheet.name.lower()
        if problem := _sheet_problem(sheet.name):
            yield fault(key, "sheet_invalid", name=sheet.name, reason=problem)
        elif low in own:
            yield fault(key, "sheet_own", name=sheet.name)
        elif low in seen:
            yield fault(key, "sheet_twice", name=sheet.name)
        seen.add(low)
        if not sheet.blocks:
            yield fault(f"{path}.blocks", "nothing")


def _sheet_problem(name: str) -> str:
    if not name.strip():
        return say("scheme.reason.blank")
    if _SHEET_UNSAFE.search(name):
        return say("scheme.reason.sheet_characters")
    # Excel counts UTF-16 units.
    if len(name.encode("utf-16-le")) // 2 > SHEET_LIMIT:
        return say("scheme.reason.too_long", limit=SHEET_LIMIT)
    return ""
