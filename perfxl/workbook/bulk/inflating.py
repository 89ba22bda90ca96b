"""A packed part unpacked in one go: no more of it than its header declares, which the gate has bounded.

By ISA-L, which needs two thirds of the time of zlib, where its binding is installed; there are machines that
it is not made for.
"""

import zipfile
from typing import Final

from perfxl.workbook.bulk.doubt import DoubtError

try:
    from isal import isal_zlib as quick_zlib
except ImportError:
    import zlib as quick_zlib  # type: ignore[no-redef]

_Error: type[Exception] = quick_zlib.error  # type: ignore[assignment]

_BARE: Final = -15
"""A stream without header and trailer, as archives hold it."""


def inflated(info: zipfile.ZipInfo, packed: bytes) -> bytes:
    """The content of a part.

    Raises:
        DoubtError: it is not just what the directory says.
    """
    if info.compress_type == zipfile.ZIP_STORED:
        content = packed
    else:
        inflating = quick_zlib.decompressobj(_BARE)
        try:
            content = inflating.decompress(packed, info.file_size + 1)
        except _Error:
            raise DoubtError from None
        if not inflating.eof or inflating.unused_data:
            raise DoubtError
    if len(content) != info.file_size or quick_zlib.crc32(content) != info.CRC:
        raise DoubtError
    return content
