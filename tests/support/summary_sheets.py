"""Reads a bureau's summary workbook as its reader does: sheets of headed tables, by their saved values."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

_UNIT = re.compile(r"（[^（）]*）$")


class SummarySheets:
    """The sheets of a summary workbook by name."""

    def __init__(self, file: Path) -> None:
        book = openpyxl.load_workbook(file, data_only=True)
        self._rows = {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}
        self.names = book.sheetnames
        book.close()

    def rows(self, sheet: str) -> list[list[Any]]:
        """All rows, as values."""
        return self._rows[sheet]

    def table(self, sheet: str, heading: str, *, under: str = "") -> pd.DataFrame:
        """The table whose first heading is ``heading``, from its row down to the first blank in its column.

        With ``under`` the first such table below the row that begins with these words.
        """
        rows = self.rows(sheet)
        start = next((at for at, row in enumerate(rows) if row[0] == under), 0) if under else 0
        head = next(at for at in range(start, len(rows)) if rows[at][0] == heading)
        titles = [_plain(title) for title in rows[head] if title is not None]
        body = []
        for row in rows[head + 1 :]:
            if row[0] is None:
                break
            body.append(row[: len(titles)])
        return pd.DataFrame(body, columns=titles)

    def closing(self, sheet: str, name: str, heading: str = "序号") -> pd.Series:
        """The closing row of this name, such as 合计, which stands in the second column."""
        rows = self.rows(sheet)
        head = next(row for row in rows if row[0] == heading)
        found = next(row for row in rows if row[0] is None and row[1] == name)
        return pd.Series(found[: len(head)], index=[_plain(title) for title in head])


def _plain(title: str) -> str:
    """A heading without its line breaks and its unit."""
    return _UNIT.sub("", title.replace("\n", ""))
