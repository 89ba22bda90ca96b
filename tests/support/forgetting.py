"""Lets the program forget what it remembers of workbooks: a benchmark then begins as a fresh process does."""

import sys
from collections.abc import Iterator
from types import FunctionType

from perfxl.workbook.bulk.memory import Memory

_REMEMBERING = ("perfxl.workbook.", "perfxl.checks.")


def forget() -> None:
    """Forget every workbook that was read; what was derived from schemes stays."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_REMEMBERING):
            for memory in _memories(vars(module).values()):
                memory.clear() if isinstance(memory, Memory) else memory.cache_clear()


def _memories(values) -> Iterator:
    """Memories and bounded caches among some objects, those inside of functions too."""
    for value in list(values):
        bounded = hasattr(value, "cache_info") and value.cache_info().maxsize is not None
        if bounded or isinstance(value, Memory):
            yield value
        elif isinstance(value, FunctionType) and value.__closure__:
            yield from _memories(cell.cell_contents for cell in value.__closure__ if _filled(cell))


def _filled(cell) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
