"""The table of targets (重点工作): what was planned against what was done (K07, K08, K10, K13)."""

from collections.abc import Iterator
from dataclasses import dataclass

from perfxl.checks.base import CheckFunction, Context
from perfxl.checks.targets import Quantity, has_figures, quantity
from perfxl.findings import Finding, finding
from perfxl.scheme.rules import NO, YES
from perfxl.submission import Entry

EXCEEDED_BY_FAR = 1.3
"""From 130% of the target on a reason is asked for (S13)."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of a row, with its column's label."""

    label: str
    entry: Entry

    @property
    def text(self) -> str:
        return "" if self.entry.value is None else str(self.entry.value)


@dataclass(frozen=True, slots=True)
class _Task:
    """One row of the table of targets."""

    subject: str
    plan: _Cell
    actual: _Cell
    done: _Cell
    reason: _Cell

    @property
    def quantities(self) -> tuple[Quantity, Quantity] | None:
        """Target and actual, where both are numbers in the same unit."""
        planned, reached = quantity(self.plan.text), quantity(self.actual.text)
        if planned is None or reached is None or not planned.comparable(reached):
            return None
        return planned, reached

    @property
    def short(self) -> bool:
        """Whether the figures say that the target was missed."""
        if self.quantities is None:
            return False
        planned, reached = self.quantities
        return reached.amount > planned.amount if planned.at_most else reached.amount < planned.amount

    @property
    def exceeded_by_far(self) -> bool:
        """Whether the figures say that the target was set far too low."""
        if self.quantities is None:
            return False
        planned, reached = self.quantities
        return not planned.at_most and 0 < planned.amount * EXCEEDED_BY_FAR <= reached.amount

    def found(self, code: str, at: _Cell, case: str = "") -> Finding:
        """The finding of one case, marked at one cell of the row."""
        cells = (self.plan, self.actual, self.done, self.reason)
        return finding(
            code,
            at.entry.place,
            at.label,
            case=case,
            places=tuple(cell.entry.place for cell in cells if cell is not at),
            subject=self.subject,
            plan=self.plan.text,
            actual=self.actual.text,
        )


def _tasks(context: Context) -> Iterator[_Task]:
    role = context.scheme.roles.tasks
    if role is None:
        return
    columns = context.scheme.tables()[role.table].columns
    labels = {column.name: column.label for column in columns}
    for row in context.submission.tables.get(role.table, ()):
        subject = row.cells[columns[0].name]
        plan, actual, done, reason = (
            _Cell(labels[name], row.cells[name]) for name in (role.plan, role.actual, role.done, role.reason)
        )
        yield _Task(str(subject.value or ""), plan, actual, done, reason)


def far_exceeded_targets(context: Context) -> Iterator[Finding]:
    """K07: 130% of the target or more, and no reason given."""
    for task in _tasks(context):
        if task.exceeded_by_far and not task.reason.text:
            yield task.found("K07", task.reason)


def missed_targets(context: Context) -> Iterator[Finding]:
    """K08: the target was missed, by its figures or by the accountant's own word, and no reason given."""
    for task in _tasks(context):
        if task.reason.text:
            continue
        if task.short:
            yield task.found("K08", task.reason, "short")
        elif task.done.text == NO:
            yield task.found("K08", task.reason, "undone")


def missed_but_counted(context: Context) -> Iterator[Finding]:
    """K10: a target that was missed is counted as completed, and so earns full marks."""
    for task in _tasks(context):
        if task.short and task.done.text == YES:
            yield task.found("K10", task.done)


def words_for_figures(context: Context) -> Iterator[Finding]:
    """K13: the target is a number, the actual value mere words."""
    for task in _tasks(context):
        if quantity(task.plan.text) and task.actual.text and not has_figures(task.actual.text):
            yield task.found("K13", task.actual)


CHECKS: tuple[CheckFunction, ...] = (
    far_exceeded_targets,
    missed_targets,
    missed_but_counted,
    words_for_figures,
)
