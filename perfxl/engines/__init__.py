"""xlwings engines of our own: the public xlwings API over programs and files that xlwings does not know.

Import xlwings from here, ``from perfxl.engines import xw``: it then comes lean (:mod:`perfxl.engines.lean`).
Nothing here knows perfxl. Which members of the API exist is told in ``docs/engines.md``.
"""

from perfxl.engines.lean import import_lean

import_lean()

import xlwings as xw  # noqa: E402  (only now: it has been imported lean)
from xlwings import Book, Range, Sheet  # noqa: E402

from perfxl.engines.backend import (  # noqa: E402
    EngineError,
    ProtectedSheetError,
    StaleFormulaError,
    UnreadableWorkbookError,
)
from perfxl.engines.opening import Alert, open_closed, package_of, source_of  # noqa: E402

__all__ = [
    "Alert",
    "Book",
    "EngineError",
    "ProtectedSheetError",
    "Range",
    "Sheet",
    "StaleFormulaError",
    "UnreadableWorkbookError",
    "open_closed",
    "package_of",
    "source_of",
    "xw",
]
