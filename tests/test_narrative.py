"""The report says every figure there is, nothing of those that are missing, and texts as entered."""

import datetime as dt
import subprocess
import sys
from dataclasses import dataclass

import msgspec
import pytest

from perfxl.errors import SchemeError
from perfxl.narrative import Paragraph, compose
from perfxl.scheme.inventory import input_fields
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Scheme
from perfxl.scoring import Scorecard, score
from perfxl.submission import State, Submission
from tests.support.random_values import random_values
from tests.support.submissions import submission, table

GUANGDONG = load_scheme("guangdong-county-2020")
HUNAN = load_scheme("hunan-county-2018")


@dataclass(frozen=True)
class Judged:
    scheme: Scheme
    submission: Submission
    scorecard: Scorecard


def judged(scheme=GUANGDONG, values=None, tables=None, outline=None) -> Judged:
    if outline is not None:
        scheme = msgspec.structs.replace(scheme, report=outline)
    made = submission(scheme, values, tables)
    return Judged(scheme, made, score(scheme, made))


def report(*args, **kwargs) -> list[str]:
    return [paragraph.text for paragraph in compose(judged(*args, **kwargs))]


def line(outline: str, values=None, tables=None) -> str:
    return "\n".join(report(values=values, tables=tables, outline=outline))


def holding(texts: list[str], words: str) -> str:
    (found,) = [text for text in texts if words in text]
    return found


# ── the outlines that come with perfxl ──


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_an_empty_workbook_still_gives_the_outline_with_its_default_headings(scheme_id: str) -> None:
    scheme = load_scheme(scheme_id)
    paragraphs = compose(judged(scheme))
    fields = input_fields(scheme)
    titles = [p.text for p in paragraphs if p.kind == "title"]
    headings = [p.text for p in paragraphs if p.kind in ("heading1", "heading2")]
    assert titles == [fields[scheme.roles.report_title].default]
    assert [
        text for text in headings if text in {fields[name].default for name in scheme.roles.headings}
    ] == [fields[name].default for name in scheme.roles.headings]
    assert holding([p.text for p in paragraphs], "评分工作尚未完成")


@pytest.mark.parametrize("scheme_id", scheme_ids())
@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_filled_in_the_report_shows_no_gap_no_none_and_no_loose_space(scheme_id, seed) -> None:
    scheme = load_scheme(scheme_id)
    given = random_values(scheme, seed)
    rows = {name: given.pop(name) for name in scheme.tables()}
    shown = {name: [{key: _text(value) for key, value in row.items()} for row in rows[name]] for name in rows}
    paragraphs = compose(judged(scheme, given, shown))
    entered = "".join(
        str(value) for value in [*given.values(), *(v for t in shown.values() for r in t for v in r.values())]
    )
    for paragraph in paragraphs:
        assert paragraph.text == paragraph.text.strip(" \u3000")
        assert not set(paragraph.text) & set("\ufdd0\ufdd1\ufdd2\n")
        for blemish in ("None", "nan", "；。", "。。", "，。", "：；", "（）"):
            assert blemish not in paragraph.text or blemish in entered
    assert compose(judged(scheme, given, shown)) == paragraphs


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def test_the_seed_report_keeps_the_figures_and_words_of_the_department() -> None:
    texts = report(
        values={
            "编制数": 8,
            "事业编制数": 8,
            "项目支出_调整预算": 3935.66,
            "项目支出_决算": 3935.66,
            "基本建设类项目_决算": 3712.50,
            "一般项目_决算": 223.16,
            "标题_成效": "（二）取得和主要成效",
            "部门概况": "新丰县行政服务中心为公益一类事业单位，正科级。",
        },
        tables={"成效": [{"标题": "新建智能化政务服务大厅", "内容": "一\n是以一站式服务为原则。"}]},
    )
    assert "新丰县行政服务中心为公益一类事业单位，正科级。" in texts
    assert "机构编制部门核定编制8名（其中：事业编制8名）。" in texts
    assert (
        "项目支出全年预算3935.66万元，全年执行3935.66万元，执行率100.00%"
        "（其中：基本建设类项目支出3712.50万元、一般项目支出223.16万元）。"
    ) in texts
    assert "（二）取得和主要成效" in texts
    assert texts[texts.index("（二）取得和主要成效") + 1 :][:2] == [
        "新建智能化政务服务大厅。一",
        "是以一站式服务为原则。",
    ]


def test_a_sentence_without_its_figure_is_left_out_and_its_neighbours_stay() -> None:
    texts = report(values={"总支出_年初预算": 100, "总支出_决算": 90, "评价年度": 2020})
    assert "2020年度，本部门支出年初预算100.00万元；全年执行（支出决算）90.00万元。" in texts
    assert "预算执行率" not in "".join(texts)


def test_a_cut_of_the_budget_is_told_as_a_cut() -> None:
    texts = report(values={"评价年度": 2020, "总支出_年初预算": 100, "本年追加预算": -12.5})
    assert "2020年度，本部门支出年初预算100.00万元；本年追减预算12.50万元。" in texts


def test_an_unreadable_figure_is_as_good_as_missing() -> None:
    texts = report(values={"编制数": State.INVALID, "领导职数": 7})
    assert "领导职数7名。" in texts


def test_several_achievements_are_numbered_and_one_alone_is_not() -> None:
    one = report(tables={"成效": [{"标题": "便民", "内容": "办件提速。"}]})
    two = report(
        tables={"成效": [{"标题": "便民。", "内容": "办件提速。"}, {"标题": "", "内容": "热线畅通。"}]}
    )
    assert "便民。办件提速。" in one
    assert "1. 便民。办件提速。" in two
    assert "2. 热线畅通。" in two


def test_unfinished_tasks_are_named_with_their_reasons() -> None:
    rows = table("""
        名称     | 计划值 | 完成值 | 未完成原因 | 是否完成
        新建大厅 | 1      | 1      |            | 是
        建示范点 | 3      | 2      | 选址推迟。 | 否
        办信箱   | 1      | 0      |            | 否
    """)
    texts = report(values={"评价年度": 2020}, tables={"重点工作": rows})
    assert "未完成的重点工作2项：建示范点（选址推迟）；办信箱。" in texts
    assert "2020年度计划完成重点工作3项，实际完成1项，重点工作完成率为33.33%。" in holding(
        texts, "实际完成1项"
    )


# ── score and deductions ──

HALF = {"编制数": 8, "在职人员数": 9, "理由_财政供养人员控制率": "年中接收转业干部。\n# 已报批"}


def test_an_unfinished_total_is_called_unfinished_and_has_no_grade() -> None:
    texts = report(values=HALF)
    told = holding(texts, "评分工作尚未完成")
    assert told == (
        "评分工作尚未完成：已评分的三级指标合计得0分（满分100分）；"
        "尚有22项三级指标没有得分，自评总分和等级须待评定后确定。"
    )
    assert "自评等级为" not in "".join(texts)
    assert holding(texts, "尚未得分的三级指标：").count("、") == 21


def test_a_deduction_stands_with_its_score_its_measure_and_the_reason_as_entered() -> None:
    texts = report(values=HALF)
    at = texts.index("扣分的三级指标共1项，扣分情况和原因如下：")
    assert texts[at + 1 : at + 3] == [
        "财政供养人员控制率（2分）：得0分，扣2分，指标值为112.50%。扣分原因：年中接收转业干部。",
        "# 已报批。",
    ]


def test_example_weights_are_said_to_be_examples_and_issued_ones_are_not() -> None:
    issued = msgspec.structs.replace(GUANGDONG, weights="issued")
    notes = [p.text for p in compose(judged(GUANGDONG)) if p.kind == "note"]
    assert len(notes) == 1
    assert "分值为示例" in notes[0]
    assert not [p for p in compose(judged(issued)) if p.kind == "note"]


OUTLINE_OF_THE_CARD = """
{% if card.final %}总分{{ card.total|points }}，等级{{ card.grade }}。{% endif +%}
{% for level in card.levels %}{{ level.name }}{{ level.score|points }}。{% endfor +%}
"""


def test_a_complete_scorecard_gives_total_grade_and_subtotals() -> None:
    texts = report(values=_all_by_hand(), tables=TABLES, outline=OUTLINE_OF_THE_CARD)
    assert texts == ["总分95，等级优。预算编制情况15。预算执行情况35。预算使用效益45。"]


TABLES = {
    "重点工作": table("名称 | 是否完成\n建厅 | 是"),
    "项目清单": table("名称 | 计划完成时间 | 实际完成时间\n建厅 | 2020-06-30 | 2020-06-01"),
}


def _all_by_hand() -> dict[str, object]:
    """Full marks throughout, five points short in the first level."""
    best = {"总支出_调整预算": 10, "总支出_决算": 10, "年末结转结余": 0, "年初结转结余": 0, "政府采购预算": 0}
    best |= {"实际采购金额": 0, "固定资产总额": 0, "在用固定资产": 0, "编制数": 1, "在职人员数": 1}
    best |= {"公用经费_调整预算": 1, "公用经费_决算": 1, "三公经费_本年预算": 1, "三公经费_本年决算": 1}
    best |= {"绩效指标设定数": 1, "绩效指标完成数": 1, "项目支出_调整预算": 1, "项目支出_决算": 1}
    best |= {"满意度有效样本数": 10, "满意份数": 10, "自评_财务合规性": 0}
    for name, field in input_fields(GUANGDONG).items():
        if name.startswith("要点_"):
            best[name] = "是"
        if name.startswith("档次_"):
            best[name] = field.options[0]
            best[name.replace("档次_", "自评_")] = input_fields(GUANGDONG)[
                name.replace("档次_", "自评_")
            ].maximum
    for short, given in {
        "预算编制合理性": 4,
        "预算编制规范性": 4,
        "绩效目标合理性": 4,
        "绩效指标明确性": 3,
    }.items():
        best[f"自评_{short}"] = given
        best[f"档次_{short}"] = _standard_for(short, given)
    return best


def _standard_for(indicator: str, given: float) -> str:
    rule = next(one.rule for one in GUANGDONG.indicators() if one.id == indicator)
    return next(standard.text for standard in rule.standards if given / 5 >= standard.at_least)


# ── the language of outlines ──


@pytest.mark.parametrize(
    ("outline", "values", "text"),
    [
        ('{{ f["总支出_决算"]|money }}万元', {"总支出_决算": 0.125}, "0.13万元"),
        ('{{ f["总支出_执行率"]|percent }}', {"总支出_决算": 1, "总支出_调整预算": 3}, "33.33%"),
        ('{{ f["编制数"]|count }}名', {"编制数": 8}, "8名"),
        ('{{ f["填报日期"]|date }}', {"填报日期": dt.date(2021, 4, 5)}, "2021年4月5日"),
        ('{{ f["部门名称"]|bare }}。', {"部门名称": "某中心。；"}, "某中心。"),
        ('{{ parts(("甲", f["编制数"]|nonzero|count), ("乙", "1")) }}', {"编制数": 0}, "乙1"),
        ('{{ parts(("甲", "1"), ("乙", "2"), by="，") }}', {}, "甲1，乙2"),
        ('{{ calc("编制数 - 在职人员数")|count }}', {"编制数": 8, "在职人员数": 7}, "1"),
        (
            '{{ calc("总支出_决算 - 总支出_年初预算 == 0") }}',
            {"总支出_决算": 1, "总支出_年初预算": 1},
            "True",
        ),
        ('{% if given("编制数") %}有{% else %}无{% endif %}', {}, "无"),
        ('{% if given("编制数") %}有{% else %}无{% endif %}', {"编制数": 0}, "有"),
        ("# {{ heading(roles.report_title) }}", {"报告标题": "自评报告"}, "自评报告"),
    ],
)
def test_an_outline_says(outline: str, values: dict[str, object], text: str) -> None:
    assert line(outline, values) == text


@pytest.mark.parametrize(
    "expression",
    ["编制数 / 在职人员数", "SUM(项目_全年执行)", "编制数 + 领导职数"],
)
def test_a_calculation_without_its_figures_or_by_zero_takes_its_clause_along(expression: str) -> None:
    assert (
        line(f'前一句。率为{{{{ calc("{expression}")|count }}}}。', {"编制数": 8, "在职人员数": 0})
        == "前一句。"
    )


def test_what_binary_arithmetic_leaves_over_is_no_change() -> None:
    change = 'calc("总支出_决算 - 总支出_年初预算 - 本年追加预算")'
    outline = f'{{{{ "持平" if {change} == 0 else "变动" }}}}'
    assert line(outline, {"总支出_决算": 0.3, "总支出_年初预算": 0.1, "本年追加预算": 0.2}) == "持平"


@pytest.mark.parametrize("entered", ["{{ 7 * 7 }}", "{% for x in y %}", "{# 说明 #}", "{{ f.__class__ }}"])
def test_template_code_that_was_entered_is_text(entered: str) -> None:
    assert line('{{ f["部门概况"] }}', {"部门概况": entered}) == entered
    assert line('{{ heading("部门概况") }}', {"部门概况": entered}) == entered


def test_the_kinds_of_paragraph_come_from_the_outline_and_never_from_the_data() -> None:
    outline = '## {{ f["标题_成效"] }}\n{{ f["部门概况"] }}'
    made = compose(judged(values={"标题_成效": "# 成效", "部门概况": "## 一、\n@ 二"}, outline=outline))
    assert made == (Paragraph("heading1", "# 成效"), Paragraph("body", "## 一、"), Paragraph("body", "@ 二"))


# ── faults of an outline ──


@pytest.mark.parametrize(
    ("outline", "code", "line_number", "named"),
    [
        ("一\n{% if %}\n", "E380", 2, "语句没有写完整"),
        ("一\n\n{{ f['编制'] }}", "E381", 3, "没有“编制”这个栏目"),
        ("{{ given('编制数', '没有') }}", "E381", 1, "没有“没有”这个栏目"),
        ("一\n{{ 没有 }}", "E381", 2, "没有“没有”这个名称"),
        ("{{ date }}", "E381", 1, "没有“date”这个名称"),
        ("{{ tables['没有'] }}", "E381", 1, "没有“没有”这个名称"),
        ("{% for row in tables['成效'] %}{{ row['没有'] }}{% endfor %}", "E381", 1, "没有“没有”这个栏目"),
        ("{{ calc('编制数 +') }}", "E381", 1, "算式“编制数 +”写法不对：不是完整的算式"),
        ("{{ calc('没有 + 1') }}", "E381", 1, "没有“没有”这个栏目"),
        ("{{ f['部门名称']|money }}", "E381", 1, "“某中心”不是数字"),
        ("{{ f['编制数']|date }}", "E381", 1, "“8”不是日期"),
        ("{{ f['编制数'] + f['领导职数'] }}", "E381", 1, "没有填写的或者不是数字的内容"),
        ("{{ f.__class__.__mro__ }}", "E381", 1, "不能使用“__class__”"),
        ("{% include 'x' %}", "E381", 1, "不能引用其他文件"),
        ("{{ 1|nix }}", "E380", 1, "没有“nix”这种写法"),
        ("一\n{% if f['编制数'] %}", "E380", 2, "从“if”开始的语句没有结束，缺少“endif”"),
        ("{% for x in [] %}{% endif %}", "E380", 1, "多了一个“endif”"),
        ("{{ 'x'|format(1) }}", "E381", 1, "写法或用法不对"),
    ],
)
def test_a_fault_of_the_outline_names_scheme_and_line_in_chinese(outline, code, line_number, named) -> None:
    with pytest.raises(SchemeError) as caught:
        report(
            values={"编制数": 8, "部门名称": "某中心"}, tables={"成效": [{"内容": "办好。"}]}, outline=outline
        )
    assert caught.value.code == code
    assert caught.value.figures["line"] == line_number
    assert named in str(caught.value)
    assert GUANGDONG.id in str(caught.value)
    assert "docs/reports.md" in caught.value.remedy


def test_the_template_engine_s_own_words_stay_in_the_traceback_and_out_of_the_message() -> None:
    with pytest.raises(SchemeError) as caught:
        report(outline="{{ 编制数 }")

    assert "unexpected '}'" in str(caught.value.__cause__)
    assert str(caught.value).endswith("report.j2 第1行写法有误：“}”写得不是地方，或者括号不成对。")


def test_jinja_is_paid_for_only_when_a_report_is_composed() -> None:
    code = "import sys, perfxl.narrative; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
