"""A file made of a book: openpyxl's package, with values put beside formulas and no trace of the clock."""

import io
import math
import re
import zipfile
from collections.abc import Mapping
from html import escape  # xml.sax would bring urllib and half of http with it
from typing import Final

from openpyxl.workbook.properties import CalcProperties
from openpyxl.writer.excel import ExcelWriter

from perfxl.engines.backend import ERRORS, EngineError
from perfxl.engines.closed.carrying import Parts, carry, carry_for_workbook
from perfxl.engines.closed.document import FileDocument
from perfxl.engines.closed.source import Result
from perfxl.engines.closed.tidying import order_fonts, share_texts, write_out_characters

Values = Mapping[tuple[str, str], float | str | bool]

_SOME_DAY: Final = (1980, 1, 1, 0, 0, 0)
_FORMULA_CELL: Final = re.compile(
    rb'<c r="([A-Z]+\d+)"( s="\d+")?>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>'
)
_FIXED_ROW: Final = re.compile(rb'(<row r="(\d+)"[^>]*?) customHeight="1"')
_CONTROL: Final = re.compile(r"[\x00-\x08\x0B-\x1F]|_(?=x[0-9A-Fa-f]{4}_)")


def package(document: FileDocument, values: Values) -> bytes:
    """The whole content of an .xlsx file; see :func:`perfxl.engines.package_of`."""
    if document.dropped:
        raise EngineError(f"openpyxl has dropped something: {'; '.join(document.dropped)}")
    given = _by_sheet(document, values)
    made = io.BytesIO()
    _recalculate_when_opened(document)
    for sheet in document.workbook.worksheets:
        # As a side effect this counts the levels of grouped columns, which openpyxl does too late.
        sheet.column_dimensions.to_tree()
    # Not Workbook.save, which writes the time of day into the file; and not compressed before we are done.
    try:
        ExcelWriter(document.workbook, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED)).save()
    except Exception as error:
        raise EngineError(f"openpyxl cannot write the workbook: {error}") from error
    sheets = {sheet.path.lstrip("/"): sheet.title for sheet in document.workbook.worksheets}
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for part, name in sheets.items():
        parts[part] = _with_results(document, name, parts[part], given[name])
        carry(document.source, name, part, parts)
    carry_for_workbook(document.source, parts)
    share_texts(parts, sheets)
    order_fonts(parts)
    write_out_characters(parts)
    return _zipped(parts)


def _zipped(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _SOME_DAY)
            entry.create_system = 0  # else it would tell Windows from Linux
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _recalculate_when_opened(document: FileDocument) -> None:
    """Excel then computes what nobody here could."""
    calculation = document.workbook.calculation or CalcProperties()
    calculation.fullCalcOnLoad = True
    document.workbook.calculation = calculation


def _by_sheet(document: FileDocument, values: Values) -> Mapping[str, Mapping[str, Result]]:
    found: dict[str, dict[str, Result]] = {name: {} for name in document.sheet_names()}
    for (sheet, cell), value in values.items():
        found[sheet][cell] = _result(value)
    return found


def _result(value: float | str | bool) -> Result:
    if isinstance(value, bool):
        return Result("b", str(int(value)))
    if isinstance(value, str):
        return Result(
            "e" if value in ERRORS else "str", _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
        )
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number to Excel")
    return Result("n", repr(value))


def _with_results(document: FileDocument, sheet: str, content: bytes, given: Mapping[str, Result]) -> bytes:
    grid = document.grid(sheet)
    results = dict(document.source.results(sheet))
    for cell in grid.written:
        results.pop(cell, None)
    results.update(given)
    fitted = document.source.fitted_rows(sheet) - grid.heights_set
    content = _FORMULA_CELL.sub(lambda match: _with_result(match, results), content)
    if fitted:
        content = _FIXED_ROW.sub(lambda match: match[1] if int(match[2]) in fitted else match[0], content)
    return content


def _with_result(match: re.Match[bytes], results: Mapping[str, Result]) -> bytes:
    address, style, formula = match.groups(b"")
    result = results.get(address.decode("ascii"))
    if result is None:
        return match[0]
    kind = b"" if result.kind == "n" else b' t="' + result.kind.encode("ascii") + b'"'
    text = escape(result.text, quote=False).encode("utf-8")
    return b'<c r="' + address + b'"' + style + kind + b">" + formula + b"<v>" + text + b"</v></c>"
