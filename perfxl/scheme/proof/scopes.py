"""Which names an expression may read: the scheme's cells and columns, a row's columns, or a matrix row's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from perfxl.scheme import inventory
from perfxl.scheme.model import Field, ListBlock, MatrixBlock, Scheme, TableBlock


@dataclass(frozen=True, slots=True)
class Scope:
    """``cells`` are names of single values; ``columns`` those of whole columns, with the table of each."""

    kind: Literal["scheme", "row", "matrix"]
    cells: frozenset[str]
    columns: Mapping[str, str] = field(default_factory=dict)


def input_names(scheme: Scheme) -> frozenset[str]:
    """Every single cell that someone fills in."""
    fields = {column.name for _, column in _listed(scheme) if not column.formula}
    for _, block in scheme.blocks():
        if isinstance(block, MatrixBlock):
            fields |= _matrix_names(block, formulas=False)
    for indicator in scheme.indicators():
        fields |= {answer.name for answer in inventory.indicator_fields(indicator)}
    return frozenset(fields)


def formula_names(scheme: Scheme) -> frozenset[str]:
    """Every single cell that is computed."""
    fields = {column.name for _, column in _listed(scheme) if column.formula}
    for _, block in scheme.blocks():
        if isinstance(block, MatrixBlock):
            fields |= _matrix_names(block, formulas=True)
    return frozenset(fields)


def _listed(scheme: Scheme) -> list[tuple[ListBlock, Field]]:
    return [
        (block, item) for _, block in scheme.blocks() if isinstance(block, ListBlock) for item in block.fields
    ]


def _matrix_names(block: MatrixBlock, *, formulas: bool) -> set[str]:
    # Not through the inventory, which parses the formulas that are still to be proved.
    return {
        f"{row.name}_{column.name}"
        for row in block.rows
        for column in block.columns
        if bool(column.formula) is formulas and column.name not in row.without
    }


def whole_scope(scheme: Scheme) -> Scope:
    """All cells, and all columns of all tables."""
    columns = {
        f"{table.prefix}_{column.name}": table.name
        for table in scheme.tables().values()
        for column in table.columns
    }
    return Scope("scheme", input_names(scheme) | formula_names(scheme), columns)


def row_scope(table: TableBlock) -> Scope:
    """The columns of one row of a table, by their own names."""
    return Scope("row", frozenset(column.name for column in table.columns))


def matrix_scope(block: MatrixBlock, without: tuple[str, ...]) -> Scope:
    """The columns of a matrix row that lacks some."""
    return Scope("matrix", frozenset(column.name for column in block.columns) - frozenset(without))
