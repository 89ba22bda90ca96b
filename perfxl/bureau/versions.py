"""Which of a department's workbooks counts: the one sent last; the same file once more is no new version."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfxl.bureau.records import Received, Standing


@dataclass(frozen=True, slots=True)
class Version:
    """One received file's place among those of its department and year; ``number`` counts contents from 1."""

    file: str
    number: int
    standing: Standing


def order(items: Iterable[Received]) -> Iterator[Version]:
    """Number the workbooks of each department and year by the time they were sent.

    A workbook that names no department stands for itself. Where no time is known, the file's name decides,
    so that the same files always come out alike.
    """
    groups: dict[tuple[str, int | None, str], list[Received]] = {}
    for one in items:
        alone = "" if one.department else one.digest
        groups.setdefault((one.department, one.year, alone), []).append(one)
    for group in groups.values():
        yield from _numbered(sorted(group, key=lambda one: (one.at, one.file)))


def _numbered(group: list[Received]) -> Iterator[Version]:
    numbers: dict[str, int] = {}
    first = {one.digest: one.file for one in reversed(group)}
    last = group[-1].digest
    for one in group:
        number = numbers.setdefault(one.digest, len(numbers) + 1)
        newest: Standing = "newest" if one.digest == last else "superseded"
        yield Version(one.file, number, newest if first[one.digest] == one.file else "duplicate")
