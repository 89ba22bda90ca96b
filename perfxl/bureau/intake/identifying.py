"""Whose workbook it is: the department, the year and the budget code that it names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfxl.bureau.intake.words import shown
from perfxl.bureau.records import Fault, fault_beside_name
from perfxl.errors import FileError, PerfxlError
from perfxl.logbook import write_record
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from perfxl.wording import subject
from perfxl.workbook.bulk import read_workbook
from perfxl.workbook.gate.limits import MAX_FILE, MIB

NO_TEMPLATE: Final = "E201"
"""The code of a workbook that is none of perfxl's at all."""
_MOST_CODE: Final = 40


@dataclass(frozen=True, slots=True)
class Identified:
    """What a workbook says of itself, as far as it can be read; ``fault`` says why it cannot."""

    department: str = ""
    year: int | None = None
    code: str = ""
    scheme: str = ""
    fault: Fault | None = None


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
    return identified(read.scheme, read.submission)


def _refuse_large(size: int, name: str) -> None:
    """Before it is read into memory; the gate would say the same."""
    if size > MAX_FILE:
        raise FileError("E112", file=name, size=size // MIB, limit=MAX_FILE // MIB)


def identified(scheme: Scheme, submission: Submission) -> Identified:
    """Whose submission it is."""
    year = submission.value(scheme.roles.year)
    return Identified(
        department=shown(submission.text(scheme.roles.department), 100),
        year=int(year) if isinstance(year, float) else None,
        code=shown(_code(scheme, submission), _MOST_CODE),
        scheme=scheme.id,
    )


def _code(scheme: Scheme, submission: Submission) -> str:
    """The field that the bureau's summary shows under one of the headings of a budget code."""
    headings = subject("intake")["roster"]["headings"]["code"]
    fields = (column.value for column in scheme.summary if column.name in headings)
    return next((text for text in map(submission.text, fields) if text), "")
