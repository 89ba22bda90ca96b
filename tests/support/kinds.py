"""A scheme that has one indicator of every kind, with conditions, a zero denominator by hand, and tables."""

import tomllib

import msgspec

from perfxl.scheme.model import Scheme

_TEXT = """
id = "kinds"
version = "1"
title = "各类评分标准"
region = "某县"
basis = "某县通知"
weights = "example"
total = 100
grades_source = "OWN"
checks = []
grades = [{ name = "优", at_least = 90 }, { name = "良", at_least = 80 }, { name = "差", at_least = 0 }]

[roles]
department = "部门名称"
year = "评价年度"
supervisor = "部门名称"
report_title = "部门名称"
cover = ["部门名称"]
projects = "项目清单"
problems = "项目清单"
improvements = "项目清单"
achievements = "项目清单"
headings = ["部门名称"]
explanation = "说明"

[sources]
OWN = { title = "一般知识", kind = "一般知识", reliability = "－" }

[[sheets]]
name = "基本情况表"
title = "基本情况表"

[[sheets.blocks]]
kind = "list"
title = "一、基本信息"
fields = [
  { name = "部门名称", label = "部门名称", type = "text" },
  { name = "评价年度", label = "评价年度", type = "year" },
  { name = "编制数", label = "编制数（核定）", type = "integer", minimum = 0 },
  { name = "在职人员数", label = "在职人员数", type = "integer", minimum = 0 },
  { name = "有无基建", label = "有无基建", type = "choice", options = ["有", "无"] },
  { name = "追加", label = "本年追加（＋）、追减（－）", type = "money" },
  { name = "目标值", label = "目标值", type = "number" },
  { name = "完成值", label = "完成值", type = "number" },
  { name = "控制率", label = "在职人员控制率", type = "ratio", formula = "在职人员数 / 编制数" },
  { name = "说明", label = "说明", type = "longtext" },
]

[[sheets.blocks]]
kind = "matrix"
title = "二、收支"
rows = [{ name = "支出", label = "一、支出" }]
columns = [{ name = "预算", label = "预算数" }, { name = "决算", label = "决算数" }]

[[sheets.blocks]]
kind = "table"
name = "项目清单"
prefix = "项目"
title = "项目清单"
capacity = 10
columns = [
  { name = "名称", label = "名称", type = "text" },
  { name = "类别", label = "类别", type = "choice", options = ["甲", "乙"] },
  { name = "预算", label = "预算", type = "money" },
  { name = "执行", label = "执行", type = "money" },
  { name = "计划", label = "计划完成", type = "date" },
  { name = "实际", label = "实际完成", type = "date" },
  { name = "执行率", label = "执行率", type = "ratio", formula = "执行 / 预算" },
  { name = "按时", label = "是否按时", type = "text", formula = '''IF(实际 <= 计划, "是", "否")''' },
]

[[levels]]
name = "过程"
points = 60
[[levels.groups]]
name = "预算"
points = 60

[[levels.groups.indicators]]
id = "人员"
name = "在职人员控制率"
points = 5
clause = "不超过100%得满分；每超1个百分点扣0.5分，扣完为止。"
measure = "在职人员数 / 编制数"
measure_label = "在职人员数÷编制数"
rule = { kind = "deduction", limit = 1, side = "above", step = 0.01, deduct = 0.5 }

[[levels.groups.indicators]]
id = "变动"
name = "支出变动率"
points = 5
clause = "不大于0得满分；每超1个百分点扣0.8分，扣完为止。"
measure = "(支出_决算 - 支出_预算) / 支出_预算"
measure_label = "（决算数－预算数）÷预算数"
by_hand = true
rule = { kind = "deduction", limit = 0, side = "above", step = 0.01, deduct = 0.8, whole_steps = false }

[[levels.groups.indicators]]
id = "执行"
name = "项目执行率"
points = 20
clause = "得分＝执行率×分值。"
measure = "SUM(项目_执行) / SUM(项目_预算)"
measure_label = "项目执行数÷项目预算数"
applicable = "支出_预算 > 0"
applicable_label = "有预算"
rule = { kind = "proportional" }

[[levels.groups.indicators]]
id = "控制"
name = "预算控制率"
points = 10
clause = "0得满分；不超过10%得8分；不超过20%得4分；其余不得分。"
measure = "ABS(N(追加)) / 支出_预算"
measure_label = "追加（绝对值）÷预算数"
rule = { kind = "bands", bands = [
  { at_most = 0, points = 10 }, { at_most = 0.1, points = 8 }, { at_most = 0.2, points = 4 },
  { points = 0 } ] }

[[levels.groups.indicators]]
id = "及时"
name = "完成及时性"
points = 10
clause = "得分＝按时完成的项目数÷项目数×分值。"
measure = '''COUNTIF(项目_按时, "是") / COUNTA(项目_名称)'''
measure_label = "按时完成项目数÷项目数"
applicable = '''有无基建 == "有"'''
applicable_label = "有基建项目"
rule = { kind = "proportional" }

[[levels.groups.indicators]]
id = "产出"
name = "产出数量"
points = 10
clause = "达到目标得满分，否则按比例得分。"
measure = "完成值"
measure_label = "完成值"
measure_type = "number"
rule = { kind = "target", target = "目标值 * 1.1", direction = "at_least" }

[[levels]]
name = "效益"
points = 40
[[levels.groups]]
name = "履职"
points = 40

[[levels.groups.indicators]]
id = "制度"
name = "管理制度"
points = 8
clause = "每符合一项得相应分值。"
rule = { kind = "checklist", items = [{ text = "有制度", points = 3 }, { text = "执行有效", points = 5 }] }

[[levels.groups.indicators]]
id = "合规"
name = "资金合规"
points = 6
clause = "每出现一例扣1.5分，扣完为止。"
rule = { kind = "violations", deduct = 1.5 }

[[levels.groups.indicators]]
id = "效能"
name = "行政效能"
points = 6
clause = "好得6分，一般得3分，差不得分。"
rule = { kind = "choice", options = [
  { text = "好", points = 6 }, { text = "一般", points = 3 }, { text = "差", points = 0 } ] }

[[levels.groups.indicators]]
id = "效益"
name = "社会效益"
points = 20
clause = "按影响程度计分。"
rule = { kind = "judgement", standards = [
  { text = "达成", at_least = 0.8 }, { text = "部分达成", at_least = 0.6 },
  { text = "未达成", at_least = 0 } ] }
"""

KINDS: Scheme = msgspec.convert(tomllib.loads(_TEXT), Scheme)
