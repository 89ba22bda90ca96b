"""Number formats: LibreOffice numbers them, document by document; Excel writes them out."""

import re
from functools import cache
from typing import Final, NamedTuple

from perfxl.engines.entry import TEXT_FORMAT
from perfxl.engines.office.bridge import Uno, struct

GENERAL: Final = "General"

_DATE, _TIME, _LOGICAL, _TEXT = 2, 4, 1024, 256
_FORMATS_A_LOCALE: Final = 10_000
"""Keys are counted anew for each locale, and the first of each is the general format."""
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_QUOTED: Final = re.compile(r'("[^"]*"|\\.|AM/PM|\[[^\]]*\])')


class Format(NamedTuple):
    """A number format: its code as Excel writes it, and what it makes of a number."""

    code: str
    is_moment: bool = False
    """A date, a time of day, or both; a span of time is a number of days."""
    is_logical: bool = False


class Formats:
    """The number formats of one document."""

    def __init__(self, component: Uno) -> None:
        self._formats = component.getNumberFormats()
        self._locale = struct("lang.Locale", "en", "US", "")
        self._codes: dict[int, str] = {}
        self.of = cache(self._of)
        self.key = cache(self._key)

    def _key(self, code: str) -> int:
        """The number of the format of this code, made if need be."""
        found = int(self._formats.queryKey(code, self._locale, False))
        key = found if found >= 0 else int(self._formats.addNew(code, self._locale))
        self._codes[key] = code
        return key

    def _of(self, key: int) -> Format:
        """The format of this number."""
        if key % _FORMATS_A_LOCALE == 0:
            return Format(GENERAL)
        found = self._formats.getByKey(key)
        if found.Type & _LOGICAL:
            return Format(GENERAL, is_logical=True)
        if found.Type & _TEXT:
            return Format(TEXT_FORMAT)
        moment = bool(found.Type & (_DATE | _TIME))
        code = self._codes.get(key) or _as_excel_writes(found.FormatString, moment=moment)
        return Format(code, is_moment=moment and not _ELAPSED.search(code))


def _as_excel_writes(code: str, *, moment: bool) -> str:
    """LibreOffice shouts where Excel writes ``yyyy-mm-dd``."""
    if not moment:
        return code
    return "".join(
        part if number % 2 and not _ELAPSED.fullmatch(part) else part.lower()
        for number, part in enumerate(_QUOTED.split(code))
    )
