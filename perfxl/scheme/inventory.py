"""Every scalar cell of a scheme by its defined name, and the names that an indicator's cells bear."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from perfxl.scheme.expression import parse
from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import (
    Block,
    Field,
    Indicator,
    ListBlock,
    MatrixBlock,
    MatrixColumn,
    MatrixRow,
    Scheme,
    Sheet,
    TableBlock,
)
from perfxl.scheme.rules import NO, YES, Asks, Checklist, Choice, Judgement, Violations

OWN_SHEETS = ("填报说明", "评分表", "审核结果", "自评报告", "_perfxl")
"""The sheets that every workbook has beside those of its scheme."""

OWN_PREFIX = "perfxl_"
"""How the names of the areas begin into which perfxl writes."""

STATE = f"{OWN_PREFIX}state"
"""The name of the cover's cell that tells whether the workbook was finished, and whether it changed since."""

TOTAL, GRADE, UNSCORED = "自评总分", "自评等级", "未评项数"
"""The names of the scoring sheet's closing cells: total, grade, number of indicators without a score."""

TOTAL_TITLE = "合计说明"
"""The name of the cell beside the total that says what it is, and that it is provisional as long as it is."""


def points_name(indicator: str) -> str:
    """The name of the cell that shows the indicator's points."""
    return f"分值_{indicator}"


def measure_name(indicator: str) -> str:
    """The name of the cell that computes the indicator's measure."""
    return f"指标值_{indicator}"


def score_name(indicator: str) -> str:
    """The name of the cell that computes the indicator's score."""
    return f"得分_{indicator}"


def entered_name(indicator: str) -> str:
    """The name of the cell in which the accountant enters a score or a count."""
    return f"自评_{indicator}"


def option_name(indicator: str) -> str:
    """The name of the cell in which the accountant chooses an option or a standard."""
    return f"档次_{indicator}"


def reason_name(indicator: str) -> str:
    """The name of the cell in which the accountant gives the reason."""
    return f"理由_{indicator}"


def explanation_name(indicator: str) -> str:
    """The name of the cell into which perfxl writes its explanation."""
    return f"说明_{indicator}"


def point_name(indicator: str, number: int) -> str:
    """The name of the cell that answers point ``number`` (from 1) of an indicator's checklist."""
    return f"要点_{indicator}_{number}"


def subtotal_name(level: int) -> str:
    """The name of the cell that adds up first-level indicator ``level`` (from 1)."""
    return f"小计_{level}"


def subtotal_title_name(level: int) -> str:
    """The name of the cell beside that subtotal which says what it is."""
    return f"小计说明_{level}"


def column_names(table: TableBlock) -> tuple[str, ...]:
    """The names of a table's columns among all names of the scheme, in their order."""
    return tuple(f"{table.prefix}_{column.name}" for column in table.columns)


def matrix_field(block: MatrixBlock, row: MatrixRow, column: MatrixColumn) -> Field:
    """The field of one matrix cell; the formula of a computed column is put in terms of full names."""
    return Field(
        name=f"{row.name}_{column.name}",
        label=f"{row.label}（{column.label}）",
        type=column.type,
        unit=block.unit if not column.formula else "",
        required=_is_required(row, column),
        formula=_full_formula(block, row, column),
        prompt="" if column.formula else row.prompt,
        minimum=column.minimum,
        source=row.source,
    )


def _full_formula(block: MatrixBlock, row: MatrixRow, column: MatrixColumn) -> str:
    if not column.formula:
        return ""
    full_names = {other.name: f"{row.name}_{other.name}" for other in block.columns}
    return parse(column.formula).rename(full_names).text


def _is_required(row: MatrixRow, column: MatrixColumn) -> bool:
    return row.required and column.required and not column.formula and column.name not in row.optional


@once_per_scheme
def input_fields(scheme: Scheme) -> Mapping[str, Field]:
    """Every scalar input by name, in reading order: the sheets of inputs, then the scoring sheet."""
    return MappingProxyType({field.name: field for field in _scalars(scheme) if not field.formula})


@once_per_scheme
def formula_fields(scheme: Scheme) -> Mapping[str, Field]:
    """Every scalar formula of the sheets of inputs, by name; formulas read full names."""
    return MappingProxyType({field.name: field for field in _scalars(scheme) if field.formula})


@once_per_scheme
def scalar_fields(scheme: Scheme) -> Mapping[str, Field]:
    """Both together: the inputs, then the formulas."""
    return MappingProxyType({**input_fields(scheme), **formula_fields(scheme)})


@once_per_scheme
def fields_of_blocks(scheme: Scheme) -> tuple[tuple[Sheet, Block, tuple[Field, ...]], ...]:
    """Every block with its sheet and its scalar fields (:func:`block_fields`), in reading order."""
    return tuple((sheet, block, tuple(block_fields(block))) for sheet, block in scheme.blocks())


@once_per_scheme
def fields_of_indicators(scheme: Scheme) -> Mapping[str, tuple[Field, ...]]:
    """The inputs of every indicator (:func:`indicator_fields`), by its id."""
    return MappingProxyType({one.id: tuple(indicator_fields(one)) for one in scheme.indicators()})


def _scalars(scheme: Scheme) -> Iterator[Field]:
    for _, block in scheme.blocks():
        yield from block_fields(block)
    for indicator in scheme.indicators():
        yield from indicator_fields(indicator)


def block_fields(block: Block) -> Iterator[Field]:
    """The scalar fields of one block in reading order, formulas included; a table has none."""
    if isinstance(block, ListBlock):
        yield from block.fields
    elif isinstance(block, MatrixBlock):
        for row in block.rows:
            for column in block.columns:
                if column.name not in row.without:
                    yield matrix_field(block, row, column)


def indicator_fields(indicator: Indicator) -> Iterator[Field]:
    """The inputs that an indicator has in the scoring sheet."""
    rule = indicator.rule
    if Asks.OPTION in rule.asks:
        yield _option_field(indicator, rule)
    if Asks.ENTERED in rule.asks or indicator.by_hand:
        yield _entered_field(indicator)
    if isinstance(rule, Checklist):
        for number, item in enumerate(rule.items, start=1):
            yield Field(
                name=point_name(indicator.id, number),
                label=f"{indicator.name}：{item.text}",
                type="choice",
                options=(YES, NO),
                required=True,
                source=indicator.source,
            )
    yield Field(
        name=reason_name(indicator.id),
        label=f"{indicator.name}：评分理由",
        type="longtext",
        source=indicator.source,
    )


def _option_field(indicator: Indicator, rule: Choice | Judgement | object) -> Field:
    options: tuple[str, ...] = ()
    if isinstance(rule, Choice):
        options = tuple(option.text for option in rule.options)
    elif isinstance(rule, Judgement):
        options = tuple(standard.text for standard in rule.standards)
    return Field(
        name=option_name(indicator.id),
        label=f"{indicator.name}：档次",
        type="choice",
        options=options,
        required=True,
        source=indicator.source,
    )


def _entered_field(indicator: Indicator) -> Field:
    counted = isinstance(indicator.rule, Violations)
    return Field(
        name=entered_name(indicator.id),
        label=f"{indicator.name}：违规例数" if counted else f"{indicator.name}：自评分",
        type="integer" if counted else "number",
        unit="例" if counted else "分",
        required=not indicator.by_hand,
        minimum=0,
        maximum=None if counted else indicator.points,
        source=indicator.source,
    )
