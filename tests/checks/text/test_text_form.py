"""T05 template remains, T07 headings and items, T10 breaks and blanks, T11 punctuation."""

import pytest

from perfxl.checks.passages import Role
from perfxl.checks.text.headings import heading_end, item_order
from perfxl.checks.text.remains import template_remains
from perfxl.checks.text.typesetting import breaks_and_blanks, half_width
from perfxl.findings import Severity
from tests.support.firing import fires
from tests.support.texts import CELL, findings_in, found

HEADINGS = ("标题_部门概况", "标题_自评情况", "标题_预算执行", "标题_成效", "标题_问题")


def headed(*headings: str) -> list[tuple[str, str, str]]:
    """What T07 finds in a report with these headings: case, cell, fault."""
    changes = dict(zip(HEADINGS, [*headings, *[None] * len(HEADINGS)], strict=False))
    return [(one.case, one.place.cell, one.fault) for one in findings_in("T07", changes)]


@fires("T05", "within")
@pytest.mark.parametrize(
    ("text", "remain"),
    [
        ("县级部门整体支出绩效自评报告\n(参考提纲)", "(参考提纲)"),
        ("（样本）自评报告", "（样本）"),
        ("对照年初目标说明(100字以内)", "对照年初目标说明(100字以内)"),
        ("简要说明情况（不超过300字以内）", "（不超过300字以内）"),
        ("XX县财政局预算股", "XX"),
        ("投入××万元", "××"),
        ("共完成____项", "____"),
        ("某某局的工作", "某某"),
        ("此处填写主要成效", "此处填写"),
        ("成效（请简要说明本年度成效）如下", "（请简要说明本年度成效）"),
        ("填报日期：　年　月　日", "年　月　日"),
    ],
)
def test_what_a_template_left_behind_is_quoted(text, remain):
    findings = found(template_remains, text)
    assert {one.code for one in findings} == {"T05"}
    assert findings[0].severity is Severity.ERROR
    assert f"“{remain}”是模板留下的" in findings[0].fault
    assert found(template_remains, text.replace(remain, "")) == []


@fires("T05", "alone")
def test_a_remain_that_is_a_line_of_its_own_is_quoted_once():
    (finding,) = found(template_remains, "自评报告\n(参考提纲)")
    assert (finding.case, finding.fault) == ("alone", "“(参考提纲)”是模板留下的提示语或空位。")
    (finding,) = found(template_remains, "XX县财政局预算股")
    assert finding.fault.startswith("“XX县财政局预算”中的“XX”是模板留下的")
    assert found(template_remains, "自评报告") == []


def test_an_attachment_number_is_a_remain_at_the_head_of_a_title_only():
    (finding,) = found(template_remains, "附件3\n\n自评报告", Role.TITLE)
    assert "“附件3”" in finding.fault
    assert found(template_remains, "附件3是基本情况表。") == []


@pytest.mark.parametrize("text", ["（一）部门概况", "采用XML、XXL号工装", "面积3×4米", "2020年12月31日"])
def test_ordinary_text_is_no_remain(text):
    assert found(template_remains, text) == []


@fires("T07", "end")
def test_a_heading_ends_without_punctuation():
    (finding,) = found(heading_end, "三、存在问题及改进意见。", Role.HEADING)
    assert (finding.code, finding.case, finding.place) == ("T07", "end", CELL)
    assert "“三、存在问题及改进意见。”的末尾有标点“。”" in finding.fault
    assert found(heading_end, "三、存在问题及改进意见", Role.HEADING) == []
    assert found(heading_end, "新建大厅，打造新标杆。", Role.CAPTION) == []


def test_headings_in_order_on_two_levels_are_in_order():
    assert headed("一、概况", "二、自评情况", "（一）预算执行", "（二）成效", "三、问题") == []
    assert headed("一、概况", "1.职能", "2.机构", "二、自评情况", "1.预算") == []
    assert headed("部门概况", "自评情况", "成效") == []


@fires("T07", "gap")
def test_a_heading_left_out_is_named():
    ((case, _, fault),) = headed("一、概况", "三、自评情况")
    assert case == "gap"
    assert "“一、”之后是“三、”" in fault
    assert headed("一、概况", "二、自评情况") == []


@fires("T07", "repeat")
def test_a_heading_number_used_twice_is_named():
    ((case, _, fault),) = headed("一、概况", "二、自评情况", "二、成效")
    assert case == "repeat"
    assert "“二、”之后又是“二、”" in fault
    assert headed("一、概况", "二、自评情况", "三、成效") == []


@fires("T07", "first")
def test_a_level_begins_with_one():
    found_cases = [case for case, _, _ in headed("一、概况", "二、自评情况", "（二）成效")]
    assert found_cases == ["first"]
    assert headed("一、概况", "二、自评情况", "（一）成效") == []


@fires("T07", "skip")
def test_a_level_is_not_skipped():
    ((case, _, fault),) = headed("一、概况", "（一）职能", "二、自评情况", "1.预算执行", "三、问题")
    assert case == "skip"
    assert "“1.”跳过了上一层" in fault
    assert headed("一、概况", "（一）职能", "二、自评情况", "（一）预算执行", "三、问题") == []


def test_titles_of_achievements_are_counted_through():
    table = "标题 | 内容\n1.建成大厅 | 已建成。\n3.优化服务 | 已优化。"
    (finding,) = findings_in("T07", tables={"成效": table})
    assert "“1.”之后是“3.”" in finding.fault


@fires("T07", "item_gap")
def test_a_missing_item_is_named():
    (finding,) = found(item_order, "一是加强领导。三是狠抓落实。")
    assert (finding.case, "“一是”之后是“三是”" in finding.fault) == ("item_gap", True)
    assert found(item_order, "一是加强领导。二是狠抓落实。") == []


@fires("T07", "item_repeat")
def test_an_item_number_used_twice_is_named():
    (finding,) = found(item_order, "1. 加强领导。\n2. 狠抓落实。\n2. 严格考核。")
    assert (finding.case, "“2.”之后又是“2.”" in finding.fault) == ("item_repeat", True)
    assert found(item_order, "1. 加强领导。\n2. 狠抓落实。\n3. 严格考核。") == []


@pytest.mark.parametrize(
    "text",
    [
        "一是甲；二是乙。又：一是丙，二是丁，三是戊。",
        "统一是前提，三是关键；十一是节日",
        "详见附件（2）。支出3.5万元。2020年完成。",
        "（一）职能\n1.甲。\n2.乙。\n（二）机构\n1.丙。",
        "三是接续上文的一项",
    ],
)
def test_runs_that_start_anew_and_other_numbers_are_in_order(text):
    assert found(item_order, text) == []


@fires("T10", "both")
def test_breaks_and_blanks_of_a_passage_are_counted_and_quoted_in_one_finding():
    (finding,) = found(breaks_and_blanks, "市级385\n\n个，县级 285 项，达 100%。")
    assert (finding.code, finding.case, finding.place) == ("T10", "both", CELL)
    assert "断行1处：“级385□个，县级”" in finding.fault
    assert "空格3处：“县级 285 项”、“达 100%”" in finding.fault
    assert found(breaks_and_blanks, "市级385个，县级285项，达100%。") == []


@fires("T10", "breaks")
def test_breaks_alone_are_counted():
    (finding,) = found(breaks_and_blanks, "根据目标，落实责\n任，突出考核。")
    assert (finding.case, "断行1处：“，落实责□任，突出”" in finding.fault) == ("breaks", True)
    assert found(breaks_and_blanks, "根据目标，落实责任，突出考核。") == []


@fires("T10", "blanks")
def test_blanks_alone_are_counted_and_the_first_five_quoted():
    (finding,) = found(breaks_and_blanks, "、".join(f"第 {n} 批" for n in range(1, 8)))
    assert finding.case == "blanks"
    assert "空格14处" in finding.fault
    assert "“第 5 批”…" in finding.fault
    assert "第 6 批" not in finding.fault
    assert found(breaks_and_blanks, "第1批、第2批，见 Excel 表 A。\n 1. 新建大厅") == []


@fires("T11", "half_width")
def test_half_width_punctuation_in_chinese_is_counted_and_quoted():
    (finding,) = found(half_width, "加强管理,提高效率(见附件);成效:显著.")
    assert (finding.code, finding.case) == ("T11", "half_width")
    assert "半角标点6处" in finding.fault
    assert "“加强管理,提高效率”" in finding.fault
    assert found(half_width, "加强管理，提高效率（见附件）；成效：显著。") == []


@pytest.mark.parametrize(
    "text",
    [
        "1. 新建大厅，支出3,935.66万元，时间12:30，网址http://www.gov.cn/a?b=(1)。",
        "县级部门自评报告\n(参考提纲)",
        "使用Excel (2010) and Word.",
    ],
)
def test_figures_addresses_and_template_remains_are_not_half_width_punctuation(text):
    assert found(half_width, text) == []
