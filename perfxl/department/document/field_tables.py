"""The sheets of inputs as tables: lists in pairs of columns, matrices and tables as they are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from perfxl.department.document.shown import Shown, is_number
from perfxl.document.grid import Cell, Grid, Line, Look, Remark, Size, heading
from perfxl.document.layout import Layout
from perfxl.document.titles import width
from perfxl.scheme.inventory import matrix_field
from perfxl.scheme.model import Block, Field, ListBlock, MatrixBlock, MatrixRow, TableBlock
from perfxl.submission import Submission
from perfxl.wording import say

_MANY_COLUMNS: Final = 8
"""From so many columns on, a table is set in smaller type."""
_LONG_TEXT: Final = 300
"""A row with a text of more characters may be broken between two pages."""


class FieldTables:
    """Lays out the blocks of a scheme's sheets, with what one submission holds in them."""

    def __init__(self, shown: Shown, submission: Submission, layout: Layout) -> None:
        """Take over the texts of ``submission`` and the measures of the page."""
        self._shown = shown
        self._submission = submission
        self._layout = layout
        self._widths = layout.widths

    def block(self, block: Block) -> Iterator[Remark | Grid]:
        """A block: its title, and its table."""
        yield Remark("TableTitle", block.title)
        if isinstance(block, ListBlock):
            yield self._list(block)
        elif isinstance(block, MatrixBlock):
            yield self._matrix(block)
        else:
            yield self.table(block)

    def _list(self, block: ListBlock) -> Grid:
        names = say("document.heading.field"), say("document.heading.value")
        pair = self._widths.label, self._widths.value
        return Grid((heading(*names, *names),), tuple(self._pairs(block.fields)), (*pair, *pair))

    def _pairs(self, fields: Sequence[Field]) -> Iterator[Line]:
        """Two fields a row; a long text has a row for itself."""
        waiting: list[Cell] = []
        for field in fields:
            text = self._shown.with_unit(field)
            if field.type == "longtext":
                yield from _filled(waiting)
                waiting = []
                yield Line((Cell(field.label), Cell(text, columns=3)), long=len(text) > _LONG_TEXT)
                continue
            waiting += [Cell(field.label), Cell(text)]
            if len(waiting) == 4:
                yield Line(tuple(waiting))
                waiting = []
        yield from _filled(waiting)

    def _matrix(self, block: MatrixBlock) -> Grid:
        corner = say("document.heading.matrix", unit=block.unit)
        headings = heading(corner, *(column.label for column in block.columns))
        lines = tuple(Line(tuple(self._matrix_cells(block, row))) for row in block.rows)
        widths = self._widths.label, *([self._widths.matrix] * len(block.columns))
        return Grid((headings,), lines, widths)

    def _matrix_cells(self, block: MatrixBlock, row: MatrixRow) -> Iterator[Cell]:
        yield Cell(row.label, indent=row.indent)
        for column in block.columns:
            if column.name in row.without:
                yield Cell(say("document.none"), "Centre")
            else:
                yield Cell(self._shown.field(matrix_field(block, row, column)), "Number")

    def table(self, block: TableBlock) -> Grid:
        """A table with a row for each that is filled."""
        titles = [_with_unit(column) for column in block.columns]
        rows = self._submission.tables.get(block.name, ())
        lines = [
            self._row(number, block, self._shown.row(block, row)) for number, row in enumerate(rows, start=1)
        ]
        size: Size = "Small" if len(block.columns) >= _MANY_COLUMNS else "Table"
        widths = self._widths.number, *self._column_widths(block, size)
        return Grid((heading(say("document.heading.number"), *titles),), tuple(lines), widths, size)

    def _column_widths(self, block: TableBlock, size: Size) -> Iterator[float]:
        """Figures, dates and choices get what they need, words share what is left; in characters."""
        room = self._layout.table_room(f"{size}Text")
        needed = [self._needed(column) for column in block.columns]
        shares = [
            0 if need else column.width or self._widths.words[column.type]
            for need, column in zip(needed, block.columns, strict=True)
        ]
        left = max(0.0, room - self._widths.number - sum(needed))
        for need, share in zip(needed, shares, strict=True):
            yield need or max(self._widths.least_words, left * share / sum(shares))

    def _needed(self, column: Field) -> float:
        """The characters that a column needs so that nothing in it is broken; 0 for words."""
        if column.options or (column.formula and column.type == "text"):  # a formula gives a word, such as 是
            longest = max(map(width, column.options), default=0)
            return max(self._widths.figures["choice"], longest + 1)
        return self._widths.figures.get(column.type, 0)

    def _row(self, number: int, block: TableBlock, texts: Mapping[str, str]) -> Line:
        cells = [Cell(str(number), "Centre")]
        cells += [Cell(texts[column.name], _look(column)) for column in block.columns]
        return Line(tuple(cells), long=max(map(len, texts.values()), default=0) > _LONG_TEXT)


def _filled(waiting: list[Cell]) -> Iterator[Line]:
    """A row of a list that holds one field only."""
    if waiting:
        yield Line((*waiting, Cell(), Cell()))


def _with_unit(column: Field) -> str:
    if column.unit and is_number(column):
        return say("document.heading.with_unit", label=column.label, unit=column.unit)
    return column.label


def _look(column: Field) -> Look:
    if is_number(column):
        return "Number"
    return "Centre" if column.type in {"choice", "date", "year"} or column.formula else "Text"
