"""What the writers of the template's sheets share: layout, formats, and the values of the blank workbook."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.scheme.model import Field, Scheme
from perfxl.scheme.rules import Checklist
from perfxl.submission import Value
from perfxl.workbook.computed import Shown
from perfxl.workbook.layout import Layout
from perfxl.workbook.scoring_layout import ANSWER, ENTERED, HEADER_ROW, OPTION
from perfxl.workbook.slots import Slot, absolute
from perfxl.workbook.template.styles import Styles
from perfxl.workbook.validation import validation


@dataclass(frozen=True, slots=True)
class Draft:
    """One workbook in the making.

    ``held`` is what the inputs already hold by name; ``computed`` the values of the scalar formulas by name,
    ``""`` where a formula shows nothing.
    """

    layout: Layout
    styles: Styles
    held: Mapping[str, Value]
    computed: Mapping[str, Shown | list[Shown]]
    growing: dict[str, set[int]] = field(default_factory=dict)
    """Rows, by sheet, whose height follows what is typed."""

    @property
    def scheme(self) -> Scheme:
        """The scheme whose workbook it is."""
        return self.layout.scheme

    def input(self, page: Worksheet, slot: Slot, looks: Format, prompted: Field | None = None) -> None:
        """Write one input cell: what it already holds, its prompt and its refusal."""
        put(page, slot, self.held.get(slot.name), looks)
        rules = validation(prompted or field_of(slot))
        page.data_validation(slot.row, slot.column, slot.row, slot.column, rules)

    def formula(self, page: Worksheet, slot: Slot, native: str, looks: Format) -> None:
        """Write a formula (without its equals sign) and the value it has in the blank workbook."""
        if slot.merged > 1:
            page.merge_range(slot.row, slot.column, slot.row, slot.column + slot.merged - 1, "", looks)
        page.write_formula(slot.row, slot.column, f"={native}", looks, self.computed[slot.name])

    def grow(self, page: Worksheet, row: int, height: float) -> None:
        """Give a row a height to start from, in points."""
        page.set_row(row, height)
        self.growing.setdefault(page.name, set()).add(row)

    def mark(self, page: Worksheet, slot: Slot, condition: str, name: str) -> None:
        """Lay a format over a slot where a condition (without equals sign, for its first cell) is true."""
        page.conditional_format(
            slot.row,
            slot.column,
            slot.row + slot.rows - 1,
            slot.column + slot.merged - 1,
            {"type": "formula", "criteria": f"={condition}", "format": self.styles.condition(name)},
        )

    @property
    def scoring_begun(self) -> str:
        """The condition that the accountant has entered anything in the scoring sheet."""
        plan = self.layout.scoring
        entered = f"{absolute(HEADER_ROW + 1, OPTION)}:{absolute(plan.total_row - 1, ENTERED)}"
        answered = f"{absolute(plan.points_header_row + 1, ANSWER)}:{absolute(plan.last_row, ANSWER)}"
        links = sum(isinstance(indicator.rule, Checklist) for indicator in self.scheme.indicators())
        begun = f"COUNTA({entered})>{links}"
        return f"OR({begun},COUNTA({answered})>0)" if plan.points else begun


def put(page: Worksheet, slot: Slot, value: Value | None, looks: Format) -> None:
    """Write a value (None for a blank) into a slot's cell, merged as wide as the slot says."""
    if slot.merged > 1:
        page.merge_range(slot.row, slot.column, slot.row, slot.column + slot.merged - 1, "", looks)
    if value is None:
        page.write_blank(slot.row, slot.column, None, looks)
    elif isinstance(value, str):
        page.write_string(slot.row, slot.column, value, looks)
    elif isinstance(value, dt.date):
        page.write_datetime(slot.row, slot.column, value, looks)
    else:
        page.write_number(slot.row, slot.column, value, looks)


def field_of(slot: Slot) -> Field:
    """The field of a slot that has one.

    Raises:
        ValueError: the slot is one of perfxl's own areas.
    """
    if slot.field is None:
        raise ValueError(f"{slot.name!r} has no field")
    return slot.field
