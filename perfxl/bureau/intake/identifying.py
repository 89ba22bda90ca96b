"""Whose workbook a file is that came in, or why it cannot be read."""

from pathlib import Path

from perfxl.bureau.products import Product, own_product
from perfxl.bureau.records import fault_beside_name
from perfxl.bureau.whose import NO_TEMPLATE, Identified, identified
from perfxl.errors import FileError, PerfxlError, TemplateError
from perfxl.evaluation import evaluate
from perfxl.logbook import write_record
from perfxl.receipt import content_digest, marked_as
from perfxl.workbook.bulk import ReadWorkbook, read_workbook
from perfxl.workbook.gate.limits import MAX_FILE, MIB


def identify(file: Path, name: str) -> Identified:
    """Read whose workbook a file is; messages call it by the name it came with.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        _refuse_large(file.stat().st_size, name)
        read = read_workbook(file.read_bytes(), Path(name))
        _refuse_marked(read, name)
    except PerfxlError as error:
        return Identified(fault=fault_beside_name(error))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one odd workbook never stops the others
        return Identified(fault=fault_beside_name(FileError("E816", log=write_record(error))))
    return identified(read.scheme, read.submission)


def is_of_template(content: bytes, name: str) -> bool:
    """Whether a workbook is made from a template, be it one that this perfxl does not know."""
    try:
        read_workbook(content, Path(name))
    except TemplateError as error:
        return error.code != NO_TEMPLATE
    except Exception:  # noqa: BLE001 - then nobody can tell, which identify() says if the file is taken
        return False
    return True


def _refuse_marked(read: ReadWorkbook, name: str) -> None:
    """A copy that a bureau has marked, and on which nobody has worked since, is no return (E839)."""
    digest = marked_as(read.own_rows)
    if digest:
        card = evaluate(read.scheme, read.submission).scorecard
        if content_digest(read.scheme, read.submission, card) == digest:
            raise own_product(Product.COPY, name)


def _refuse_large(size: int, name: str) -> None:
    """Before it is read into memory; the gate would say the same."""
    if size > MAX_FILE:
        raise FileError("E112", file=name, size=size // MIB, limit=MAX_FILE // MIB)
