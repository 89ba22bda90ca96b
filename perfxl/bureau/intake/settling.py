"""Gives every copy its version and its name, once a run has met everything that came together.

What came with the workbooks of one department is named after it; so is a spreadsheet that is no return but
came with one. Nothing is guessed: with none or with several departments around, it keeps its own name.
"""

import os
from itertools import chain, islice
from pathlib import Path
from typing import Final

import msgspec

from perfxl.bureau import naming
from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.intake.identifying import identify
from perfxl.bureau.intake.ledger import Ledger
from perfxl.bureau.intake.pieces import TEMPORARY, Content
from perfxl.bureau.judging import judge
from perfxl.bureau.records import Attachment, Received
from perfxl.bureau.store import Store
from perfxl.bureau.whose import NO_TEMPLATE
from perfxl.errors import FileError
from perfxl.workbook.saving.save import make_names_last, patiently

_WORKBOOK: Final = ".xlsx"
_TOGETHER: Final = 200


class Settling:
    """The end of a run over one folder; each step may be done again after a kill."""

    def __init__(self, folder: BureauFolder, store: Store, ledger: Ledger) -> None:
        self._folder = folder
        self._store = store
        self._ledger = ledger

    def settle(self) -> int:
        """Number the versions, name everything that has no name yet, and rename it.

        Tells how many spreadsheets turned out to be attachments.
        """
        with self._store.together():
            companions = self._move_companions()
            self._store.number_versions()
            self._plan()
        self.complete()
        return companions

    def complete(self) -> None:
        """Do the renamings that are on record.

        A name that somebody else has taken meanwhile is given up: nothing is ever written over.

        Raises:
            FileError: a file cannot be renamed (E504).
        """
        pending = iter(self._ledger.pending())
        while batch := list(islice(pending, _TOGETHER)):
            with self._store.together():
                for source, target in batch:
                    self._complete(source, target)
                    self._ledger.renamed(source)
                for place in {(self._folder.root / target).parent for _, target in batch}:
                    make_names_last(place)

    def _complete(self, source: str, target: str) -> None:
        """Do one renaming, if it was not done already."""
        old, new = self._folder.root / source, self._folder.root / target
        if not old.exists():
            return
        if not os.path.lexists(new):
            _rename(old, new)
        elif Content(old).digest() == Content(new).digest():
            old.unlink()
        else:
            self._call(target, source)

    def reconsider(self) -> None:
        """Look again at what could not be read, if perfxl or a scheme has changed since."""
        reader = judge()
        if self._ledger.fact("reader") != reader:
            with self._store.together():
                for one in self._ledger.faulty():
                    self._look_again(one)
                self._ledger.note("reader", reader)
            self.complete()

    def _look_again(self, one: Received) -> None:
        file = self._folder.root / one.file
        if not file.is_file():
            return
        try:
            found = identify(file, one.name)
        except OSError:  # open elsewhere: the next change of perfxl tries again
            return
        if found.fault == one.fault:
            return
        name = TEMPORARY.format(one=one.digest[:12])
        unnamed = self._ledger.relative(self._folder.originals / name)
        for same in self._ledger.same_content(one.digest):
            told = {name: getattr(found, name) for name in ("department", "year", "code", "scheme", "fault")}
            self._store.add_received([msgspec.structs.replace(same, file=unnamed, **told)])
        self._ledger.rename([(one.file, unnamed)])

    def _move_companions(self) -> int:
        """Spreadsheets of no template that came with one department's workbook belong to it; how many."""
        moved = 0
        for one, _ in self._ledger.unnamed():
            if one.fault is not None and one.fault.code == NO_TEMPLATE:
                departments = self._ledger.departments_of(one.bundle)
                if len(departments) == 1:
                    self._ledger.make_attachment(one, *departments[0])
                    moved += 1
        return moved

    def _plan(self) -> None:
        workbooks = naming.Names(_names_in(self._folder.originals))
        attachments = naming.Names(_names_in(self._folder.attachments))
        pairs = chain(
            (self._call_workbook(one, number, workbooks) for one, number in self._ledger.unnamed()),
            (self._call_attachment(one, attachments) for one in self._ledger.unnamed_attachments()),
        )
        self._ledger.rename(pairs)

    def _call_workbook(self, one: Received, number: int, names: naming.Names) -> tuple[str, str]:
        suffix = _WORKBOOK
        if one.fault is not None:
            stem, suffix = naming.unrecognised(one.name), naming.split(one.name)[1] or _WORKBOOK
        elif not one.department:
            stem = naming.unsigned(one.name)
        else:
            code = one.code if self._ledger.codes_of(one) > 1 else ""
            stem = naming.of_workbook(one.department, code, one.year, number)
        target = self._ledger.relative(self._folder.originals / names.take(stem, suffix))
        self._call(one.file, target)
        return one.file, target

    def _call_attachment(self, one: Attachment, names: naming.Names) -> tuple[str, str]:
        departments = (
            [(one.department, one.year)] if one.department else self._ledger.departments_of(one.bundle)
        )
        department, year = departments[0] if len(departments) == 1 else ("", None)
        stem = naming.of_attachment(department, year, one.name)
        target = self._ledger.relative(self._folder.attachments / names.take(stem, naming.split(one.name)[1]))
        called = msgspec.structs.replace(one, file=target, department=department, year=year)
        self._ledger.add_attachment(called)
        return one.file, target

    def _call(self, file: str, name: str) -> None:
        """Tell the store another name of a file."""
        for one in self._ledger.of_file(file):
            self._store.add_received([msgspec.structs.replace(one, file=name)])
        for attachment in self._ledger.attachments_of_file(file):
            self._ledger.add_attachment(msgspec.structs.replace(attachment, file=name))


def _names_in(place: Path) -> list[str]:
    return [file.name for file in place.iterdir()] if place.is_dir() else []


def _rename(old: Path, new: Path) -> None:
    try:
        new.parent.mkdir(exist_ok=True)
        patiently(lambda: old.rename(new))
    except OSError as error:
        raise FileError("E504", file=new) from error
