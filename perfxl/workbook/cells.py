"""Text into cells, as text: Excel takes what is assigned to a cell as if it had been typed there.

``001`` would become 1, ``3-5`` a date, and a text that begins with ``=`` a formula, which for a text out of a
file that came by mail means somebody else's formula. No text goes into a cell but through this module.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from perfxl.engines import Range

Content = float | str | bool | None
"""What goes into a cell; None leaves it blank."""

_TEXT_FORMAT: Final = "@"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0B-\x1F\x7F\uFFFE\uFFFF]|[\uD800-\uDFFF]")
_CAN_BEGIN_SOMETHING_ELSE: Final = "=+-@'＝＋－＠"
# A text with a Chinese character that stands in no number, amount, date or time cannot be taken for one.
_SURELY_TEXT: Final = re.compile(
    r"(?![年月日号时時分秒点點上下午星期周週〇零一二三四五六七八九十百千万萬亿億元角负正])[\u3400-\u9FFF]"
)


def cleaned(text: str) -> str:
    """The text with line breaks as cells have them, without control characters, which no cell can show."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def written(text: str) -> str:
    """The text for XlsxWriter, which puts what stands between these tags into the file as it is.

    Whoever named a department so could have written cells of a workbook. A blank behind makes it a text.
    """
    text = cleaned(text)
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def plain(text: str) -> str:
    """What to assign to ``Range.value`` so that the cell holds this text, whatever it looks like.

    An apostrophe, Excel's own mark for text, goes in front where Excel might see something else. Not for
    cells in the text format (``@``), which take every text as it is: for those, and for whole blocks, there
    is :func:`write_texts`.
    """
    text = cleaned(text)
    if not text or (text[0] not in _CAN_BEGIN_SOMETHING_ELSE and _SURELY_TEXT.search(text)):
        return text
    return f"'{text}"


def write_texts(place: "Range", rows: Sequence[Sequence[Content]]) -> None:
    """Write rows of texts, with numbers and blanks among them, from the first cell of ``place`` on.

    Every text arrives as it is, on every engine; no text becomes a formula, a number or a date.
    """
    block = place.resize(len(rows), len(rows[0]))
    number_format = cast("str | None", block.number_format)
    if number_format is None:  # the cells differ, and each wants its text in its own way
        for row, line in enumerate(rows):
            for column, content in enumerate(line):
                cell = block[row, column]
                cell.value = _assigned(content, cell.number_format)
    else:
        block.value = [[_assigned(content, number_format) for content in line] for line in rows]


def _assigned(content: Content, number_format: str) -> Content:
    if not isinstance(content, str):
        return content
    return cleaned(content) if number_format == _TEXT_FORMAT else plain(content)
