"""One sheet of the summary: A4 across, a title, what is to be said of it, headings that stay in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.wording import say
from perfxl.workbook.template.styles import SMALL_SIZE, Styles
from perfxl.workbook.textfit import text_height

_A4: Final = 9
_MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.65, "bottom": 0.6}
"""Inches."""
_ROW_HEIGHT: Final = 20.0
_TITLE_HEIGHT, _NOTE_HEIGHT, _HEADING_HEIGHT = 30.0, 18.0, 32.0
_LONGEST_NAME: Final = 31
_OWN_SIZE: Final = {"scale_with_doc": False}
_FORBIDDEN: Final = str.maketrans("", "", "[]:*?/\\'")


@dataclass
class Book:
    """The workbook that is being written: its formats, the names that its sheets have taken."""

    file: Workbook
    title: str
    """What the header of every sheet says."""
    notes: tuple[str, ...]
    """What every sheet that shows scores says of them: that points are examples, that totals are open."""
    marks: str
    """The same in a few words, for the head of every page that is printed."""
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
        """A new sheet, as wide as one page across.

        What stands at the head and the foot of its pages keeps its size however much the sheet is reduced: on
        pages that follow, nothing else says what the table is and that its points are examples.
        """
        page = self.file.add_worksheet(self._free(name))
        page.set_paper(_A4)
        page.set_landscape()
        page.set_margins(**_MARGINS)
        page.center_horizontally()
        title = self.title.replace("&", "&&")
        page.set_header(say("summary.paper.header", title=title, marks=self.marks), _OWN_SIZE)
        page.set_footer(say("template.paper.footer"), _OWN_SIZE)
        page.hide_gridlines(2)
        page.set_tab_color(colour)
        page.fit_to_pages(1, 0)
        page.set_default_row(_ROW_HEIGHT)
        return page

    @property
    def upright_header(self) -> str:
        """The header of pages that are to look like an official document: nothing but what must be said."""
        return say("summary.paper.header_upright", marks=self.marks) if self.marks else ""

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

    def head(self, page: Worksheet, title: str, notes: Sequence[str], widths: Sequence[float]) -> int:
        """Write a title over all columns of a table and below it the notes; the row that follows."""
        self.title_over(page, (0, len(widths) - 1), title)
        return self.notes_over(page, (0, len(widths) - 1), notes, sum(widths))

    def title_over(self, page: Worksheet, span: tuple[int, int], title: str) -> None:
        """Write a title over the columns from the first to the last of ``span``."""
        page.set_row(0, _TITLE_HEIGHT)
        across(page, 0, span, title, self.styles("title", "fitted"))

    def notes_over(self, page: Worksheet, span: tuple[int, int], notes: Sequence[str], width: float) -> int:
        """Write notes below the title, as tall as they need in columns so wide; the row that follows."""
        for row, note in enumerate(notes, start=1):
            page.set_row(row, max(_NOTE_HEIGHT, text_height(note, width, SMALL_SIZE)))
            across(page, row, span, note, self.styles("remark", "left"))
        return len(notes) + 1

    def headings(
        self, page: Worksheet, row: int, titles: Sequence[str], height: float = _HEADING_HEIGHT
    ) -> None:
        """Write a row of headings."""
        page.set_row(row, height)
        for column, title in enumerate(titles):
            page.write_string(row, column, title, self.styles("header"))


def across(page: Worksheet, row: int, span: tuple[int, int], text: str, look: Format) -> None:
    """Write a text over several columns, from the first to the last of ``span``."""
    first, last = span
    if last > first:
        page.merge_range(row, first, row, last, text, look)
    else:
        page.write_string(row, first, text, look)


def forget_heights(page: Worksheet) -> None:
    """Let go of the heights of rows that have gone to the disk.

    XlsxWriter keeps them for charts that might be put beside, of which a long table has none: for a province
    half a gigabyte. The row that was begun last is still in memory: its height must be set after this.
    """
    if page.constant_memory:
        page.row_info.clear()
        page.row_sizes.clear()


def quoted(name: str) -> str:
    """The name of a sheet as it stands in a formula."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"
