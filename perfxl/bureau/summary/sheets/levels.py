"""一级指标汇总 and 失分分析: what departments reached of each first-level and each third-level indicator.

Both are live: the first over 汇总表, the second over 指标得分矩阵, in the order of the points that were lost
when the summary was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfxl.bureau.summary.census import PartCount, SchemeCensus
from perfxl.bureau.summary.columns import Plan, level_key
from perfxl.bureau.summary.sheets.cells import Content, Formula, put
from perfxl.bureau.summary.sheets.matrix import Matrix
from perfxl.bureau.summary.sheets.page import Book
from perfxl.bureau.summary.sheets.roll import Area, listed, total
from perfxl.numbers import show_plain
from perfxl.wording import say

_LOOKS: Final[Mapping[str, str]] = {
    "points": "score",
    "scored": "integer center",
    "mean": "score",
    "rate": "ratio",
    "high": "score",
    "low": "score",
    "full": "integer center",
    "losing": "integer center",
    "zero": "integer center",
    "lost": "score",
    "lost_each": "score",
}
"""What is told of an indicator, and how it looks."""
_OF_LEVELS: Final = ("points", "scored", "mean", "rate", "high", "low", "full", "losing")
_OF_INDICATORS: Final = ("points", "scored", "losing", "lost", "lost_each", "mean", "rate", "full", "zero")
_WIDTH: Final = 12.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a scheme's rows stand on the sheet, counted from 0; ``columns`` by what they tell."""

    census: SchemeCensus
    first: int
    columns: Mapping[str, int]
    shown: tuple[PartCount, ...]


@dataclass
class PartsSheet:
    """A sheet with a block a scheme, and in it a row an indicator."""

    book: Book
    page: Worksheet
    key: str
    """The sheet, as the texts name it."""
    names: tuple[tuple[str, float], ...]
    """The columns before the figures: how the texts name them, and their widths."""
    figures: tuple[str, ...]
    spots: list[Spot] = field(default_factory=list)

    def begin(self) -> int:
        """Write the head; the row after it."""
        widths = [*(width for _, width in self.names), *[_WIDTH] * len(self.figures)]
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)
        notes = (say(f"summary.{self.key}.note"), *self.book.notes)
        return self.book.head(self.page, say(f"summary.{self.key}.title"), notes, widths)

    def block(self, row: int, census: SchemeCensus, lines: Sequence["_Line"]) -> int:
        """Write one scheme's rows; the row after them."""
        self.page.write_string(row, 0, census.judging.scheme.title, self.book.styles("heading"))
        keys = [*(key for key, _ in self.names), *self.figures]
        self.book.headings(self.page, row + 1, [say(f"summary.parts.{key}") for key in keys])
        for place, line in enumerate(lines, start=row + 2):
            told = line.formulas()
            for column, name in enumerate(line.names):
                look = "longtext" if isinstance(name, str) else "year"
                put(self.page, place, column, name, self.book.styles("grid", look))
            for column, key in enumerate(self.figures, start=len(line.names)):
                put(self.page, place, column, told[key], self.book.styles("grid", *_LOOKS[key].split()))
        shown = tuple(line.part for line in lines)
        columns = {key: number for number, key in enumerate(keys)}
        self.spots.append(Spot(census, row + 2, columns, shown))
        return row + 2 + len(lines)


@dataclass(frozen=True, slots=True)
class _Line:
    """One indicator: its names, what was counted of it, and the column in which its scores stand."""

    names: tuple[Content, ...]
    part: PartCount
    areas: tuple[Area, ...]
    letters: str

    def formulas(self) -> Mapping[str, Content]:
        """What is told of it, by name."""
        part, points = self.part, show_plain(self.part.points)
        count = part.scores.count
        every = listed(self.areas, self.letters)
        full = total(self.areas, self.letters, f'COUNTIF({{}},">={points}")')
        scored, added = f"COUNT({every})", f"SUM({every})"
        lost = part.points * count - part.scores.total
        some = bool(count)
        return {
            "points": part.points,
            "scored": Formula(scored, count),
            "mean": Formula(
                f'IFERROR(AVERAGE({every}),"")', part.scores.mean if part.scores.mean is not None else ""
            ),
            "rate": Formula(
                f'IFERROR(AVERAGE({every})/{points},"")', part.rate if part.rate is not None else ""
            ),
            "high": Formula(f'IF({scored}=0,"",MAX({every}))', part.scores.high if some else ""),
            "low": Formula(f'IF({scored}=0,"",MIN({every}))', part.scores.low if some else ""),
            "full": Formula(full, part.full),
            "losing": Formula(f"{scored}-({full})", part.losing),
            "zero": Formula(total(self.areas, self.letters, "COUNTIF({},0)"), part.zero),
            "lost": Formula(f"{points}*{scored}-{added}", lost),
            "lost_each": Formula(
                f'IF({scored}=0,"",({points}*{scored}-{added})/{scored})', lost / count if some else ""
            ),
        }


def write_levels(
    book: Book, page: Worksheet, plan: Plan, censuses: Sequence[SchemeCensus], areas: tuple[Area, ...]
) -> PartsSheet:
    """Write 一级指标汇总."""
    sheet = PartsSheet(book, page, "levels", (("level", 30.0),), _OF_LEVELS)
    row = sheet.begin()
    for place, census in enumerate(censuses):
        lines = [
            _Line((part.name,), part, areas, plan.letters[level_key(place, number)])
            for number, part in enumerate(census.levels)
        ]
        row = sheet.block(row + 1, census, lines)
    return sheet


def write_losses(
    book: Book, page: Worksheet, censuses: Sequence[SchemeCensus], matrices: Mapping[str, Matrix]
) -> PartsSheet:
    """Write 失分分析: the indicators that cost points first, those that cost most."""
    names = (("rank", 6.0), ("level", 20.0), ("indicator", 30.0))
    sheet = PartsSheet(book, page, "losses", names, _OF_INDICATORS)
    row = sheet.begin()
    for census in censuses:
        matrix = matrices[census.judging.id]
        levels = {
            one.id: level.name
            for level in census.judging.scheme.levels
            for group in level.groups
            for one in group.indicators
        }
        ranked = sorted(census.indicators.items(), key=lambda pair: -pair[1].lost_each)
        lines = [
            _Line((float(rank), levels[key], part.name), part, matrix.areas, matrix.letters(key))
            for rank, (key, part) in enumerate(ranked, start=1)
        ]
        row = sheet.block(row + 1, census, lines)
    return sheet
