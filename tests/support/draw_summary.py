"""Draws the summary for the bureau's manual: the made-up county's, as LibreOffice prints it.

Run ``python -m tests.support.draw_summary`` after a change of what an officer sees; needs LibreOffice,
poppler's tools and a Chinese font.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bureau.summary.conftest import fill
from tests.support.bureau_desk import Desk
from tests.support.draw_sheets import TARGET, _page_of, _titles, drawn, printed

SHEETS = {
    "说明": ("summary-cover", 0.72),
    "图表": ("summary-charts", 0.9),
    "汇总表": ("summary-table", 1.0),
    "等级分布": ("summary-grades", 0.98),
    "指标得分矩阵（广东省县级）": ("summary-matrix", 0.62),
    "问题清单": ("summary-issues", 0.85),
}
"""Sheet: name of its picture, and how much of its first page is shown."""


def draw(target: Path = TARGET) -> list[Path]:
    """Draw the first pages of some sheets, and that of the report."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        desk = Desk(folder / "示例县")
        fill(desk)
        desk.consolidate(office="示例县财政局")
        workbook, report = folder / "summary.xlsx", folder / "report.docx"
        desk.folder.summary.rename(workbook)
        desk.folder.summary_report.rename(report)
        pdf = printed(workbook, folder)
        titles = _titles(pdf)
        made = [
            drawn(pdf, _page_of(sheet, titles), folder, target / f"{picture}.png", shown)
            for sheet, (picture, shown) in SHEETS.items()
        ]
        return [*made, drawn(printed(report, folder), 1, folder, target / "summary-report.png", 1.0)]


if __name__ == "__main__":
    for made in draw():
        sys.stdout.write(f"{made.name}: {made.stat().st_size // 1024} KB\n")
