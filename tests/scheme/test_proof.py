"""A scheme's author is told every fault: the key, what stands there, and the mend."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfxl.scheme.expression import parse
from perfxl.scheme.model import Scheme
from perfxl.scheme.proof import prove
from perfxl.scheme.proof.names import name_problem
from perfxl.wording import subject
from tests.support.small_scheme import small_scheme

Change = Callable[[dict[str, Any]], object]


def faults(change: Change | None = None) -> list[tuple[str, str]]:
    scheme = msgspec.convert(small_scheme(change), Scheme)
    return [(fault.path, fault.text) for fault in prove(scheme)]


def at(path: str) -> Callable[[dict[str, Any]], Any]:
    """The part of a scheme's content at a key path that counts from 1, as the messages do."""

    def find(content: Any) -> Any:
        for key, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
            content = content[int(number) - 1] if number else content[key]
        return content

    return find


def put(path: str, **keys: object) -> Change:
    """Set keys of the part at a path; None takes a key away."""

    def change(content: dict[str, Any]) -> None:
        part = at(path)(content) if path else content
        part.update({key: value for key, value in keys.items() if value is not None})
        for key in [key for key, value in keys.items() if value is None]:
            part.pop(key)

    return change


def add(path: str, item: object) -> Change:
    return lambda content: at(path)(content).append(item)


def field(**keys: object) -> dict[str, object]:
    return {"name": "新栏目", "label": "新栏目", "type": "text"} | keys


FIELDS = "sheets[1].blocks[1].fields"
MATRIX = "sheets[1].blocks[2]"
TABLE = "sheets[1].blocks[3]"
INDICATOR = "levels[1].groups[1].indicators[1]"
CHOICE = "levels[1].groups[1].indicators[2]"

FAULTS: list[tuple[Change, str, str]] = [
    # 抬头、名称
    (
        put("", id="../某县"),
        "id",
        (
            'id = "../某县" 不能用作文件夹名。只能用汉字、字母、数字、下划线、连字符和点，'
            "不以点开头或结尾。请改正，并与文件夹名一致。"
        ),
    ),
    (
        put("", version="第一版（试行）"),
        "version",
        (
            "版本号“第一版（试行）”写法不对。版本号只写数字和点，如 "
            'version = "1.0.0"；新版的数字要比旧版大，工作簿的新旧由它判断。'
        ),
    ),
    (put("", title=" "), "title", "这里空白。请写出内容。"),
    # 分值
    (
        put(
            CHOICE,
            points=3,
            rule={"kind": "choice", "options": [{"text": "好", "points": 3}, {"text": "差", "points": 0}]},
        ),
        "levels[1].groups[1]",
        "三级指标分值合计为9，与二级指标的分值10不一致。请改正其中之一，使两者相等。",
    ),
    (
        add(
            "levels[1].groups",
            {
                "name": "空",
                "points": 1,
                "indicators": [
                    {"id": "另一", "name": "另一", "points": 1, "clause": "略", "rule": {"kind": "judgement"}}
                ],
            },
        ),
        "levels[1]",
        "二级指标分值合计为11，与一级指标的分值10不一致。请改正其中之一，使两者相等。",
    ),
    (
        put("", total=100),
        "levels",
        "一级指标分值合计为10，与总分 total = 100 不一致。请改正其中之一，使两者相等。",
    ),
    (
        add(
            "levels[1].groups[1].indicators",
            {"id": "另一", "name": "另一", "points": 0, "clause": "略", "rule": {"kind": "judgement"}},
        ),
        "levels[1].groups[1].indicators[3].points",
        "分值为0。分值应大于0。",
    ),
    (put("sheets[1].blocks[1]", fields=[]), FIELDS, "这里一项也没有。请至少写一项，或者删去这个键的上一层。"),
    # 等级
    (
        put("grades[1]", at_least=0),
        "grades[2].at_least",
        "等级“差”的下限0没有低于前一个等级“优”的下限0。等级应从高到低排列，下限逐个降低。",
    ),
    (
        put("grades[2]", at_least=5),
        "grades[2].at_least",
        "最后一个等级“差”的下限为5。最后一个等级的下限应为0，使任何得分都有等级。",
    ),
    (
        put("grades[1]", at_least=90),
        "grades[1].at_least",
        "等级“优”的下限90高于总分10，没有人能得到。请改低。",
    ),
    (put("grades[2]", name="优"), "grades[2].name", "等级名称“优”重复。请改成不同的名称。"),
    # 来源状态
    (
        put("", weights="issued"),
        "weights",
        (
            '指标体系标为 weights = "issued"（分值出自通知），但有2个指标标为 example（示例）：'
            '支出率、合理性。请把这些指标改为 status = "issued"，或者把 weights 改为 "example"。'
        ),
    ),
    (
        put(INDICATOR, source="S1 S9"),
        f"{INDICATOR}.source",
        "来源“S9”没有在 [sources] 中登记（共1处）。请补登记，或者改为已登记的：S1、OWN；几个来源之间空一格。",
    ),
    (
        lambda content: content["sources"].pop("OWN"),
        "sources",
        (
            "有18处没有写 source，按“OWN”（没有出处）对待，但 [sources] 中没有登记“OWN”。"
            "请在 [sources] 下补一行："
            'OWN = { title = "一般知识（没有出处）", kind = "一般知识", reliability = "－" }。'
        ),
    ),
    # 名称
    (
        put(f"{TABLE}", prefix="1项目"),
        f"{TABLE}.prefix",
        "名称“1项目”不能用作 Excel 名称：应以汉字或字母开头。请改名。",
    ),
    (
        add(FIELDS, field(name="支出_决算")),
        f"{MATRIX}.rows[1].name",
        f"单元格名称“支出_决算”重复，已用于{FIELDS}[7].name（Excel 名称不分大小写）。请改名。",
    ),
    (
        add(FIELDS, field(name="自评总分")),
        f"{FIELDS}[7].name",
        "单元格名称“自评总分”已由本工具使用。请改名。",
    ),
    (
        lambda content: content["sheets"][0]["blocks"].append(
            content["sheets"][0]["blocks"][2] | {"prefix": "另表"}
        ),
        "sheets[1].blocks[4].name",
        "明细表名称“项目清单”重复。请改名。",
    ),
    (
        put("sheets[1]", name="基本/情况"),
        "sheets[1].name",
        "工作表名称“基本/情况”不能用：不能含有 [ ] : * ? / \\，首尾不能是单引号。请改名。",
    ),
    (
        add(
            "sheets",
            {
                "name": "基本情况表",
                "title": "二",
                "blocks": [{"kind": "list", "title": "三", "fields": [field()]}],
            },
        ),
        "sheets[2].name",
        "工作表名称“基本情况表”重复（不分大小写）。请改名。",
    ),
    (
        put("sheets[1]", name="评分表"),
        "sheets[1].name",
        "工作表名称“评分表”与本工具自带的工作表同名。请改名。",
    ),
    (
        put(f"{MATRIX}.rows[1]", optional=["上年"]),
        f"{MATRIX}.rows[1].optional",
        "没有名为“上年”的栏。这个表的栏有：预算、决算、占比。",
    ),
    # 栏目
    (
        put(f"{FIELDS}[3]", options=None),
        f"{FIELDS}[3]",
        'type = "choice" 的栏目没有 options。请写出至少两个选项。',
    ),
    (
        put(f"{FIELDS}[1]", options=["甲"]),
        f"{FIELDS}[1].options",
        '只有 type = "choice" 的栏目才能有 options。请删去 options，或者改 type。',
    ),
    (
        put(f"{FIELDS}[3]", options=["行政" * 70, "事业" * 70]),
        f"{FIELDS}[3].options",
        "各选项连同分隔的逗号共281个字符，超过 Excel 下拉列表的上限255。请缩短选项。",
    ),
    (
        put(f"{FIELDS}[3]", options=["行政,参公", "事业"]),
        f"{FIELDS}[3].options",
        "选项“行政,参公”不能用：选项不能空白，两端不能有空格，也不能含英文逗号。请改正。",
    ),
    (
        put(f"{FIELDS}[3]", options=["行政", "行政"]),
        f"{FIELDS}[3].options",
        "选项“行政”重复。请删去一个。",
    ),
    (
        put(f"{FIELDS}[2]", default="二〇二〇"),
        f"{FIELDS}[2].default",
        '预先填好的内容 default = "二〇二〇" 不合栏目的要求（应是四位年份，如 2020）。请改正或删去。',
    ),
    (
        put(f"{FIELDS}[2]", minimum=2100, maximum=2000, default=""),
        f"{FIELDS}[2]",
        "最小值2100大于最大值2000。请对调或改正。",
    ),
    (
        put(f"{FIELDS}[1]", minimum=0),
        f"{FIELDS}[1]",
        'type = "text" 的栏目不能有最小值、最大值。请删去，或者改 type。',
    ),
    (
        put(f"{FIELDS}[5]", required=True),
        f"{FIELDS}[5].required",
        "有 formula 的栏目由公式计算，不由人填，不能再有 required。请删去 required。",
    ),
    (
        put(f"{FIELDS}[1]", prompt="填" * 201),
        f"{FIELDS}[1].prompt",
        "填写提示有201个字，超过200个字的会被截断。请缩短。",
    ),
    (put(TABLE, capacity=0), f"{TABLE}.capacity", "行数 capacity = 0。应为1至5000之间的整数。"),
    (
        lambda content: content["sheets"][0]["blocks"].append(
            {
                "kind": "table",
                "name": "空表",
                "prefix": "空表",
                "title": "空表",
                "capacity": 1,
                "columns": [field(name="甲", formula="1 + 1", type="number")],
            }
        ),
        "sheets[1].blocks[4].columns",
        "明细表的各栏都是公式，没有可以填写的栏。请至少写一个没有 formula 的栏。",
    ),
    (
        put(MATRIX, unit="元"),
        f"{MATRIX}.unit",
        (
            'type = "money" 的数一律按万元填写和显示，写 unit = "元" 会让人填错。'
            '请删去 unit 或改为“万元”；确需用“元”的，改用 type = "number"。'
        ),
    ),
    # 指标
    (
        put(INDICATOR, measure=None, measure_label=None),
        INDICATOR,
        '这种评分标准（kind = "proportional"）要按指标值评分，但没有写 measure。请写出指标值的算式。',
    ),
    (
        put(CHOICE, by_hand=True),
        f"{CHOICE}.by_hand",
        '这种评分标准（kind = "choice"）不看指标值，不应写 by_hand。请删去，或者改用按指标值评分的标准。',
    ),
    (
        put(INDICATOR, applicable_label=None),
        INDICATOR,
        "写了 applicable，但没有写 applicable_label。请用文字写出它的意思，供评分表和说明使用。",
    ),
    (
        put(INDICATOR, applicable=None),
        INDICATOR,
        "写了 applicable_label，但没有写 applicable。请补写，或者删去 applicable_label。",
    ),
    (
        put(INDICATOR, clause=" "),
        f"{INDICATOR}.clause",
        "没有写评分标准原文（clause 空白）。请照通知的评分表写出。",
    ),
    # 角色
    (
        put("roles", department="部门名"),
        "roles.department",
        "“部门名”不是可以填写的栏目。请改为某个栏目的 name（是否为“部门名称”？）。",
    ),
    (
        put("roles", year="编制数"),
        "roles.year",
        '评价年度栏目“编制数”的类型是 integer。请把它改为 type = "year"。',
    ),
    (
        put("roles", projects="清单"),
        "roles.projects",
        "“清单”不是明细表。请改为某个明细表的 name：项目清单。",
    ),
    (
        put("roles", rates={"编制数": "B05"}),
        "roles.rates",
        "“编制数”不是公式栏目。请改为某个有 formula 的栏目的 name。",
    ),
    (
        put("roles", rates={"总执行率": "b5"}),
        "roles.rates",
        "检查编号“b5”写法不对。编号是一个大写字母加两位数字，如 B01。",
    ),
    # 算式
    (
        put(INDICATOR, measure="支出_决算 / (支出_预算"),
        f"{INDICATOR}.measure",
        (
            "算式“支出_决算 / (支出_预算”写法不对：不是完整的算式，请核对括号、逗号和运算符；"
            "相等写==，不等写!=，百分数写成小数（80%写0.8），开头不写等号，"
            "并且、或者、非写作 AND(…)、OR(…)、NOT(…)。"
        ),
    ),
    (
        put(INDICATOR, measure="支出_决算数 / 支出_预算"),
        f"{INDICATOR}.measure",
        "算式“支出_决算数 / 支出_预算”中的“支出_决算数”不是已有的栏目（是否为“支出_决算”？）。请改正。",
    ),
    (
        put(f"{TABLE}.columns[5]", formula="执行 / 编制数"),
        f"{TABLE}.columns[5].formula",
        "算式“执行 / 编制数”中的“编制数”不是这个明细表的栏。请改正。",
    ),
    (
        put(f"{MATRIX}.rows[2]", without=["预算"]),
        f"{MATRIX}.columns[3].formula",
        "算式“决算 / 预算”中的“预算”不是这一行的栏。请改正。",
    ),
    (
        put(INDICATOR, measure="项目_执行 / 支出_预算"),
        f"{INDICATOR}.measure",
        (
            "算式“项目_执行 / 支出_预算”把明细表的整栏“项目_执行”当作一个数来用。"
            "整栏只能放在 SUM、COUNT、COUNTA、MIN、MAX、COUNTIF、SUMIF 里。请改正。"
        ),
    ),
    (
        put(INDICATOR, measure='COUNTIF(性质, "行政")'),
        f"{INDICATOR}.measure",
        (
            '算式“COUNTIF(性质, "行政")”把单个栏目“性质”当作明细表的整栏来用。'
            "COUNTIF、SUMIF 只能用于明细表的栏（写作 前缀_栏名）。请改正。"
        ),
    ),
    (
        put(INDICATOR, applicable="支出_预算 + 1"),
        f"{INDICATOR}.applicable",
        "算式“支出_预算 + 1”得出的是数字，这里要的是条件。请改正。",
    ),
    (
        lambda content: (
            content["sheets"][0]["blocks"].append(
                content["sheets"][0]["blocks"][2] | {"name": "另表", "prefix": "另表"}
            ),
            put(INDICATOR, measure='SUMIF(项目_类别, "甲类", 另表_预算)')(content),
        ),
        f"{INDICATOR}.measure",
        (
            '算式“SUMIF(项目_类别, "甲类", 另表_预算)”在同一个 SUMIF 里用了不同明细表的栏'
            "（项目_类别、另表_预算）。请改用同一个明细表的栏。"
        ),
    ),
    (
        lambda content: content["sheets"][0]["blocks"][0]["fields"].extend(
            [
                field(name="甲率", type="ratio", formula="乙率 + 1"),
                field(name="乙率", type="ratio", formula="甲率 * 2"),
            ]
        ),
        f"{FIELDS}[7].formula",
        "公式互相引用，成了循环：甲率→乙率→甲率。请改正其中一个公式。",
    ),
    (
        put(f"{TABLE}.columns[5]", formula="执行率 / 预算"),
        f"{TABLE}.columns[5].formula",
        "公式互相引用，成了循环：项目_执行率→项目_执行率。请改正其中一个公式。",
    ),
    # 检查
    (
        put("checks[2]", code="P99"),
        "checks[2].code",
        "审核意见目录里没有编号“P99”。请改为 docs/findings.md 列出的编号；指标体系不能自编审核意见的文字。",
    ),
    (
        put("checks[1]", case="totals"),
        "checks[1].case",
        '编号“B10”没有情形 case = "totals"（是否为“total”？）。请改为：total、kind、no_list。',
    ),
    (
        put("checks[2]", case="over"),
        "checks[2].case",
        '编号“B06”不分情形，不应写 case = "over"。请删去 case。',
    ),
    (
        put("checks[2]", values={"spent": "执行", "budget": "预算", "carried": "0"}),
        "checks[2].values",
        (
            "编号“B06”的审核意见要显示 available、excess，这里没有给出。left、right、difference、sum "
            "要写成等式才有，x 要写 each，row 要写 table，其余请在 values 里写出算式。"
        ),
    ),
    (
        put("checks[1]", holds="1 == 1"),
        "checks[1]",
        "既写了等式（left、right），又写了条件（holds）。请只留一种。",
    ),
    (
        put("checks[1]", right=None),
        "checks[1]",
        "没有写要查什么。请写等式（left 和 right 都要有）或者条件（holds）。",
    ),
    (
        put("checks[2]", each=["预算"]),
        "checks[2].each",
        "写了 each，但 at、holds 里没有用到 {x}。请在算式或 at 里用上 {x}，或者删去 each。",
    ),
    (
        put("checks[1]", each=None),
        "checks[1].at",
        "at、left、right、values.column 里用了 {x}，但没有写 each。请补写 each，或者删去 {x}。",
    ),
    (
        put("checks[1]", at="支出合计"),
        "checks[1].at",
        'at = "支出合计"不是已有的栏目。at 应是要标出的单元格的名称。请改正。',
    ),
    (
        put("checks[2]", values={"left": "执行"}),
        "checks[2].values",
        "values 里的名字“left”不能用：这个名字由检查自己使用。请改名。",
    ),
    (
        put("checks[2]", values={"金额": "执行"}),
        "checks[2].values",
        "values 里的名字“金额”不能用：名字只能用英文小写字母、数字和下划线。请改名。",
    ),
    (
        put("checks[2]", table="清单"),
        "checks[2].table",
        "“清单”不是明细表。请改为某个明细表的 name：项目清单。",
    ),
    (
        put("checks[1]", each=["预算", "结余"]),
        "checks[1].left",
        "算式“支出_结余”中的“支出_结余”不是已有的栏目（是否为“支出_预算”？）。请改正。",
    ),
    (
        put("summary[2]", name="决算数"),
        "summary[2].name",
        "汇总表的栏名“决算数”空白或者重复。请改成不同的名称。",
    ),
    (
        put("summary[1]", value=""),
        "summary[1]",
        '汇总表的栏没有写取什么数。请写出算式 value；比率栏请写 type = "ratio" 和 of、over。',
    ),
    (
        put("summary[1]", over="预算数"),
        "summary[1]",
        '只有 type = "ratio" 的栏才能写 of、over。请删去，或者改 type。',
    ),
    (
        put("summary[3]", value="支出_决算"),
        "summary[3].value",
        "比率栏由另外两栏相除得出，不能再写 value。请删去 value，只写 of（分子栏）和 over（分母栏）。",
    ),
    (
        put("summary[3]", over="预算"),
        "summary[3].over",
        "“预算”不是汇总表中可以相加的栏（是否为“预算数”？）。of 和 over 应是另外两个数字栏的 name。请改正。",
    ),
    (
        put("summary[1]", value="支出_结算"),
        "summary[1].value",
        "算式“支出_结算”中的“支出_结算”不是已有的栏目（是否为“支出_预算”？）。请改正。",
    ),
]


def test_the_small_scheme_has_no_faults() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "path", "text"), FAULTS, ids=[f"{path}：{text[:18]}" for _, path, text in FAULTS]
)
def test_a_fault_names_its_key_and_its_mend(change: Change, path: str, text: str) -> None:
    assert (path, text) in faults(change)


def test_every_wording_of_a_fault_is_tested() -> None:
    texts = [text for _, _, text in FAULTS]
    hardly_a_fault = {"hint", "scope_scheme", "scope_row", "scope_matrix", "value_taken", "value_form"}
    for key, wording in subject("scheme")["proof"].items():
        if key not in hardly_a_fault:
            shape = re.sub(r"\\{\w+\\}", ".*", re.escape(wording.replace("{{", "<").replace("}}", ">")))
            shape = shape.replace("<", r"\{").replace(">", r"\}")
            assert any(re.fullmatch(shape, text) for text in texts), key


def test_all_faults_are_told_at_once() -> None:
    def change(content: dict[str, Any]) -> None:
        put("", total=100, weights="issued")(content)
        put("sheets[1]", name="评分表")(content)
        put("checks[1]", at="支出合计")(content)

    assert [path for path, _ in faults(change)] == ["levels", "weights", "sheets[1].name", "checks[1].at"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "名称空白"),
        ("1月", "应以汉字或字母开头"),
        ("预算 数", "只能用汉字、字母、数字和下划线，不能有空格、标点和运算符"),
        ("预算-决算", "只能用汉字、字母、数字和下划线，不能有空格、标点和运算符"),
        ("预算．决算", "含全角字母、全角数字或特殊写法的字，应写作“预算.决算”"),
        ("Ａ类", "含全角字母、全角数字或特殊写法的字，应写作“A类”"),
        ("B12", "与单元格地址同形"),
        ("xfd1", "与单元格地址同形"),
        ("R", "与单元格地址同形"),
        ("r1c1", "与单元格地址同形"),
        ("C", "与单元格地址同形"),
        ("if", "是保留字"),
        ("TRUE", "是保留字"),
        ("栏" * 256, "超过255个字符"),
    ],
)
def test_a_name_that_excel_or_an_expression_cannot_bear_is_refused(name: str, reason: str) -> None:
    expected = f"名称“{name}”不能用作 Excel 名称：{reason}。请改名。"
    assert (f"{FIELDS}[7].name", expected) in faults(add(FIELDS, field(name=name)))


@given(st.text(st.characters(categories=["L", "N", "Pc", "Mn", "Nl"]), min_size=1, max_size=5))
def test_a_name_without_a_problem_stands_in_an_expression(name: str) -> None:
    assume(name_problem(name) == "")
    assert parse(f"{name} + 1").names == (name,)


@pytest.mark.parametrize("name", ["部门名称2", "A类", "_备用", "Budget", "资金来源_其他", "㐀字"])
def test_a_name_that_both_can_bear_passes(name: str) -> None:
    assert faults(add(FIELDS, field(name=name))) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "名称空白"), ("表" * 32, "超过31个字符"), ("'表'", "不能含有 [ ] : * ? / \\，首尾不能是单引号")],
)
def test_a_sheet_name_that_excel_refuses_is_refused(name: str, reason: str) -> None:
    expected = f"工作表名称“{name}”不能用：{reason}。请改名。"
    assert ("sheets[1].name", expected) in faults(put("sheets[1]", name=name))


@pytest.mark.parametrize(
    ("type_", "default", "wanted"),
    [
        ("integer", "八", "应是整数"),
        ("integer", "8.5", "应是整数"),
        ("number", "约8", "应是数字"),
        ("money", "1,000", "应是数字"),
        ("ratio", "90%", "应是数字，如 0.9"),
        ("year", "20", "应是四位年份，如 2020"),
        ("date", "2020年12月31日", "应是日期，如 2020-12-31"),
        ("integer", "-1", "应在最小值和最大值之间"),
    ],
)
def test_a_default_that_does_not_fit_its_type_is_refused(type_: str, default: str, wanted: str) -> None:
    limits = {"minimum": 0, "maximum": 100} if type_ == "integer" else {}
    expected = f'预先填好的内容 default = "{default}" 不合栏目的要求（{wanted}）。请改正或删去。'
    found = faults(add(FIELDS, field(type=type_, default=default, **limits)))
    assert found == [(f"{FIELDS}[7].default", expected)]


def test_a_default_of_a_choice_is_one_of_its_options() -> None:
    assert faults(add(FIELDS, field(type="choice", options=["是", "否"], default="有"))) == [
        (
            f"{FIELDS}[7].default",
            '预先填好的内容 default = "有" 不合栏目的要求（应是选项之一）。请改正或删去。',
        )
    ]
    assert faults(add(FIELDS, field(type="choice", options=["是", "否"], default="否"))) == []


def test_a_names_case_does_not_tell_it_apart() -> None:
    def change(content: dict[str, Any]) -> None:
        add(FIELDS, field(name="Budget"))(content)
        add(FIELDS, field(name="BUDGET"))(content)

    assert faults(change) == [
        (
            f"{FIELDS}[8].name",
            f"单元格名称“BUDGET”重复，已用于{FIELDS}[7].name（Excel 名称不分大小写）。请改名。",
        )
    ]


def test_an_indicator_whose_id_stands_twice_is_told_once() -> None:
    found = faults(put(CHOICE, id="支出率"))
    assert found == [
        (
            f"{CHOICE}.id",
            f"单元格名称“分值_支出率”重复，已用于{INDICATOR}.id（Excel 名称不分大小写）。请改名。",
        )
    ]


@pytest.mark.parametrize(
    ("rule", "key", "part"),
    [
        ({"kind": "bands", "bands": [{"at_most": 1, "points": 6}]}, "bands[1]", "最后一档不应设上下限"),
        (
            {
                "kind": "bands",
                "bands": [{"at_most": 2, "points": 6}, {"at_most": 1, "points": 3}, {"points": 0}],
            },
            "bands",
            "各档上限须由小到大",
        ),
        (
            {"kind": "bands", "bands": [{"at_most": 1, "points": 5}, {"points": 0}]},
            "bands[1].points",
            "最高一档得5分",
        ),
        ({"kind": "checklist", "items": [{"text": "要点", "points": 1}]}, "items", "各要点分值合计1分"),
        ({"kind": "proportional", "full_at": 0}, "full_at", "应为大于0的数"),
        (
            {"kind": "judgement", "standards": [{"text": "好", "at_least": 0.5}]},
            "standards[1].at_least",
            "应为0",
        ),
    ],
)
def test_what_a_rule_finds_in_itself_is_told_under_its_key(rule: dict[str, Any], key: str, part: str) -> None:
    found = dict(faults(put(INDICATOR, rule=rule)))
    assert part in found[f"{INDICATOR}.rule.{key}"]


def test_a_target_reads_fields_that_exist() -> None:
    rule = {"kind": "target", "target": "目标数", "direction": "at_least"}
    assert faults(put(INDICATOR, rule=rule)) == [
        (f"{INDICATOR}.rule.target", "算式“目标数”中的“目标数”不是已有的栏目。请改正。")
    ]
    assert faults(put(INDICATOR, rule=rule | {"target": "编制数"})) == []


def test_a_malformed_target_is_told_once() -> None:
    rule = {"kind": "target", "target": "1 +", "direction": "at_least"}
    assert [path for path, _ in faults(put(INDICATOR, rule=rule))] == [f"{INDICATOR}.rule.target"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("编制数 ** 2", "第1个字符起的“编制数 ** 2”：运算符只能用 + - * /"),
        ("FOO(编制数)", "第1个字符起的“FOO(编制数)”：没有这个函数；可用的函数有 N ABS MIN MAX"),
        ("编制数 and 1", "第1个字符起的“编制数 and 1”：并且、或者、非请写作 AND(…)、OR(…)、NOT(…)"),
        ("[编制数]", "第1个字符起的“[编制数]”：这里只能用数字、文字、名称、加减乘除、比较和函数"),
        ("编制数 + True", "第7个字符起的“True”：只能直接写数字和文字"),
        ("编制数 + 1e999", "第7个字符起的数字太大"),
        ('1 + "甲"', '第5个字符起的“"甲"”：这里要的是数字，这是文字'),
        ("N(编制数 + 1)", "这里要的是一个栏目名称"),
        ("N(编制数, 1)", "函数 N 的参数个数不对，应为1个"),
        ("ROUND(编制数, 编制数)", "这里要直接写一个整数"),
        ("IF(编制数, 1, 2)", "这里要的是条件"),
        ('IF(编制数 > 1, 1, "甲")', "IF 的两个结果应是同一类的值"),
        ('SUM("甲")', "这里要的是一个栏目名称"),
        ('MIN("甲")', "这里要的是栏目名称或者数字"),
        ('ABS("甲")', "这里要的是数字"),
        ('COUNTIF(项目_类别, ">1")', "这里要直接写一段文字"),
        ('IF(性质 > "甲", 1, 2)', "文字只能比较是否相等"),
        ('IF(1 == "甲", 1, 2)', "数字只能与数字比较，文字只能与文字比较"),
        ("IF(1 < 2 < 3, 1, 2)", "一次只能比较两个值"),
        ('SEARCH("甲", 性质)', "SEARCH 只能写在 ISNUMBER(…) 里"),
        ("编制数 # 说明", "算式里不能有#注释"),
        ("编制数 ÷ 2", "第5个字符“÷”应写作“/”，算式里的符号一律用英文半角"),
        ("SUM（项目_预算）", "第4个字符“（”应写作“(”"),
        ("编制数 ≥ 1", "第5个字符“≥”应写作“>=”"),
        ("COUNTIF(项目_类别, “甲类”)", '第16个字符““”应写作“"”'),
        ('COUNTIF(项目_类别， "甲类，乙类")', "第14个字符“，”应写作“,”"),
        ("编制数＇", "第4个字符“＇”应写作“'”"),
        ('COUNTIF(项目_类别, "甲类，乙类"', "不是完整的算式"),
        ("编制数１", "第1个字符起的名称“编制数１”应写作“编制数1”"),
        ("编制数 + " * 200 + "1", "太长，请拆成几个有 formula 的栏目"),
        ("(" * 30 + "编制数 * (1 + 2)" + ")" * 30, ""),
        ("ABS(" * 30 + "编制数" + ")" * 30, "括号套得太深，请拆成几个有 formula 的栏目"),
        ('N("' + "长" * 300 + '")', "文字太长"),
    ],
)
def test_a_malformed_expression_is_explained_in_chinese(text: str, said: str) -> None:
    found = dict(faults(put(INDICATOR, measure=text))).get(f"{INDICATOR}.measure", "")
    assert said in found
    assert "程序给出的说明" not in found
