"""How the workbook looks: named parts of cell formats, put together on demand."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from perfxl.scheme.model import FieldType
from perfxl.workbook.colours import COLOURS

BODY_FONT, HEADING_FONT = "宋体", "黑体"
SMALL_SIZE = 10.0
"""Points of clauses, notes and units: the smallest print in the workbook."""

_CHINESE_CHARSET = 134
_LINE = "#A6A6A6"

TAB_COLOURS = {
    "instructions": "#7F7F7F",
    "fields": "#E0B400",
    "scoring": "#2E75B6",
    "findings": "#70AD47",
    "report": "#70AD47",
    "identity": "#7F7F7F",
}

_LOOKS: dict[str, dict[str, Any]] = {
    "base": {"valign": "vcenter", "text_wrap": True},
    "title": {"font_name": HEADING_FONT, "font_size": 18, "align": "center", "text_wrap": False},
    "under_title": {"font_size": SMALL_SIZE, "font_color": "#404040"},
    "heading": {"font_name": HEADING_FONT, "font_size": 12, "text_wrap": False},
    "remark": {"font_size": SMALL_SIZE, "font_color": "#595959"},
    "header": {
        "font_name": HEADING_FONT, "align": "center",
        "bg_color": COLOURS["header"], "border": 1, "border_color": _LINE,
    },
    "grid": {"border": 1, "border_color": _LINE},
    "bold": {"font_name": HEADING_FONT},
    "hint": {"font_size": SMALL_SIZE, "font_color": "#595959"},
    "small": {"font_size": SMALL_SIZE},
    "center": {"align": "center"},
    "left": {"align": "left"},
    "top": {"valign": "top"},
    "indent1": {"indent": 1},
    "indent2": {"indent": 2},
    "indent3": {"indent": 3},
    "input": {"bg_color": COLOURS["input"], "border": 1, "border_color": _LINE, "locked": False},
    "formula": {"bg_color": COLOURS["formula"], "border": 1, "border_color": _LINE, "font_color": "#1F3864"},
    "constant": {"border": 1, "border_color": _LINE, "align": "center"},
    "output": {"bg_color": COLOURS["output"], "border": 1, "border_color": _LINE, "locked": False},
    "unused": {"bg_color": COLOURS["unused"], "border": 1, "border_color": _LINE, "font_color": "#7F7F7F"},
    "total": {"font_name": HEADING_FONT},
    "score": {"num_format": "0.00", "align": "center"},
    "notice": {"font_color": "#9C0006", "bg_color": "#FFF2CC", "border": 1, "border_color": "#C65911"},
    "link": {"font_color": "#0563C1", "underline": 1},
    "letter": {"font_name": "仿宋", "font_size": 12},
    "letter_end": {"font_name": "仿宋", "font_size": 12, "align": "right", "text_wrap": False},
    "error": {"bg_color": COLOURS["error"]},
    "reminder": {"bg_color": COLOURS["reminder"]},
    "plain": {},
    "one_line": {"text_wrap": False},
    "fitted": {"text_wrap": False, "shrink": True},
    "closing": {"font_name": HEADING_FONT, "bg_color": COLOURS["header"]},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "subtitle": {"align": "center", "font_color": "#404040"},
    "missing": {"bg_color": COLOURS["missing"], "border": 1, "border_color": _LINE},
    "locked": {"locked": True},
}  # fmt: skip

_FIELD_TYPES: dict[FieldType, dict[str, Any]] = {
    "text": {"num_format": "@", "align": "left"},
    # Excel shows a text-formatted cell of more than 255 characters as #####: long texts are not formatted so.
    "longtext": {"align": "left"},
    "choice": {"align": "center"},
    "integer": {"num_format": "0", "align": "right"},
    "number": {"align": "right"},
    "money": {"num_format": "#,##0.00", "align": "right"},
    "ratio": {"num_format": "0.00%", "align": "right"},
    "year": {"num_format": "0", "align": "center"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
}
_PARTS = _LOOKS | {str(type_): looks for type_, looks in _FIELD_TYPES.items()}

_CONDITIONS: dict[str, dict[str, Any]] = {
    "ruled": {"border": 1, "border_color": _LINE},
    "missing": {"bg_color": COLOURS["missing"]},
    "wrong": {"bg_color": COLOURS["wrong"], "font_color": "#9C0006"},
    "error": {"bg_color": COLOURS["error"]},
    "reminder": {"bg_color": COLOURS["reminder"]},
    "over": {"font_color": "#C00000", "bold": True},
    "lost": {"font_color": "#C55A11", "bold": True},
    "best": {"font_color": "#2E7D32", "bold": True},
    "worst": {"font_color": "#C00000", "bold": True},
    "finished": {"font_color": "#2E7D32", "bold": True},
    "changed": {"font_color": "#9C0006", "bg_color": COLOURS["wrong"], "bold": True},
    # A total is not to be taken for final while indicators are unscored.
    "unfinished": {"font_color": "#7F6000", "num_format": '"暂计 "0.00'},
}


class Styles:
    """The formats of one workbook, each made once, in the order of their first use."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, ...], Format] = {}

    def __call__(self, *parts: str) -> Format:
        """The format of a cell: named parts and field types, later ones overruling earlier ones."""
        properties: dict[str, Any] = {"font_charset": _CHINESE_CHARSET}
        for part in ("base", *parts):
            properties |= _PARTS[part]
        return self._once(parts, properties)

    def condition(self, name: str) -> Format:
        """The format that a condition lays over a cell."""
        return self._once(("condition", name), _CONDITIONS[name])

    def _once(self, key: tuple[str, ...], properties: dict[str, Any]) -> Format:
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]
