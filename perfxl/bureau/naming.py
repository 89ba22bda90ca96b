"""Names for files that Windows, Linux and a Mac all take, made from what departments and mails say."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from perfxl.bureau.shown import shown
from perfxl.wording import say
from perfxl.workbook.saving.naming import FORBIDDEN, unmistakable

_UNFIT = re.compile(rf"[{FORBIDDEN}\\/\x00-\x1f\x7f]+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_PART: Final = 50
"""Characters of a department's or a file's own name that go into a name: Linux takes 255 bytes in all."""


def safe(text: str, most: int = _PART) -> str:
    """A text as part of a file's name; ``""`` where nothing of it can be."""
    fit = unmistakable(_UNFIT.sub("", shown(unicodedata.normalize("NFC", text), 4 * most)))
    return fit[:most].strip(" .")


def split(name: str) -> tuple[str, str]:
    """A file's own name as a safe stem and its ending in small letters, such as ``.xlsx``."""
    last = re.split(r"[\\/]", name)[-1].strip(" .")
    match = _SUFFIX.search(last)
    suffix = match[0].lower() if match else ""
    return safe(last[: -len(suffix)] if suffix else last) or say("intake.names.nameless"), suffix


def of_workbook(department: str, code: str, year: int | None, number: int) -> str:
    """The stem for one version of a department's workbook; ``code`` where the name alone would not tell."""
    whose = _whose(department, code)
    return say("intake.names.workbook", department=whose, year=_when(year), number=number)


def of_return(department: str, code: str, year: int | None) -> str:
    """The stem for what goes back to a department; ``code`` where the name alone would not tell."""
    return f"{_whose(department, code)}-{_when(year)}"


def _when(year: int | None) -> str:
    return say("intake.names.no_year") if year is None else str(year)


def _whose(department: str, code: str) -> str:
    whose = safe(department) or say("intake.names.nameless")
    return say("intake.names.with_code", department=whose, code=safe(code)) if code else whose


def unsigned(name: str) -> str:
    """The stem for a workbook that names no department."""
    return say("intake.names.unsigned", name=split(name)[0])


def unrecognised(name: str) -> str:
    """The stem for a workbook that cannot be read."""
    return say("intake.names.unrecognised", name=split(name)[0])


def of_attachment(department: str, year: int | None, name: str) -> str:
    """The stem for what came with a department's workbook; ``""`` as department where that is not known.

    A name that begins with the department's is kept as it is; those of finished bundles have no spaces.
    """
    (stem, _), whose = split(name), safe(department)
    if not whose:
        return say("intake.names.unsigned", name=stem)
    if _without_spaces(stem).startswith(_without_spaces(whose)):
        return stem
    return say("intake.names.attachment", department=whose, year=_when(year), name=stem)


def _without_spaces(name: str) -> str:
    return "".join(name.split())


def folded(name: str) -> str:
    """Equal for names that a file system of Windows or a Mac does not tell apart."""
    return unicodedata.normalize("NFC", name).casefold()


class Names:
    """The names of one folder, of which each is given away once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {folded(name) for name in taken}
        self._last = dict[str, int]()

    def take(self, stem: str, suffix: str) -> str:
        """``stem`` with its suffix, or with the next number where that name is taken."""
        number = self._last.get(folded(stem + suffix), 0)
        name = ""
        while not name or folded(name) in self._taken:
            number += 1
            name = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
        self._last[folded(stem + suffix)] = number
        self._taken.add(folded(name))
        return name
