"""A bureau's folder for tests: the made-up county's workbooks, reviewed, in a store."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import Fault, Received, Reviewed, ReviewScore, RosterEntry
from perfxl.bureau.review.one import review_file
from perfxl.bureau.store import Store
from perfxl.bureau.summary import Consolidated, Wanted, consolidate
from perfxl.bureau.summary.department import Department
from perfxl.bureau.summary.selecting import Selection
from perfxl.bureau.summary.survey import Survey
from tests.support.county import department, workbook

JUDGE = "perfxl 0.0/tests"
AT = dt.datetime(2021, 5, 6, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
GUANGDONG, HUNAN = "guangdong-county-2020", "hunan-county-2018"
YEAR = 2020


@cache
def content(number: int) -> bytes:
    """The filled workbook of one department of the county."""
    return workbook(department(number))


@cache
def review_of(number: int) -> Reviewed:
    """What its review gives."""
    return review_file(content(number), Path("填报.xlsx"))


def numbers(count: int, scheme: str = "") -> list[int]:
    """The first departments of the county, by number; of one scheme if it is named."""
    found: list[int] = []
    number = 0
    while len(found) < count:
        number += 1
        if not scheme or department(number).scheme_id == scheme:
            found.append(number)
    return found


def changed(review: Reviewed, **changes: Any) -> Reviewed:
    """The same review with some parts changed."""
    return msgspec.structs.replace(review, **changes)


@dataclass
class Desk:
    """The folder while it is filled: each ``take`` is a workbook that came in and was reviewed."""

    root: Path
    received: list[Received] = field(default_factory=list)
    reviews: list[Reviewed] = field(default_factory=list)
    scores: list[ReviewScore] = field(default_factory=list)
    roster: list[RosterEntry] = field(default_factory=list)

    @property
    def folder(self) -> BureauFolder:
        return BureauFolder(self.root)

    def take(self, review: Reviewed | None, **about: Any) -> Reviewed | None:
        """Let a workbook come in; ``about`` are parts of its :class:`Received` that differ."""
        number = len(self.received) + 1
        known = (
            {} if review is None or review.fault else {"department": review.department, "year": review.year}
        )
        digest = review.digest if review else f"unreviewed{number}"
        name = about.get("name", f"{known.get('department', number)}.xlsx")
        given = {
            "file": f"原件/{number}-{name}", "digest": digest, "name": name, "source": "文件夹",
            "way": f"way{number}", "at": f"2021-04-{1 + number % 28:02}T01:02:03+00:00",
        } | known | about  # fmt: skip
        self.received.append(Received(**given))
        if review is not None:
            self.reviews.append(review)
        return review

    def take_county(self, which: Iterable[int]) -> list[Reviewed]:
        """Let departments of the county hand in, the digests of their reviews kept apart."""
        made = [changed(review_of(number), digest=f"county{number}") for number in which]
        for one in made:
            self.take(one)
        return made

    def take_unreadable(self, **about: Any) -> None:
        digest = f"unreadable{len(self.received)}"
        fault = Fault(code="E109", fault="文件已损坏或不完整：坏.xlsx", remedy="请填报单位重发。")
        self.take(Reviewed(digest=digest, fault=fault), **about)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store with all of it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with Store(self.folder.store) as store:
            store.add_received(self.received)
            store.number_versions()
            store.add_reviewed(self.reviews, JUDGE)
            store.put_scores(self.scores)
            store.put_roster(self.roster)
            yield store

    @contextmanager
    def survey(self, year: int | None = YEAR) -> Iterator[Survey]:
        """The first pass over it."""
        with self.store() as store:
            yield Survey(Selection(store, JUDGE, year))

    def departments(self, year: int | None = YEAR) -> list[Department]:
        with self.survey(year) as survey:
            return list(survey.selection.departments())

    def consolidate(self, **wanted: Any) -> Consolidated:
        """Make the summary and the report."""
        folder = self.folder
        asked = {"root": self.root, "workbook": folder.summary, "document": folder.summary_report, "at": AT}
        with self.store() as store:
            return consolidate(Wanted(**(asked | wanted)), store, JUDGE)


def entry(review: Reviewed, **about: str) -> RosterEntry:
    """A roster entry for a department."""
    return RosterEntry(department=review.department, **about)


Make = Callable[..., Desk]
Reviews = Mapping[str, Reviewed]
