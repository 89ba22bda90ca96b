"""Workbooks by the ten thousand: a few departments' files copied and altered, a millisecond each.

Every copy is another department with a budget code of its own where its scheme asks for one, so that no two
have the same content; its figures are those of the department that it was copied from.
"""

import io
import zipfile
from collections.abc import Iterator
from functools import cache

from tests.support.county.departments import department
from tests.support.county.mould import workbook

_STRINGS = "xl/sharedStrings.xml"
_SOURCES = 30


def copies(count: int) -> Iterator[tuple[str, bytes]]:
    """So many workbooks, each with the name of its department."""
    for number in range(count):
        rest, strings, name = _source(number % _SOURCES + 1)
        own = f"{name}第{number + 1}站"
        buffer = io.BytesIO(rest)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_STRINGS, strings.replace(name, own))
        yield own, buffer.getvalue()


@cache
def _source(number: int) -> tuple[bytes, str, str]:
    """A department's file without its texts, these texts, and its name."""
    one = department(number)
    rest = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(one))) as whole,
        zipfile.ZipFile(rest, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as kept,
    ):
        for part in whole.namelist():
            if part != _STRINGS:
                kept.writestr(part, whole.read(part))
        strings = whole.read(_STRINGS).decode()
    return rest.getvalue(), strings, one.name
