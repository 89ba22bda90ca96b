"""What the bureau's desk remembers: every version of every department, and reviews by content."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from perfxl.bureau.records import Received, Reviewed, ReviewScore, RosterEntry, ScoreKey
from perfxl.bureau.store import Store

JUDGE = "perfxl 0.0/scheme"


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def received(file: str, digest: str, *, department: str = "甲局", at: str = "", year: int = 2020) -> Received:
    return Received(
        file=file, digest=digest, name=file, source="文件夹", department=department, year=year, at=at
    )


def taken_in(store: Store, *items: Received) -> list[tuple[str, int, str]]:
    store.add_received(items)
    store.number_versions()
    return [(version.file, version.number, version.standing) for _, version in store.received()]


def test_the_workbook_sent_last_is_the_one_that_counts(store: Store) -> None:
    late = received("b.xlsx", "2", at="2021-04-02T01:00:00+00:00")
    early = received("a.xlsx", "1", at="2021-04-01T01:00:00+00:00")
    assert taken_in(store, late, early) == [("a.xlsx", 1, "superseded"), ("b.xlsx", 2, "newest")]


def test_the_same_file_once_more_is_no_new_version(store: Store) -> None:
    first = received("a.xlsx", "1", at="2021-04-01T01:00:00+00:00")
    again = received("b.xlsx", "1", at="2021-04-02T01:00:00+00:00")
    assert taken_in(store, first, again) == [("a.xlsx", 1, "newest"), ("b.xlsx", 1, "duplicate")]


def test_a_workbook_sent_back_and_forth_counts_as_it_was_sent_last(store: Store) -> None:
    days = [
        received(f"{day}.xlsx", digest, at=f"2021-04-0{day}T01:00:00+00:00")
        for day, digest in enumerate("121", start=1)
    ]
    assert taken_in(store, *days) == [
        ("1.xlsx", 1, "newest"),
        ("3.xlsx", 1, "duplicate"),
        ("2.xlsx", 2, "superseded"),
    ]


def test_workbooks_of_other_years_and_nameless_ones_do_not_compete(store: Store) -> None:
    items = (
        received("a.xlsx", "1"),
        received("b.xlsx", "2", year=2021),
        received("c.xlsx", "3", department=""),
        received("d.xlsx", "4", department=""),
    )
    assert {standing for _, _, standing in taken_in(store, *items)} == {"newest"}


def test_a_content_is_reviewed_once_by_each_judge(store: Store) -> None:
    taken_in(store, received("a.xlsx", "1"), received("b.xlsx", "1"), received("c.xlsx", "2"))
    store.add_reviewed([Reviewed(digest="1", total=88.5)], JUDGE)

    assert [one.file for one in store.unreviewed(JUDGE)] == ["c.xlsx"]
    assert [one.file for one in store.unreviewed("perfxl 9.9/scheme")] == ["a.xlsx", "c.xlsx"]


def test_every_workbook_is_held_with_its_review(store: Store) -> None:
    taken_in(store, received("a.xlsx", "1"), received("b.xlsx", "2", at="2021-04-02T01:00:00+00:00"))
    store.add_reviewed([Reviewed(digest="2", total=88.5, figures={"决算数": 3935.66})], JUDGE)

    every = [
        (one.received.file, one.standing, one.reviewed and one.reviewed.total) for one in store.held(JUDGE)
    ]
    assert every == [("a.xlsx", "superseded", None), ("b.xlsx", "newest", 88.5)]
    assert [one.received.file for one in store.held(JUDGE, newest_only=True)] == ["b.xlsx"]


def test_what_fails_midway_leaves_the_store_as_it_was(store: Store) -> None:
    def broken():
        yield Reviewed(digest="1")
        raise OSError("disk")

    taken_in(store, received("a.xlsx", "1"))
    with pytest.raises(OSError, match="disk"):
        store.add_reviewed(broken(), JUDGE)
    assert [one.file for one in store.unreviewed(JUDGE)] == ["a.xlsx"]


def test_roster_and_review_scores_come_back_as_they_were_put(store: Store) -> None:
    roster = (RosterEntry(department="乙局", code="002"), RosterEntry(department="甲局", section="行政股"))
    store.put_roster(roster)
    store.put_scores([ReviewScore(department="甲局", year=2020, total=86.0, marks={"合理性": 3.0})])

    assert store.roster() == roster
    assert store.scores()[ScoreKey("甲局", 2020)].marks == {"合理性": 3.0}


def test_review_scores_of_departments_of_one_name_are_told_apart_by_budget_codes(store: Store) -> None:
    given = {"001": 86.0, "002": 91.0}
    store.put_scores(
        ReviewScore(department="甲局", year=2020, code=code, total=total) for code, total in given.items()
    )

    assert {key.code: score.total for key, score in store.scores().items()} == given


def test_review_scores_that_an_older_perfxl_has_kept_are_read_and_kept_on(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        old.execute(
            "CREATE TABLE review_scores (department TEXT, year INTEGER, record BLOB NOT NULL, "
            "PRIMARY KEY (department, year))"
        )
        record = {"department": "甲局", "year": 2020, "total": 86.0, "marks": {}, "remark": "有依据"}
        row = ("甲局", 2020, msgspec.msgpack.encode(record))
        old.execute("INSERT INTO review_scores VALUES (?, ?, ?)", row)

    with Store(file) as store:
        (kept,) = store.scores().values()
        assert (kept.key, kept.total, kept.remark) == (ScoreKey("甲局", 2020), 86.0, "有依据")
    with Store(file) as store:
        store.put_scores([kept, msgspec.structs.replace(kept, code="002")])
        assert len(store.scores()) == 2


def test_a_number_stays_although_an_older_workbook_comes_in_later(store: Store) -> None:
    taken_in(store, received("b.xlsx", "2", at="2021-04-02T01:00:00+00:00"))
    old = received("a.xlsx", "1", at="2021-04-01T01:00:00+00:00")
    assert taken_in(store, old) == [("b.xlsx", 1, "newest"), ("a.xlsx", 2, "superseded")]


def test_the_same_content_by_two_ways_is_told_of_twice_and_kept_in_one_file(store: Store) -> None:
    first, again = (
        Received(file="a.xlsx", digest="1", name="a.xlsx", source="邮件", department="甲局", at=at, way=at)
        for at in ("2021-04-01T01:00:00+00:00", "2021-04-02T01:00:00+00:00")
    )
    assert taken_in(store, again, first, again) == [("a.xlsx", 1, "newest"), ("a.xlsx", 1, "duplicate")]


def test_departments_of_one_name_are_told_apart_by_their_budget_codes(store: Store) -> None:
    one, other, unknown = (
        Received(file=f"{code}.xlsx", digest=code, name="", source="", department="财政所", code=code)
        for code in ("018001", "018002", "")
    )
    assert {standing for _, _, standing in taken_in(store, one, other)} == {"newest"}
    assert taken_in(store, unknown)[0] == (".xlsx", 1, "newest")


def test_a_department_that_once_leaves_out_its_code_is_still_itself(store: Store) -> None:
    coded = Received(file="1.xlsx", digest="1", name="", source="", department="甲局", code="018001", at="1")
    bare = Received(file="2.xlsx", digest="2", name="", source="", department="甲 局", at="2")
    assert sorted(taken_in(store, coded, bare)) == [("1.xlsx", 1, "superseded"), ("2.xlsx", 2, "newest")]


def test_gists_come_in_the_same_order_as_reviews(store: Store) -> None:
    taken_in(
        store, received("a.xlsx", "1", department="丙局"), received("b.xlsx", "2", department="乙局"),
        received("c.xlsx", "3"),
    )  # fmt: skip
    store.add_reviewed([Reviewed(digest="2", total=88.5), Reviewed(digest="3", total=70.0)], JUDGE)
    store.rank({"丙局": 1})

    gists = [(one.received.file, one.reviewed and one.reviewed.total) for one in store.gists(JUDGE)]
    assert gists == [(one.received.file, one.reviewed and one.reviewed.total) for one in store.held(JUDGE)]
    assert gists == [("a.xlsx", None), ("b.xlsx", 88.5), ("c.xlsx", 70.0)]
