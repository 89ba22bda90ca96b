"""The consolidated report (综合报告) as paragraphs: an outline, filled with what all departments come to.

The outline is a sandboxed Jinja2 template, as those of the schemes are; a bureau may have its own. What it
can name is described in ``docs/reports.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Final

from perfxl.bureau.summary.building import SummaryBook
from perfxl.bureau.summary.census import Census, PartCount, SchemeCensus
from perfxl.bureau.summary.columns import Plan, SheetColumn
from perfxl.bureau.summary.sheets.common import Problems
from perfxl.bureau.summary.sheets.grades import Part, band
from perfxl.bureau.summary.sheets.overview import Overview
from perfxl.bureau.summary.tally import Tally
from perfxl.errors import BureauError
from perfxl.narrative import Paragraph
from perfxl.narrative.outline import OutlineError, OutlineFault, render
from perfxl.narrative.paragraphs import paragraphs, shield
from perfxl.wording import say, subject

OUTLINE: Final = Path(__file__).with_name("report.j2")
"""The outline that perfxl brings."""
_HEADING: Final = 40
"""So many characters a heading has at most."""
_NAMED: Final = 20
"""So many departments are named; of more it is told how many they are."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many workbooks and departments there are, and why some do not count."""

    rostered: int
    """Units of the roster; 0 where there is none."""
    counted: int
    missing: int
    """Units of the roster of which nothing counts."""
    strangers: int
    """Departments that count but are not on the roster."""
    unreadable: int
    unreviewed: int
    other_year: int
    set_aside: int
    """Workbooks beside which another one of the same unit counts: it names the year, or came later under
    another name."""
    superseded: int
    """Older versions, which do not count beside the newest."""
    duplicates: int
    """Files that came twice."""
    final: int
    open: int
    """Departments whose total is provisional."""
    errors: int
    """Departments with at least one finding that is an error."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One column of 汇总表 with what stands below it: a sum, or a rate from sums (a ratio)."""

    name: str
    unit: str
    type: str
    value: float | None
    of: str = ""
    """For a rate: the columns that it divides."""
    over: str = ""


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One grade; ``share`` is a ratio, ``budget`` None where no scheme tells one."""

    name: str
    band: str
    count: int
    share: float
    budget: float | None
    mean: float | None
    claimed: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class GradeBlock:
    """All grades of the departments of one block; ``open`` have none yet."""

    title: str
    lines: tuple[GradeLine, ...]
    open: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """One indicator of some level: its points, what was reached of it, where it cost points."""

    name: str
    points: float
    mean: float | None
    rate: float | None
    losing: int
    full: int
    zero: int
    open: int
    lost_each: float


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """All departments that were judged by one scheme."""

    title: str
    region: str
    basis: str
    example: bool
    full: float
    count: int
    open: int
    mean: float | None
    high: float | None
    low: float | None
    levels: tuple[PartLine, ...]
    losses: tuple[PartLine, ...]
    """The indicators that cost points, those first that cost most."""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One kind of finding."""

    code: str
    severity: str
    title: str
    departments: int
    times: int
    beside: bool
    """Whether only comparing with other departments brings it to light."""


@dataclass(frozen=True, slots=True)
class UnusualLine:
    """A kind of unusual things, and the departments of which it is told."""

    kind: str
    title: str
    count: int
    names: str


@dataclass(frozen=True, slots=True)
class Compared:
    """How the totals that departments gave themselves stand to what their figures come to, and were given."""

    same: int
    above: int
    below: int
    reviewed: int
    """Departments with a review score (复核分)."""
    review_mean: float | None

    @property
    def total(self) -> int:
        """Departments of which both totals are known."""
        return self.same + self.above + self.below


@dataclass(frozen=True, slots=True)
class Told:
    """What one department says that it achieved."""

    name: str
    lines: tuple[str, ...]
    briefs: tuple[str, ...]
    """The same in few words each: its heading, or its first sentence."""


class Lines:
    """Figures by the name of their column; a name that no scheme has is the outline's fault."""

    def __init__(self, lines: Sequence[FigureLine]) -> None:
        """Serve these."""
        self.all = tuple(lines)
        self._by_name = {line.name: line for line in lines}

    def __getitem__(self, name: str) -> float | None:
        """The sum or the rate of one column.

        Raises:
            OutlineFault: no scheme has a column of this name.
        """
        if name not in self._by_name:
            raise OutlineFault(f"no scheme has a summary column {name!r}")
        return self._by_name[name].value


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline, and the file in which it stands, for messages."""

    file: Path
    text: str


def compose(outline: Outline, context: Mapping[str, object]) -> tuple[Paragraph, ...]:
    """The report's paragraphs.

    Raises:
        BureauError: the outline is malformed (E842) or asks for what there is not (E843).
    """
    try:
        return paragraphs(render(outline.text, context))
    except OutlineError as error:
        code = "E842" if error.malformed else "E843"
        raise BureauError(code, file=outline.file, line=error.line, reason=error.reason) from error


def _figures(plan: Plan, overview: Overview) -> Lines:
    """The figures of the last rows of 汇总表."""
    names = {column.key: column.name for column in plan.columns}
    return Lines([_figure(column, overview, names) for column in plan.columns if column.name])


def _figure(column: SheetColumn, overview: Overview, names: Mapping[str, str]) -> FigureLine:
    value = overview.closing(column.key)
    return FigureLine(
        name=column.name,
        unit=column.unit,
        type=column.look,
        value=value if isinstance(value, float | int) else None,
        of=names.get(column.of, ""),
        over=names.get(column.over, ""),
    )


def context_of(book: SummaryBook, counts: Counts, year: int | None) -> dict[str, object]:
    """Everything that an outline may name; ``docs/reports.md`` describes it."""
    census = book.census
    told = census.achievements
    return {
        "year": year,
        "counts": counts,
        "schemes": tuple(_scheme(one) for one in census.schemes.values()),
        "figures": _figures(book.plan, book.overview),
        "grades": tuple(_block(spot.part) for spot in book.grades.spots),
        "compared": _compared(census),
        "achievements": tuple(_told(name, lines) for name, lines in told),
        "more_achievements": census.telling - len(told),
        "problems": _problems(book.problems),
        "unusual": tuple(_unusual(kind, names) for kind, names in sorted(book.remarkable.items())),
    }


def _told(name: str, lines: Sequence[str]) -> Told:
    briefs = tuple(shield(_brief(line)) for line in lines)
    return Told(shield(name), tuple(map(shield, lines)), briefs)


def _brief(line: str) -> str:
    """The heading of what a department achieved, or else its first sentence."""
    heading, mark, _ = line.partition(say("review.between"))
    if mark and len(heading) <= _HEADING:
        return heading
    return line.partition("。")[0]


def _compared(census: Census) -> Compared:
    reviewed = [one.reviewed for one in census.schemes.values()]
    every = reduce(Tally.joined, reviewed, Tally())
    above = census.above
    return Compared(above["same"], above["above"], above["below"], every.count, every.mean)


def _unusual(kind: str, names: Sequence[str]) -> UnusualLine:
    told = say("summary.and").join(shield(name) for name in names[:_NAMED])
    every = told if len(names) <= _NAMED else say("summary.and_more", names=told, count=len(names))
    return UnusualLine(kind, subject("summary")["unusual"]["kinds"][kind], len(names), every)


def _block(part: Part) -> GradeBlock:
    """The grades of one block, from the highest down."""
    found = [part.counts[grade.name] for grade in part.grades]
    every = sum(one.totals.count for one in found) + part.open.totals.count
    lines = tuple(
        GradeLine(
            name=shield(grade.name),
            band=band(part.grades, number),
            count=one.totals.count,
            share=one.totals.count / every if every else 0.0,
            budget=one.budget.total if part.budget_key else None,
            mean=one.totals.mean,
            claimed=one.claimed,
            reviewed=one.reviewed,
        )
        for number, (grade, one) in enumerate(zip(part.grades, found, strict=True))
    )
    return GradeBlock(shield(part.title), lines, part.open.totals.count)


def _scheme(census: SchemeCensus) -> SchemeLine:
    """What an outline sees of one scheme's departments."""
    scheme = census.judging.scheme
    return SchemeLine(
        title=shield(scheme.title),
        region=shield(scheme.region),
        basis=shield(scheme.basis),
        example=census.judging.example,
        full=scheme.total,
        count=census.count,
        open=census.open.totals.count,
        mean=census.totals.mean,
        high=census.totals.high if census.totals.count else None,
        low=census.totals.low if census.totals.count else None,
        levels=tuple(_part(part) for part in census.levels),
        losses=tuple(_part(part) for part in census.most_lost),
    )


def _part(part: PartCount) -> PartLine:
    return PartLine(
        name=shield(part.name),
        points=part.points,
        mean=part.scores.mean,
        rate=part.rate,
        losing=part.losing,
        full=part.full,
        zero=part.zero,
        open=part.open,
        lost_each=part.lost_each,
    )


def _problems(problems: Problems) -> tuple[ProblemLine, ...]:
    """The kinds of findings, the most common first."""
    return tuple(
        ProblemLine(one.code, one.severity, shield(one.title), one.departments, one.times, one.beside)
        for one in problems.ranked
    )
