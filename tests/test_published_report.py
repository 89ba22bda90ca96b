"""The committed workbook of the published report, read as any other: what a reviewer knows is found.

Every finding of the workbook stands in one of two lists, each judged true by hand: what the reviewer of the
published report listed, and what stands beside that list. Nothing else may be found.
"""

from pathlib import Path

import pytest

from perfxl.department.closed_files import check
from perfxl.evaluation import Evaluation
from tests.support.submissions import table

EXAMPLES = Path(__file__).parent.parent / "workbooks" / "examples"

LISTED = table(
    """
    编号 | 情形          | 单元格           | 原文
    T06 | cover         | 基本情况表!B5    | 部门（单位）名称
    T06 | cover         | 基本情况表!B10   | 填报人
    T06 | cover         | 基本情况表!B11   | 联系电话
    T06 | cover         | 基本情况表!B12   | 填报日期
    B02 | projects_only | 基本情况表!D36   | 只填报了项目支出（决算数3935.66万元）
    B13 | projects      | 基本情况表!D39   | 都是3935.66万元，也没有结转结余
    B11 | no_list       | 成效与问题!C16   | 自评项目九项
    T05 | alone         | 成效与问题!C6    | “附件3”是模板留下的
    T05 | alone         | 成效与问题!C6    | “(参考提纲)”是模板留下的
    N07 | institution   | 成效与问题!C6    | 公益一类事业单位，主管部门是“县政务服务数据管理局”
    T07 | end           | 成效与问题!C9    | （一）预算执行情况。
    T04 |               | 成效与问题!C10   | 取得和主要成效
    T07 | end           | 成效与问题!C11   | 三、存在问题及改进意见。
    T09 |               | 成效与问题!C15   | 文号“新机编〔2019〕41号”的机关代字却是“新机编”
    T11 | full_stop     | 成效与问题!C17   | “3935.66万元，其中基本建设类项目支出3712.50万元”
    T01 | lookalike     | 成效与问题!C21   | “礼仪和业务能カ培训”中的“カ”是日文假名（U+30AB），不是汉字“力”
    T02 |               | 成效与问题!C21   | “视频监控系統”中的“統”是繁体字，规范字是“统”
    T03 |               | 成效与问题!C21   | “管埋”疑为“管理”之误
    T03 |               | 成效与问题!C23   | “台帐”疑为“台账”之误
    N03 | more          | 成效与问题!C22   | 385＋285＋88＋45＝803件，大于总数444件，相差359件
    N09 |               | 成效与问题!C22   | 93.65%以上
    N11 | vague         | 成效与问题!C44   | 只有3句
    N12 |               | 评分表!J31       | 还有23项没有得分
    T10 | breaks        | 成效与问题!C21   | 断行1处：“一□是以一站”
    T10 | both          | 成效与问题!C22   | “级385□个，县级”；汉字与数字之间有空格10处：“县级 285 项”
    T10 | blanks        | 成效与问题!C23   | 空格2处：“纳入 2020 年县”
    T10 | blanks        | 成效与问题!B24   | 空格2处：“健全 12345 热线”
    T10 | both          | 成效与问题!C24   | “汇总分析□和督促解”；汉字与数字之间有空格2处：“全约 100 项常”
    T10 | breaks        | 成效与问题!C67   | 断行1处：“标落实责□任，突出”
    """
)
"""The reviewer's list. That the official seal is missing is the one thing on it that no workbook shows."""

BESIDE = table(
    """
    编号 | 情形     | 单元格         | 原文
    T06 | section  | 基本情况表!B14 | 2个必填栏没有填写：内设机构数（B14）、下属预算单位数（B15）
    T06 | section  | 基本情况表!B23 | 1个必填栏没有填写：年末实有在职人数（B23）
    T06 | section  | 基本情况表!B35 | 17个必填栏没有填写
    T06 | section  | 基本情况表!B45 | 3个必填栏没有填写
    T06 | section  | 基本情况表!B66 | 19个必填栏没有填写
    T06 | section  | 基本情况表!B83 | 5个必填栏没有填写
    T06 | section  | 基本情况表!B100 | 2个必填栏没有填写
    T06 | section  | 基本情况表!B106 | 5个必填栏没有填写
    T06 | table    | 重点工作!B4    | 一行也没有填写
    T06 | scoring  | 评分表!H5      | 30处应由填报人评定的内容没有填写
    B10 | no_list  | 基本情况表!D39 | 项目支出有3935.66万元，《项目清单》却没有填写
    T04 |          | 成效与问题!C16 | “完成进行情况”不通顺
    N03 | units    | 成效与问题!C22 | 总数与分项的单位不一致：件、个、项
    """
)
"""True as well: what the report does not state is blank, nine projects are not listed, 完成进行情况 does not
read, and 444件 cannot be the sum of 个 and 项."""

CONFIRMED = ("3712.50＋223.16", "875", "222", "职数", "100.00%")
"""What the reviewer found to be right: sums, posts within their number, execution of all that was planned."""


@pytest.fixture(scope="module")
def published() -> Evaluation:
    return check(EXAMPLES / "xinfeng-2020-as-published.xlsx")


def rows_of(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    return sorted((one.code, one.case, str(one.place)) for one in evaluation.findings)


def test_all_that_the_reviewer_listed_is_found_and_nothing_false_beside_it(published):
    expected = sorted((row["编号"], row["情形"], row["单元格"]) for row in LISTED + BESIDE)
    assert rows_of(published) == expected


@pytest.mark.parametrize("row", LISTED + BESIDE, ids=lambda row: f"{row['编号']}-{row['单元格']}")
def test_a_finding_says_what_stands_in_its_cell(published, row):
    faults = [
        one.fault
        for one in published.findings
        if (one.code, one.case, str(one.place)) == (row["编号"], row["情形"], row["单元格"])
    ]
    assert any(row["原文"] in fault for fault in faults), faults


@pytest.mark.parametrize("figure", CONFIRMED)
def test_what_was_found_to_be_right_is_in_no_finding(published, figure):
    assert [one.fault for one in published.findings if figure in one.fault] == []


def test_what_could_not_be_checked_is_said_with_what_it_lacks(published):
    skipped = {one.code: one.lacking for one in published.skipped}
    assert skipped["P07"] == ("年末实有在职人数",)
    assert skipped["N07"] == ("部门（单位）名称",)
    assert skipped.keys().isdisjoint({"N01", "N02", "N03", "P10"})


def test_not_one_score_rests_on_what_the_report_does_not_state(published):
    assert {mark.score for mark in published.scorecard.marks} == {None}
    assert (published.scorecard.unscored, published.scorecard.grade) == (23, "")


def test_in_the_completed_workbook_only_the_faults_of_the_text_block_sending():
    completed = check(EXAMPLES / "xinfeng-2020-completed.xlsx")
    errors = [(one.code, str(one.place)) for one in completed.findings if one.severity.value == "错误"]
    assert errors == [
        ("T05", "成效与问题!C6"),
        ("T05", "成效与问题!C6"),
        ("T01", "成效与问题!C21"),
        ("T02", "成效与问题!C21"),
        ("N03", "成效与问题!C22"),
    ]
