"""Small workbooks made by XlsxWriter, and parts of them changed by hand where XlsxWriter cannot."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter

from perfxl.engines import open_closed, package_of

Fill = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # noqa: DTZ001 - cells know no zone


def made(folder: Path, fill: Fill, name: str = "样本.xlsx", sheet: str = "表") -> Path:
    """A workbook with one sheet, filled."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet(sheet))
    return path


def table(text: str) -> Fill:
    """Cells as a table: the first line names the columns, the first word of each line its row.

    ``.`` is blank; what begins with ``=`` is a formula, with its saved value after a ``→``.
    """
    columns, *lines = [line.split() for line in text.strip().splitlines()]

    def fill(_book, sheet) -> None:
        for row, *cells in lines:
            for column, content in zip(columns, cells, strict=True):
                formula, _, saved = content.partition("→")
                if content.startswith("="):
                    sheet.write_formula(f"{column}{row}", formula, None, _number(saved))
                elif content != ".":
                    sheet.write(f"{column}{row}", _number(content))

    return fill


def _number(text: str) -> float | str:
    try:
        number = float(text)
        return int(number) if number.is_integer() else number
    except ValueError:
        return text


def parts_of(content: Path | bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def patched(path: Path, changes: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> Path:
    """Change, add or (None) remove parts; a change must change something."""
    parts = parts_of(path)
    for name, change in changes.items():
        if change is None:
            del parts[name]
        elif callable(change):
            before = parts[name]
            parts[name] = change(before)
            assert parts[name] != before, f"{name} is as it was"
        else:
            parts[name] = change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
WORKBOOK = "xl/workbook.xml"
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def before(mark: str, added: str) -> Callable[[bytes], bytes]:
    """Put XML in front of the first occurrence of a mark."""
    return lambda content: content.replace(mark.encode(), (added + mark).encode(), 1)


def related(kind: str, target: str, *, namespace: str = OFFICE) -> str:
    """One relationship, its id made of its kind."""
    return f'<Relationship Id="x{kind}" Type="{namespace}/{kind}" Target="{target}"/>'


def relations(*entries: str) -> bytes:
    inside = "".join(entries)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'.encode()


def saved(
    path: Path, target: Path, values: Mapping[tuple[str, str], float | str | bool] | None = None
) -> Path:
    """The workbook as it comes back from being opened and saved."""
    with open_closed(path) as book:
        target.write_bytes(package_of(book, values or {}))
    return target


STYLES = "xl/styles.xml"
