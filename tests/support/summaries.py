"""A summary workbook read back, by a library that had no part in writing it: sheets as tables of values."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

HEAD = "序号"
"""What the first column of a list is called."""


@dataclass(frozen=True)
class Summary:
    """One file."""

    file: Path

    @cached_property
    def values(self) -> openpyxl.Workbook:
        """With the values that were saved beside formulas."""
        return openpyxl.load_workbook(self.file, data_only=True)

    @cached_property
    def formulas(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.file)

    def rows(self, sheet: str) -> list[list[Any]]:
        return [list(row) for row in self.values[sheet].iter_rows(values_only=True)]

    def table(self, sheet: str) -> pd.DataFrame:
        """The rows of a list under its headings (without units and line breaks), what closes it left out."""
        rows = self.rows(sheet)
        head = next(number for number, row in enumerate(rows) if row[0] == HEAD)
        names = [_plain(title) for title in rows[head]]
        body = [row for row in rows[head + 1 :] if isinstance(row[0], int | float)]
        return pd.DataFrame(body, columns=names)

    def closing(self, sheet: str, label: str) -> dict[str, Any]:
        """What stands below the columns of a list in the row of this name (合计, 平均分, 得分率)."""
        rows = self.rows(sheet)
        head = next(row for row in rows if row[0] == HEAD)
        last = next(row for row in reversed(rows) if label in row)
        return dict(zip(map(_plain, head), last, strict=True))

    def blocks(self, sheet: str, first: str) -> dict[str, pd.DataFrame]:
        """By title: the tables of a sheet whose first column is called ``first``."""
        rows = self.rows(sheet)
        found = {}
        for number, row in enumerate(rows):
            if row[0] == first:
                body = []
                for line in rows[number + 1 :]:
                    if line[0] is None:
                        break
                    body.append(line)
                found[rows[number - 1][0]] = pd.DataFrame(body, columns=map(_plain, row))
        return found

    def cells(self) -> dict[tuple[str, str], Any]:
        """The saved value of every formula, by sheet and cell."""
        return {
            (page.title, cell.coordinate): self.values[page.title][cell.coordinate].value
            for page in self.formulas
            for row in page.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }


def _plain(title: Any) -> str:
    return str(title or "").partition("\n（")[0].replace("\n", "")
