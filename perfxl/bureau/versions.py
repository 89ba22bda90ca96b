"""Which of a department's workbooks counts: the one sent last; the same file once more is no new version."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from perfxl.bureau.matching import folded
from perfxl.bureau.records import Received, Standing


@dataclass(frozen=True, slots=True)
class Version:
    """One received file's place among those of its department and year; ``number`` counts contents from 1."""

    file: str
    number: int
    standing: Standing
    key: str = ""
    """What the store knows the arrival by."""


def order(items: Iterable[tuple[Received, int]]) -> Iterator[Version]:
    """Number the workbooks of each department and year, and tell which is the newest.

    With each comes the number it has already, 0 where it has none: numbers stay, since files are named by
    them; new workbooks get the next ones by the time they were sent. The newest is told by time alone. Where
    no time tells, the name it came under decides, so that the same files always come out alike. A workbook
    that names no department stands for itself.
    """
    departments: dict[tuple[str, int | None], list[tuple[Received, int]]] = defaultdict(list)
    for one, number in items:
        name = folded(one.department) or one.digest
        departments[name, one.year].append((one, number))
    for same in departments.values():
        for group in _by_code(same):
            yield from _numbered(group)


def _by_code(same: list[tuple[Received, int]]) -> Iterable[list[tuple[Received, int]]]:
    """Departments of one name are told apart by their budget codes, if they give several."""
    if len({one.code for one, _ in same if one.code}) < 2:
        return [same]
    groups: dict[str, list[tuple[Received, int]]] = defaultdict(list)
    for one, number in same:
        groups[one.code].append((one, number))
    return groups.values()


def _position(one: Received) -> tuple[str, ...]:
    return one.at, PurePath(one.name).stem, one.file, one.key


def _numbered(group: list[tuple[Received, int]]) -> Iterator[Version]:
    group.sort(key=lambda item: _position(item[0]))
    numbers = {one.digest: number for one, number in group if number}
    following = max(numbers.values(), default=0) + 1
    first = {one.digest: one.key for one, _ in reversed(group)}
    last = group[-1][0].digest
    for one, _ in group:
        if one.digest not in numbers:
            numbers[one.digest] = following
            following += 1
        newest: Standing = "newest" if one.digest == last else "superseded"
        standing: Standing = newest if first[one.digest] == one.key else "duplicate"
        yield Version(one.file, numbers[one.digest], standing, one.key)
