"""Which attachments (附件) a document has: the tables of the workbook, those of its narrative left out."""

from collections.abc import Iterator
from itertools import chain

from perfxl.department.document.field_tables import FieldTables
from perfxl.department.document.scoring_table import ScoringTable
from perfxl.department.document.shown import Shown
from perfxl.document.grid import Attachment, Grid, Remark
from perfxl.document.layout import Layout
from perfxl.evaluation import Evaluation
from perfxl.scheme.inventory import input_fields
from perfxl.scheme.model import Block, ListBlock, Scheme, Sheet, TableBlock
from perfxl.submission import Submission
from perfxl.wording import say


def attachments(evaluation: Evaluation, layout: Layout) -> tuple[Attachment, ...]:
    """The attachments in order: the sheets with single fields, the scores, the tables that have rows."""
    scheme, submission = evaluation.scheme, evaluation.submission
    texts = Shown(scheme, submission)
    tables = FieldTables(texts, submission, layout)
    scores = ScoringTable(evaluation, layout.widths)
    whose = Remark("TableLine", _whose(scheme, texts))
    sheets = [(sheet, blocks) for sheet in scheme.sheets if (blocks := _blocks(sheet, scheme, submission))]
    figures: list[Attachment] = []
    lists: list[Attachment] = []
    for sheet, blocks in sheets:
        only_rows = all(isinstance(block, TableBlock) for block in blocks)
        attachment = Attachment(sheet.title, (whose, *_content(blocks, tables)))
        (lists if only_rows else figures).append(attachment)
    return (*figures, Attachment(scores.title, (whose, *scores.content())), *lists)


def _blocks(sheet: Sheet, scheme: Scheme, submission: Submission) -> list[Block]:
    """The blocks of a sheet that are shown: what stands in the report is not, nor a table without a row."""
    return [
        block
        for block in sheet.blocks
        if not _is_narrative(block, scheme)
        and (not isinstance(block, TableBlock) or submission.tables.get(block.name))
    ]


def _is_narrative(block: Block, scheme: Scheme) -> bool:
    """Whether a block holds the words of the report, which the document has already."""
    roles = scheme.roles
    if isinstance(block, ListBlock):
        titles = {roles.report_title, *roles.headings}
        return all(field.type == "longtext" or field.name in titles for field in block.fields)
    return isinstance(block, TableBlock) and block.name in {
        roles.problems,
        roles.improvements,
        roles.achievements,
    }


def _content(blocks: list[Block], tables: FieldTables) -> Iterator[Remark | Grid]:
    """Every block under its title; a sheet's only table needs none beside the attachment's own."""
    if len(blocks) == 1 and isinstance(blocks[0], TableBlock):
        return iter((tables.table(blocks[0]),))
    return chain.from_iterable(tables.block(block) for block in blocks)


def _whose(scheme: Scheme, texts: Shown) -> str:
    """The line above a table: the department and the year."""
    fields = input_fields(scheme)
    return say("document.attachments.gap").join(
        say("document.attachments.whose", label=fields[name].label, text=texts.field(fields[name]))
        for name in (scheme.roles.department, scheme.roles.year)
    )
