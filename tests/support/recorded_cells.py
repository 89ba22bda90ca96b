"""Every cell that a run writes through XlsxWriter, noted down, so that bare XlsxWriter can write it too."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

_WAYS = ("write_string", "write_number", "write_formula", "write_blank", "write_url")
_TOGETHER = 5_000


class Recorder:
    """Notes cells sheet by sheet in files, some thousand at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}

    def note(self, sheet: str, cell: tuple[Any, ...]) -> None:
        waiting = self._waiting.setdefault(sheet, [])
        waiting.append(cell)
        if len(waiting) >= _TOGETHER:
            self._flush(sheet)

    def _flush(self, sheet: str) -> None:
        with (self._folder / f"{sheet}.cells").open("ab") as file:
            pickle.dump(self._waiting[sheet], file, pickle.HIGHEST_PROTOCOL)
        self._waiting[sheet] = []

    def end(self) -> None:
        for sheet in self._waiting:
            self._flush(sheet)


def record(run: Callable[[], object], folder: Path) -> None:
    """Run something, and note every cell that it writes."""
    recorder = Recorder(folder)
    with pytest.MonkeyPatch.context() as patch:
        for way in _WAYS:
            patch.setattr(Worksheet, way, _noting(way, recorder))
        run()
    recorder.end()


def _noting(way: str, recorder: Recorder) -> Callable[..., Any]:
    written = getattr(Worksheet, way)

    def write(page: Worksheet, *cell: Any) -> Any:
        # A formula's value comes behind its format, which is left out.
        row, column, content, *rest = cell
        value = rest[1:2] if way == "write_formula" else []
        recorder.note(page.name, (way, row, column, content, *value))
        return written(page, *cell)

    return write


def write_again(folder: Path, target: Path) -> int:
    """Write the same cells in the same looks with nothing but XlsxWriter; how many they are."""
    count = 0
    with Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        look = book.add_format({"border": 1, "font_size": 10, "text_wrap": True})
        for number, file in enumerate(sorted(folder.glob("*.cells"))):
            page = book.add_worksheet(f"{number}")
            write = {way: getattr(page, way) for way in _WAYS}
            for way, row, column, content, *value in _cells(file):
                write[way](row, column, content, look, *value)
                count += 1
    return count


def _cells(file: Path) -> Iterator[tuple[Any, ...]]:
    with file.open("rb") as stream:
        while True:
            try:
                part = pickle.load(stream)  # noqa: S301 - written by this module a moment ago
            except EOFError:
                return
            yield from part
