"""The report as an official document (公文): a Word file laid out as GB/T 9704—2012 wants it.

Everything that is laid out is data in ``layout.toml``; ``docs/document.md`` tells which clause each setting
follows, and how sure that is.
"""

import datetime as dt

from perfxl.department.document.attachments import attachments
from perfxl.department.document.body import Signature, attachment_list, body, signature
from perfxl.department.document.landscape import attached
from perfxl.department.document.layout import Layout
from perfxl.department.document.nodes import shown
from perfxl.department.document.package import blank_document, packed
from perfxl.department.document.page import landscape, upright
from perfxl.department.document.page_numbers import footer_distance, number_landscape, number_upright
from perfxl.evaluation import Evaluation
from perfxl.narrative import Paragraph, compose
from perfxl.scheme.inventory import input_fields
from perfxl.wording import say


def write_document(evaluation: Evaluation) -> bytes:
    """The report of an evaluation as a ``.docx`` file: ``write_document(evaluation) -> bytes``.

    The same evaluation gives the same bytes. A total that is not final, and points that are examples, are
    called so in the text and in the tables.

    Raises:
        SchemeError: the scheme's outline of the report cannot be used (E380, E381).
    """
    scheme = evaluation.scheme
    layout = Layout(scheme.document.line_pitch)
    paragraphs = compose(evaluation)
    tables = attachments(evaluation, layout)
    document = blank_document(layout)
    content = document.element.body
    content.extend(body(paragraphs, layout))
    content.extend(attachment_list([table.title for table in tables], layout))
    content.extend(signature(_signature(evaluation), layout, upright(layout, footer_distance(layout))))
    content.extend(attached(tables, layout))
    content.append(landscape(layout))
    text, sheets = document.sections
    number_upright(text, layout)
    number_landscape(sheets, layout)
    department = shown(evaluation.submission.text(scheme.roles.department))
    return packed(document, title=_title(paragraphs, scheme.title), author=department, subject=scheme.title)


def _title(paragraphs: tuple[Paragraph, ...], otherwise: str) -> str:
    lines = [shown(paragraph.text) for paragraph in paragraphs if paragraph.kind == "title"]
    return " ".join(lines) or otherwise


def _signature(evaluation: Evaluation) -> Signature:
    """The department, and the date of its cover, the only one that it gives itself."""
    submission, roles = evaluation.submission, evaluation.scheme.roles
    fields = input_fields(evaluation.scheme)
    dates = [submission.value(name) for name in roles.cover if fields[name].type == "date"]
    date = next((one for one in dates if isinstance(one, dt.date)), None)
    words = say("report.date", year=date.year, month=date.month, day=date.day) if date else ""
    return Signature(submission.text(roles.department), words)


__all__ = ["write_document"]
