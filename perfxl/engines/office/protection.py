"""What Excel refuses on a protected sheet is refused here too, and what it allows is made possible.

LibreOffice protects in another way: through its interface it lets locked texts be overwritten, but no locked
cell be coloured, whatever the protection allows. Nor does it tell what a protection allows; that stands in
the file that the workbook was opened from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from perfxl.engines.addresses import address_of
from perfxl.engines.backend import Box, Look, ProtectedSheetError
from perfxl.engines.closed.source import Source
from perfxl.engines.office.bridge import Uno, uno_error
from perfxl.engines.office.cells import Patch


class Act(Enum):
    """What a protection may allow, by its name in a file."""

    FORMAT_CELLS = "formatCells"
    FORMAT_ROWS = "formatRows"
    FORMAT_COLUMNS = "formatColumns"
    LINK = "insertHyperlinks"
    NOTE = "objects"
    MERGE = "never allowed"


_FORBIDDEN: Final[Mapping[str, bool]] = {act.value: act is not Act.NOTE for act in Act}
"""What is forbidden where the file does not say."""
_PROTECTION: Final = re.compile(rb"<(?:\w+:)?sheetProtection\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb'(\w+)="(\w*)"')
_YES: Final = (b"1", b"true")
_TRAITS: Final = {Look.ROW_HEIGHT: Act.FORMAT_ROWS, Look.COLUMN_WIDTH: Act.FORMAT_COLUMNS}


class Protections:
    """What the protection of each sheet of one workbook allows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._forbidden: dict[str, Mapping[str, bool]] = {}

    def forbids(self, sheet: str, act: Act) -> bool:
        """Whether a protection of this sheet forbids an act."""
        if sheet not in self._forbidden:
            self._forbidden[sheet] = {**_FORBIDDEN, **self._said(sheet)}
        return self._forbidden[sheet][act.value]

    @cached_property
    def _source(self) -> Source | None:
        try:
            return Source(self._path.read_bytes())
        except (OSError, BadZipFile):
            return None  # never saved, or not in this format

    def _said(self, sheet: str) -> Mapping[str, bool]:
        content = self._source.sheet(sheet) if self._source is not None else b""
        found = _PROTECTION.search(content)
        if found is None:
            return {}
        said = {name.decode("ascii"): value in _YES for name, value in _ATTRIBUTE.findall(found[1])}
        return {name: said[name] for name in _FORBIDDEN if name in said}


class Guard:
    """The protection of one sheet."""

    def __init__(self, name: str, protections: Protections) -> None:
        self._name = name
        self._protections = protections

    def refuse(self, sheet: Uno, act: Act) -> None:
        """Refuse an act that the protection forbids.

        Raises:
            ProtectedSheetError: it does.
        """
        if sheet.isProtected() and self._protections.forbids(self._name, act):
            raise ProtectedSheetError(f"the sheet {self._name} is protected: no {act.name}")

    def refuse_locked(self, sheet: Uno, made: Iterable[Patch]) -> None:
        """Refuse to write into cells of which some are locked.

        Raises:
            ProtectedSheetError: some are, and the sheet is protected.
        """
        if not sheet.isProtected():
            return
        locked: list[Box] = [patch.boxes[0] for patch in made if patch.locked]
        if locked:
            address = address_of(min(locked))
            raise ProtectedSheetError(f"{self._name}!{address} is locked, and its sheet protected")

    def refuse_trait(self, sheet: Uno, trait: Look) -> None:
        """Refuse to change how cells look, where the protection forbids it.

        Raises:
            ProtectedSheetError: it does.
        """
        self.refuse(sheet, _TRAITS.get(trait, Act.FORMAT_CELLS))

    @contextmanager
    def lifted(self, sheet: Uno) -> Iterator[None]:
        """Take the protection away for what it allows but LibreOffice does not; it comes back as it was.

        Raises:
            ProtectedSheetError: it has a password.
        """
        if not sheet.isProtected():
            yield
            return
        try:
            sheet.unprotect("")
        except uno_error() as error:
            raise ProtectedSheetError(f"the sheet {self._name} is protected by a password") from error
        try:
            yield
        finally:
            sheet.protect("")
