"""Bureau folders of the made-up county, consolidated once for all tests that only read what came of it."""

import pytest

from perfxl.bureau.records import ReviewScore
from tests.support.bureau_desk import GUANGDONG, HUNAN, Desk, changed, entry, numbers, review_of


@pytest.fixture
def desk(tmp_path):
    """An empty folder."""
    return Desk(tmp_path / "汇总 文件夹")


@pytest.fixture(scope="session")
def one_scheme(tmp_path_factory):
    """Departments of one scheme, without a roster, all scored; consolidated."""
    made = Desk(tmp_path_factory.mktemp("一种") / "汇总")
    made.take_county(numbers(16, GUANGDONG))
    made.consolidate()
    return made


@pytest.fixture(scope="session")
def mixed(tmp_path_factory):
    """Departments of both schemes with everything that can be: see :func:`fill`; consolidated."""
    made = Desk(tmp_path_factory.mktemp("两种") / "汇总")
    fill(made)
    made.consolidate(office="示例县财政局")
    return made


def fill(made: Desk) -> None:
    """Forty departments: a roster, review scores, provisional totals, blanks, versions, faulty files."""
    every = made.take_county(numbers(40))
    for number, one in enumerate(every):
        made.roster.append(
            entry(
                one,
                code=f"{number:03}",
                section=("行政股", "农业股")[number % 2],
                kind=("甲类", "乙类", "丙类")[number % 3],
            )
        )
        if number % 3 == 0 and one.claimed_total is not None:
            total = round(one.claimed_total * (1 - number / 400), 2)
            made.scores.append(ReviewScore(department=one.department, year=2020, total=total))
    _leave_unscored(made, 3, 11)
    _leave_blank(made, 5, "年初预算", "决算数")
    _leave_blank(made, 6, "政府采购预算")
    made.roster.append(entry(changed(every[0], department="示例县没有来的局"), section="农业股", kind="甲类"))
    made.take_unreadable(name="坏 文件#1.xlsx", department="示例县打不开的局", year=2020)
    made.roster.append(entry(changed(every[0], department="示例县打不开的局"), kind="甲类"))
    stranger = changed(review_of(numbers(41)[-1]), digest="stranger", department="示例县名录外的局")
    made.take(stranger)
    again = every[7]
    made.take(
        changed(again, digest="older", total=1.0), department=again.department, at="2021-01-01T00:00:00+00:00"
    )
    made.take(again, department=again.department)
    made.take(changed(again, digest="other year", year=2019), department=again.department, year=2019)
    made.take(None, department="示例县尚未复核的局", year=2020)


def _leave_unscored(made: Desk, *which: int) -> None:
    """Take the score of an indicator away, as if its figures were missing."""
    for number in which:
        one = made.reviews[number]
        first, *marks = one.marks
        without = changed(first, score=None, outcome="缺数据")
        made.reviews[number] = changed(
            one,
            marks=(without, *marks),
            total=round(one.total - first.score, 2),
            unscored=1,
            grade="",
            claimed_grade="",
        )


def _leave_blank(made: Desk, number: int, *columns: str) -> None:
    """Take figures away."""
    one = made.reviews[number]
    made.reviews[number] = changed(one, figures={**one.figures, **dict.fromkeys(columns)})


__all__ = ["HUNAN"]
