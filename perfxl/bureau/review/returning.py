"""Return sheets (退回意见) for all departments with findings, and copies of their workbooks with marks.

Made in processes like reviews: a hundred thousand sheets take a while. A sheet that stands already for the
same review is left alone; one that somebody has written into is kept beside before it is replaced.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from perfxl import __version__
from perfxl.bureau import naming
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.matching import namesakes
from perfxl.bureau.products import OWN_PRODUCT
from perfxl.bureau.records import Fault, Received, Reviewed, digest_of, fault_of
from perfxl.bureau.review.comparing import NO_RECEIPT
from perfxl.bureau.review.crew import Bounds, Lost, spread
from perfxl.bureau.review.marking import mark_copy
from perfxl.bureau.review.replacing import replace, set_aside
from perfxl.bureau.review.return_sheet import return_sheet
from perfxl.bureau.store import Held, Store
from perfxl.bureau.telling import Tell, untold
from perfxl.errors import FileError, PerfxlError
from perfxl.scheme.load import MALFORMED
from perfxl.wording import say

_TOGETHER: Final = 50
_SUFFIX: Final = ".xlsx"
_NOT_THEIRS: Final = frozenset({OWN_PRODUCT, *MALFORMED})
"""Faults that no department can mend: perfxl has written the file, or the bureau's scheme is malformed."""

_encode = msgspec.msgpack.Encoder().encode
_received = msgspec.msgpack.Decoder(Received).decode
_reviewed = msgspec.msgpack.Decoder(Reviewed).decode


class Order(NamedTuple):
    """One file to be made: where, of what, and what was known of it when it was last made.

    ``source`` is the workbook of which a copy is wanted, ``""`` where it is a return sheet.
    """

    root: str
    target: str
    basis: str
    known: str
    received: bytes
    reviewed: bytes
    source: str = ""


class Made(NamedTuple):
    """What came of an order: the digest of the file that stands now, or why there is none."""

    digest: str = ""
    older: str = ""
    fault: Fault | None = None


@dataclass
class Returned:
    """What a run has made."""

    written: int = 0
    unchanged: int = 0
    older: list[str] = field(default_factory=list)
    """Files that somebody had changed, and that are kept beside."""
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    """Files that could not be written, and why."""


def make(order: Order) -> Made:
    """Make one file; nothing is raised."""
    folder = BureauFolder(Path(order.root))
    target = folder.root / order.target
    try:
        if order.source:
            return _copied(folder, order, target)
        content = return_sheet(_received(order.received), _reviewed(order.reviewed))
        written = replace(folder, target, content, order.known)
    except PerfxlError as error:
        return Made(fault=fault_of(error))
    except OSError as error:
        return Made(fault=fault_of(FileError("E504", file=target, reason=str(error))))
    return Made(written.digest, "" if written.older is None else written.older.name)


def _copied(folder: BureauFolder, order: Order, target: Path) -> Made:
    older = ""
    if target.exists() and digest_of(target.read_bytes()) != order.known:
        older = set_aside(folder, target).name
    target.parent.mkdir(parents=True, exist_ok=True)
    mark_copy(folder.root / order.source, target, dt.datetime.now().astimezone())
    return Made(digest_of(target.read_bytes()), older)


def return_all(
    folder: BureauFolder,
    store: Store,
    held: Iterable[Held[Reviewed]],
    *,
    copies: bool,
    jobs: int,
    tell: Tell = untold,
) -> Returned:
    """Make what is to go back; ``held`` are the workbooks that count, with their reviews.

    Sheets of earlier runs that nothing goes with any more are moved to the older files.
    """
    done = Returned()
    desk = _Desk(folder, store, copies=copies)
    orders = desk.orders(held, done)
    results = (
        spread(make, orders, jobs=jobs, bounds=Bounds(seconds=300.0))
        if copies or jobs > 1
        else ((order, make(order)) for order in orders)
    )
    with closing(results):
        for order, made in results:
            desk.note(order, made, done)
            tell(done.written + len(done.faults), desk.wanted)
    desk.finish(done)
    return done


def _wanted(reviewed: Reviewed) -> bool:
    """Whether there is anything to tell its department."""
    if reviewed.fault is not None:
        return reviewed.fault.code not in _NOT_THEIRS
    compared = any(one.code != NO_RECEIPT for one in reviewed.comparisons)
    return compared or bool(reviewed.findings)


class _Encoded(NamedTuple):
    """A workbook and its review, as they cross to another process."""

    received: bytes
    reviewed: bytes

    def basis(self, source: str = "") -> str:
        """Tells whether a file that is made of them would come out as it stands."""
        return hashlib.sha256(b"".join((*self, source.encode(), __version__.encode()))).hexdigest()


class _Desk:
    """What is to be made in one run, and what was made."""

    def __init__(self, folder: BureauFolder, store: Store, *, copies: bool) -> None:
        self._folder, self._store, self._copies = folder, store, copies
        self._names = naming.Names(())
        self._namesakes = namesakes(one for one, _ in store.received())
        self._current: set[str] = set()
        self._noted: list[tuple[str, str, str]] = []
        self.wanted = 0

    def orders(self, held: Iterable[Held[Reviewed]], done: Returned) -> Iterator[Order]:
        """All that is not there yet as it should be."""
        for one in held:
            reviewed = one.reviewed
            if reviewed is None or not _wanted(reviewed):
                continue
            stem = self._stem(one.received, reviewed)
            encoded = _Encoded(_encode(one.received), _encode(reviewed))
            yield from self._order(self._named(stem, "sheet"), encoded, done)
            if reviewed.fault is None:
                copy, source = self._named(stem, "copy"), one.received.file
                if self._copies:
                    yield from self._order(copy, encoded, done, source)
                elif self._store.written(copy)[0] == encoded.basis(source):
                    self._current.add(copy)

    def _stem(self, received: Received, reviewed: Reviewed) -> str:
        if reviewed.fault is not None:
            return naming.unrecognised(received.name)
        if not naming.safe(reviewed.department):
            return naming.unsigned(received.name)
        code = reviewed.code or received.code if reviewed.department in self._namesakes else ""
        return naming.of_return(reviewed.department, code, reviewed.year)

    def _named(self, stem: str, kind: str) -> str:
        name = self._names.take(say(f"review.return.names.{kind}", stem=stem), _SUFFIX)
        return f"{self._folder.returns.name}/{name}"

    def _order(self, target: str, encoded: _Encoded, done: Returned, source: str = "") -> Iterator[Order]:
        self._current.add(target)
        basis = encoded.basis(source)
        known, digest = self._store.written(target)
        if known == basis and (self._folder.root / target).exists():
            done.unchanged += 1
            return
        self.wanted += 1
        yield Order(str(self._folder.root), target, basis, digest, *encoded, source)

    def note(self, order: Order, made: Made | Lost, done: Returned) -> None:
        """Remember what came of an order."""
        if isinstance(made, Lost):
            done.faults.append((order.target, fault_of(PerfxlError("E829", file=order.target))))
        elif made.fault is not None:
            done.faults.append((order.target, made.fault))
        else:
            done.written += 1
            done.older += [made.older] if made.older else []
            self._noted.append((order.target, order.basis, made.digest))
            if len(self._noted) >= _TOGETHER:
                self._keep()

    def finish(self, done: Returned) -> None:
        """Clear away what belongs to no review any more: a copy of an older version too, asked for or not."""
        self._keep()
        own = f"{self._folder.returns.name}/"
        for target in self._store.all_written():
            if target.startswith(own) and target not in self._current:
                with suppress(OSError, FileError):  # open in Excel: the next run does it
                    self._clear_away(self._folder.root / target, done)
                    self._store.forget_written(target)

    def _clear_away(self, file: Path, done: Returned) -> None:
        if file.exists():
            done.older.append(set_aside(self._folder, file).name)
            file.unlink()

    def _keep(self) -> None:
        self._store.put_written(self._noted)
        self._noted.clear()
