"""One pass over one workbook: all that a department entered, and all that departs from the template.

Everything is read, whatever is wrong elsewhere: a fault never hides another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from perfxl.engines.addresses import address_of
from perfxl.findings import Finding
from perfxl.submission import Claim, Entry, Row, State, Submission
from perfxl.workbook.reading.entries import read_entry, swallowed
from perfxl.workbook.reading.ground import Ground, Site
from perfxl.workbook.reading.read_tables import read_table
from perfxl.workbook.reading.structure import about_formula, claim_of, structure_findings
from perfxl.workbook.reading.view import NOTHING, Cells, Merged, View


def gather(view: View, ground: Ground) -> Submission:
    """Read every input, table and formula cell of a workbook that stands on this ground."""
    cells = view.cells(ground.wanted)
    return _Gathering(ground, cells, {sheet: view.merged(sheet) for sheet in cells}).submission()


@dataclass
class _Gathering:
    ground: Ground
    cells: Mapping[str, Cells]
    merged: Mapping[str, Merged]
    findings: list[Finding] = field(default_factory=list)

    def submission(self) -> Submission:
        self.findings += self.ground.located.findings
        self.findings += structure_findings(self.ground, self.cells)
        entries = {name: self._entry(name, site) for name, site in self.ground.inputs.items()}
        claims = {claim.name: claim for claim in self._claims()}
        tables = self._tables()
        return Submission(
            scheme_id=self.ground.layout.scheme.id,
            entries=entries,
            tables=tables,
            claims=claims,
            places=self.ground.places,
            remarks=tuple(self.findings),
        )

    def _entry(self, name: str, site: Site) -> Entry:
        asked, place, sheet, row, column, blank = site
        if not row:
            return blank
        held = self.cells[sheet].at(row, column)
        entry, found = (blank, ()) if held is NOTHING else read_entry(held, asked, name, place)
        if entry.state is State.BLANK and (area := self._merged_away(sheet, row, column)):
            entry, found = swallowed(asked, name, place, area)
        self.findings += found
        return entry

    def _merged_away(self, sheet: str, row: int, column: int) -> str:
        """The merged area that has swallowed a cell, ``""`` where there is none."""
        area = self.merged[sheet].at(row, column)
        if area is None or (area.top, area.left) == (row, column):
            return ""
        return address_of(area, row_absolute=False, column_absolute=False)

    def _claims(self) -> Iterator[Claim]:
        for name, site in self.ground.formulas.items():
            held = self.cells[site.sheet].at(site.row, site.column)
            claim = claim_of(name, site.place, held)
            found = about_formula(claim, site.asked.label, held, self.ground.due.get(name, ""))
            self.findings += [found] if found is not None else []
            yield claim

    def _tables(self) -> Mapping[str, tuple[Row, ...]]:
        tables: dict[str, tuple[Row, ...]] = dict.fromkeys(self.ground.layout.tables, ())
        for table in self.ground.tables:
            reading = read_table(table, self.cells[table.sheet], self._merged_away)
            self.findings += reading.findings
            tables[table.block.name] = reading.rows
        return tables
