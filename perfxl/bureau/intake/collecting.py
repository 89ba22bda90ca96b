"""One run of taking in: the sources, the folder, the roster, and the list of it all."""

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfxl.bureau.alone import alone_in
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.intake.ledger import Ledger
from perfxl.bureau.intake.listing import write_list
from perfxl.bureau.intake.opening import opened
from perfxl.bureau.intake.pieces import Desk
from perfxl.bureau.intake.roster import read_roster
from perfxl.bureau.intake.settling import Settling
from perfxl.bureau.intake.taking import Taker, Tally
from perfxl.bureau.intake.walking import size_of, walked
from perfxl.bureau.matching import Matching, count_departments, match, of_one_code
from perfxl.bureau.records import Received
from perfxl.bureau.store import Store
from perfxl.bureau.telling import Tell, untold
from perfxl.errors import FileError

_TOGETHER: Final = 50
"""How many files are taken in before the store is told for good."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run has done, and how things stand after it."""

    tally: Tally
    departments: int
    """Departments of which there is a workbook; namesakes of several budget codes are several."""
    unreadable: tuple[Received, ...]
    """Those that cannot be read, a content once."""
    alike: tuple[tuple[str, ...], ...]
    """Names that give the same budget code."""
    matching: Matching | None
    """What the roster says; None where there has never been one."""
    list_file: Path
    folder: Path


def collect(
    sources: Iterable[Path], root: Path, roster: Path | None = None, tell: Tell = untold
) -> Collected:
    """Take in everything that the sources hold and write the list of it; sources are only ever read.

    ``tell`` is told the bytes of the sources that are done.

    Raises:
        FileError: no source is there (E800), a source is what perfxl itself keeps (E801), the folder cannot
            be used (E802), is in use (E803) or full (E804), the list is open elsewhere (E504), the roster
            cannot be read.
    """
    folder, sources = BureauFolder(root), list(sources)
    own = frozenset(
        folder.real.root / name for name in (*folder.own_names, folder.originals.name, folder.store.name)
    )
    _refuse_sources(sources, own)
    entries = None if roster is None else read_roster(roster)
    _make(folder)
    with alone_in(folder) as store:
        _refuse_open_list(folder)
        if entries is not None:
            store.put_roster(entries)
        left_out = own if roster is None else own | {Path(os.path.realpath(roster))}
        places = [Path(os.path.realpath(source)) for source in sources]
        return _Run(folder, store).over(places, left_out, tell)


def _refuse_sources(sources: list[Path], own: frozenset[Path]) -> None:
    for source in sources:
        place = Path(os.path.realpath(source))
        if not own.isdisjoint((place, *place.parents)):
            raise FileError("E801", file=source)
    if sources and not any(source.exists() for source in sources):
        raise FileError("E800", file=sources[0])


def _make(folder: BureauFolder) -> None:
    try:
        folder.originals.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("E802", folder=folder.root) from error


def _refuse_open_list(folder: BureauFolder) -> None:
    """Before the work and not after it: Excel keeps others from writing what it has open."""
    if folder.received_list.exists():
        try:
            with folder.received_list.open("r+b"):
                pass
        except OSError as error:
            raise FileError("E504", file=folder.received_list) from error


class _Run:
    """One run over one folder that nobody else works on."""

    def __init__(self, folder: BureauFolder, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._ledger = Ledger(folder, store)
        self._settling = Settling(folder, store, self._ledger)
        self._taker = Taker(folder, store, self._ledger)
        self._now = dt.datetime.now(dt.UTC)

    def over(self, places: list[Path], own: frozenset[Path], tell: Tell) -> Collected:
        """Complete what an earlier run left, take in what is new, and tell how things stand."""
        self._settling.complete()
        self._ledger.clear_leftovers()
        self._settling.reconsider()
        self._take_in(places, own, tell)
        self._taker.tally.move_companions(self._settling.settle())
        return self._told()

    def _take_in(self, places: list[Path], own: frozenset[Path], tell: Tell) -> None:
        total, finished = size_of(places, own), 0

        def done(size: int) -> None:
            nonlocal finished
            finished += size
            tell(min(finished, total), total)

        desk = Desk(self._folder.originals, self._now)
        with self._store.piecemeal() as keep:
            for place in places:
                met = (leaf for one in walked(place, desk, own) for leaf in opened(one, desk, done))
                for count, leaf in enumerate(met, start=1):
                    self._taker.take(leaf)
                    if count % _TOGETHER == 0:
                        self._taker.settle_on_disk()
                        keep()
                self._taker.finish(place)
            self._taker.settle_on_disk()

    def _told(self) -> Collected:
        received = [one for one, _ in self._store.received()]
        roster = self._store.roster()
        matching = match(roster, received)
        self._store.rank(matching.ranks)
        write_list(self._folder, self._store, self._ledger, matching, dt.datetime.now().astimezone())
        return Collected(
            tally=self._taker.tally,
            departments=count_departments(received),
            unreadable=tuple({one.digest: one for one in received if one.fault is not None}.values()),
            alike=tuple(of_one_code(received).values()),
            matching=matching if roster else None,
            list_file=self._folder.received_list,
            folder=self._folder.root,
        )
