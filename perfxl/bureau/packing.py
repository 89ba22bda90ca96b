"""How the store keeps a review: its gist open, the whole of it packed behind.

The summary asks every review for its gist, then every review for the rest. Prints, most of a gist, are as
good as random: packing makes them no smaller.
"""

import zlib
from collections.abc import Callable
from typing import Final

import msgspec

from perfxl.bureau.records import Gist, Reviewed

_QUICK: Final = 1
"""A level of zlib: a review packs to a third in a third of a millisecond."""


class Packed(msgspec.Struct, frozen=True):
    """A review as the store keeps it: workers pack what they made, so that the one that writes need not."""

    digest: str
    department: str
    year: int | None
    code: str
    scheme: str
    content: bytes
    lost: bool = False
    """Whether it is only that the review came to nothing, and might not another time."""


class _Content(msgspec.Struct, array_like=True):
    gist: msgspec.Raw
    rest: bytes
    """The whole review but for its prints."""


_encode = msgspec.msgpack.Encoder().encode
_content = msgspec.msgpack.Decoder(_Content).decode
_gist: Callable[[msgspec.Raw | bytes], Gist] = msgspec.msgpack.Decoder(Gist).decode
_reviewed = msgspec.msgpack.Decoder(Reviewed).decode


def packed(reviewed: Reviewed, *, lost: bool = False) -> Packed:
    """Pack a review."""
    gist = _encode(msgspec.convert(reviewed, Gist, from_attributes=True))
    rest = zlib.compress(_encode(msgspec.structs.replace(reviewed, prints=())), _QUICK)
    content = _encode(_Content(msgspec.Raw(gist), rest))
    found = (reviewed.department, reviewed.year, reviewed.code, reviewed.scheme)
    return Packed(reviewed.digest, *found, content, lost)


def unpacked(content: bytes) -> Reviewed:
    """A packed review, without the prints of its texts."""
    return _reviewed(zlib.decompress(_content(content).rest))


def gist_of(content: bytes) -> Gist:
    """The gist of a packed review, prints and all."""
    return _gist(_content(content).gist)
