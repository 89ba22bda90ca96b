"""Which workbooks count: each department once, its newest of the year; all others are told of."""

from perfxl.bureau.records import ReviewScore, RosterEntry
from perfxl.bureau.summary.survey import Survey
from tests.support.bureau_desk import Desk, changed, review_of


def reasons(survey: Survey) -> dict[str, str]:
    return {one.received.name: one.reason for one in survey.left_out}


def names(desk: Desk, year: int | None = 2020) -> list[str]:
    return [one.name for one in desk.departments(year)]


def test_a_department_counts_once_with_the_version_that_it_sent_last(desk):
    first = review_of(1)
    desk.take(changed(first, digest="old", total=1.0), at="2021-03-01T00:00:00+00:00")
    desk.take(changed(first, digest="new", total=2.0), at="2021-04-01T00:00:00+00:00")
    desk.take(changed(first, digest="new", total=2.0), at="2021-04-02T00:00:00+00:00")

    (one,) = desk.departments()
    assert (one.reviewed.total, one.version) == (2.0, 2)


def test_what_cannot_be_read_or_has_not_been_reviewed_is_left_out_with_the_reason(desk):
    desk.take(changed(review_of(1), digest="1"))
    desk.take_unreadable(name="坏.xlsx", department="乙局", year=2020)
    desk.take(None, name="新.xlsx", department="丙局", year=2020)

    with desk.survey() as survey:
        assert survey.count == 1
        assert reasons(survey) == {"坏.xlsx": "unreadable", "新.xlsx": "unreviewed"}


def test_another_years_workbook_does_not_count(desk):
    desk.take(changed(review_of(1), digest="1"))
    desk.take(changed(review_of(2), digest="2", year=2019), name="去年.xlsx")

    with desk.survey() as survey:
        assert reasons(survey) == {"去年.xlsx": "other_year"}
    assert names(desk, 2019) == [review_of(2).department]


def test_a_workbook_without_a_year_counts_unless_its_department_has_one_with_it(desk):
    desk.take(changed(review_of(1), digest="1", year=None))
    desk.take(changed(review_of(2), digest="2", year=None), name="没写年度.xlsx")
    desk.take(changed(review_of(2), digest="3"))

    with desk.survey() as survey:
        assert survey.count == 2
        assert reasons(survey) == {"没写年度.xlsx": "yearless"}


def test_workbooks_that_name_no_department_count_each_and_are_called_by_their_files(desk):
    for digest in "12":
        desk.take(changed(review_of(1), digest=digest, department=""), name=f"{digest}.xlsx")

    assert names(desk) == ["（未填部门名称：1.xlsx）", "（未填部门名称：2.xlsx）"]


def test_a_unit_that_hands_in_under_two_names_counts_once_with_the_later_workbook(desk):
    one = review_of(1)
    desk.roster.append(RosterEntry(department=one.department, code="00123"))
    desk.take(changed(one, digest="1"), name="早.xlsx", code="123", at="2021-03-01T00:00:00+00:00")
    renamed = changed(one, digest="2", department="示例县改了名的局")
    desk.take(renamed, name="晚.xlsx", code="00123", at="2021-04-01T00:00:00+00:00")

    with desk.survey() as survey:
        assert reasons(survey) == {"早.xlsx": "other_name"}
        assert survey.missing == ()
    assert names(desk) == ["示例县改了名的局"]


def test_departments_of_one_name_and_two_budget_codes_are_two(desk):
    one = review_of(1)
    for digest, code in (("1", "001"), ("2", "002")):
        desk.take(changed(one, digest=digest), code=code)
        desk.roster.append(RosterEntry(department=one.department, code=code, section=f"第{digest}股"))

    found = desk.departments()
    assert [(each.name, each.section) for each in found] == [
        (f"{one.department}（001）", "第1股"),
        (f"{one.department}（002）", "第2股"),
    ]


def test_departments_of_one_name_and_two_budget_codes_have_each_its_own_review_score(desk):
    one = review_of(1)
    for digest, code, total in (("1", "001", 81.0), ("2", "002", 92.0)):
        desk.take(changed(one, digest=digest, code=code), code=code)
        desk.scores.append(ReviewScore(department=one.department, year=2020, code=code, total=total))

    assert [each.score.total for each in desk.departments()] == [81.0, 92.0]


def test_a_review_score_kept_without_a_budget_code_counts_where_the_name_tells_whose_it_is(desk):
    alone, one = review_of(1), review_of(3)
    desk.take(changed(alone, digest="1", code="001"), code="001")
    for digest, code in (("2", "002"), ("3", "003")):
        desk.take(changed(one, digest=digest, code=code), code=code)
    for each in (alone, one):
        desk.scores.append(ReviewScore(department=each.department, year=2020, total=81.0))

    found = {each.received.code: each.score for each in desk.departments()}
    assert {code: score and score.total for code, score in found.items()} == {
        "001": 81.0, "002": None, "003": None,
    }  # fmt: skip


def test_a_name_with_a_space_in_it_is_the_same_department(desk):
    one = review_of(1)
    desk.take(changed(one, digest="1"), at="2021-03-01T00:00:00+00:00")
    spaced = changed(one, digest="2", department=f"{one.department[:3]} {one.department[3:]}")
    desk.take(spaced, at="2021-04-01T00:00:00+00:00")

    assert names(desk) == [spaced.department]


def test_departments_come_in_the_order_of_the_roster_and_strangers_last(desk):
    reviews = [changed(review_of(number), digest=str(number)) for number in (1, 2, 3)]
    for one in reviews:
        desk.take(one)
    desk.roster = [
        RosterEntry(department=reviews[2].department),
        RosterEntry(department=reviews[0].department),
    ]

    assert names(desk) == [reviews[2].department, reviews[0].department, reviews[1].department]
    with desk.survey() as survey:
        assert survey.strangers == [reviews[1].department]


def test_units_of_the_roster_of_which_nothing_counts_are_missing_with_what_is_there_instead(desk):
    desk.take(changed(review_of(1), digest="1"))
    desk.take_unreadable(department="乙局", year=2020)
    desk.take(changed(review_of(2), digest="2", year=2019), department="丙局", year=2019)
    desk.roster = [RosterEntry(department=name) for name in (review_of(1).department, "乙局", "丙局", "丁局")]

    with desk.survey() as survey:
        missing = {one.entry.department: one.reason for one in survey.missing}
    assert missing == {"乙局": "unreadable", "丙局": "other_year", "丁局": "nothing"}
