"""Files of values to be filled in: JSON, TOML, CSV, or an .xlsx with two columns.

JSON and TOML give a field by its name (``编制数 = 8``); a matrix cell by ``总支出_决算``, or as ``决算`` in
an object ``总支出``; a table (明细表) as a list of objects under its name, an object a row. CSV and .xlsx
have two columns, name and value; a table's cell is named ``项目清单[1].名称``: table, row from 1, column.
Instead of a name a label that occurs only once may be given. A blank value leaves the cell as it is.
"""

import csv
import datetime as dt
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from perfxl.errors import ValuesError
from perfxl.wording import say, subject
from perfxl.workbook.gate.limits import MIB
from perfxl.workbook.gate.package import inspect
from perfxl.workbook.reading.parsing import Content
from perfxl.workbook.reading.typed_numbers import without_spaces

MAX_FILE: Final = 10 * MIB
"""The largest file of values that is read."""

_TABLE_CELL = re.compile(r"(.+)\[(\d{1,6})\]\.(.+)")
_LARGEST = 10**300
_SEPARATORS = (",", "\t", ";")
_UNSAVED: Final = object()


@dataclass(frozen=True, slots=True)
class Given:
    """What a file gives, by the names it uses: single values, rows of tables; and what is wrong with it."""

    singles: Mapping[str, Content]
    tables: Mapping[str, tuple[Mapping[str, Content], ...]]
    faults: tuple[str, ...] = ()


def read_values(file: Path) -> Given:
    """Read a file of values; which names the scheme knows is not asked here.

    Raises:
        ValuesError: the file cannot be read (E401), is of no known kind (E402), malformed (E403), in an
            unknown encoding (E404), too large (E406), or without any value (E408).
        FileError: an .xlsx file did not pass the gate.
    """
    readers: Mapping[str, Callable[[Path], Given]] = {
        ".json": _json,
        ".toml": _toml,
        ".csv": _csv,
        ".txt": _csv,
        ".xlsx": _xlsx,
    }
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise ValuesError("E402", file=file)
    given = reader(file)
    if not (given.singles or given.tables or given.faults):
        raise ValuesError("E408", file=file)
    return given


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_FILE:
            raise ValuesError("E406", file=file, limit=MAX_FILE // MIB)
        return file.read_bytes()
    except OSError:
        raise ValuesError("E401", file=file) from None


def _decoded(file: Path) -> str:
    """The text: UTF-8, UTF-16 with its mark, or GB18030, in which Chinese programs write CSV files."""
    content = _content(file)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValuesError("E404", file=file)


# JSON and TOML


def _json(file: Path) -> Given:
    text = _decoded(file)
    faults: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        faults.extend(
            say("filling.twice", name=name) for name in dict.fromkeys(names) if names.count(name) > 1
        )
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=unique, parse_constant=str)
    except json.JSONDecodeError as error:
        raise ValuesError("E403", file=file, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise ValuesError("E403", file=file, line=1, column=1) from None
    if not isinstance(document, dict):
        raise ValuesError("E405", count=1, lines=say("filling.no_object"))
    return _of_document(document, faults)


def _toml(file: Path) -> Given:
    try:
        return _of_document(tomllib.loads(_decoded(file)), [])
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = place.groups() if place else ("", "")
        raise ValuesError("E403", file=file, line=line, column=column) from None
    except RecursionError:
        raise ValuesError("E403", file=file, line=1, column=1) from None


def _of_document(document: Mapping[str, Any], faults: list[str]) -> Given:
    singles: dict[str, Content] = {}
    tables: dict[str, tuple[Mapping[str, Content], ...]] = {}
    for key, value in document.items():
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            rows = [dict(_singles(row, f"{key}[{number}].", faults)) for number, row in enumerate(value, 1)]
            tables[key] = tuple(rows)
        elif isinstance(value, dict):
            inner = _singles(value, f"{key}_", faults)
            singles |= {f"{key}_{column}": content for column, content in inner}
        else:
            singles |= dict(_singles({key: value}, "", faults))
    return Given(singles, tables, tuple(faults))


def _singles(values: Mapping[str, Any], prefix: str, faults: list[str]) -> Iterator[tuple[str, Content]]:
    for key, value in values.items():
        if isinstance(value, (list, dict, dt.time)):
            faults.append(say("filling.no_value", name=f"{prefix}{key}"))
        elif value is not None and value != "":
            # Of so large a number a cell could only hold the text.
            yield key, str(value) if isinstance(value, int) and abs(value) > _LARGEST else value


# Two columns


def _csv(file: Path) -> Given:
    text = _decoded(file)
    first = text.partition("\n")[0]
    separator = next((sign for sign in _SEPARATORS if sign in first), ",")
    # Strict: a quote that is never closed would swallow all rows below it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        raise ValuesError("E403", file=file, line=reader.line_num, column=1) from None
    return _of_rows(enumerate(rows, start=1))


def _xlsx(file: Path) -> Given:
    import openpyxl  # noqa: PLC0415  (0.2 s, and other kinds of file need none)

    inspect(file)
    try:
        shown, held = (openpyxl.load_workbook(file, read_only=True, data_only=only) for only in (True, False))
        sheets = (book.worksheets[0].iter_rows(values_only=True) for book in (shown, held))
        beside = enumerate(zip(*sheets, strict=True), start=1)
        rows = [(number, _with_gaps(*both)) for number, both in beside if any(c is not None for c in both[1])]
        shown.close()
        held.close()
    except Exception:  # noqa: BLE001  (openpyxl raises whatever its parsing stumbles over)
        raise ValuesError("E401", file=file) from None
    return _of_rows(rows)


def _with_gaps(shown: Iterable[Any], held: Iterable[Any]) -> list[Any]:
    """A row, with ``_UNSAVED`` where a formula stands without its result."""
    return [_UNSAVED if s is None and h is not None else s for s, h in zip(shown, held, strict=True)]


def _of_rows(rows: Iterable[tuple[int, Iterable[Any]]]) -> Given:
    singles: dict[str, Content] = {}
    cells: dict[str, dict[int, dict[str, Content]]] = {}
    faults: list[str] = []
    first = True
    for number, row in rows:
        name, *values = ("" if cell is None else cell for cell in (*row, None))
        name = str(name).strip()
        heading, first = first and name in subject("filling")["headings"], first and not name
        if not name or heading:
            continue
        odd = _oddity(values)
        if odd:
            faults.append(say(f"filling.{odd}", row=number, name=name))
        elif values[0] != "":
            _put(singles, cells, name, values[0], faults)
    tables = {table: _in_order(table, found, faults) for table, found in cells.items()}
    return Given(singles, tables, tuple(faults))


def _oddity(values: list[Any]) -> str:
    """Why a row cannot be used, as a key of its wording; empty where it can."""
    if any(extra != "" for extra in values[1:]):
        return "too_wide"
    if values[0] is _UNSAVED:
        return "unsaved"
    return "time" if isinstance(values[0], dt.time | dt.timedelta) else ""


def _put(
    singles: dict[str, Content],
    cells: dict[str, dict[int, dict[str, Content]]],
    name: str,
    value: Content,
    faults: list[str],
) -> None:
    match = _TABLE_CELL.fullmatch(without_spaces(name))
    into = cells.setdefault(match[1], {}).setdefault(int(match[2]), {}) if match else singles
    key = match[3] if match else name
    if key in into:
        faults.append(say("filling.twice", name=name))
    into[key] = value


def _in_order(
    table: str, rows: Mapping[int, Mapping[str, Content]], faults: list[str]
) -> tuple[Mapping[str, Content], ...]:
    missing = sorted(set(range(1, max(rows) + 1)) - rows.keys())
    if missing or min(rows) < 1:
        faults.append(say("filling.row_missing", table=table, row=missing[0] if missing else 0))
    return tuple(rows[number] for number in sorted(rows))
