"""What the bureau's side writes itself: marked inside, so that no other bureau takes it for a return.

The mark is the file's keywords (a property that Excel, WPS and LibreOffice keep when they save). A copy of a
department's workbook with marks bears no such keywords: see :data:`perfxl.receipt.MARKED_KEY`.
"""

import re
import zlib
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from perfxl.bureau.folder import BureauFolder
from perfxl.errors import FileError
from perfxl.wording import say

OWN_PRODUCT: Final = "E839"
"""The code of what perfxl has written for a bureau."""

_PROPERTIES: Final = "docProps/core.xml"
_MOST_PROPERTIES: Final = 64 * 1024
_BROKEN: Final = (BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, LookupError)
_MARK: Final = re.compile(rb"keywords>perfxl-([a-z-]+)</")


class Product(StrEnum):
    """A kind of file that perfxl writes for a bureau."""

    RECEIVED_LIST = "received-list"
    REVIEW_SCORES = "review-scores"
    RETURN_SHEET = "return-sheet"
    COPY = "copy"
    SUMMARY = "summary"
    REPORT = "report"

    @property
    def keywords(self) -> str:
        """What the properties of such a file say."""
        return f"perfxl-{self.value}"

    @property
    def words(self) -> str:
        """What an officer calls it."""
        return say(f"bureau.products.{self.name.lower()}")


SENT_OUT: Final = frozenset({Product.RETURN_SHEET, Product.SUMMARY, Product.REPORT})
"""What leaves the bureau, to departments or to a bureau above it, and may rightly come in with a return."""


def product_of(package: ZipFile) -> Product | None:
    """Which product a file of Office is; None where it is none of ours, or what would tell it is damaged."""
    if _PROPERTIES not in package.NameToInfo:
        return None
    try:
        with package.open(_PROPERTIES) as properties:
            found = _MARK.search(properties.read(_MOST_PROPERTIES))
    except _BROKEN:
        return None
    name = found[1].decode("ascii") if found else ""
    return Product(name) if name in set(Product) else None


def product_in(content: bytes) -> Product | None:
    """The same of a file that the gate has let through."""
    with ZipFile(BytesIO(content)) as package:
        return product_of(package)


def own_product(product: Product, name: str) -> FileError:
    """About a file that perfxl has written for a bureau, and nobody means to hand in (E839)."""
    return FileError(OWN_PRODUCT, kind=product.words, file=name)


def in_bureaus_folder(file: Path) -> bool:
    """Whether a file stands in a bureau's folder or in one of the folders there."""
    return any(BureauFolder(folder).store.is_file() for folder in file.parents[:2])
