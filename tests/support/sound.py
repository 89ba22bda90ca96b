"""A submission in which everything is in order, to be changed in what a test is about."""

import datetime as dt
from collections.abc import Mapping

from perfxl.scheme.inventory import entered_name, input_fields, option_name, point_name, reason_name
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Indicator, Scheme
from perfxl.scheme.rules import YES, Checklist, Choice, Judgement, Violations
from perfxl.submission import Submission, Value
from tests.support.submissions import Given, submission, table

GUANGDONG = load_scheme("guangdong-county-2020")

_BASICS: Mapping[str, Given] = {
    "部门名称": "某县行政服务中心", "主管部门": "某县政务服务数据管理局", "单位性质": "公益一类",
    "填报人": "张三", "联系电话": "0751-1234567", "填报日期": dt.date(2021, 4, 15), "评价年度": 2020,
    "内设机构数": 4, "下属预算单位数": 0,
    "编制数": 8, "在职人员数": 7,
    "年初结转结余": 0, "本年追加预算": 745.66, "年末结转结余": 129.50,
    "政府采购预算": 100, "实际采购金额": 95,
    "固定资产总额": 500, "在用固定资产": 480, "是否有新建楼堂馆所": "否",
    "绩效指标设定数": 20, "绩效指标完成数": 19,
    "信访受理件数": 12, "信访已回复件数": 12, "信访按期回复件数": 12,
    "满意度有效样本数": 100, "满意份数": 96,
    "部门概况": "本单位负责政务服务大厅的运行和管理。",
}  # fmt: skip

_EXPENDITURE = table(
    """
    行             | 年初预算 | 调整预算 | 决算
    总支出         | 3320     | 4065.66  | 3936.16
    基本支出       | 120      | 130      | 126
    人员经费       | 100      | 110      | 108
    公用经费       | 20       | 20       | 18
    项目支出       | 3200     | 3935.66  | 3810.16
    基本建设类项目 | 3000     | 3712.50  | 3600
    一般项目       | 200      | 223.16   | 210.16
    """
)

_PUBLIC_FUNDS = table(
    """
    行         | 上年决算 | 上年预算 | 本年预算 | 本年决算
    三公经费   | 5.00     | 6.00     | 5.50     | 5.00
    因公出国费 | 0        |          | 0        | 0
    公务用车费 | 4.00     |          | 4.20     | 3.90
    公车购置费 | 0        |          | 0        | 0
    公车运行费 | 4.00     |          | 4.20     | 3.90
    公务接待费 | 1.00     |          | 1.30     | 1.10
    """
)

PROJECTS = """
名称             | 类别           | 年初预算 |全年预算| 全年执行 |计划完成时间|实际完成时间| 自评得分 | 备注
政务服务大厅建设 | 基本建设类项目 | 3000     | 3712.50  | 3600     | 2020-12-31   | 2020-11-30   | 98       |
系统运行维护     | 一般项目       | 200      | 223.16   | 210.16   | 2020-12-31   | 2020-12-31   | 100      |
"""

TASKS = """
名称           | 计划值 | 完成值 | 计量单位 | 是否完成 | 是否按时 | 未完成原因
事项标准化     | 1097   | 1100   | 项       | 是       | 是       |
一窗受理改革   | 全面推行 | 已推行 | －     | 是       | 是       |
"""

_TABLES = {
    "项目清单": PROJECTS,
    "重点工作": TASKS,
    "成效": "标题 | 内容\n建成大厅 | 新大厅投入使用，实现一窗受理。",
    "问题": "内容\n个别项目进度偏慢，资金支付不够及时。",
    "改进措施": "内容\n逐月调度项目进度，年中集中清理未支付资金。",
}


def sound(
    changes: Mapping[str, Given] | None = None,
    tables: Mapping[str, str] | None = None,
    claims: Mapping[str, Value] | None = None,
    typed: Mapping[str, Value] | None = None,
) -> Submission:
    """The sound submission, Guangdong scheme, with some fields and whole tables (drawn with bars) changed."""
    values = _defaults(GUANGDONG) | dict(_BASICS) | _matrix(_EXPENDITURE) | _matrix(_PUBLIC_FUNDS)
    for indicator in GUANGDONG.indicators():
        values |= _answers(indicator)
    drawn = {name: table(text) if text else [] for name, text in (_TABLES | dict(tables or {})).items()}
    return submission(GUANGDONG, values | dict(changes or {}), drawn, claims, typed)


def _defaults(scheme: Scheme) -> dict[str, Given]:
    """What the blank template already holds."""
    return {name: field.default for name, field in input_fields(scheme).items() if field.default}


def _matrix(rows: list[dict[str, str]]) -> dict[str, Given]:
    return {
        f"{row['行']}_{column}": float(cell)
        for row in rows
        for column, cell in row.items()
        if column != "行" and cell
    }


def _answers(indicator: Indicator) -> dict[str, Given]:
    """Good answers in the scoring sheet, each with its reason."""
    rule = indicator.rule
    if isinstance(rule, Judgement):
        return {
            option_name(indicator.id): rule.standards[0].text,
            entered_name(indicator.id): indicator.points * 0.9,
            reason_name(indicator.id): "个别事项细化不够。",
        }
    if isinstance(rule, Checklist):
        return {point_name(indicator.id, number): YES for number in range(1, len(rule.items) + 1)}
    if isinstance(rule, Choice):
        return {option_name(indicator.id): rule.options[0].text}
    return {entered_name(indicator.id): 0} if isinstance(rule, Violations) else {}
