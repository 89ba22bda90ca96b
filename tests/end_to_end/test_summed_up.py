"""Every number of the summary is worked out anew with pandas, from what the departments were made with."""

from pathlib import Path

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from perfxl.scheme.load import load_scheme
from tests.support.county import department, reckoning
from tests.support.county.acting import Scene
from tests.support.county.season import COUNT, ROSTER, STRANGE_NAME, TWICE
from tests.support.summary_sheets import SummarySheets

SCHEMES = ("guangdong-county-2020", "hunan-county-2018")
GUANGDONG, HUNAN = (load_scheme(one) for one in SCHEMES)
MATRICES = {GUANGDONG.id: "指标得分矩阵（广东省县级）", HUNAN.id: "指标得分矩阵（湖南省市县）"}


@pytest.fixture(scope="module")
def sheets(scene: Scene) -> SummarySheets:
    return SummarySheets(scene.folder.summary)


@pytest.fixture(scope="module")
def scores(scene: Scene) -> pd.DataFrame:
    return reckoning.scores(scene.season.counted)


@pytest.fixture(scope="module")
def totals(scores) -> pd.DataFrame:
    return reckoning.totals(scores)


@pytest.fixture(scope="module")
def figures(scene: Scene) -> pd.DataFrame:
    return reckoning.figures(scene.season.counted)


def same(shown: pd.Series, expected: pd.Series) -> None:
    """Numbers alike to a billionth, nothing where nothing is expected."""
    shown = pd.to_numeric(shown.astype(object).where(shown.notna(), np.nan))
    pd.testing.assert_series_equal(
        shown.astype(float), expected.astype(float).reindex(shown.index), check_names=False, rtol=0, atol=1e-6
    )


def by_department(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("部门名称")


def test_each_department_has_one_row_with_its_own_figures(sheets, figures):
    table = by_department(sheets.table("汇总表", "序号"))
    assert sorted(table.index) == sorted(figures.index)
    for name in figures.columns:
        same(table[name], figures[name])


def test_each_department_shows_its_subtotals_its_total_and_its_grade(sheets, scores, totals):
    table = by_department(sheets.table("汇总表", "序号"))
    subtotals = reckoning.levels(scores).unstack("level")
    for name in subtotals.columns:
        same(table[name], subtotals[name])
    same(table["财政复算分"], totals.total)
    assert table["复算等级"].fillna("").to_dict() == totals.grade.to_dict()
    same(table["暂计分"], totals["sum"].where(totals.missing > 0))
    same(table["未评指标数"], totals.missing)


def test_the_sums_close_the_table_and_rates_come_from_sums(sheets, figures, totals, scores):
    closing, mean = sheets.closing("汇总表", "合计"), sheets.closing("汇总表", "平均分")
    for name in figures.columns.difference(list(reckoning.RATES)):
        assert closing[name] == pytest.approx(figures[name].sum(), abs=1e-6), name
    for name, (part, whole) in reckoning.RATES.items():
        both = figures[[part, whole]].dropna()
        assert closing[name] == pytest.approx(both[part].sum() / both[whole].sum(), abs=1e-9), name
    assert mean["财政复算分"] == pytest.approx(totals.total.mean(), abs=1e-9)
    for name, subtotal in reckoning.levels(scores).unstack("level").items():
        assert mean[name] == pytest.approx(subtotal.mean(), abs=1e-9), name


@pytest.mark.parametrize("scheme", ["", *SCHEMES])
def test_grades_are_counted_and_their_totals_averaged(sheets, scores, totals, figures, scheme):
    title = load_scheme(scheme).title if scheme else "全部部门"
    table = sheets.table("等级分布", "等级", under=title).set_index("等级")
    schemes = scores.groupby("department", sort=False).scheme.first()
    own = totals[schemes == scheme] if scheme else totals
    graded = own.groupby(own.grade.replace("", "未定"))
    same(table["户数"].drop("合计"), graded.size().reindex(table.index.drop("合计"), fill_value=0))
    same(
        table["占比"].drop("合计"), (graded.size() / len(own)).reindex(table.index.drop("合计"), fill_value=0)
    )
    budgets = figures["调整预算"].groupby(own.grade.replace("", "未定")).sum()
    same(table["预算金额"].drop("合计"), budgets.reindex(table.index.drop("合计"), fill_value=0))
    for column, made in (("平均分", "mean"), ("最高分", "max"), ("最低分", "min")):
        grades = table.index.drop(["合计", "未定"])
        same(table[column].loc[grades], graded.total.agg(made).reindex(grades))
        assert table[column]["合计"] == pytest.approx(own.total.agg(made))
    assert table["户数"]["合计"] == len(own)
    assert table["预算金额"]["合计"] == pytest.approx(figures.loc[own.index, "调整预算"].sum(), abs=1e-6)


@pytest.mark.parametrize("scheme", [GUANGDONG, HUNAN], ids=lambda scheme: scheme.id)
def test_first_level_indicators_are_averaged(sheets, scores, scheme):
    table = sheets.table("一级指标汇总", "一级指标", under=scheme.title).set_index("一级指标")
    subtotals = reckoning.levels(scores[scores.scheme == scheme.id]).unstack("level")
    points = scores[scores.scheme == scheme.id].drop_duplicates("indicator").groupby("level").points.sum()
    points = points.reindex(subtotals.columns)
    same(table["分值"], points)
    same(table["有得分户数"], subtotals.count())
    same(table["平均得分"], subtotals.mean())
    same(table["得分率"], subtotals.mean() / points)
    same(table["最高"], subtotals.max())
    same(table["最低"], subtotals.min())
    same(table["满分户数"], (subtotals == points).sum())
    same(table["扣分户数"], (subtotals < points).sum())


@pytest.mark.parametrize("scheme", [GUANGDONG, HUNAN], ids=lambda scheme: scheme.id)
def test_the_matrix_shows_every_score_and_the_losses_add_them_up(sheets, scores, scheme):
    names = {one.id: one.name for one in scheme.indicators()}
    own = scores[scores.scheme == scheme.id].assign(name=lambda frame: frame.indicator.map(names))
    wide = own.pivot(index="department", columns="name", values="score")
    matrix = by_department(sheets.table(MATRICES[scheme.id], "序号"))
    assert sorted(matrix.index) == sorted(wide.index)
    for name in names.values():
        same(pd.to_numeric(matrix[name], errors="coerce"), wide[name])

    losses = sheets.table("失分分析", "序号", under=scheme.title).set_index("三级指标")
    points = own.drop_duplicates("indicator").set_index("name").points
    lost = (points - wide).round(2)
    same(losses["有得分户数"], wide.count())
    same(losses["扣分户数"], (lost > 0).sum())
    same(losses["失分合计"], lost.sum())
    same(losses["户均失分"], lost.mean())
    same(losses["平均得分"], wide.mean())
    same(losses["得分率"], wide.mean() / points)
    same(losses["满分户数"], (lost == 0).sum())
    same(losses["零分户数"], (wide == 0).sum())
    assert losses["户均失分"].is_monotonic_decreasing


def issues(sheets: SummarySheets) -> pd.DataFrame:
    return sheets.table("问题清单", "序号").fillna("")


def test_the_issues_hold_every_planted_error_and_no_other(scene, sheets):
    table = issues(sheets)
    errors = table[(table["等级"] == "错误") & (table["来源"] == "填报校验")]
    shown = {
        (row["部门名称"], f"{row['工作表']}!{row['单元格']}" if row["单元格"] else row["工作表"], row["编码"])
        for _, row in errors.iterrows()
    }
    planted = {
        (sender.name, told.split()[0], told.split()[1].partition(".")[0])
        for sender in scene.season.senders
        if sender.planting
        for told in sender.planting.errors
    }
    assert shown == planted
    overview = by_department(sheets.table("汇总表", "序号"))
    counts = table[table["等级"] == "错误"].groupby("部门名称").size()
    same(overview["错误数"], counts.reindex(overview.index, fill_value=0))


def test_common_problems_count_the_issues(sheets):
    table, common = issues(sheets), sheets.table("共性问题", "序号").set_index(["编码", "等级"])
    grouped = table.groupby(["编码", "等级"])["部门名称"]
    assert sorted(grouped.groups) == sorted(common.index)
    same(common["涉及户数"], grouped.nunique())
    same(common["处数"], grouped.size())
    same(common["占比"], grouped.nunique() / (COUNT + 1))


def test_texts_that_were_copied_or_changed_a_little_are_told_and_no_others(scene, sheets):
    unusual = sheets.table("异常与雷同", "序号").fillna("")
    texts = unusual[unusual["编码"].eq("C06") & unusual["现状"].str.contains("雷同（相似度")]
    pairs = {frozenset((department(a).name, department(b).name)) for a, b in ((5, 2), (11, 8))}
    shown = {
        frozenset((row["部门名称"], other))
        for _, row in texts.iterrows()
        for other in [one.name for one in scene.season.counted if f"“{one.name}”" in row["现状"]]
    }
    assert shown == pairs
    full = unusual[unusual["编码"].eq("K12")]
    assert set(full["部门名称"]) == {department(4).name}


def test_who_is_far_from_the_median_of_like_departments_is_told(scene, sheets, figures, totals):
    unusual = sheets.table("异常与雷同", "序号").fillna("")
    kinds = pd.Series(
        {
            one.name: (one.scheme_id, one.name[-1] if one.number <= ROSTER else "")
            for one in scene.season.counted
        }
    )
    claimed = pd.to_numeric(by_department(sheets.table("汇总表", "序号"))["自评总分"]).fillna(totals.total)
    gaps = (claimed - claimed.groupby(kinds).transform("median")).round(2)
    crowd = claimed.groupby(kinds).transform("count")
    far = set(gaps[(gaps.abs() > 15) & (crowd >= 3)].index)
    assert set(unusual[unusual["编码"] == "K23"]["部门名称"]) == far
    rates = figures["支出率"]
    gaps = (rates - rates.groupby(kinds).transform("median")).round(4)
    far = set(gaps[(gaps.abs() > 0.15) & (rates.groupby(kinds).transform("count") >= 3)].index)
    assert set(unusual[unusual["栏目"].eq("预算执行率")]["部门名称"]) == far


def test_who_is_missing_unknown_or_unreadable_is_listed(scene, sheets):
    missing = sheets.table("未报名单", "序号").set_index("部门名称")["情况"]
    names = [department(number).name for number in range(COUNT + 1, ROSTER + 1)]
    assert list(missing.index) == [*names, STRANGE_NAME]
    left_out = sheets.table("未计入的文件", "序号")
    shown = {(row["发件人"], row["情况"].partition("]")[0].strip("[")) for _, row in left_out.iterrows()}
    assert shown == {(one.address, fault.error) for one, fault in scene.season.unreadable}
    versions = by_department(sheets.table("汇总表", "序号"))["版本"]
    assert versions[department(TWICE).name] == 2
    assert versions.drop(department(TWICE).name).eq(1).all()


def test_what_departments_wrote_is_told_in_their_own_words(scene, sheets):
    words = sheets.table("成效与问题", "序号")
    told = words.groupby(["部门名称", "类别"])["内容"].apply(list)
    for one in scene.season.counted:
        assert told[one.name, "存在问题"] == [row["内容"] for row in one.tables["问题"]], one.name
        achieved = told[one.name, "主要成效"]
        assert len(achieved) == len(one.tables["成效"])
        assert all(row["内容"] in text for row, text in zip(one.tables["成效"], achieved, strict=True))


def test_the_report_tells_the_same_numbers_in_workbook_and_document(scene, sheets, figures, totals):
    told = "\n".join(str(row[0]) for row in sheets.rows("综合报告") if row[0])
    spent = figures[["决算数", "调整预算"]].dropna()
    counts = totals.grade.value_counts()
    expected = [
        f"（单位）{ROSTER}户，其中{COUNT}户已报送",
        f"报送率为{COUNT / ROSTER:.2%}",
        f"决算数合计{figures['决算数'].sum():.2f}万元",
        f"“三公”经费决算合计{figures['“三公”经费决算'].sum():.2f}万元",
        f"支出率为{spent['决算数'].sum() / spent['调整预算'].sum():.2%}",
        f"评为“优”（90分及以上）的{counts['优']}户",
        f"评为“差”（60分以下）的{counts['差']}户",
    ]
    document = "\n".join(one.text for one in docx.Document(str(scene.folder.summary_report)).paragraphs)
    for text in expected:
        assert text in told
        assert text in document


def test_nothing_that_a_department_wrote_is_alive_in_the_summary(scene):
    for file in (scene.folder.summary, scene.folder.received_list, scene.folder.review_scores):
        book = openpyxl.load_workbook(file)
        cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
        formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
        targets = [cell.hyperlink.target or "" for cell in cells if cell.hyperlink]
        assert not [one for one in formulas if "evil" in one or "cmd|" in one]
        assert {target.partition("\\")[0] for target in targets} <= {"", "原件", "附件"}
        assert STRANGE_NAME in {cell.value for cell in cells}
        book.close()


def test_no_file_of_a_department_bears_a_name_that_leads_elsewhere(scene):
    inside = [path for path in scene.bureau.rglob("*") if path.is_file()]
    assert len([path for path in inside if path.parent.name == "原件"]) == COUNT + 1 + 1 + 16
    assert not [path for path in inside if path.name.startswith(("=", "+", "-", "@"))]
    assert {path.resolve().is_relative_to(Path(scene.bureau).resolve()) for path in inside} == {True}
