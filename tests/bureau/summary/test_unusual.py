"""What is unusual about a department beside the others: each case fires, and falls silent."""

from itertools import count

import pytest

from perfxl.bureau.likeness import text_print
from perfxl.bureau.records import FindingRecord, RosterEntry
from perfxl.bureau.summary.unusual import unusual
from perfxl.findings import Place, Severity
from tests.support.bureau_desk import Desk, changed, review_of
from tests.support.firing import fires

LIKE = ("甲局", "乙局", "丙局", "丁局")


@pytest.fixture
def take(desk):
    """Let a department come in whose review differs from a usual one in what is given."""
    numbers = count(1)

    def one(name: str, **changes):
        base = changed(review_of(1), digest=name, department=name, prints=(), findings=(), comparisons=())
        different = next(numbers)
        marks = tuple(
            changed(mark, score=round(mark.points * (0.9 - different / 1000), 3)) for mark in base.marks
        )
        return desk.take(changed(base, **({"marks": marks} | changes)))

    return one


def told(desk: Desk, name: str, case: str) -> list[FindingRecord]:
    with desk.survey() as survey:
        one = next(found for found in survey.selection.departments() if found.name == name)
        return [found for found in unusual(survey, one) if f"{found.code}.{found.case}" == case]


def total(score: float) -> dict[str, object]:
    return {"claimed_total": score, "total": score, "unscored": 0, "grade": "良", "claimed_grade": "良"}


def test_nothing_is_unusual_about_departments_that_are_alike_but_not_the_same(desk, take):
    for name in LIKE:
        take(name, **total(90))

    with desk.survey() as survey:
        assert [found for one in survey.selection.departments() for found in unusual(survey, one)] == []


@fires("K23", "above")
def test_a_total_far_above_like_departments_is_told(desk, take):
    for name, score in zip(LIKE, (70, 72, 74, 89), strict=True):
        take(name, **total(score))

    (found,) = told(desk, "丁局", "K23.above")
    assert found.fault == "自评总分为89分，比按同一指标体系评价的单位（4户）的中位数73分高16分。"
    assert (found.sheet, found.cell, found.severity) == ("评分表", "J31", Severity.REMINDER)
    assert told(desk, "丙局", "K23.above") == []


@fires("K23", "below")
def test_a_total_far_below_like_departments_is_told(desk, take):
    for name, score in zip(LIKE, (92, 94, 96, 76), strict=True):
        take(name, **total(score))

    (found,) = told(desk, "丁局", "K23.below")
    assert found.fault == "自评总分为76分，比按同一指标体系评价的单位（4户）的中位数93分低17分。"
    assert told(desk, "甲局", "K23.below") == []


def test_a_total_is_no_outlier_at_fifteen_points(desk, take):
    for name, score in zip(LIKE, (90, 90, 90, 75), strict=True):
        take(name, **total(score))

    assert told(desk, "丁局", "K23.below") == []


def test_only_departments_of_the_same_kind_are_compared_and_three_at_least(desk, take):
    for name, score in zip((*LIKE, "戊局", "己局"), (90, 92, 94, 60, 61, 62), strict=True):
        take(name, **total(score))
        desk.roster.append(RosterEntry(department=name, kind="甲类" if score > 80 else "乙类"))
    take("庚局", **total(30))

    assert told(desk, "丁局", "K23.below") == []
    assert told(desk, "庚局", "K23.below") == []

    desk.roster[-1] = RosterEntry(department="己局", kind="甲类")
    (found,) = told(desk, "己局", "K23.below")
    assert "比“甲类”单位（4户）的中位数91分低29分" in found.fault


def spending(budget: float, spent: float) -> dict[str, object]:
    return {"figures": {"调整预算": budget, "决算数": spent}}


@fires("C06", "rate_above")
def test_an_execution_rate_far_above_like_departments_is_told(desk, take):
    for name, spent in zip(LIKE, (800, 810, 820, 1000), strict=True):
        take(name, **spending(1000, spent))

    (found,) = told(desk, "丁局", "C06.rate_above")
    assert found.fault == (
        "预算执行率为100.00%，比按同一指标体系评价的单位（4户）的中位数81.50%高18.5个百分点。"
    )
    assert told(desk, "丙局", "C06.rate_above") == []


@fires("C06", "rate_below")
def test_an_execution_rate_far_below_like_departments_is_told(desk, take):
    for name, spent in zip(LIKE, (980, 990, 1000, 700), strict=True):
        take(name, **spending(1000, spent))
    take("戊局", figures={"调整预算": 1000.0, "决算数": None})

    (found,) = told(desk, "丁局", "C06.rate_below")
    assert "预算执行率为70.00%" in found.fault
    assert "低28.5个百分点" in found.fault
    assert told(desk, "甲局", "C06.rate_below") == told(desk, "戊局", "C06.rate_below") == []


@fires("C06", "scores")
def test_the_very_same_scores_of_several_departments_are_told(desk, take):
    base = review_of(1).marks
    same = tuple(changed(mark, score=mark.points * 0.9) for mark in base)
    nearly = (changed(same[0], score=same[0].points * 0.8), *same[1:])
    for name, marks in zip(LIKE, (same, same, nearly, same), strict=True):
        take(name, marks=marks)

    (found,) = told(desk, "甲局", "C06.scores")
    assert found.fault == "各项三级指标的得分与“丁局”、“乙局”的完全相同。"
    assert told(desk, "丙局", "C06.scores") == []


def test_departments_that_lost_next_to_nothing_may_well_have_the_same_scores(desk, take):
    base = review_of(1).marks
    full = tuple(changed(mark, score=mark.points) for mark in base)
    for name in LIKE:
        take(name, marks=(changed(full[0], score=1.0), *full[1:]))

    assert told(desk, "甲局", "C06.scores") == []


def prints(*texts: str) -> dict[str, object]:
    made = [text_print(text, label="部门概况", place=Place("基本情况表", "B9")) for text in texts]
    return {"prints": tuple(one for one in made if one)}


OVERVIEW = (
    "本单位负责全县政务服务大厅的运行和管理，统筹推进一窗受理、集成服务，"
    "承担政务服务事项标准化和线上线下融合等工作。"
)
OTHER = (
    "本单位负责中小河流治理、水土保持、农村饮水安全和山洪灾害防御，"
    "指导乡镇水利站开展堤防巡查和汛期值守，管理县级水库。"
)


@fires("C06", "text")
def test_texts_that_departments_share_are_told_with_their_cells(desk, take):
    take("甲局", **prints(OVERVIEW))
    take("乙局", **prints(OVERVIEW.replace("全县", "本县")))
    take("丙局", **prints(OTHER))

    (found,) = told(desk, "甲局", "C06.text")
    assert "“部门概况”的文字与“乙局”的雷同" in found.fault
    assert (found.sheet, found.cell) == ("基本情况表", "B9")
    (back,) = told(desk, "乙局", "C06.text")
    assert "“甲局”" in back.fault
    assert told(desk, "丙局", "C06.text") == []


def misprint(right: str, cell: str = "B9") -> FindingRecord:
    return FindingRecord(
        code="T03", case="", severity=Severity.REMINDER, sheet="基本情况表", cell=cell, label="部门概况",
        fault=f"“……”中的“按排”疑为“{right}”之误。", expected=f"应作“{right}”。", remedy="请核对。",
    )  # fmt: skip


@fires("C06", "misprint")
def test_a_misprint_that_departments_share_is_told(desk, take):
    take("甲局", findings=(misprint("安排"), misprint("安排", "B10")))
    take("乙局", findings=(misprint("安排"),))
    take("丙局", findings=(misprint("部署"),))

    (found,) = told(desk, "甲局", "C06.misprint")
    assert found.fault == "与“乙局”有同样的错字：“……”中的“按排”疑为“安排”之误。"
    assert found.cell == "B9"
    assert told(desk, "丙局", "C06.misprint") == []


def test_of_many_others_the_first_are_named_and_all_are_counted(desk, take):
    for number in range(8):
        take(f"第{number}局", findings=(misprint("安排"),))

    (found,) = told(desk, "第0局", "C06.misprint")
    assert found.fault.startswith("与“第1局”、“第2局”、“第3局”、“第4局”、“第5局”等7户有同样的错字")
