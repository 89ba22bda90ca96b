"""Draws the ribbon for the manual from ``macros/customUI14.xml``: there is no Excel to take a picture of.

Run ``python -m tests.support.draw_ribbon`` after a change of the ribbon. Icons are Office's own and are only
hinted at. The picture tells in its metadata which ribbon it shows: a test sees whether it is up to date.
"""

import hashlib
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from perfxl.addin.build import macros_folder
from perfxl.addin.buttons import STATUS

TARGET = Path(__file__).parent.parent.parent / "docs" / "pictures" / "ribbon.png"
SOURCE_KEY = "ribbon-sha256"

_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
_SCALE = 2
_TABS_BEFORE = ("文件", "开始", "插入", "页面布局", "公式", "数据", "审阅", "视图")
_EXAMPLE_RESULT = "10:25 校验：3处错误、5处提醒，已标注"
_CAPTION = "示意图：按加载项的功能区定义绘制，不是屏幕截图；图标以 Excel 实际显示为准。"
_SIGNS = {
    "FileNew": ("+", "#2b7cd3"), "GetExternalDataFromText": ("↓", "#2b7cd3"),
    "ErrorChecking": ("✓", "#c43e1c"), "AutoSum": ("Σ", "#217346"), "CreateReport": ("≡", "#7a4a9e"),
    "FileSaveAsWordDocx": ("W", "#2b579a"), "FileSaveAsPdfOrXps": ("P", "#c43e1c"),
    "FileSendAsAttachment": ("✉", "#8a6d00"), "Consolidate": ("∑", "#217346"),
    "FileDocumentInspect": ("⚙", "#5a5a5a"), "Help": ("?", "#2b7cd3"), "Info": ("i", "#2b7cd3"),
}  # fmt: skip
Point = tuple[float, float]
"""Pixels of a plain screen, from the left and from the top."""

_TAB_HEIGHT, _BODY, _LABELS, _FOOT, _MARGIN = 30, 74, 20, 24, 8
_LARGE, _ICON, _ROW, _LETTER = 66, 16, 24, 13


def ribbon_digest() -> str:
    """What tells one ribbon from another."""
    text = (macros_folder() / "customUI14.xml").read_text(encoding="utf-8")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def font(size: int, *, sign: bool = False) -> ImageFont.FreeTypeFont:
    """A Chinese font that fontconfig knows, or one with signs."""
    wanted = "DejaVu Sans:charset=2709" if sign else "Noto Sans CJK SC:lang=zh-cn"
    command = ["fc-match", "-f", "%{file}\n%{index}", wanted]
    file, index = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return ImageFont.truetype(file, size * _SCALE, index=int(index))


@dataclass
class Canvas:
    """A picture measured in the pixels of a plain screen."""

    draw: ImageDraw.ImageDraw

    def text(self, place: Point, text: str, *, size: int = 12, sign: bool = False, **how: str) -> None:
        x, y = place
        self.draw.text((x * _SCALE, y * _SCALE), text, font=font(size, sign=sign), **{"fill": "#222", **how})

    def box(self, corner: Point, opposite: Point, fill: str, *, radius: int = 0) -> None:
        edges = [edge * _SCALE for edge in (*corner, *opposite)]
        self.draw.rounded_rectangle(edges, radius=radius * _SCALE, fill=fill)

    def icon(self, corner: Point, size: int, name: str) -> None:
        (x, y), (sign, colour) = corner, _SIGNS[name]
        self.box(corner, (x + size, y + size), colour, radius=size // 8)
        middle = (x + size / 2, y + size / 2)
        self.text(middle, sign, size=int(size * 0.7), sign=True, fill="white", anchor="mm")


def width_of(text: str) -> int:
    """How wide a label stands, in pixels."""
    return sum(_LETTER if ord(letter) > 0x2000 else _LETTER // 2 + 1 for letter in text)


def columns(controls: Iterable[etree._Element]) -> list[list[etree._Element]]:
    """The controls of a group as Office sets them: a large one alone, small ones three to a column."""
    found: list[list[etree._Element]] = []
    for control in controls:
        if (
            control.get("size") == "large"
            or not found
            or len(found[-1]) == 3
            or found[-1][0].get("size") == "large"
        ):
            found.append([])
        found[-1].append(control)
    return found


def label_of(control: etree._Element) -> str:
    return _EXAMPLE_RESULT if control.get("id") == STATUS else control.get("label")


def column_width(column: Sequence[etree._Element]) -> int:
    if column[0].get("size") == "large":
        return _LARGE
    return max(width_of(label_of(control)) for control in column) + _ICON + 18


def group_width(group: etree._Element) -> int:
    return sum(column_width(column) for column in columns(group)) + 2 * _MARGIN


def paint_group(canvas: Canvas, group: etree._Element, left: int, top: int) -> None:
    x = left + _MARGIN
    for column in columns(group):
        width = column_width(column)
        for row, control in enumerate(column):
            if control.get("size") == "large":
                canvas.icon((x + (width - 32) / 2, top + 10), 32, control.get("imageMso"))
                canvas.text((x + width / 2, top + 50), label_of(control), anchor="ma")
            else:
                y = top + 4 + row * _ROW
                if control.get("imageMso"):
                    canvas.icon((x + 4, y + 3), _ICON, control.get("imageMso"))
                canvas.text((x + 4 + (_ICON + 6 if control.get("imageMso") else 0), y + 3), label_of(control))
        x += width
    middle = left + group_width(group) / 2
    canvas.text((middle, top + _BODY + 2), group.get("label"), size=11, fill="#666", anchor="ma")


def draw_ribbon() -> Image.Image:
    """The tab with all its groups, opened."""
    root = etree.fromstring((macros_folder() / "customUI14.xml").read_bytes())
    groups = list(root.iter(f"{_NAMESPACE}group"))
    (tab,) = root.iter(f"{_NAMESPACE}tab")
    width = sum(map(group_width, groups)) + 2 * _MARGIN
    height = _TAB_HEIGHT + _BODY + _LABELS + _FOOT
    image = Image.new("RGB", (width * _SCALE, height * _SCALE), "white")
    canvas = Canvas(ImageDraw.Draw(image))
    canvas.box((0, 0), (width, _TAB_HEIGHT), "#217346")
    x = 14
    for label in (*_TABS_BEFORE, tab.get("label")):
        chosen = label == tab.get("label")
        if chosen:
            canvas.box((x - 10, 4), (x + width_of(label) + 10, _TAB_HEIGHT), "#f3f2f1")
        canvas.text((x, 7), label, fill="#217346" if chosen else "white")
        x += width_of(label) + 22
    canvas.box((0, _TAB_HEIGHT), (width, height - _FOOT), "#f3f2f1")
    left = _MARGIN
    for group in groups:
        paint_group(canvas, group, left, _TAB_HEIGHT)
        left += group_width(group)
        canvas.box((left - 1, _TAB_HEIGHT + 8), (left, height - _FOOT - 6), "#d0d0d0")
    canvas.text((_MARGIN, height - _FOOT + 4), _CAPTION, size=11, fill="#888")
    return image


def main() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text(SOURCE_KEY, ribbon_digest())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    draw_ribbon().quantize(128).save(TARGET, pnginfo=told, optimize=True)


if __name__ == "__main__":
    main()
