"""Draws the three states of the cover for the manual: not finished, finished, changed since.

Run ``python -m tests.support.draw_states`` after a change of what a user sees; needs what
:mod:`tests.support.draw_sheets` needs.
"""

import datetime as dt
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from perfxl.department import finishing, preparing
from perfxl.engines import open_closed, package_of
from tests.support import draw_sheets
from tests.support.county import department, workbook

TARGET = draw_sheets.TARGET / "cover-states.png"
AT = dt.datetime(2021, 4, 15, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))
_SHOWN = 0.155
"""How much of the cover's page is shown: down to the state."""
_LINE = "#7F7F7F"


def draw(target: Path = TARGET) -> Path:
    """Draw one below the other."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        strips = [_strip(file, folder) for file in _workbooks(folder)]
        width, height = strips[0].size
        picture = Image.new("RGB", (width, height * len(strips)), "white")
        for number, strip in enumerate(strips):
            picture.paste(strip, (0, height * number))
            ImageDraw.Draw(picture).line((0, height * number, width, height * number), fill=_LINE)
        picture.quantize(draw_sheets.COLOURS).save(target, optimize=True)
    return target


def _workbooks(folder: Path) -> list[Path]:
    new, finished, changed = (folder / f"{state}.xlsx" for state in ("new", "finished", "changed"))
    new.write_bytes(workbook(department(1)))
    with open_closed(new) as book:
        finished.write_bytes(package_of(book, finishing.finish(book, at=AT).saved))
    values = folder / "values.json"
    values.write_text('{"填报人": "另一人", "联系电话": "0751-7654321"}', encoding="utf-8")
    preparing.fill_file(finished, values, changed, overwrite=True)
    return [new, finished, changed]


def _strip(file: Path, folder: Path) -> Image.Image:
    pdf = draw_sheets.printed(file, folder)
    drawn = draw_sheets.drawn(pdf, 1, folder, folder / f"{file.stem}-strip.png", _SHOWN)
    with Image.open(drawn) as strip:
        return strip.convert("RGB")


if __name__ == "__main__":
    sys.stdout.write(f"{draw()}\n")
