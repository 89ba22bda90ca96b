"""Fixture workbooks: the blank template of a scheme, and a list of edits made to it."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Scheme, Sheet, TableBlock
from perfxl.workbook.layout import plan
from perfxl.workbook.template.blank import write_template

SCHEME_ID = "guangdong-county-2020"
ROWS = 6
_TABLE_CELL = re.compile(r"(.+)\[(\d+)\]")


@dataclass(frozen=True)
class Saved:
    """A formula with the value that is saved beside it, as a spreadsheet program leaves it."""

    formula: str
    value: float | str


@cache
def scheme(scheme_id: str = SCHEME_ID, rows: int | None = ROWS) -> Scheme:
    """A scheme that perfxl brings; for speed with few rows a table and one level of scores, or whole."""
    whole = load_scheme(scheme_id)
    if rows is None:
        return whole
    sheets = tuple(msgspec.structs.replace(sheet, blocks=tuple(_cut(sheet, rows))) for sheet in whole.sheets)
    # Its checks would ask for what has been cut away.
    return msgspec.structs.replace(whole, sheets=sheets, levels=whole.levels[:1], checks=())


def _cut(sheet: Sheet, rows: int):
    for block in sheet.blocks:
        is_table = isinstance(block, TableBlock)
        yield msgspec.structs.replace(block, capacity=rows) if is_table else block


@cache
def template(scheme_id: str = SCHEME_ID, rows: int | None = ROWS) -> bytes:
    """The blank workbook of a scheme."""
    buffer = io.BytesIO()
    write_template(scheme(scheme_id, rows), buffer)
    return buffer.getvalue()


def cell_of(name: str, scheme_id: str = SCHEME_ID, rows: int | None = ROWS) -> tuple[str, str]:
    """Sheet and cell of ``基本情况表!D12``, a field (``编制数``), or a cell of a table (``项目_名称[2]``)."""
    if "!" in name:
        sheet, _, cell = name.partition("!")
        return sheet, cell
    slots = plan(scheme(scheme_id, rows)).slots
    if match := _TABLE_CELL.fullmatch(name):
        slot = slots[match[1]]
        return slot.sheet, slot.cell(int(match[2]) - 1)
    return slots[name].sheet, slots[name].address


def place_of(name: str, **options: Any) -> str:
    return "!".join(cell_of(name, **options))


def edited(
    content: bytes,
    edits: Mapping[str, object] | None = None,
    change: Callable[[Workbook], object] | None = None,
    **options: Any,
) -> bytes:
    """A workbook with some cells filled (None clears one), then changed in any other way."""
    if change is None:
        return _filled(content, tuple((edits or {}).items()), tuple(options.items()))
    return _edited(content, edits, change, **options)


@cache
def _filled(
    content: bytes, edits: tuple[tuple[str, object], ...], options: tuple[tuple[str, Any], ...]
) -> bytes:
    """Many tests begin with the same workbook."""
    return _edited(content, dict(edits), None, **dict(options))


def _edited(
    content: bytes,
    edits: Mapping[str, object] | None,
    change: Callable[[Workbook], object] | None,
    **options: Any,
) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    saved: dict[tuple[str, str], Saved] = {}
    for name, edit in (edits or {}).items():
        sheet, cell = cell_of(name, **options)
        if isinstance(edit, Saved):
            saved[sheet, cell] = edit
        value = edit.formula if isinstance(edit, Saved) else edit
        book[sheet][cell] = value
        if isinstance(value, str) and not value.startswith("="):
            book[sheet][cell].data_type = "e" if value.startswith("#") else "s"
    positions = {name: number for number, name in enumerate(book.sheetnames, start=1)}
    if change is not None:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return _with_saved(buffer.getvalue(), {(positions[s], c): v for (s, c), v in saved.items()})


def _with_saved(content: bytes, values: Mapping[tuple[int, str], Saved]) -> bytes:
    """Put values beside formulas; openpyxl, which made the file, cannot."""
    if not values:
        return content
    parts = unzipped(content)
    for (sheet, cell), saved in values.items():
        name = f"xl/worksheets/sheet{sheet}.xml"
        kind = "str" if isinstance(saved.value, str) else "n"
        pattern = rf'(<c r="{cell}"[^>]*?)(?: t="\w+")?>(<f>.*?</f>)<v ?/?>(?:</v>)?'
        text, count = re.subn(pattern, rf'\1 t="{kind}">\2<v>{saved.value}</v>', parts[name].decode())
        assert count == 1, (sheet, cell)
        parts[name] = text.encode()
    return zipped(parts)


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def names_on(book: Workbook, sheet: str) -> dict[str, str]:
    """The defined names of the workbook that refer to one sheet, and the cells they refer to."""
    found = {}
    for name, defined in book.defined_names.items():
        on, _, cells = defined.attr_text.rpartition("!")
        if on.strip("'") == sheet:
            found[name] = cells
    return found


def point_names(book: Workbook, sheet: str, to: str) -> None:
    """Let all names that refer to one sheet refer to another, or to ``#REF!``."""
    on = to if to == "#REF!" else f"'{to}'!"
    for name, cells in names_on(book, sheet).items():
        book.defined_names[name].attr_text = on + ("" if to == "#REF!" else cells)


def rename_sheet(sheet: str, to: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet].title = to
        point_names(book, sheet, to)

    return change


def remove_sheet(sheet: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        del book[sheet]
        point_names(book, sheet, "#REF!")

    return change


def copy_sheet(sheet: str, to: str) -> Callable[[Workbook], None]:
    """Excel gives the copy of a sheet names of its own."""

    def change(book: Workbook) -> None:
        book.copy_worksheet(book[sheet]).title = to
        for name, cells in names_on(book, sheet).items():
            book[to].defined_names[name] = DefinedName(name, attr_text=f"'{to}'!{cells}")

    return change


def insert_rows(sheet: str, row: int, count: int) -> Callable[[Workbook], None]:
    """Insert rows as a spreadsheet program does: names and formulas move along. Merged areas are given up."""

    def moved(cells: str) -> str:
        return re.sub(r"(?<=[A-Z$])\d+", lambda m: str(int(m[0]) + count * (int(m[0]) >= row)), cells)

    def change(book: Workbook) -> None:
        page = book[sheet]
        page.merged_cells.ranges = set()
        page.insert_rows(row, count)
        for cell in (cell for line in page.iter_rows() for cell in line if cell.data_type == "f"):
            cell.value = moved(cell.value)
        for name, cells in names_on(book, sheet).items():
            book.defined_names[name].attr_text = f"'{sheet}'!{moved(cells)}"

    return change


def many_projects(count: int) -> Callable[[Workbook], None]:
    """More projects than the whole template has rows for, in rows inserted as a user does it."""
    sheet, second = cell_of("项目_名称[2]", rows=None)
    row = int(second.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def change(book: Workbook) -> None:
        insert_rows(sheet, row, count - 60)(book)
        for column, value in (("名称", "项目{}"), ("全年预算", 10), ("全年执行", 9)):
            cells = book.defined_names[f"项目_{column}"].attr_text.rpartition("!")[2].replace("$", "")
            for (cell,) in book[sheet][cells][:count]:
                cell.value = value.format(cell.row) if isinstance(value, str) else value

    return change


def table_edits(prefix: str, text: str) -> dict[str, object]:
    """Edits from a small table: headings are a table's own columns, each further line is one row.

    A cell ``.`` stays blank; what reads as a number is one.
    """
    lines = [line.split() for line in text.strip().splitlines()]
    return {
        f"{prefix}_{column}[{row}]": number_or_text(cell)
        for row, cells in enumerate(lines[1:], start=1)
        for column, cell in zip(lines[0], cells, strict=True)
        if cell != "."
    }


def number_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def written(folder: Path, content: bytes, name: str = "某县行政服务中心.xlsx") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def codes(findings: Iterable[Any]) -> set[str]:
    """Where and what, in short: ``基本情况表!D12 T14.unit``."""
    return {f"{f.place} {f.code}.{f.case}" if f.case else f"{f.place} {f.code}" for f in findings}
