"""Checks given as data: each fires at its cell with its figures, and falls silent once the figures agree."""

import msgspec
import pytest

from perfxl.evaluation import evaluate
from perfxl.findings import Severity, catalogue
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Check
from perfxl.submission import State
from tests.support.firing import Firing, assert_fires, findings_of, fires
from tests.support.sound import GUANGDONG, PROJECTS, sound
from tests.support.submissions import submission

NO_PROJECTS = {"项目清单": ""}

BUDGET = [
    Firing(
        "B01", "项目支出_决算",
        ("项目支出的支出决算数为3810.16万元", "3600.00", "209.50", "=3809.50万元", "相差0.66万元"),
        changes={"一般项目_决算": 209.50}, unless={"一般项目_决算": 210.16},
    ),
    Firing(
        "B02", "总支出_调整预算", ("为4065.00万元", "130.00", "3935.66", "相差0.66万元"),
        case="sum", changes={"总支出_调整预算": 4065}, unless={"总支出_调整预算": 4065.66},
    ),
    Firing(
        "B02", "基本支出_决算", ("只填报了项目支出", "3810.16万元"), case="projects_only",
        changes={"基本支出_年初预算": None, "基本支出_调整预算": None, "基本支出_决算": None},
        unless={"基本支出_决算": 126},
    ),
    Firing(
        "B03", "基本支出_年初预算", ("为120.00万元", "人员经费的年初预算数100.00＋", "相差10.00万元"),
        changes={"公用经费_年初预算": 30}, unless={"公用经费_年初预算": 20},
    ),
    Firing(
        "B04", "总支出_调整预算", ("3320.00", "（-745.66）", "=2574.34万元", "相差1491.32万元"),
        changes={"本年追加预算": -745.66}, unless={"本年追加预算": 745.66},
    ),
    Firing(
        "B06", "总支出_决算", ("为4100.00万元", "4065.66万元", "10.00万元", "4075.66万元", "超出24.34万元"),
        changes={"总支出_决算": 4100, "年初结转结余": 10}, unless={"年初结转结余": 50},
    ),
    Firing(
        "B07", "年末结转结余", ("为0.00万元", "4065.66", "3936.16", "=129.50万元", "相差129.50万元"),
        changes={"年末结转结余": 0}, unless={"年末结转结余": 129.50},
    ),
    Firing(
        "B08", "年末结转结余", ("12.30%",), case="over_10",
        changes={"年末结转结余": 500}, unless={"结转原因说明": "项目跨年度实施，下年一季度支付。"},
    ),
    Firing(
        "B08", "年末结转结余", ("36.89%",), case="over_30",
        changes={"年末结转结余": 1500, "结转原因说明": "项目跨年度实施。"}, unless={"年末结转结余": 1219.69},
    ),
    Firing(
        "B10", "项目支出_调整预算", ("为3936.66万元", "全年预算数合计3935.66万元", "相差1.00万元"),
        case="total", changes={"项目支出_调整预算": 3936.66}, unless={"项目支出_调整预算": 3935.66},
    ),
    Firing(
        "B10", "一般项目_决算", ("类别为“一般项目”的全年执行数合计210.16万元", "相差100.00万元"),
        case="kind", changes={"一般项目_决算": 310.16}, unless={"一般项目_决算": 210.16},
    ),
    Firing(
        "B10", "项目支出_决算", ("3810.16万元",), case="no_list", tables=NO_PROJECTS,
        unless={"项目支出_决算": 0, "项目支出_调整预算": 0},
    ),
    Firing(
        "B12", "本年追加预算", ("1000.00万元", "3320.00万元", "30.12%"), case="added",
        changes={"本年追加预算": 1000}, unless={"追加调整原因": "按县政府常务会议纪要追加大厅装修资金。"},
    ),
    Firing(
        "B12", "本年追加预算", ("追减预算20.00万元", "3320.00万元"), case="cut",
        changes={"本年追加预算": -20}, unless={"追加调整原因": "压减一般性支出。"},
    ),
    Firing(
        "B13", "总支出_决算", ("都是4065.66万元",), case="total",
        changes={"总支出_决算": 4065.66, "年末结转结余": 0},
        unless={"结转原因说明": "预算已全部执行完毕，预算数取自调整批复。"},
    ),
    Firing(
        "B13", "项目支出_决算", ("都是3935.66万元",), case="projects",
        changes={"总支出_决算": None, "项目支出_决算": 3935.66, "年末结转结余": 0},
        unless={"项目支出_决算": 3935.65},
    ),
    Firing(
        "B14", "执行率偏低原因", ("支出3600.00万元", "全年预算4065.66万元", "88.55%"),
        changes={"总支出_决算": 3600}, unless={"执行率偏低原因": "受疫情影响，装修工程推迟开工。"},
    ),
    Firing(
        "B15", "总支出_执行率", ("执行率为73.79%", "完成率为100.00%", "相差26.21个百分点"), case="gap",
        changes={"总支出_决算": 3000}, unless={"总支出_决算": 3800},
    ),
    Firing(
        "B15", "总支出_执行率", ("只有49.19%",), case="half",
        changes={"总支出_决算": 2000}, unless={"总支出_决算": 2033},
    ),
    Firing(
        "B16", "总支出_年初预算", ("年初预算数为0", "4065.66万元"), case="total",
        changes={"总支出_年初预算": 0}, unless={"追加调整原因": "年中新设单位。"},
    ),
    Firing(
        "B17", "资金来源_一般公共预算", ("3000.00", "900.00", "=3900.00万元", "3936.16万元", "相差36.16万元"),
        changes={"资金来源_一般公共预算": 3000, "资金来源_政府性基金": 900},
        unless={"资金来源_单位资金": 36.16},
    ),
]  # fmt: skip

PEOPLE = [
    Firing(
        "P01", "三公经费_本年决算", ("为6.00万元", "0.00", "3.90", "1.10", "=5.00万元", "相差1.00万元"),
        changes={"三公经费_本年决算": 6}, unless={"三公经费_本年决算": 5},
    ),
    Firing(
        "P01", "三公经费_上年预算", ("为6.00万元", "5.00", "=5.00万元", "相差1.00万元"),
        changes={"公务用车费_上年预算": 5}, unless={"公务接待费_上年预算": 1},
    ),
    Firing(
        "P02", "公务用车费_上年决算", ("为4.00万元", "4.50", "相差0.50万元"),
        changes={"公车运行费_上年决算": 4.5}, unless={"公车运行费_上年决算": 4},
    ),
    Firing(
        "P03", "三公经费_本年决算", ("决算6.00万元", "预算5.50万元", "超出0.50万元", "109.09%"), case="over",
        changes={"三公经费_本年决算": 6}, unless={"三公经费超支原因": "经批准更新一辆公务用车。"},
    ),
    Firing(
        "P03", "三公经费_本年决算", ("决算却有5.00万元",), case="unbudgeted",
        changes={"三公经费_本年预算": 0}, unless={"三公经费_本年决算": 0},
    ),
    Firing(
        "P05", "三公经费_上年预算", ("都是5.00万元",),
        changes={"三公经费_上年预算": 5}, unless={"三公经费_上年预算": 6},
    ),
    Firing(
        "P06", "三公经费_本年决算", ("4000.00万元", "18.00万元", "3810.16万元", "3828.16万元"),
        changes={"三公经费_本年决算": 4000}, unless={"三公经费_本年决算": 3828.16},
    ),
    Firing(
        "P07", "在职人员数", ("在职人员9人", "编制数8人", "超编1人", "112.50%"), case="over",
        changes={"在职人员数": 9}, unless={"在职人员数": 8},
    ),
    Firing(
        "P08", "编制数", ("编制数10人", "在职7人", "离退休2人", "编外1人"),
        changes={"编制数": 10, "离退休人数": 2, "编外人数": 1}, unless={"编制数": 8},
    ),
    Firing(
        "P09", "编制数", ("为8人", "事业编制7", "=7人", "相差1人"),
        changes={"事业编制数": 7}, unless={"工勤编制数": 1},
    ),
    Firing(
        "P12", "公务用车数", ("保有量为0", "3.90万元"), case="no_cars",
        changes={"公务用车数": 0}, unless={"公车运行费_本年决算": 0},
    ),
    Firing(
        "P12", "公务用车数", ("保有量为2辆",), case="no_cost",
        changes={"公务用车数": 2, "公车运行费_本年决算": 0}, unless={"公车运行费_本年决算": 3.9},
    ),
]  # fmt: skip

ASSETS = [
    Firing(
        "A01", "实际采购金额", ("预算为0", "95.00万元"), case="unbudgeted",
        changes={"政府采购预算": 0}, unless={"实际采购金额": 0},
    ),
    Firing(
        "A01", "实际采购金额", ("实际采购120.00万元", "采购预算100.00万元", "120.00%"), case="exceeds",
        changes={"实际采购金额": 120}, unless={"采购执行说明": "年中追加办公设备采购。"},
    ),
    Firing(
        "A01", "实际采购金额", ("实际采购80.00万元", "80.00%"), case="low",
        changes={"实际采购金额": 80}, unless={"实际采购金额": 90},
    ),
    Firing(
        "A02", "在用固定资产", ("510.00万元", "500.00万元"), case="in_use",
        changes={"在用固定资产": 510}, unless={"在用固定资产": 500},
    ),
    Firing(
        "A02", "固定资产总额", ("为500.00万元", "480.00", "=510.00万元", "相差10.00万元"), case="sum",
        changes={"闲置固定资产": 30}, unless={"闲置固定资产": 20},
    ),
    Firing(
        "A03", "是否有新建楼堂馆所", ("没有填全",), case="incomplete",
        changes={"是否有新建楼堂馆所": "是", "楼堂馆所批准面积": 900, "楼堂馆所批准投资": 80},
        unless={"楼堂馆所实际面积": 900, "楼堂馆所实际投资": 80},
    ),
    Firing(
        "A03", "是否有新建楼堂馆所", ("却填了面积或投资",), case="contradicting",
        changes={"楼堂馆所实际投资": 80}, unless={"楼堂馆所实际投资": None},
    ),
    Firing(
        "A04", "实际采购金额", ("4000.00万元", "3936.16万元"),
        changes={"实际采购金额": 4000}, unless={"实际采购金额": 3936.16},
    ),
]  # fmt: skip

SCORES = [
    Firing(
        "K17", "满意度有效样本数", ("有效样本为0",), case="no_sample",
        changes={"满意度有效样本数": 0, "满意份数": 0}, unless={"满意度有效样本数": 1},
    ),
    Firing(
        "K17", "满意度调查说明", ("没有收到投诉",), case="complaints",
        changes={"满意度调查说明": "全年未收到投诉。"}, unless={"满意度调查说明": "11月发放问卷100份。"},
    ),
    Firing(
        "K21", "要点_群众信访办理情况_2", ("选了“是”", "11件", "12件"), case="replies",
        changes={"信访已回复件数": 11, "信访按期回复件数": 11}, unless={"要点_群众信访办理情况_2": "否"},
    ),
]  # fmt: skip

# Worded among the findings of texts, since texts can break the same rules.
WORDED_ELSEWHERE = [
    Firing(
        "N08", "满意份数", ("为101", "大于100"), case="part",
        changes={"满意份数": 101}, unless={"满意度有效样本数": 101},
    ),
    Firing(
        "P10", "领导职数", ("领导职数9名", "编制数8名"),
        changes={"领导职数": 9}, unless={"领导职数": 7},
    ),
]  # fmt: skip

FIRINGS = [*BUDGET, *PEOPLE, *ASSETS, *SCORES, *WORDED_ELSEWHERE]


@pytest.mark.parametrize("firing", FIRINGS, ids=str)
def test_a_check_fires_at_its_cell_with_its_figures_and_falls_silent_when_they_agree(firing):
    assert_fires(firing)


def test_a_sound_submission_has_no_findings_of_tables_or_scores_and_no_check_is_skipped():
    evaluation = evaluate(GUANGDONG, sound())
    assert [str(found) for found in evaluation.findings if found.code[0] in "BPAK"] == []
    assert [skipped for skipped in evaluation.skipped if skipped.code[0] in "BPAK"] == []


@fires("K12", "projects")
def test_all_projects_with_full_marks_are_worth_a_look_but_a_single_project_is_not():
    full = PROJECTS.replace("| 98 ", "| 100")
    single = "\n".join(full.strip().splitlines()[:2])
    (found,) = findings_of(sound(tables={"项目清单": full}), "K12", "projects")
    assert "2个项目" in found.fault
    assert findings_of(sound(tables={"项目清单": single}), "K12", "projects") == []


@fires("B16", "project")
def test_a_project_without_initial_budget_needs_a_note_in_its_own_row():
    rows = PROJECTS.replace("| 200      |", "| 0        |")
    given = sound(tables={"项目清单": rows})
    (found,) = findings_of(given, "B16", "project")
    row = given.tables["项目清单"][1]
    assert found.place == row.cells["年初预算"].place
    assert f"第{row.number}行项目“系统运行维护”" in found.fault
    assert "223.16万元" in found.fault
    noted = rows.replace("| 100      |", "| 100 | 省级专项追加")
    assert findings_of(sound(tables={"项目清单": noted}), "B16", "project") == []


@fires("N13", "late")
def test_a_project_completed_late_needs_a_note_in_its_own_row():
    rows = PROJECTS.replace("2020-11-30", "2021-01-15")
    given = sound(tables={"项目清单": rows})
    (found,) = findings_of(given, "N13", "late")
    assert found.place == given.tables["项目清单"][0].cells["实际完成时间"].place
    assert found.fault == "“政务服务大厅建设”计划2020-12-31完成，实际2021-01-15完成，备注没有说明。"
    noted = rows.replace("| 98       |", "| 98 | 受疫情影响")
    assert findings_of(sound(tables={"项目清单": noted}), "N13", "late") == []


@fires("N13", "unfinished")
def test_a_project_without_a_date_of_completion_needs_a_note():
    rows = PROJECTS.replace("2020-11-30", "          ")
    given = sound(tables={"项目清单": rows})
    (found,) = findings_of(given, "N13", "unfinished")
    assert found.place == given.tables["项目清单"][0].cells["实际完成时间"].place
    assert "“政务服务大厅建设”的计划完成时间为2020-12-31，没有实际完成时间" in found.fault
    noted = rows.replace("| 98       |", "| 98 | 跨年度实施")
    assert findings_of(sound(tables={"项目清单": noted}), "N13", "unfinished") == []


@pytest.mark.parametrize(
    ("general", "broken"),
    [(223.15, False), (223.17, False), (223.145, False), (223.14, True), (223.18, True)],
)
def test_two_addends_and_their_sum_may_be_off_by_three_halves_of_the_last_digit(general, broken):
    changes = {"项目支出_决算": 3935.66, "基本建设类项目_决算": 3712.50, "一般项目_决算": general}
    assert bool(findings_of(sound(changes), "B01")) is broken


def test_the_envelope_of_a_column_grows_with_its_rows():
    rows = ["名称 | 类别 | 年初预算 | 全年预算 | 全年执行"]
    rows += [f"项目{number} | 一般项目 | 0 | 0 | 10.00" for number in range(1, 10)]
    tables = {"项目清单": "\n".join(rows)}
    # Nine rows and the sum: ten figures, half a hundredth each.
    within = sound({"一般项目_决算": 90.05, "一般项目_年初预算": 0, "一般项目_调整预算": 0}, tables)
    beyond = sound({"一般项目_决算": 90.06, "一般项目_年初预算": 0, "一般项目_调整预算": 0}, tables)
    at = within.place("一般项目_决算")
    assert at not in {found.place for found in findings_of(within, "B10", "kind")}
    assert at in {found.place for found in findings_of(beyond, "B10", "kind")}


def test_a_check_without_its_inputs_is_skipped_by_name_and_never_passes():
    evaluation = evaluate(GUANGDONG, sound({"一般项目_决算": None, "基本建设类项目_决算": None}))
    skipped = {item.code: item for item in evaluation.skipped}
    assert skipped["B01"].title == "项目支出＝各类项目支出之和"
    assert skipped["B01"].lacking == ("基本建设类项目的支出决算数", "一般项目的支出决算数")


@pytest.mark.parametrize("state", [State.INVALID, State.LOST])
def test_a_check_over_a_cell_that_cannot_be_read_is_skipped_and_says_nothing_false(state):
    evaluation = evaluate(GUANGDONG, sound({"一般项目_决算": state}))
    assert "B01" not in {found.code for found in evaluation.findings}
    assert ("一般项目的支出决算数",) in {item.lacking for item in evaluation.skipped if item.code == "B01"}


def test_every_cell_that_bears_on_an_equation_is_named():
    given = sound({"项目支出_决算": 3935.66})
    (found,) = (one for one in findings_of(given, "B01"))
    assert found.place == given.place("项目支出_决算")
    assert found.places == (given.place("基本建设类项目_决算"), given.place("一般项目_决算"))


def test_a_figure_that_cannot_be_formed_does_not_hide_the_finding():
    check = Check(
        code="P07", case="over", at="编制数", holds="编制数 > 100",
        values={
            "rate": "编制数 / N(编外人数)", "staff": "在职人员数", "quota": "编制数", "excess": "离退休人数",
        },
    )  # fmt: skip
    scheme = msgspec.structs.replace(GUANGDONG, checks=(check,))
    (found,) = (one for one in evaluate(scheme, sound()).findings if one.code == "P07")
    assert found.fault == "在职人员7人，编制数8人，超编（未填），控制率为（未填）。"


def test_a_text_where_the_wording_expects_a_figure_is_shown_as_it_is():
    check = Check(
        code="P07", case="over", at="编制数", holds="编制数 > 100",
        values={"rate": "部门名称", "staff": "在职人员数", "quota": "编制数", "excess": "编制数"},
    )  # fmt: skip
    scheme = msgspec.structs.replace(GUANGDONG, checks=(check,))
    given = submission(scheme, {"编制数": 8, "在职人员数": 7, "部门名称": "某县某局"})
    (found,) = (one for one in evaluate(scheme, given).findings if one.code == "P07")
    assert found.fault == "在职人员7人，编制数8人，超编8人，控制率为某县某局。"


@fires("P04", "zero_base")
def test_a_rate_of_change_without_a_base_is_a_reminder():
    scheme = load_scheme("hunan-county-2018")
    given = submission(scheme, {"三公经费_上年预算": 0, "三公经费_本年预算": 3.2})
    (found,) = (one for one in evaluate(scheme, given).findings if one.code == "P04")
    assert (found.case, found.severity, found.place) == (
        "zero_base", Severity.REMINDER, given.place("三公经费_上年预算"),
    )  # fmt: skip
    assert "本年预算数3.20万元" in found.fault
    usual = submission(scheme, {"三公经费_上年预算": 3, "三公经费_本年预算": 3.2})
    assert "P04" not in {one.code for one in evaluate(scheme, usual).findings}


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_every_check_of_every_scheme_is_worded_in_the_catalogue(scheme_id):
    asked = {(check.code, check.case) for check in load_scheme(scheme_id).checks}
    assert asked <= catalogue().keys()
