"""Contents of any kind put into a column of cells, in as few strokes as they allow."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, cast

from perfxl.workbook.cells import Content as PlainContent
from perfxl.workbook.cells import write_texts
from perfxl.workbook.reading.parsing import Content

if TYPE_CHECKING:
    from perfxl.engines import Range


def enter_column(first: "Range", contents: Sequence[Content]) -> None:
    """Put contents into the cells from ``first`` down: texts as texts, None leaves a cell blank.

    Raises:
        EngineError: a cell is locked (of the engine for closed files; Excel raises an error of its own).
    """
    start = 0
    for dated, group in groupby(contents, key=lambda content: isinstance(content, dt.date)):
        run = list(group)
        cells = first.offset(start, 0).resize(len(run), 1)
        if dated:
            cells.value = [[content] for content in run]
        else:
            write_texts(cells, [[cast("PlainContent", content)] for content in run])
        start += len(run)
