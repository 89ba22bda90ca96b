"""How a sentence speaks of a field: the sheet's label without its numbering, short where the context allows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from perfxl.scheme.inventory import formula_fields, input_fields
from perfxl.scheme.model import Field, MatrixBlock, Scheme, TableBlock
from perfxl.wording import say, subject


@dataclass(frozen=True, slots=True)
class Label:
    """The words for one field.

    ``head`` and ``column`` are the two parts of a matrix cell's label, both empty for any other field.
    """

    field: Field
    text: str
    head: str = ""
    column: str = ""

    def beside(self, other: "Label | None") -> str:
        """The words beside another field: a cell of the same matrix column needs its row's label only."""
        same = other is not None and self.column and self.column == other.column
        return self.head if same else self.text


def plain(label: str) -> str:
    """A label without the numbering and the 其中 that only its place in the sheet gives a sense."""
    return _prefix().sub("", label.strip())


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(subject("checks")["label_prefix"])


def scheme_labels(scheme: Scheme) -> Mapping[str, Label]:
    """The words for every name that an expression of the scheme may bear, a table's columns as ``prefix_column``."""
    scalars = {**input_fields(scheme), **formula_fields(scheme)}
    labels = {name: Label(field, plain(field.label)) for name, field in scalars.items()}
    for _, block in scheme.blocks():
        if isinstance(block, MatrixBlock):
            labels |= _matrix_labels(block, scalars)
        elif isinstance(block, TableBlock):
            labels |= _column_labels(block)
    return labels


def _matrix_labels(block: MatrixBlock, fields: Mapping[str, Field]) -> dict[str, Label]:
    return {
        name: Label(fields[name], plain(fields[name].label), plain(row.label), column.name)
        for row in block.rows
        for column in block.columns
        if (name := f"{row.name}_{column.name}") in fields
    }


def _column_labels(table: TableBlock) -> dict[str, Label]:
    return {
        f"{table.prefix}_{column.name}": Label(
            column, say("checks.column", table=table.title, label=plain(column.label))
        )
        for column in table.columns
    }


def row_labels(table: TableBlock) -> Mapping[str, Label]:
    """The words for a table's columns by their own names, as they are meant within one row."""
    return {column.name: Label(column, plain(column.label)) for column in table.columns}
