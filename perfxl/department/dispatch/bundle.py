"""What is sent: the files of a folder that ``perfxl finish`` has made, or a single workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfxl.errors import FileError, SendError
from perfxl.wording import say

WORKBOOK: Final = ".xlsx"
TYPES: Final[Mapping[str, str]] = {
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
"""The kinds of files that are attached, in the order in which they are, and their MIME types."""

_MEBIBYTE: Final = 1024 * 1024
_LARGEST: Final = 50 * _MEBIBYTE
"""No mail server that a department is likely to meet takes more in one mail."""

_PASSING: Final = ("~$", ".")
"""How the files begin that Excel, Word and the system leave behind for a while."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files to be attached, the workbook first; ``left_out`` names what else lies in the folder."""

    place: Path
    """The folder, or the workbook where it is sent alone."""
    files: tuple[Path, ...]
    left_out: tuple[str, ...] = ()

    @property
    def workbook(self) -> Path:
        """The workbook."""
        return self.files[0]

    @property
    def draft_file(self) -> Path:
        """Where the draft of a mail belongs: beside the bundle, under its name."""
        stem = self.place.stem if self.place == self.workbook else self.place.name
        return self.place.with_name(f"{stem}.eml")


def find_bundle(place: Path) -> Bundle:
    """The bundle at a place: a folder with one workbook, or the workbook itself.

    Raises:
        FileError: there is nothing (E101), or the folder cannot be read (E104).
        SendError: the folder holds no workbook or several (E552), or the files are too large for a mail
            (E554).
    """
    place = Path(place).absolute()
    try:
        bundle = _in_folder(place) if place.is_dir() else Bundle(place, (place,))
        size = sum(file.stat().st_size for file in bundle.files)
    except FileNotFoundError as error:
        raise FileError("E101", file=place) from error
    except OSError as error:
        raise FileError("E104", file=place) from error
    refuse_too_large(size, _LARGEST, "attachments")
    return bundle


def _in_folder(folder: Path) -> Bundle:
    files = [one for one in sorted(folder.iterdir()) if one.is_file() and not one.name.startswith(_PASSING)]
    workbooks = [one for one in files if one.suffix.lower() == WORKBOOK]
    if len(workbooks) != 1:
        state = say("mail.bundle.several" if workbooks else "mail.bundle.none")
        raise SendError("E552", folder=folder, reason=state)
    fit = [one for kind in TYPES for one in files if one.suffix.lower() == kind]
    return Bundle(folder, tuple(fit), tuple(one.name for one in files if one not in fit))


def refuse_too_large(size: int, limit: int, whose: str) -> None:
    """See that what is sent is no larger than somebody takes, in bytes.

    Raises:
        SendError: it is larger (E554).
    """
    if size > limit:
        told = {"size": f"{size / _MEBIBYTE:.1f}", "limit": f"{limit / _MEBIBYTE:.1f}"}
        raise SendError("E554", whose=say(f"mail.too_large.{whose}"), **told)
