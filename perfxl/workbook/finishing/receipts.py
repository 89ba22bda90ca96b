"""The receipts of a workbook: rows of its very hidden sheet ``_perfxl``, under its identity."""

from typing import TYPE_CHECKING

from perfxl.receipt import MARKED_KEY, RECEIPT_KEY, Receipt, Receipts, read_rows, to_rows
from perfxl.workbook.cells import write_texts
from perfxl.workbook.layout import IDENTITY_ROWS, IDENTITY_SHEET
from perfxl.workbook.reading.parsing import show

if TYPE_CHECKING:
    from perfxl.engines import Book

Row = tuple[str, str]


def read_receipts(book: "Book") -> Receipts:
    """The receipts that an open workbook keeps, and what looks like one but cannot be read."""
    return read_rows(_rows(book))


def write_receipt(book: "Book", receipt: Receipt) -> None:
    """Keep one more receipt; only where there is no more room the oldest has to go."""
    _add(book, to_rows(receipt))


def carry_receipts(old: "Book", fresh: "Book") -> None:
    """Give a fresh workbook the receipts of the one that it replaces, unreadable ones too."""
    _add(fresh, [row for row in _rows(old) if row[0] == RECEIPT_KEY])


def write_marked(book: "Book", digest: str) -> None:
    """Keep what a copy held when a bureau marked it, in place of what an earlier mark kept."""
    before = _rows(book)
    _put(book, before, [*(row for row in before if row[0] != MARKED_KEY), (MARKED_KEY, digest)])


def _rows(book: "Book") -> list[Row]:
    """Keys and values down to the last one, blank rows included."""
    block = (
        book.sheets[IDENTITY_SHEET].range((1, 1), (IDENTITY_ROWS, 2)).options(ndim=2, err_to_str=True).value
    )
    rows = [(show(key).strip(), show(value)) for key, value in block]
    while rows and rows[-1] == ("", ""):
        rows.pop()
    return rows


def _add(book: "Book", more: "tuple[Row, ...] | list[Row]") -> None:
    """Add rows below those there are."""
    before = _rows(book)
    _put(book, before, [*before, *more])


def _put(book: "Book", before: "list[Row]", after: "list[Row]") -> None:
    while len(after) > IDENTITY_ROWS:
        receipts = (number for number, (key, _) in enumerate(after) if key == RECEIPT_KEY)
        after.pop(next(receipts, len(after) - 2))  # without any, somebody else has filled the sheet
    first = next(
        (n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before)
    )
    if after[first:]:
        write_texts(book.sheets[IDENTITY_SHEET].range((first + 1, 1)), after[first:])
