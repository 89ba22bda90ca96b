"""说明: what the summary is, what is in it and what is missing, and what each sheet is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.sheets.page import Book, quoted
from perfxl.wording import say
from perfxl.workbook.textfit import text_height

_WIDTHS = (30.0, 22.0, 74.0)
_ROW = 22.0


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the cover, with what is to be said about it."""

    label: str
    value: float | str
    remark: str = ""
    warns: bool = False


def write_cover(
    book: Book, page: Worksheet, facts: Sequence[Fact], sheets: Sequence[tuple[str, str]]
) -> None:
    """Write the sheet; ``sheets`` are the others with what each is for."""
    page.set_portrait()
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.set_row(0, 40)
    page.merge_range(0, 0, 0, 2, book.title, book.styles("title"))
    row = 1
    for note in book.notes:
        page.set_row(row, text_height(note, sum(_WIDTHS)))
        page.merge_range(row, 0, row, 2, note, book.styles("notice"))
        row += 1
    row = _facts(book, page, row + 1, facts)
    _contents(book, page, row + 1, sheets)


def _facts(book: Book, page: Worksheet, row: int, facts: Sequence[Fact]) -> int:
    book.headings(page, row, [say(f"summary.cover.{key}") for key in ("fact", "value", "remark")], _ROW)
    for place, fact in enumerate(facts, start=row + 1):
        page.set_row(place, max(_ROW, text_height(fact.remark, _WIDTHS[2])))
        look = ("notice",) if fact.warns else ("grid",)
        page.write_string(place, 0, fact.label, book.styles(*look))
        if isinstance(fact.value, str):
            page.write_string(place, 1, fact.value, book.styles(*look, "center"))
        else:
            page.write_number(place, 1, fact.value, book.styles(*look, "center"))
        page.write_string(place, 2, fact.remark, book.styles(*look))
    return row + len(facts) + 1


def _contents(book: Book, page: Worksheet, row: int, sheets: Sequence[tuple[str, str]]) -> None:
    page.set_row(row, _ROW)
    page.write_string(row, 0, say("summary.cover.sheet"), book.styles("header"))
    page.merge_range(row, 1, row, 2, say("summary.cover.purpose"), book.styles("header"))
    for place, (name, purpose) in enumerate(sheets, start=row + 1):
        page.set_row(place, max(_ROW, text_height(purpose, _WIDTHS[1] + _WIDTHS[2])))
        page.write_url(place, 0, f"internal:{quoted(name)}!A1", book.styles("grid", "link"), name)
        page.merge_range(place, 1, place, 2, purpose, book.styles("grid"))
