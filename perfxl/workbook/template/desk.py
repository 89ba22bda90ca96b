"""One sheet of inputs at work: what the writers of lists, matrices and tables have in common."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfxl.scheme.expression import Refer, parse
from perfxl.scoring import digits_of
from perfxl.workbook.field_sheets import Grid
from perfxl.workbook.layout import SheetPlan
from perfxl.workbook.slots import BlockPlan, Slot, absolute
from perfxl.workbook.template.draft import Draft, field_of
from perfxl.workbook.template.styles import SMALL_SIZE, Styles
from perfxl.workbook.textfit import text_height


@dataclass(frozen=True, slots=True)
class Desk:
    """The draft, the sheet, its plan and its grid."""

    draft: Draft
    page: Worksheet
    plan: SheetPlan
    grid: Grid

    @property
    def styles(self) -> Styles:
        """The workbook's formats."""
        return self.draft.styles

    @property
    def slots(self) -> Mapping[str, Slot]:
        """Every defined name of the workbook."""
        return self.draft.layout.slots

    def merge(self, row: int, first: int, last: int, value: str | float, looks: Format) -> None:
        """Write one value over the columns from ``first`` to ``last``."""
        if last > first:
            self.page.merge_range(row, first, row, last, value, looks)
        else:
            self.page.write(row, first, value, looks)

    def across(self, row: int, text: str, *parts: str, height: float) -> None:
        """Write one line of text over the whole width of the sheet."""
        self.merge(row, 0, self.grid.last, text, self.styles(*parts))
        self.page.set_row(row, height)

    def fill(self, row: int, first: int, last: int, looks: Format) -> None:
        """Give empty cells a look."""
        for column in range(first, last + 1):
            self.page.write_blank(row, column, None, looks)

    def note_height(self, text: str) -> float:
        """The height of a note that runs over the whole width of the sheet."""
        return text_height(text, self.grid.width(0, self.grid.last), SMALL_SIZE)

    def mark(self, slot: Slot, condition: str, name: str) -> None:
        """Lay a format over a slot where a condition is true."""
        self.draft.mark(self.page, slot, condition, name)

    def over_mark(self, slot: Slot) -> None:
        """A computed rate above 100 % stands out."""
        if slot.field is not None and slot.field.type == "ratio":
            self.mark(slot, f"AND(ISNUMBER({slot.address}),{slot.address}>1)", "over")

    def missing_marks(self, plan: BlockPlan, without: int = 0) -> None:
        """Mark required cells left blank, once more stands in the block than in the blank workbook.

        ``without`` is the number of cells in the block that are filled with a dash.
        """
        slots = [self.slots[name] for name in plan.slots]
        held = sum(slot.name in self.draft.held for slot in slots) + without
        last = max(slot.column for slot in slots)
        area = f"{absolute(plan.first_row, self.grid.value)}:{absolute(plan.last_row, last)}"
        begun = f"SUMPRODUCT(--(LEN({area})>0))>{held}"
        for slot in slots:
            if slot.kind == "input" and field_of(slot).required:
                self.mark(slot, f"AND(LEN(${slot.address})=0,{begun})", "missing")


def live(slot: Slot, refer: Refer = str) -> str:
    """The Excel formula of a formula field, showing nothing where it gives no value.

    ``refer`` gives the cell that each name stands for.
    """
    return parse(slot.formula).native_guarded(refer, digits_of(field_of(slot).type))
