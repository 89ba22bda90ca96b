"""Draws the sheets for the manual: the completed example, scored and reported, as LibreOffice prints it.

Run ``python -m tests.support.draw_sheets`` after a change of what a user sees; needs LibreOffice, poppler's
tools and a Chinese font.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from perfxl.department import closed_files

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
TARGET = ROOT / "docs" / "pictures"
PICTURES = {
    "填报说明": ("sheet-instructions", 1.0),
    "基本情况表": ("sheet-basic", 0.62),
    "项目清单": ("sheet-projects", 0.42),
    "重点工作": ("sheet-tasks", 0.42),
    "评分表": ("sheet-scoring", 1.0),
    "成效与问题": ("sheet-words", 0.75),
    "审核结果": ("sheet-findings", 1.0),
    "自评报告": ("sheet-report", 0.85),
}
"""Sheet: name of its picture, and how much of its first page is shown."""

_SOFFICE = "soffice"
_DPI = 96
COLOURS = 48
_REPORT_TITLE = "自评报告"


def draw(target: Path = TARGET) -> list[Path]:
    """Draw every sheet's first page."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        scored, whole = folder / "scored.xlsx", folder / "whole.xlsx"
        closed_files.score(EXAMPLE, scored)
        closed_files.report(scored, whole)
        pdf = printed(whole, folder)
        titles = _titles(pdf)
        return [
            drawn(pdf, _page_of(sheet, titles), folder, target / f"{picture}.png", shown)
            for sheet, (picture, shown) in PICTURES.items()
        ]


def printed(workbook: Path, folder: Path) -> Path:
    """All sheets of a workbook as a PDF."""
    subprocess.run(
        [_SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(workbook)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return workbook.with_suffix(".pdf")


def _titles(pdf: Path) -> list[str]:
    """The head of every page: its first lines."""
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True
    ).stdout.decode("utf-8")
    return ["\n".join(page.splitlines()[:4]) for page in text.split("\f")]


def _page_of(sheet: str, titles: list[str]) -> int:
    """The first page of a sheet: its name stands in the header, or in the title of the report."""
    for number, title in enumerate(titles, start=1):
        if title.splitlines()[0:1] and title.splitlines()[0].rstrip().endswith(sheet):
            return number
        if sheet == _REPORT_TITLE and "自评报告" in title and "附件" in title:
            return number
    raise LookupError(sheet)


def drawn(pdf: Path, page: int, folder: Path, target: Path, shown: float) -> Path:
    """The upper part of one page as a picture."""
    stem = folder / target.stem
    subprocess.run(
        ["pdftoppm", "-r", str(_DPI), "-f", str(page), "-l", str(page), "-singlefile", "-png",
         str(pdf), str(stem)],
        check=True, capture_output=True,
    )  # fmt: skip
    with Image.open(stem.with_suffix(".png")) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, int(picture.height * shown)))
        cut.quantize(COLOURS).save(target, optimize=True)
    return target


if __name__ == "__main__":
    for made in draw():
        sys.stdout.write(f"{made.name}: {made.stat().st_size // 1024} KB\n")
