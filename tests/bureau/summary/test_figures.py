"""Every figure of the summary, worked out a second time with pandas from what the reviews gave."""

import math

import pandas as pd
import pytest

from perfxl.bureau.records import Reviewed
from perfxl.scheme.load import load_scheme
from perfxl.scoring import grade_of
from tests.support.bureau_desk import GUANGDONG, HUNAN, Desk
from tests.support.summaries import Summary

LABELS = {GUANGDONG: "广东省县级", HUNAN: "湖南省市县"}
RATES = {
    "在职人员控制率": ("在职人员数", "编制数"),
    "支出率": ("决算数", "调整预算"),
    "政府采购执行率": ("实际采购金额", "政府采购预算"),
}


def counting(desk: Desk) -> list[Reviewed]:
    """The reviews that count: the latest of each department, of 2020, read."""
    latest = {one.digest: one for one in desk.reviews if one.digest != "older"}
    return [one for one in latest.values() if one.fault is None and one.year == 2020]


def counted(desk: Desk) -> pd.DataFrame:
    """What counts, a row a department."""
    rows = []
    for one in counting(desk):
        score = next((s.total for s in desk.scores if s.department == one.department), math.nan)
        rows.append(
            {
                "department": one.department,
                "scheme": one.scheme,
                "total": math.nan if one.unscored else one.total,
                "grade": None if one.unscored else one.grade,
                "claimed": one.claimed_total if one.claimed_grade else math.nan,
                "claimed_grade": one.claimed_grade or None,
                "review": score,
                **{f"f:{name}": value for name, value in one.figures.items()},
                **{f"m:{mark.id}": mark.score for mark in one.marks},
            }
        )
    return pd.DataFrame(rows)


@pytest.fixture(scope="module", params=["one_scheme", "mixed"])
def case(request):
    desk = request.getfixturevalue(request.param)
    return counted(desk), Summary(desk.folder.summary), desk


@pytest.fixture(scope="module")
def known(case):
    return case[0]


@pytest.fixture(scope="module")
def summary(case):
    return case[1]


def alike(shown: object, expected: object) -> bool:
    """Whether a cell shows what is expected, nothing where there is nothing."""
    if pd.isna(expected) or pd.isna(shown) or shown == "":
        return bool(pd.isna(expected)) and (bool(pd.isna(shown)) or shown == "")
    return shown == pytest.approx(expected) if isinstance(expected, int | float) else shown == expected


def number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column, errors="coerce")


def test_every_department_has_one_row_with_its_own_figures(known, summary):
    shown = summary.table("汇总表").set_index("部门名称")
    assert sorted(shown.index) == sorted(known["department"])

    for one in known.to_dict("records"):
        row = shown.loc[one["department"]]
        for name in ("年初预算", "调整预算", "决算数", "编制数", "项目支出", "实际采购金额"):
            assert alike(row[name], one.get(f"f:{name}")), (one["department"], name)
        for title, key in (("财政复算分", "total"), ("自评总分", "claimed"), ("财政复核分", "review")):
            assert alike(row[title], one[key])
        assert alike(row["复算等级"], one["grade"])
        assert alike(row["自评等级"], one["claimed_grade"])


def test_rates_differences_and_deviations_of_each_row(known, summary):
    shown = summary.table("汇总表").set_index("部门名称")
    data = known.set_index("department")
    for name, (of, over) in RATES.items():
        expected = number(data[f"f:{of}"]) / number(data[f"f:{over}"])
        for department, rate in expected.items():
            assert number(shown[name])[department] == pytest.approx(rate, nan_ok=True) or math.isinf(rate)
    difference = data["claimed"] - data["total"]
    deviation = (data["claimed"] - data["review"]) / data["claimed"]
    for department in data.index:
        assert number(shown["自评与复算差"])[department] == pytest.approx(difference[department], nan_ok=True)
        assert number(shown["偏离度"])[department] == pytest.approx(deviation[department], nan_ok=True)


def test_sums_are_sums_and_total_rates_come_from_sums_of_those_that_gave_both(known, summary):
    closing = summary.closing("汇总表", "合计")
    for name in ("编制数", "年初预算", "调整预算", "决算数", "项目支出", "“三公”经费决算", "项目个数"):
        assert closing[name] == pytest.approx(number(known[f"f:{name}"]).sum())
    for name, (of, over) in RATES.items():
        both = known[[f"f:{of}", f"f:{over}"]].apply(number).dropna()
        assert closing[name] == pytest.approx(both[f"f:{of}"].sum() / both[f"f:{over}"].sum())
        mean_of_rates = (both[f"f:{of}"] / both[f"f:{over}"]).mean()
        assert closing[name] != pytest.approx(mean_of_rates, rel=1e-6)


def test_average_scores_are_of_final_totals_only(known, summary):
    mean = summary.closing("汇总表", "平均分")
    assert mean["财政复算分"] == pytest.approx(known["total"].mean())
    assert mean["自评总分"] == pytest.approx(known["claimed"].mean())
    review = known["review"].mean()
    assert mean["财政复核分"] == pytest.approx(review) if not math.isnan(review) else not mean["财政复核分"]


def test_provisional_totals_stand_apart_and_have_no_grade(case):
    known, summary, _ = case
    shown = summary.table("汇总表").set_index("部门名称")
    waiting = known[known["total"].isna()]["department"].tolist()
    assert ("暂计分" in shown.columns) == bool(waiting)
    for name in waiting:
        row = shown.loc[name]
        assert pd.isna(row["财政复算分"])
        assert pd.isna(row["复算等级"])
        assert row["暂计分"] > 0
        assert row["未评指标数"] == 1


def levels(known: pd.DataFrame, scheme_id: str) -> pd.DataFrame:
    """First-level subtotals, only where every indicator has a score."""
    scheme = load_scheme(scheme_id)
    own = known[known["scheme"] == scheme_id]
    return pd.DataFrame(
        {
            level.name: own[[f"m:{i.id}" for group in level.groups for i in group.indicators]]
            .apply(number)
            .sum(axis=1, min_count=sum(len(group.indicators) for group in level.groups))
            .round(2)
            for level in scheme.levels
        }
    )


def test_first_level_indicators_are_averaged_where_they_are_whole(known, summary):
    blocks = summary.blocks("一级指标汇总", "一级指标")
    for scheme_id in known["scheme"].unique():
        scheme = load_scheme(scheme_id)
        table = blocks[scheme.title].set_index("一级指标")
        expected = levels(known, scheme_id)
        for level in scheme.levels:
            scores, row = expected[level.name].dropna(), table.loc[level.name]
            assert row["有得分户数"] == len(scores)
            assert row["平均得分"] == pytest.approx(scores.mean())
            assert row["得分率"] == pytest.approx(scores.mean() / level.points)
            assert (row["最高"], row["最低"]) == pytest.approx((scores.max(), scores.min()))
            assert row["满分户数"] + row["扣分户数"] == len(scores)


def test_the_grades_add_up_to_all_departments(known, summary):
    for title, table in summary.blocks("等级分布", "等级").items():
        ids = [one for one in LABELS if load_scheme(one).title == title] or list(LABELS)
        own = known[known["scheme"].isin(ids)]
        *rows, total = table.to_dict("records")
        assert total["等级"] == "合计"
        assert total["户数"] == len(own) == sum(row["户数"] for row in rows)
        assert sum(row["占比"] for row in rows) == pytest.approx(1)
        assert total["预算金额"] == pytest.approx(number(own["f:调整预算"]).sum())


def test_each_grade_has_its_departments_with_their_budget_and_scores(known, summary):
    for title, table in summary.blocks("等级分布", "等级").items():
        ids = [one for one in LABELS if load_scheme(one).title == title] or list(LABELS)
        own = known[known["scheme"].isin(ids)]
        for row in table.to_dict("records")[:-2]:
            having = own[own["grade"] == row["等级"]]
            assert row["户数"] == len(having)
            assert row["预算金额"] == pytest.approx(number(having["f:调整预算"]).sum())
            expected = (having["total"].mean(), having["total"].max(), having["total"].min())
            shown = (row["平均分"], row["最高分"], row["最低分"])
            assert all(map(alike, shown, expected))
            assert row["自评户数"] == (own["claimed_grade"] == row["等级"]).sum()
            given = own["review"].dropna().map(lambda total: grade_of(load_scheme(GUANGDONG), total))
            assert row["复核户数"] == (given == row["等级"]).sum()


def matrix_name(case, scheme_id: str) -> str:
    several = case[0]["scheme"].nunique() > 1
    return f"指标得分矩阵（{LABELS[scheme_id]}）" if several else "指标得分矩阵"


def test_the_matrix_shows_every_score_and_what_is_missing(case, known, summary):
    for scheme_id in known["scheme"].unique():
        own = known[known["scheme"] == scheme_id].set_index("department")
        shown = summary.table(matrix_name(case, scheme_id)).set_index("部门名称")
        assert sorted(shown.index) == sorted(own.index)
        for indicator in load_scheme(scheme_id).indicators():
            scores = number(own[f"m:{indicator.id}"])
            for department, score in scores.items():
                cell = shown.loc[department, indicator.name]
                assert cell == "缺数据" if math.isnan(score) else cell == pytest.approx(score)
            closing = summary.closing(matrix_name(case, scheme_id), "得分率")
            assert closing[indicator.name] == pytest.approx(scores.mean() / indicator.points)


def test_losses_are_ranked_by_what_departments_lost_on_average(known, summary):
    for title, table in summary.blocks("失分分析", "序号").items():
        scheme_id = next(one for one in LABELS if load_scheme(one).title == title)
        own = known[known["scheme"] == scheme_id]
        names = {one.name: one for one in load_scheme(scheme_id).indicators()}
        assert list(table["户均失分"]) == sorted(table["户均失分"], reverse=True)
        for row in table.to_dict("records"):
            indicator = names[row["三级指标"]]
            scores = number(own[f"m:{indicator.id}"]).dropna()
            assert row["失分合计"] == pytest.approx((indicator.points - scores).sum(), abs=1e-9)
            assert row["户均失分"] == pytest.approx((indicator.points - scores).mean(), abs=1e-9)
            assert row["扣分户数"] == (scores < indicator.points).sum()
            assert row["零分户数"] == (scores == 0).sum()


def test_the_list_of_findings_is_whole_and_their_kinds_are_counted(case):
    known, summary, desk = case
    issues, common = summary.table("问题清单"), summary.table("共性问题")
    expected = sum(len(one.findings) + len(one.comparisons) for one in counting(desk))
    beside = issues[issues["来源"] == "跨户比对"]
    assert len(issues) == expected + len(beside)
    assert len(beside) == len(summary.table("异常与雷同").query("编码 != 'K12'"))
    grouped = issues.groupby(["等级", "编码"])["部门名称"].agg(["size", "nunique"])
    for row in common.to_dict("records"):
        times, departments = grouped.loc[(row["等级"], row["编码"])]
        assert (row["处数"], row["涉及户数"]) == (times, departments)
        assert row["占比"] == pytest.approx(departments / len(known))
    assert len(common) == len(grouped)


def test_errors_and_reminders_of_each_row_are_those_of_the_list(summary):
    shown = summary.table("汇总表").set_index("部门名称")
    issues = summary.table("问题清单").query("来源 != '跨户比对'")
    counts = issues.groupby(["部门名称", "等级"]).size()
    for department, row in shown.iterrows():
        assert row["错误数"] == counts.get((department, "错误"), 0)
        assert row["提醒数"] == counts.get((department, "提醒"), 0)


def test_what_does_not_count_is_listed_with_its_reason(mixed):
    summary = Summary(mixed.folder.summary)
    missing = summary.table("未报名单").set_index("部门名称")["情况"]
    assert missing.to_dict() == {
        "示例县没有来的局": "没有收到",
        "示例县打不开的局": "已报，文件不能读取",
        "示例县名录外的局": "已报并计入，但不在名录中",
    }
    left_out = summary.table("未计入的文件").set_index("文件名")["情况"]
    assert left_out["坏 文件#1.xlsx"] == "[E109] 文件已损坏或不完整：坏.xlsx"
    assert sorted(left_out.drop("坏 文件#1.xlsx")) == ["尚未复核", "是其他年度的材料"]


def test_the_cover_tells_what_counts_and_what_does_not(mixed):
    rows = {row[0]: row[1] for row in Summary(mixed.folder.summary).rows("说明")}
    assert {key: rows[key] for key in rows if key and "（" in str(key)} == {
        "应报（户）": 42, "计入汇总（户）": 41, "未报（户）": 2, "名录以外（户）": 1, "不能读取（份）": 1,
        "尚未复核（份）": 1, "其他年度（份）": 1, "旧版本（份）": 1, "重复文件（份）": 1,
        "评分完成（户）": 39, "评分未完成（户）": 2, "有错误的（户）": rows["有错误的（户）"],
        "指标得分矩阵（广东省县级）": "一户一行、一列一个三级指标；底色越深，失分越多。",
        "指标得分矩阵（湖南省市县）": "一户一行、一列一个三级指标；底色越深，失分越多。",
    }  # fmt: skip


@pytest.mark.parametrize(
    "sheet", ["说明", "图表", "汇总表", "等级分布", "一级指标汇总", "失分分析", "指标得分矩阵（广东省县级）"]
)
def test_every_sheet_with_scores_says_that_points_are_examples_and_totals_open(mixed, sheet):
    head = "".join(str(cell or "") for row in Summary(mixed.folder.summary).rows(sheet)[:6] for cell in row)
    assert "分值为示例" in head
    assert "有2户的评分尚未完成，总分只是暂计" in head
