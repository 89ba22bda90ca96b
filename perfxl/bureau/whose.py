"""Whose workbook it is: the department, the year and the budget code that it names."""

from dataclasses import dataclass
from typing import Final

from perfxl.bureau.records import Fault
from perfxl.bureau.shown import shown
from perfxl.scheme.model import Scheme
from perfxl.submission import Submission
from perfxl.wording import subject

NO_TEMPLATE: Final = "E201"
"""The code of a workbook that is made from no template of perfxl's."""
_MOST_CODE: Final = 40


@dataclass(frozen=True, slots=True)
class Identified:
    """What a workbook says of itself, as far as it can be read; ``fault`` says why it cannot."""

    department: str = ""
    year: int | None = None
    code: str = ""
    scheme: str = ""
    fault: Fault | None = None


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
