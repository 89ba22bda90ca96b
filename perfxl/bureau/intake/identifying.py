"""Whose workbook a file is that came in, or why it cannot be read."""

from pathlib import Path
from typing import Final

from perfxl.bureau.products import Product
from perfxl.bureau.records import fault_beside_name
from perfxl.bureau.whose import Identified, identified
from perfxl.errors import FileError, PerfxlError
from perfxl.evaluation import evaluate
from perfxl.logbook import write_record
from perfxl.receipt import content_digest, marked_as
from perfxl.workbook.bulk import ReadWorkbook, read_workbook
from perfxl.workbook.gate.limits import MAX_FILE, MIB

NO_TEMPLATE: Final = "E201"
"""The code of a workbook that is none of perfxl's at all."""

OWN_PRODUCT: Final = "E839"
"""The code of what perfxl has written for a bureau."""


def identify(file: Path, name: str) -> Identified:
    """Read whose workbook a file is; messages call it by the name it came with.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        _refuse_large(file.stat().st_size, name)
        read = read_workbook(file.read_bytes(), Path(name))
    except PerfxlError as error:
        return Identified(fault=fault_beside_name(error))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one odd workbook never stops the others
        return Identified(fault=fault_beside_name(FileError("E816", log=write_record(error))))
    if _only_marked(read):
        ours = FileError(OWN_PRODUCT, kind=Product.COPY.words, file=name)
        return Identified(fault=fault_beside_name(ours))
    return identified(read.scheme, read.submission)


def _only_marked(read: ReadWorkbook) -> bool:
    """Whether it is a copy that a bureau has marked and that nobody has worked on since."""
    digest = marked_as(read.own_rows)
    if not digest:
        return False
    card = evaluate(read.scheme, read.submission).scorecard
    return content_digest(read.scheme, read.submission, card) == digest


def _refuse_large(size: int, name: str) -> None:
    """Before it is read into memory; the gate would say the same."""
    if size > MAX_FILE:
        raise FileError("E112", file=name, size=size // MIB, limit=MAX_FILE // MIB)
