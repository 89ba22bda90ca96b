"""What openpyxl's loader gets wrong and what can be set right: before it reads, and after."""

import datetime as dt
import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.engines.closed.carrying import without_drawings
from perfxl.engines.closed.cells import held
from perfxl.engines.closed.chinese_formats import written_out
from perfxl.engines.closed.source import MAIN, Source, number_of, parse, parse_loosely, relations_of

_BAD_DATE: Final = "is marked as a date"
_TOLERATED: Final = re.compile(
    f"{_BAD_DATE}"  # set right below
    "|extension is not supported"  # carried over past openpyxl
    "|no default style"  # openpyxl then writes its own, which is Excel's
    "|Cannot parse header or footer"  # likewise
    "|Print area cannot be set"  # for the caller to judge
)
_DEAD_PRINT_NAME: Final = re.compile(
    rb"<(?:\w+:)?definedName [^>]*name=[\"']_xlnm\.Print_(?:Titles|Area)[\"'][^>]*>[^<]*#REF![^<]*</[^>]*>"
)
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCells\b[^>]*>.*?</(?:\w+:)?mergeCells>", re.DOTALL)
_AREA: Final = re.compile(rb"""\sref=["']([A-Z]+\d+:[A-Z]+\d+)["']""")
_ODD_VALUE: Final = re.compile(rb">[^<>]*[_&\x80-\xFF][^<>]*</(?:[\w.-]+:)?v>")
"""A text or, where Python is too kind to it, a number."""
_CELL, _FORMULA, _VALUE, _INLINE = (f"{{{MAIN}}}{tag}" for tag in ("c", "f", "v", "is"))
_LENGTH: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|px)")
_SOME_DAY: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - as openpyxl wants it
_PIXELS: Final = {"pt": 96 / 72, "px": 1.0}


def load(content: bytes, source: Source) -> tuple[Workbook, tuple[str, ...]]:
    """The workbook, set right; and what openpyxl says it has dropped, in its own words.

    Raises:
        Exception: it cannot be read; openpyxl raises whatever its parsing happens to stumble over.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        merged = _merged_areas(source)
        prepared = _prepared(content, source, merged)
        workbook = load_workbook(io.BytesIO(prepared), rich_text=True, keep_links=True)
    _number_formats(workbook)
    for name, areas in merged.items():
        for area in areas:
            workbook[name].merged_cells.add(area)
    said = [str(warning.message) for warning in caught]
    for sheet in workbook.worksheets:
        _refuse_odd_numbers(sheet.title, source)
        _mend_sheet(sheet, source, bad_dates=any(_BAD_DATE in warning for warning in said))
        _refuse_infinite_numbers(sheet)
    _forget_inventions(workbook, source)
    return workbook, tuple(warning for warning in said if not _TOLERATED.search(warning))


def _refuse_odd_numbers(sheet: str, source: Source) -> None:
    """Give up on a number that no program writes, where openpyxl guesses, or leaves it for us to find.

    What stands beside formulas openpyxl does not read at all.
    """
    source.results(sheet)
    tree = source.tree(sheet) if _ODD_VALUE.search(source.sheet(sheet)) else None
    for cell in () if tree is None else tree.iter(_CELL):
        if cell.get("t", "n") == "n":
            number_of(cell.findtext(_VALUE) or "0")


def _refuse_infinite_numbers(sheet: Worksheet) -> None:
    """Likewise on a number of more figures than Excel can count."""
    for cell in held(sheet).values():
        if isinstance(cell.value, (int, float)) and not math.isfinite(cell.value):
            raise ValueError(f"{sheet.title}!{cell.coordinate}: {cell.value} is no number")


def _merged_areas(source: Source) -> Mapping[str, list[str]]:
    """The merged areas of every sheet that has some.

    openpyxl drops what such an area covers, though merging by way of formats, or in another program, leaves
    it there; and it draws the borders of all covered cells anew, which takes most of the time of loading.
    """
    found: dict[str, list[str]] = {}
    for name in source.sheet_parts:
        merged = _MERGED.search(source.sheet(name))
        if merged:
            found[name] = [area.decode("ascii") for area in _AREA.findall(merged[0])]
    return found


def _prepared(content: bytes, source: Source, merged: Mapping[str, list[str]]) -> bytes:
    """The file as openpyxl shall see it.

    Print titles whose rows were deleted make it give up, though they print nothing; drawings are carried
    over past it (:mod:`perfxl.engines.closed.carrying`); of merged areas it shall not know before all cells
    are read; and the numbers of Chinese date formats mean nothing to it.
    """
    changed = {source.workbook_part: _DEAD_PRINT_NAME.sub(b"", source.part(source.workbook_part))}
    for styles in source.workbook_parts("styles"):
        changed[styles] = written_out(source.part(styles))
    for part in source.sheet_parts.values():
        changed[relations_of(part)] = without_drawings(source.part(relations_of(part)))
    for name in merged:
        part = source.sheet_parts[name]
        changed[part] = _MERGED.sub(b"", source.part(part))
    changed = {name: part for name, part in changed.items() if part != source.part(name)}
    if not changed:
        return content
    mended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(mended, "w") as new:
        for name in old.namelist():
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return mended.getvalue()


def _number_formats(workbook: Workbook) -> None:
    """Let openpyxl find the cell formats that it has read; it would write each of them once more, renumbered.

    It changes them after it has noted where each stands.
    """
    formats: Any = vars(workbook)["_cell_styles"]  # there is no public way to them
    numbers: dict[object, int] = {}
    for number, one in enumerate(formats):
        numbers.setdefault(one, number)
    vars(formats).update(_dict=numbers, clean=True)


def _mend_sheet(sheet: Worksheet, source: Source, *, bad_dates: bool) -> None:
    content = source.sheet(sheet.title)
    links = b"hyperlink" in content
    if links or bad_dates:
        cells = {cell.get("r", ""): cell for cell in parse(content).iter(_CELL)}
        if links:
            _blank_linked_cells(sheet, cells)
        if bad_dates:
            _restore_bad_dates(sheet, cells)
    for place, size in _note_sizes(sheet, source):
        note = held(sheet)[place].comment
        if note is not None:
            note.width, note.height = size


def _blank_linked_cells(sheet: Worksheet, cells: Mapping[str, etree._Element]) -> None:
    """A blank cell that leads somewhere gets the address for a text from openpyxl."""
    filled = {address for address, cell in cells.items() if _is_filled(cell)}
    for cell in held(sheet).values():
        if isinstance(cell, Cell) and cell.hyperlink is not None and cell.coordinate not in filled:
            cell.value = None
            if not cell.has_style:
                # openpyxl writes no cell, and so no link, where there is neither a value nor a style.
                cell.alignment = Alignment(vertical="bottom")


def _is_filled(cell: etree._Element) -> bool:
    """Whether openpyxl finds anything in a cell: an element without a text is nothing to it."""
    if cell.find(_FORMULA) is not None:
        return True
    return cell.find(_INLINE) is not None if cell.get("t") == "inlineStr" else bool(cell.findtext(_VALUE))


def _restore_bad_dates(sheet: Worksheet, cells: Mapping[str, etree._Element]) -> None:
    """A number like 20240305 in a cell for dates becomes #VALUE! in openpyxl: the entry would be gone."""
    for cell in held(sheet).values():
        if cell.data_type == "e" and cell.value == "#VALUE!" and cell.coordinate in cells:
            raw = cells[cell.coordinate]
            if raw.get("t", "n") == "n":
                cell.value = float(raw.findtext(_VALUE) or 0)


def _note_sizes(sheet: Worksheet, source: Source) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The (row, column) and (width, height) in pixels of the boxes of notes; openpyxl makes all alike."""
    for relation in source.relations(source.sheet_parts[sheet.title]).values():
        if relation.kind == "vmlDrawing":
            yield from _boxes(sheet, parse_loosely(source.part(relation.target)))


def _boxes(sheet: Worksheet, drawing: etree._Element) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for shape in drawing.iterfind("{*}shape"):
        row, column = (shape.findtext(f"{{*}}ClientData/{{*}}{side}") for side in ("Row", "Column"))
        lengths = {
            name: float(number) * _PIXELS[unit]
            for name, number, unit in _LENGTH.findall(shape.get("style", ""))
        }
        if row and column and len(lengths) == len(_PIXELS):
            place = int(row) + 1, int(column) + 1
            if place in held(sheet):
                yield place, (round(lengths["width"]), round(lengths["height"]))


def _forget_inventions(workbook: Workbook, source: Source) -> None:
    """Where a file does not say who made it and when, openpyxl says: I, and now."""
    core = next(
        (found.target for found in source.relations("").values() if found.kind == "core-properties"), ""
    )
    said = source.part(core)
    if b"creator" not in said:
        workbook.properties.creator = None
    if b"created" not in said:
        workbook.properties.created = _SOME_DAY
    if b"modified" not in said:
        workbook.properties.modified = _SOME_DAY
