"""The last touch to a written workbook: rows that may grow, and an archive that is the same everywhere."""

import re
from collections.abc import Mapping, Set
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can tell: the clock must not show in the file."""

_UNIX = 3
_ROW = re.compile(rb'(<row r="(\d+)"[^>]*?) customHeight="1"')


def finish(content: bytes, growing: Mapping[int, Set[int]]) -> bytes:
    """Let rows grow with what is typed, and pack the workbook again in the same way everywhere.

    XlsxWriter marks every row that is given a height as the user's own choice, and such a row no longer
    grows. Without the mark the height counts as what the spreadsheet program found itself: it holds until
    something is typed.

    Args:
        content: an ``.xlsx`` file as XlsxWriter wrote it.
        growing: rows (from 0) by the number of their sheet (from 1).
    """
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as written, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in written.namelist():
            part = ZipInfo(name, _EARLIEST)
            part.compress_type, part.create_system, part.external_attr = ZIP_DEFLATED, _UNIX, 0o600 << 16
            archive.writestr(part, _with_growing_rows(name, written.read(name), growing))
    return packed.getvalue()


def _with_growing_rows(name: str, content: bytes, growing: Mapping[int, Set[int]]) -> bytes:
    sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
    if sheet is None or int(sheet[1]) not in growing:
        return content
    rows = growing[int(sheet[1])]
    return _ROW.sub(lambda row: row[1] if int(row[2]) - 1 in rows else row[0], content)
