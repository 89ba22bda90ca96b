"""What each button does, on an open workbook: the very same code on Excel and on a closed file.

An action never changes an input. It returns the evaluation and, for engines that do not recalculate, the values
that belong beside the formulas of the saved file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.evaluation import Evaluation, evaluate
from perfxl.workbook.identity import identify
from perfxl.workbook.live import read_submission

if TYPE_CHECKING:
    from perfxl.engines import Book
    from perfxl.scheme.model import Scheme

SavedValues = Mapping[tuple[str, str], float | str | bool]
"""By (sheet, cell): what stands beside a formula in the saved file."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an action found, and the values to be saved beside formulas."""

    evaluation: Evaluation
    saved: SavedValues


def check(book: "Book") -> Evaluation:
    """Read the open workbook and judge it; nothing is written.

    Raises:
        TemplateError: the workbook is not one of a known scheme and version.
    """
    scheme = identify(book)
    return evaluate(scheme, read_submission(book, scheme))
