"""The self-evaluation report as an official document (公文): its text, and the workbook's tables below it."""

import datetime as dt
from collections.abc import Sequence

from perfxl.department.document.attachments import attachments
from perfxl.document import Layout, Properties, Signature, official
from perfxl.document.nodes import shown
from perfxl.evaluation import Evaluation
from perfxl.narrative import Paragraph, compose
from perfxl.scheme.inventory import input_fields
from perfxl.wording import say


def write_document(evaluation: Evaluation, remarks: Sequence[Paragraph] = ()) -> bytes:
    """The report of an evaluation as a ``.docx`` file; ``remarks`` stand at the end of its text.

    The same evaluation gives the same bytes. A total that is not final, and points that are examples, are
    called so in the text and in the tables.

    Raises:
        SchemeError: the scheme's outline of the report cannot be used (E380, E381).
    """
    scheme = evaluation.scheme
    layout = Layout(scheme.document.line_pitch)
    department = shown(evaluation.submission.text(scheme.roles.department))
    properties = Properties(title=scheme.title, author=department, subject=scheme.title)
    paragraphs = (*compose(evaluation), *remarks)
    tables = attachments(evaluation, layout)
    return official(paragraphs, tables, _signature(evaluation), properties, layout)


def _signature(evaluation: Evaluation) -> Signature:
    """The department, and the date of its cover, the only one that it gives itself."""
    submission, roles = evaluation.submission, evaluation.scheme.roles
    fields = input_fields(evaluation.scheme)
    dates = [submission.value(name) for name in roles.cover if fields[name].type == "date"]
    date = next((one for one in dates if isinstance(one, dt.date)), None)
    words = say("report.date", year=date.year, month=date.month, day=date.day) if date else ""
    return Signature(submission.text(roles.department), words)


__all__ = ["write_document"]
