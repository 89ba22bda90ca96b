"""The smallest scheme that has one of everything; tests break one thing in it at a time."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

SMALL = """\
id = "small"
version = "1"
title = "小型指标体系"
region = "某县"
basis = "某县通知"
weights = "example"
total = 10
grades_source = "S1"
grades = [{ name = "优", at_least = 8 }, { name = "差", at_least = 0 }]

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
explanation = "情况说明"
tasks = { table = "项目清单", plan = "预算", actual = "执行", done = "类别", reason = "名称" }
rates = { "总执行率" = "B05" }

[sources]
S1 = { title = "某通知", kind = "通知", reliability = "A" }
OWN = { title = "一般知识", kind = "一般知识", reliability = "－" }

[[sheets]]
name = "基本情况表"
title = "基本情况表"

[[sheets.blocks]]
kind = "list"
title = "一、基本信息"
fields = [
  { name = "部门名称", label = "部门名称", type = "text", required = true },
  { name = "评价年度", label = "评价年度", type = "year", default = "2020", minimum = 2000, maximum = 2100 },
  { name = "性质", label = "单位性质", type = "choice", options = ["行政", "事业"] },
  { name = "编制数", label = "编制数", type = "integer", unit = "人", minimum = 0 },
  { name = "总执行率", label = "执行率", type = "ratio", formula = "支出_决算 / 支出_预算" },
  { name = "情况说明", label = "情况说明", type = "longtext" },
]

[[sheets.blocks]]
kind = "matrix"
title = "二、收支"
rows = [
  { name = "支出", label = "支出" },
  { name = "办公费", label = "办公费", without = ["预算", "占比"], optional = ["决算"] },
]
columns = [
  { name = "预算", label = "预算数" },
  { name = "决算", label = "决算数" },
  { name = "占比", label = "占比", type = "ratio", formula = "决算 / 预算" },
]

[[sheets.blocks]]
kind = "table"
name = "项目清单"
prefix = "项目"
title = "项目清单"
capacity = 10
columns = [
  { name = "名称", label = "名称", type = "text" },
  { name = "类别", label = "类别", type = "choice", options = ["甲类", "乙类"] },
  { name = "预算", label = "预算", type = "money" },
  { name = "执行", label = "执行", type = "money" },
  { name = "执行率", label = "执行率", type = "ratio", formula = "执行 / 预算" },
]

[[levels]]
name = "投入"
points = 10
[[levels.groups]]
name = "预算"
points = 10

[[levels.groups.indicators]]
id = "支出率"
name = "支出率"
points = 6
clause = "得分＝支出率×分值。"
measure = "支出_决算 / 支出_预算"
measure_label = "决算数÷预算数"
applicable = "支出_预算 > 0"
applicable_label = "有预算"
rule = { kind = "proportional", full_at = 1 }

[[levels.groups.indicators]]
id = "合理性"
name = "合理性"
points = 4
clause = "酌情计分。"
rule = { kind = "choice", options = [{ text = "好", points = 4 }, { text = "差", points = 0 }] }

[[checks]]
code = "B10"
case = "total"
each = ["预算"]
left = "支出_{x}"
right = "SUM(项目_{x})"
at = "支出_{x}"
values = { column = '"{x}"' }

[[checks]]
code = "B06"
table = "项目清单"
holds = "执行 <= 预算"
at = "执行"
values = { spent = "执行", budget = "预算", carried = "0", available = "预算", excess = "执行 - 预算" }

[[summary]]
name = "决算数"
type = "money"
unit = "万元"
value = "支出_决算"
[[summary]]
name = "预算数"
type = "money"
unit = "万元"
value = "支出_预算"
[[summary]]
name = "支出率"
type = "ratio"
of = "决算数"
over = "预算数"
"""


def small_scheme(change: Callable[[dict[str, Any]], object] | None = None) -> dict[str, Any]:
    """The small scheme as a TOML file's content, changed."""
    content = tomllib.loads(SMALL)
    if change is not None:
        change(content)
    return content


def scheme_folder(folder: Path, scheme: str = SMALL, report: str = "# 报告\n") -> Path:
    """A folder with a scheme's two files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scheme.toml").write_text(scheme, encoding="utf-8")
    (folder / "report.j2").write_text(report, encoding="utf-8")
    return folder
