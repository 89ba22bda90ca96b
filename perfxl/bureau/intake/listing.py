"""The list of what came in (收件清单.xlsx): for an officer to work through, not to write into.

It is made anew by every run. Text from outside is written as text, whatever it looks like.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from itertools import islice
from typing import Any, Final, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.intake.ledger import Ledger
from perfxl.bureau.intake.limits import MAX_LISTED
from perfxl.bureau.matching import Matching, count_departments, folded, folded_code, of_one_code
from perfxl.bureau.products import Product
from perfxl.bureau.records import Attachment, NotUsed, Received
from perfxl.bureau.shown import first_of
from perfxl.bureau.store import Store
from perfxl.bureau.versions import Version
from perfxl.wording import say, subject
from perfxl.workbook.cells import written
from perfxl.workbook.saving.save import write_whole
from perfxl.workbook.template.styles import BODY_FONT, SMALL_SIZE, Styles
from perfxl.workbook.textfit import NORMAL_SIZE, text_height

Cell: TypeAlias = str | int | dt.datetime | None
Row: TypeAlias = Mapping[str, Cell]

_A4: Final = 9
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": BODY_FONT, "font_size": NORMAL_SIZE},
}
_HEADER_ROW: Final = 2
_MOST_ROWS: Final = 1_000_000
_MOST_LINKS: Final = 65_000
"""Excel lets a sheet have 65,530; files beyond are named without a link."""
_TAKEN_AMISS: Final = frozenset("#%")
"""Signs that a link takes for something else; only files that an officer has named himself have them."""
_MOST_NAMES: Final = 5
_TITLE_HEIGHT, _HEADER_HEIGHT, _LEAST_HEIGHT = 30, 24, 20
_WIDTHS: Final = {
    "number": 6, "department": 24, "code": 11, "section": 12, "supervisor": 24, "kind": 12, "year": 7,
    "version": 6, "newest": 6, "open": 6, "file": 30, "name": 28, "source": 44, "sender": 22, "at": 17,
    "state": 11, "note": 36, "times": 9, "versions": 9, "last": 17,
}  # fmt: skip
_COLUMNS: Final = {
    "received": ("number", "department", "code", "section", "year", "version", "newest", "state", "open",
        "file", "note", "sender", "at", "name", "source"),
    "missing": ("number", "department", "code", "section", "supervisor", "kind", "note"),
    "repeated": ("number", "department", "code", "section", "times", "versions", "last", "note"),
    "strangers": ("number", "department", "code", "times", "sender", "note"),
    "attachments": ("number", "department", "year", "open", "file", "sender", "at", "name", "source"),
    "not_used": ("number", "name", "state", "note", "sender", "at", "source"),
}  # fmt: skip
_NOT_PRINTED: Final = frozenset({"name", "source"})
"""Where they come last: what is looked up on the screen and would make the print too small to read."""
_CENTRED: Final = frozenset({"number", "year", "version", "newest", "times", "versions", "state", "open"})


def write_list(
    folder: BureauFolder, store: Store, ledger: Ledger, matching: Matching, now: dt.datetime
) -> None:
    """Write the list, in place of an earlier one; ``now`` is local time.

    Raises:
        FileError: it is open elsewhere (E504), or the disk refuses (E505).
    """
    content = BytesIO()
    with Workbook(content, deepcopy(_OPTIONS)) as book:
        book.set_properties({"keywords": Product.RECEIVED_LIST.keywords})
        pages = _Pages(book)
        on_roster = {one.key: unit.entry.section for unit in matching.units for one in unit.items}
        no_roster = "" if matching.units else say("intake.list.no_roster")
        alike = of_one_code(one for one, _ in store.received())
        received = (_received(one, version, on_roster, alike) for one, version in store.received())
        pages.add("received", received, _summary(store, matching, now))
        pages.add("missing", _missing(matching), no_roster)
        pages.add("repeated", _repeated(matching))
        pages.add("strangers", _strangers(matching) if matching.units else (), no_roster)
        pages.add("attachments", map(_attachment, ledger.attachments()))
        pages.add("not_used", map(_not_used, ledger.not_used()), _many(ledger))
    write_whole(folder.received_list, content.getvalue(), replace=True)


def _summary(store: Store, matching: Matching, now: dt.datetime) -> str:
    items = [one for one, _ in store.received()]
    figures = {
        "workbooks": len({one.digest for one in items}),
        "departments": count_departments(items),
        "unreadable": len({one.digest for one in items if one.fault is not None}),
        "time": f"{now:%Y-%m-%d %H:%M}",
    }
    roster = ""
    if matching.units:
        roster = say("intake.list.on_roster", units=len(matching.units), missing=len(matching.missing))
    return say("intake.list.summary", roster=roster, **figures)


def _many(ledger: Ledger) -> str:
    count = sum(1 for _ in ledger.not_used())
    return say("intake.list.many", most=MAX_LISTED) if count >= MAX_LISTED else ""


def _others(department: str, names: Sequence[str]) -> str:
    """The first names that are not a department's own: all departments may have typed the same code."""
    own = folded(department)
    return first_of((name for name in names if folded(name) != own), _MOST_NAMES)


def _received(
    one: Received, version: Version, sections: Mapping[str, str], alike: Mapping[str, tuple[str, ...]]
) -> Row:
    state: str = version.standing if one.department else "unsigned"
    note = ""
    if one.fault is not None:
        state = "unreadable"
        note = say("intake.list.fault", code=one.fault.code, fault=one.fault.fault, remedy=one.fault.remedy)
    elif state == "unsigned":
        note = say("intake.list.unsigned_note")
    elif others := _others(one.department, alike.get(folded_code(one.code), ())):
        note = say("intake.list.same_code", names=others)
    return {
        "department": one.department,
        "code": one.code,
        "section": sections.get(one.key, ""),
        "year": one.year,
        "version": version.number if one.department else None,
        "newest": say("intake.list.newest") if state == "newest" else "",
        "file": one.file,
        "state": say(f"intake.list.states.{state}"),
        "note": note,
        **_arrival(one),
    }


def _arrival(one: Received | Attachment | NotUsed) -> Row:
    return {"name": one.name, "source": one.source, "sender": one.sender, "at": local(one.at)}


def local(at: str) -> dt.datetime | None:
    """A time as the store has it, in local time without a zone, as a spreadsheet takes it."""
    try:
        return dt.datetime.fromisoformat(at).astimezone().replace(tzinfo=None) if at else None
    except (ValueError, OverflowError, OSError):
        return None


def _missing(matching: Matching) -> Iterator[Row]:
    for unit in matching.missing:
        entry = unit.entry
        yield {
            "department": entry.department,
            "code": entry.code,
            "section": entry.section,
            "supervisor": entry.supervisor,
            "kind": entry.kind,
            "note": say("intake.list.maybe_sent", name=unit.hint) if unit.hint else "",
        }


def _repeated(matching: Matching) -> Iterator[Row]:
    """Units first; without a roster all senders are strangers, and who sent twice is told all the same."""
    units = [
        (unit.entry.department, unit.entry.code, unit.entry.section, unit.items) for unit in matching.repeated
    ]
    others = [(one.sender.department, one.sender.code, "", one.sender.items) for one in matching.strangers]
    for department, code, section, items in (*units, *others):
        if len(items) > 1:
            versions = len({one.digest for one in items})
            yield {
                "department": department,
                "code": code,
                "section": section,
                "times": len(items),
                "versions": versions,
                "last": local(max(one.at for one in items)),
                "note": say("intake.list.versions" if versions > 1 else "intake.list.same"),
            }


def _strangers(matching: Matching) -> Iterator[Row]:
    for one in matching.strangers:
        yield {
            "department": one.sender.department,
            "code": one.sender.code,
            "times": len(one.sender.items),
            "sender": say("intake.list_and").join(sorted({item.sender for item in one.sender.items} - {""})),
            "note": say("intake.list.maybe_unit", name=one.hint) if one.hint else "",
        }


def _attachment(one: Attachment) -> Row:
    return {"department": one.department, "year": one.year, "file": one.file, **_arrival(one)}


def _not_used(one: NotUsed) -> Row:
    note = say("intake.list.fault", code=one.fault.code, fault=one.fault.fault, remedy=one.fault.remedy)
    return {"state": one.fault.code, "note": note, **_arrival(one)}


class _Pages:
    """The sheets of the list, one after the other, row after row."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._styles = Styles(book)
        self._words: Mapping[str, Any] = subject("intake")["list"]

    def add(self, name: str, rows: Iterable[Row], note: str = "") -> None:
        """Write one sheet: title, what it is, headings, rows; one without rows says so."""
        words, columns = self._words["sheets"][name], _COLUMNS[name]
        printed = _printed(columns)
        page = self._book.add_worksheet(words["name"])
        for place, column in enumerate(columns):
            page.set_column(place, place, _WIDTHS[column])
        self._head(page, words, columns, note)
        last = _HEADER_ROW
        for number, row in enumerate(islice(rows, _MOST_ROWS), start=1):
            last += 1
            self._row(page, last, columns, {**row, "number": number}, printed)
        if last == _HEADER_ROW:
            page.write_string(last + 1, 0, say("intake.list.none"), self._styles("left", "plain"))
        _set_up(page, last, columns, printed)

    def _head(self, page: Worksheet, words: Mapping[str, str], columns: tuple[str, ...], note: str) -> None:
        page.set_row(0, _TITLE_HEIGHT)
        page.write_string(0, 0, words["title"], self._styles("title", "left"))
        told = say("intake.list.joined", note=note, what=words["what"]) if note else words["what"]
        printed = _printed(columns)
        width = sum(_WIDTHS[column] for column in columns[:printed])
        page.set_row(1, max(_HEADER_HEIGHT, text_height(told, width, SMALL_SIZE)))
        page.merge_range(1, 0, 1, printed - 1, told, self._styles("remark", "left"))
        page.set_row(_HEADER_ROW, _HEADER_HEIGHT)
        for place, column in enumerate(columns):
            page.write_string(_HEADER_ROW, place, self._words["columns"][column], self._styles("header"))

    def _row(self, page: Worksheet, row: int, columns: tuple[str, ...], cells: Row, printed: int) -> None:
        page.set_row(row, _height(columns[:printed], cells))
        for place, column in enumerate(columns):
            value, looks = cells.get(column), ("grid", *_looks(column, printed=place < printed))
            if column == "open":
                self._link(page, row, place, str(cells.get("file") or ""))
            elif column == "file":
                page.write_string(row, place, written(_shown(column, value)), self._styles(*looks))
            elif isinstance(value, dt.datetime):
                page.write_datetime(row, place, value, self._styles(*looks, "moment"))
            elif isinstance(value, int):
                page.write_number(row, place, value, self._styles(*looks))
            elif value:
                page.write_string(row, place, written(value), self._styles(*looks))
            else:
                page.write_blank(row, place, None, self._styles(*looks))

    def _link(self, page: Worksheet, row: int, place: int, file: str) -> None:
        """A short text to click on: not every spreadsheet program wraps the text of a link."""
        if file and row < _MOST_LINKS and not _TAKEN_AMISS & set(file):
            link = self._styles("grid", "center", "link")
            page.write_url(row, place, f"external:{file}", link, say("intake.list.open"))
        else:
            page.write_blank(row, place, None, self._styles("grid", "center"))


def _printed(columns: tuple[str, ...]) -> int:
    """How many columns are printed: the first ones."""
    return 1 + max(place for place, column in enumerate(columns) if column not in _NOT_PRINTED)


def _looks(column: str, *, printed: bool) -> tuple[str, ...]:
    if not printed:
        return ("one_line",)
    return ("center",) if column in _CENTRED else ()


def _height(columns: tuple[str, ...], cells: Row) -> float:
    """As high as the longest text needs; neither Excel files nor their writers find that out."""
    heights = (text_height(_shown(column, cells.get(column)), _WIDTHS[column]) for column in columns)
    return max(_LEAST_HEIGHT, *heights)


def _shown(column: str, value: Cell) -> str:
    """A cell's text; of a file its own name."""
    return str(value or "").rpartition("/")[2] if column == "file" else str(value or "")


def _set_up(page: Worksheet, last: int, columns: tuple[str, ...], printed: int) -> None:
    page.print_area(0, 0, last + 1, printed - 1)
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_header(say("intake.list.header"))
    page.set_footer(say("intake.list.footer"))
    page.repeat_rows(_HEADER_ROW)
    page.freeze_panes(_HEADER_ROW + 1, 2)
    page.autofilter(_HEADER_ROW, 0, max(last, _HEADER_ROW + 1), len(columns) - 1)
    page.hide_gridlines(2)
