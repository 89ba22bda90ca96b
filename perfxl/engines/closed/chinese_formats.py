"""The formats of dates and times that Chinese programs know by number alone (ECMA-376, 18.8.30, zh-cn).

A file made by them does not say what 27 looks like. To programs of other languages, and to openpyxl, such a
number means nothing, and the date in the cell is a number of some forty thousand.
"""

import re
from typing import Final

from lxml import etree

from perfxl.engines.closed.source import MAIN, parse

_MONTH, _SHORT_DAY, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_MINUTE, _SECOND = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
_HALF_DAY: Final = "上午/下午"

CHINESE_FORMATS: Final = {
    27: _MONTH,
    28: _SHORT_DAY,
    29: _SHORT_DAY,
    30: "m-d-yy",
    31: _DAY,
    32: _MINUTE,
    33: _SECOND,
    34: _HALF_DAY + _MINUTE,
    35: _HALF_DAY + _SECOND,
    36: _MONTH,
    50: _MONTH,
    51: _SHORT_DAY,
    52: _MONTH,
    53: _SHORT_DAY,
    54: _SHORT_DAY,
    55: _HALF_DAY + _MINUTE,
    56: _HALF_DAY + _SECOND,
    57: _MONTH,
    58: _SHORT_DAY,
}
"""Each shows a date or a time of day, none a duration; a file may give a number another meaning."""

_NUMBERS: Final = "|".join(map(str, CHINESE_FORMATS))
_MENTIONED: Final = re.compile(rf"""\bnumFmtId=["'](?:{_NUMBERS})["']""".encode())
_FORMATS, _FORMAT, _CELL = f"{{{MAIN}}}numFmts", f"{{{MAIN}}}numFmt", f"{{{MAIN}}}xf"


def written_out(styles: bytes) -> bytes:
    """The part that lists all formats, with these written out where cells have them."""
    if not _MENTIONED.search(styles):
        return styles
    root = parse(styles)
    said = {int(one.get("numFmtId", "0")) for one in root.iter(_FORMAT)}
    used = {int(one.get("numFmtId", "0")) for one in root.iter(_CELL)}
    formats = root.find(_FORMATS)
    if formats is None:
        formats = etree.Element(_FORMATS)
        root.insert(0, formats)
    for number in sorted(used & CHINESE_FORMATS.keys() - said):
        etree.SubElement(formats, _FORMAT, numFmtId=str(number), formatCode=CHINESE_FORMATS[number])
    formats.set("count", str(len(formats)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
