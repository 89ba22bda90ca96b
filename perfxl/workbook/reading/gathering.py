"""One pass over one workbook: all that a department entered, and all that departs from the template.

Everything is read, whatever is wrong elsewhere: a fault never hides another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from perfxl.engines.addresses import address_of
from perfxl.findings import Finding
from perfxl.submission import Claim, Entry, Row, State, Submission
from perfxl.workbook.reading.entries import read_entry, swallowed
from perfxl.workbook.reading.ground import Ground
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
        entries = {entry.name: entry for entry in self._entries()}
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

    def _entries(self) -> Iterator[Entry]:
        for sheet, cells, sites in self.ground.inputs:
            for site, held in zip(sites, self.cells[sheet].all_at(cells), strict=True):
                question, place, cell, entry = site
                if held is not NOTHING:
                    entry, found = read_entry(held, question, place)
                    if found:
                        self.findings += found
                if entry.state is State.BLANK and (area := self._merged_away(sheet, *cell)):
                    entry, found = swallowed(question, place, area)
                    self.findings += found
                yield entry
        yield from self.ground.lost.values()

    def _merged_away(self, sheet: str, row: int, column: int) -> str:
        """The merged area that has swallowed a cell, ``""`` where there is none."""
        area = self.merged[sheet].at(row, column)
        if area is None or (area.top, area.left) == (row, column):
            return ""
        return address_of(area, row_absolute=False, column_absolute=False)

    def _claims(self) -> Iterator[Claim]:
        for sheet, cells, sites in self.ground.formulas:
            for site, held in zip(sites, self.cells[sheet].all_at(cells), strict=True):
                (asked, name, _), place, _, _ = site
                claim = claim_of(name, place, held)
                found = about_formula(claim, asked.label, held, self.ground.due.get(name, ""))
                self.findings += [found] if found is not None else []
                yield claim

    def _tables(self) -> Mapping[str, tuple[Row, ...]]:
        tables: dict[str, tuple[Row, ...]] = dict.fromkeys(self.ground.layout.tables, ())
        for table in self.ground.tables:
            reading = read_table(table, self.cells[table.sheet], self._merged_away)
            self.findings += reading.findings
            tables[table.block.name] = reading.rows
        return tables
