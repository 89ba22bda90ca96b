"""Reads one closed workbook from its bytes: the gate, the identity, the submission."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from perfxl.errors import FileError, TemplateError
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from perfxl.workbook.bulk.closed_file import ClosedFile
from perfxl.workbook.bulk.outline import Outline
from perfxl.workbook.identity import identity_of, own_rows, scheme_of
from perfxl.workbook.layout import IDENTITY_ROWS, IDENTITY_SHEET, plan
from perfxl.workbook.reading.gathering import gather
from perfxl.workbook.reading.ground import Ground
from perfxl.workbook.reading.locating import locate

_SCHEMES_KEPT, _GROUNDS_KEPT = 8, 16


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """One workbook, read.

    ``own_rows`` are the rows of the very hidden sheet ``_perfxl`` as texts (key, value): what the template
    says of itself, and the receipts. ``external_links`` counts the other workbooks to which formulas refer.
    """

    scheme: Scheme
    submission: Submission
    own_rows: tuple[tuple[str, str], ...]
    external_links: int


def read_workbook(content: bytes, path: Path) -> ReadWorkbook:
    """Read a workbook from its bytes; ``path`` is what messages name, and is not opened.

    The submission is the very one that :func:`perfxl.workbook.reading.live.read_submission` reads from the
    same file through the engine for closed files.

    Raises:
        FileError: the file is not to be trusted, or cannot be read.
        TemplateError: it is not made from a template that this perfxl knows.
    """
    try:
        file = ClosedFile(content, path)
        rows = _own_rows(file)
        scheme = _scheme_of(identity_of(rows))
        submission = read_file(file, scheme)
    except ValueError as error:
        # A number that is none, a reference to nowhere: no program writes such.
        raise FileError("E120", file=path) from error
    return ReadWorkbook(scheme, submission, rows, file.external_links)


_scheme_of = lru_cache(_SCHEMES_KEPT)(scheme_of)
"""An identity names the very content of its scheme, so that it stays true."""


def read_file(file: ClosedFile, scheme: Scheme) -> Submission:
    """Read the submission of a file that follows this scheme."""
    return gather(file, _grounds(scheme)(file.outline))


@once_per_scheme
def _grounds(scheme: Scheme) -> Callable[[Outline], Ground]:
    """Gives the ground of every outline; workbooks of one template have theirs in common."""
    layout = plan(scheme)
    return lru_cache(_GROUNDS_KEPT)(lambda outline: Ground(layout, locate(outline, layout)))


def _own_rows(file: ClosedFile) -> tuple[tuple[str, str], ...]:
    if IDENTITY_SHEET not in file.sheet_names:
        raise TemplateError("E201", sheet=IDENTITY_SHEET)
    cells = file.cells({IDENTITY_SHEET: (IDENTITY_ROWS, 2)})[IDENTITY_SHEET]
    rows = range(1, min(IDENTITY_ROWS, cells.last_row) + 1)
    return own_rows((cells.at(row, 1).content, cells.at(row, 2).content) for row in rows)
