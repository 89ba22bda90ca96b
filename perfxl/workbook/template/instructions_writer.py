"""Writes 填报说明: what the workbook is, how it is filled in, its colours, sheets and weights."""

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from perfxl.numbers import show_plain
from perfxl.scheme.inventory import STATE
from perfxl.wording import say, subject
from perfxl.workbook.layout import CHANGES, FINISHED, SheetPlan
from perfxl.workbook.state import native_state, shown_state
from perfxl.workbook.template import paper
from perfxl.workbook.template.draft import Draft
from perfxl.workbook.textfit import height_of, text_height

_TITLE_HEIGHT, _HEADING_HEIGHT, _ROW_HEIGHT = 40.0, 30.0, 22.0
_STATE_LINES = 3
"""Lines that the state may take: with the time, the total, and why it was finished with errors."""

_SAMPLES = ("input", "formula", "output", "grid", "missing")


def write_instructions(draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
    """Write the sheet that a user reads first."""
    paper.set_up(page, plan, draft.scheme.title)
    writer = _Lines(draft, page, plan)
    scheme = draft.scheme
    writer.across(scheme.title, "title", _TITLE_HEIGHT)
    writer.across(say("template.instructions.subtitle", region=scheme.region), "subtitle")
    writer.state()
    if scheme.weights == "example":
        writer.across(say("template.instructions.example"), "notice")
    writer.heading("purpose")
    writer.across(say("template.instructions.purpose", basis=scheme.basis))
    writer.heading("steps")
    writer.numbered(_list("steps"), _sheet_words(draft))
    writer.heading("colours")
    for look in _SAMPLES:
        writer.sample(look)
    writer.heading("sheets")
    for sheet in draft.layout.sheets:
        if sheet.kind not in {"instructions", "identity"}:
            writer.link(sheet)
    writer.heading("rules")
    writer.numbered(_list("rules"), {})
    writer.heading("weights")
    writer.across(_weights(draft))
    paper.bound(page, plan, writer.row - 1, 0)
    page.set_selection(0, 0, 0, 0)
    paper.protect(page)


def _list(key: str) -> Sequence[str]:
    lines: Sequence[str] = subject("template")["instructions"][key]
    return lines


def _sheet_words(draft: Draft) -> Mapping[str, str]:
    """The names of the sheets of inputs, before and after the scoring sheet, as the steps quote them."""
    kinds = [sheet.kind for sheet in draft.layout.sheets]
    scoring = kinds.index("scoring")
    quoted = [f"《{sheet.name}》" if sheet.kind == "fields" else "" for sheet in draft.layout.sheets]
    return {"figures": "".join(quoted[:scoring]), "words": "".join(quoted[scoring:])}


def _weights(draft: Draft) -> str:
    scheme = draft.scheme
    grades = say("template.instructions.and").join(
        say("template.instructions.grade", name=grade.name, least=show_plain(grade.at_least))
        for grade in scheme.grades
    )
    key = "weights_example" if scheme.weights == "example" else "weights_issued"
    return say(
        f"template.instructions.{key}",
        basis=scheme.basis,
        total=show_plain(scheme.total),
        count=len(list(scheme.indicators())),
        grades=grades,
    )


class _Lines:
    """The sheet, written line by line from the top."""

    def __init__(self, draft: Draft, page: Worksheet, plan: SheetPlan) -> None:
        self._draft, self._page, self._styles, self._widths = draft, page, draft.styles, plan.widths
        self.row = 0

    def across(self, text: str, look: str = "plain", height: float = 0) -> None:
        """A text over the whole width."""
        self._page.merge_range(self.row, 0, self.row, len(self._widths) - 1, text, self._styles(look))
        self._end(height or max(_ROW_HEIGHT, text_height(text, sum(self._widths))))

    def state(self) -> None:
        """Whether the workbook was finished, and whether it has changed since: a live formula."""
        slot, last = self._draft.layout.slots[STATE], len(self._widths) - 1
        looks = self._styles("grid", "bold", "center")
        self._page.merge_range(self.row, 0, self.row, last - 1, say("finishing.state.label"), looks)
        shown = shown_state("", 0)
        self._page.write_formula(self.row, last, f"={native_state()}", self._styles("grid"), shown)
        self._draft.mark(self._page, slot, f"{CHANGES}>0", "changed")
        self._draft.mark(self._page, slot, f"LEN({FINISHED})>0", "finished")
        self._end(height_of(_STATE_LINES))

    def heading(self, key: str) -> None:
        """The heading of a section."""
        self.across(say(f"template.instructions.heading.{key}"), "heading", _HEADING_HEIGHT)

    def numbered(self, lines: Sequence[str], words: Mapping[str, str]) -> None:
        """Numbered sentences."""
        for number, line in enumerate(lines, start=1):
            text = line.format(**words)
            self._page.write_number(self.row, 0, number, self._styles("center", "top"))
            self._page.merge_range(self.row, 1, self.row, len(self._widths) - 1, text, self._styles("top"))
            self._end(max(_ROW_HEIGHT, text_height(text, sum(self._widths[1:]))))

    def sample(self, look: str) -> None:
        """A colour and what it means."""
        text = say(f"template.instructions.colour.{look}")
        self._page.write_string(
            self.row, 1, say(f"template.instructions.sample.{look}"), self._styles(look, "center", "locked")
        )
        self._page.write_string(self.row, 2, text, self._styles("grid"))
        self._end(max(_ROW_HEIGHT, text_height(text, self._widths[2])))

    def link(self, sheet: SheetPlan) -> None:
        """A sheet's name, as a link, and what it is for."""
        text = _purpose(sheet)
        self._page.write_url(
            self.row, 1, f"internal:'{sheet.name}'!A1", self._styles("grid", "link"), sheet.name
        )
        self._page.write_string(self.row, 2, text, self._styles("grid"))
        self._end(max(_ROW_HEIGHT, text_height(text, self._widths[2])))

    def _end(self, height: float) -> None:
        self._page.set_row(self.row, height)
        self.row += 1


def _purpose(sheet: SheetPlan) -> str:
    if sheet.sheet is not None:
        return say("template.instructions.sheet.fields", title=sheet.sheet.title, note=sheet.sheet.note)
    return say(f"template.instructions.sheet.{sheet.kind}")
