"""Why a workbook cannot be written to: found out before anything is changed, or else afterwards."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from perfxl.addin.faults import ClickError
from perfxl.addin.windows import com_fault
from perfxl.engines import Book, ProtectedSheetError, Range
from perfxl.scheme.model import Scheme
from perfxl.wording import say
from perfxl.workbook.areas import named_area
from perfxl.workbook.cells import write_texts
from perfxl.workbook.layout import plan

if TYPE_CHECKING:
    from perfxl.workbook.slots import Slot


def refuse_protected(book: Book, scheme: Scheme, sheets: Collection[str]) -> None:
    """Make sure that perfxl can write to these sheets: a user may have protected one, and changes nothing.

    Raises:
        ClickError: it cannot write to some of them (E604).
    """
    closed = list(_protected(book, scheme, sheets))
    if closed:
        raise ClickError("E604", sheets=_named(closed))


def translated(error: Exception, book: Book, scheme: Scheme, sheets: Collection[str]) -> Exception:
    """What stopped the work on a workbook, as far as its state tells; else the error itself.

    ``sheets`` are those that it had at the beginning.
    """
    refused = isinstance(error, ProtectedSheetError) or com_fault(error) == "protected"
    try:
        missing = _missing(book, sheets)
        closed = list(_protected(book, scheme, plan(scheme).sheet_names)) if refused else []
    except Exception as second:  # noqa: BLE001 - each engine has errors of its own for a book that is gone
        return second if com_fault(second) else ClickError("E606")
    if missing:
        return ClickError("E605", sheets=_named(missing))
    if closed or isinstance(error, ProtectedSheetError):
        return ClickError("E604", sheets=_named(closed))
    return error


def refuse_missing(book: Book, sheets: Collection[str]) -> None:
    """Make sure that all sheets are still there: what has no sheet any more is written nowhere.

    Raises:
        ClickError: some are gone, or bear another name (E605).
    """
    missing = _missing(book, sheets)
    if missing:
        raise ClickError("E605", sheets=_named(missing))


def _missing(book: Book, sheets: Collection[str]) -> list[str]:
    now = book.sheet_names
    return [sheet for sheet in sheets if sheet not in now]


def _named(sheets: Collection[str]) -> str:
    if not sheets:
        return say("click.unknown_sheet")
    return say("click.and").join(say("click.quoted", name=name) for name in sheets)


def _protected(book: Book, scheme: Scheme, sheets: Collection[str]) -> Iterator[str]:
    """The names that those sheets bear now which refuse what perfxl has to do there."""
    for slot in _probes(scheme, sheets):
        area = named_area(book, slot.name)
        if area is None:
            continue
        try:
            _touch(area, slot)
        except Exception as error:  # each engine refuses with an error of its own
            if com_fault(error) in ("busy", "gone"):
                raise
            yield area.sheet.name


def _probes(scheme: Scheme, sheets: Collection[str]) -> Iterator["Slot"]:
    """One cell a sheet: one that perfxl writes to, or else one that it marks."""
    slots = plan(scheme).slots.values()
    for sheet in sheets:
        here = [slot for slot in slots if slot.sheet == sheet]
        yield from [*(one for one in here if one.kind == "output"), *here][:1]


def _touch(area: Range, slot: "Slot") -> None:
    """Write what stands there already: nothing changes, but a protection shows."""
    cell = area[0, 0]
    cell.color = cell.color
    if slot.kind == "output":
        write_texts(cell, [[cell.value]])
