"""Whether the fixed parts of the template still are what they were: labels, headings, points, formulas."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from perfxl.findings import Finding, Place, finding
from perfxl.numbers import show_plain
from perfxl.submission import Claim, Value
from perfxl.wording import say
from perfxl.workbook.due_formulas import is_due
from perfxl.workbook.landmarks import Landmark
from perfxl.workbook.reading.ground import Ground
from perfxl.workbook.reading.labels import heading_row, says
from perfxl.workbook.reading.locating import Spot, cell_place
from perfxl.workbook.reading.parsing import ERROR_VALUES, FORMULA_QUOTED, quoted, show
from perfxl.workbook.reading.view import Cells, Held

_TOLD_SINGLY = 6


def structure_findings(ground: Ground, cells: Mapping[str, Cells]) -> Iterator[Finding]:
    """Labels and headings that were changed, points that are not those of the scheme."""
    changed: dict[str, dict[Place, Finding]] = {}
    for sheet, places, marks in ground.marks:
        for (_, mark, spot), held in zip(marks, cells[sheet].all_at(places), strict=True):
            if says(held, mark.text):
                continue
            found = _changed(mark, spot, cells[sheet])
            if found is not None:
                # Many cells share one label; it is told once.
                changed.setdefault(found.place.sheet, {})[found.place] = found
    for sheet, by_place in changed.items():
        told = list(by_place.values())
        yield from told if len(told) <= _TOLD_SINGLY else [_many(sheet, told)]
    yield from _points(ground, cells)


def _changed(mark: Landmark, spot: Spot, cells: Cells) -> Finding | None:
    column = spot.box.left + mark.column
    row = heading_row(mark, spot, cells) if mark.row < 0 else spot.box.top
    if row and says(cells.at(row, column), mark.text):
        return None
    row = row or spot.box.top + mark.row
    raw = quoted(cells.at(row, column).content).strip()
    case = "label_changed" if raw else "label_gone"
    return finding("T13", cell_place(spot.sheet, row, column), mark.text, case=case, raw=raw)


def _many(sheet: str, found: list[Finding]) -> Finding:
    labels = say("reading.and").join(one.label for one in found[:_TOLD_SINGLY])
    places = tuple(one.place for one in found)
    return finding("T13", Place(sheet), case="labels_changed", labels=labels, count=len(found), places=places)


def _points(ground: Ground, cells: Mapping[str, Cells]) -> Iterator[Finding]:
    for indicator, spot in ground.points:
        held = cells[spot.sheet].at(spot.box.top, spot.box.left)
        if held.content != indicator.points:
            due, raw = show_plain(indicator.points), quoted(held.content)
            yield finding("T13", spot.place, indicator.name, case="points_changed", due=due, raw=raw)


def claim_of(name: str, place: Place, held: Held) -> Claim:
    """What a formula cell holds; an error value is no value."""
    content = held.content
    value: Value | None
    if type(content) is float:
        value = content
    elif isinstance(content, bool):
        value = show(content)
    elif isinstance(content, (int, float, Decimal)):
        value = float(content)
    else:
        value = None if content in ERROR_VALUES else content
    return Claim(name, place, value, typed=not held.formula)


def about_formula(claim: Claim, label: str, held: Held, due: str) -> Finding | None:
    """The finding on a formula that was typed over, deleted, or replaced by another."""
    if claim.typed:
        raw = quoted(held.content)
        case = "formula_typed" if raw.strip() else "formula_gone"
        return finding("T13", claim.place, label, case=case, raw=raw)
    if due and not is_due(held.formula, due):
        formula = quoted(held.formula, FORMULA_QUOTED)
        return finding("T13", claim.place, label, case="formula_changed", formula=formula, due=f"={due}")
    return None
