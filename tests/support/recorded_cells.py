"""Every cell that a run writes through XlsxWriter, noted down, so that bare XlsxWriter can write it too."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

_CELLS = ("write_string", "write_number", "write_formula", "write_blank", "write_url")
_AREAS = ("merge_range", "write_array_formula")
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
        for way in (*_CELLS, *_AREAS):
            patch.setattr(Worksheet, way, _noting(way, recorder))
        run()
    recorder.end()


def _noting(way: str, recorder: Recorder) -> Callable[..., Any]:
    written = getattr(Worksheet, way)

    def write(page: Worksheet, *cell: Any) -> Any:
        recorder.note(page.name, (way, *_noted(way, *cell)))
        return written(page, *cell)

    return write


def _noted(way: str, row: int, column: int, *rest: Any) -> tuple[Any, ...]:
    """What :func:`_writers` is handed, but for the format: row, column, content, whatever comes behind."""
    if way in _AREAS:
        last_row, last_column, content, _, *behind = rest
        return row, column, content, last_row, last_column, *behind
    content, _, *behind = rest
    return row, column, content, *behind


def _writers(page: Worksheet) -> dict[str, Callable[..., Any]]:
    def of_area(way: str) -> Callable[..., Any]:
        written = getattr(page, way)
        return lambda row, column, content, look, last_row, last_column, *behind: written(
            row, column, last_row, last_column, content, look, *behind
        )

    return {way: getattr(page, way) for way in _CELLS} | {way: of_area(way) for way in _AREAS}


def write_again(folder: Path, target: Path) -> int:
    """Write the same cells in one look with nothing but XlsxWriter; how many they are."""
    count = 0
    with Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        look = book.add_format({"border": 1, "font_size": 10, "text_wrap": True})
        for number, file in enumerate(sorted(folder.glob("*.cells"))):
            write = _writers(book.add_worksheet(f"{number}"))
            for way, row, column, content, *behind in _cells(file):
                write[way](row, column, content, look, *behind)
                count += 1
    return count


def hand(folder: Path) -> int:
    """Only read the cells that :func:`write_again` is handed."""
    return sum(1 for file in folder.glob("*.cells") for _ in _cells(file))


def _cells(file: Path) -> Iterator[tuple[Any, ...]]:
    with file.open("rb") as stream:
        while True:
            try:
                part = pickle.load(stream)  # noqa: S301 - written by this module a moment ago
            except EOFError:
                return
            yield from part
