"""Documents as LibreOffice prints them, measured: lines of text and ink, in millimetres from above left."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from defusedxml import ElementTree

from perfxl.document.substitutes import fontconfig
from tests.support import office

_PATIENCE = 300
_MM = 25.4 / 72
_DOTS_PER_MM = 10
_HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Line:
    """One line of a page: its text without spaces, and the box around its characters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Page:
    """One page: its number, its size, its lines from above."""

    file: Path
    number: int
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def upright(self) -> bool:
        return self.height > self.width

    @property
    def text(self) -> list[Line]:
        """The lines of an upright page without its number."""
        return [line for line in self.lines if not re.fullmatch(r"—\d+—", line.text)]

    def ink(self, left: float, right: float, top: float, bottom: float) -> list[tuple[float, float]]:
        """Where something is printed within a box: (across, down)."""
        width, rows = _picture(self)
        columns = range(round(left * _DOTS_PER_MM), min(round(right * _DOTS_PER_MM), width))
        return [
            (x / _DOTS_PER_MM, y / _DOTS_PER_MM)
            for y in range(round(top * _DOTS_PER_MM), min(round(bottom * _DOTS_PER_MM), len(rows)))
            for x in columns
            if rows[y][x] < 128
        ]


def printed(documents: Mapping[str, bytes], folder: Path) -> dict[str, list[Page]]:
    """The pages of each document; needs LibreOffice and poppler's tools."""
    if shutil.which("pdftotext") is None:
        pytest.fail("poppler-utils is not installed")
    files = []
    for name, content in documents.items():
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(content)
    profile = (folder / "profile").as_uri()
    fonts = folder / "fonts.conf"
    fonts.write_text(fontconfig(), encoding="utf-8")
    subprocess.run(
        [office._office(), f"-env:UserInstallation={profile}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=_PATIENCE,
        env=os.environ | {"FONTCONFIG_FILE": str(fonts)},
    )  # fmt: skip
    return {file.stem: _pages(file.with_suffix(".pdf")) for file in files}


def _pages(file: Path) -> list[Page]:
    told = subprocess.run(["pdftotext", "-bbox-layout", str(file), "-"], check=True, capture_output=True)
    found = ElementTree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", told.stdout))
    return [
        Page(
            file,
            number,
            float(page.get("width")) * _MM,
            float(page.get("height")) * _MM,
            tuple(sorted(map(_line, page.iter(f"{_HTML}line")), key=lambda line: line.top)),
        )
        for number, page in enumerate(found.iter(f"{_HTML}page"), start=1)
    ]


def _line(line) -> Line:
    text = "".join(word.text or "" for word in line.iter(f"{_HTML}word"))
    edges = (float(line.get(key)) * _MM for key in ("xMin", "xMax", "yMin", "yMax"))
    return Line(text, *edges)


def _picture(page: Page) -> tuple[int, list[bytes]]:
    """The page as rows of shades of grey."""
    number = str(page.number)
    made = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(25.4 * _DOTS_PER_MM), "-f", number, "-l", number, str(page.file)],
        check=True, capture_output=True,
    )  # fmt: skip
    _, size, _, dots = made.stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    return width, [dots[row * width : (row + 1) * width] for row in range(height)]
