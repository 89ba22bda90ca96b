"""One sheet of the summary: A4 across, a title, what is to be said of it, headings that stay in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.wording import say
from perfxl.workbook.template.styles import Styles

_A4: Final = 9
_MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.65, "bottom": 0.6}
"""Inches."""
_ROW_HEIGHT: Final = 20.0
_TITLE_HEIGHT, _NOTE_HEIGHT, _HEADING_HEIGHT = 30.0, 18.0, 32.0
_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = str.maketrans("", "", "[]:*?/\\'")


@dataclass
class Book:
    """The workbook that is being written: its formats, the names that its sheets have taken."""

    file: Workbook
    title: str
    """What the header of every sheet says."""
    notes: tuple[str, ...]
    """What every sheet that shows scores says of them: that points are examples, that totals are open."""
    rows: int
    """So many rows a sheet holds at most."""
    styles: Styles = field(init=False)
    _names: set[str] = field(default_factory=set)
    _custom: dict[object, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.styles = Styles(self.file)

    def custom(self, key: object, properties: Mapping[str, Any]) -> Format:
        """A format of its own, made once for each key."""
        if key not in self._custom:
            self._custom[key] = self.file.add_format(dict(properties))
        return self._custom[key]

    def page(self, name: str, *, colour: str = "#2E75B6") -> Worksheet:
        """A new sheet, as wide as one page across."""
        page = self.file.add_worksheet(self._free(name))
        page.set_paper(_A4)
        page.set_landscape()
        page.set_margins(**_MARGINS)
        page.set_header(say("summary.paper.header", title=self.title.replace("&", "&&")))
        page.set_footer(say("template.paper.footer"))
        page.hide_gridlines(2)
        page.set_tab_color(colour)
        page.fit_to_pages(1, 0)
        page.set_default_row(_ROW_HEIGHT)
        return page

    def _free(self, name: str) -> str:
        """A name that Excel takes for a sheet and that no other sheet has."""
        plain = name.translate(_FORBIDDEN)[:_LONGEST_NAME]
        number = 1
        while plain.casefold() in self._names:
            number += 1
            tail = say("summary.sheet_again", number=number)
            plain = name.translate(_FORBIDDEN)[: _LONGEST_NAME - len(tail)] + tail
        self._names.add(plain.casefold())
        return plain

    def head(self, page: Worksheet, title: str, notes: Sequence[str]) -> int:
        """Write a title and a line of notes each; the row that follows."""
        page.set_row(0, _TITLE_HEIGHT)
        page.write_string(0, 0, title, self.styles("title", "left"))
        for row, note in enumerate(notes, start=1):
            page.set_row(row, _NOTE_HEIGHT)
            page.write_string(row, 0, note, self.styles("remark", "one_line"))
        return len(notes) + 1

    def headings(
        self, page: Worksheet, row: int, titles: Sequence[str], height: float = _HEADING_HEIGHT
    ) -> None:
        """Write a row of headings."""
        page.set_row(row, height)
        for column, title in enumerate(titles):
            page.write_string(row, column, title, self.styles("header"))


def across(book: Book, page: Worksheet, row: int, span: tuple[int, int], text: str) -> None:
    """Write one heading over several columns, from the first to the last of ``span``."""
    first, last = span
    look = book.styles("header")
    if last > first:
        page.merge_range(row, first, row, last, text, look)
    else:
        page.write_string(row, first, text, look)


def quoted(name: str) -> str:
    """The name of a sheet as it stands in a formula."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"
