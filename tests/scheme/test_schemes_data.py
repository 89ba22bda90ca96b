"""The schemes that come with perfxl say what their sources say."""

import datetime as dt
import re
import string
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from perfxl.findings import catalogue
from perfxl.scheme import inventory, model, rules
from perfxl.scheme.expression import MissingValue, Resolved, parse
from perfxl.scheme.inventory import formula_fields, input_fields
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Indicator, MatrixBlock, Scheme
from perfxl.scheme.rules import Answer, Asks
from perfxl.scoring import resolver
from perfxl.workbook.layout import plan
from tests.support.small_scheme import scheme_folder
from tests.support.submissions import submission, table

GUANGDONG, HUNAN = "guangdong-county-2020", "hunan-county-2018"

GUANGDONG_POINTS = table("""
    level        | group    | indicator              | points | kind
    预算编制情况 | 预算编制 | 预算编制合理性         | 5      | judgement
    预算编制情况 | 预算编制 | 预算编制规范性         | 5      | judgement
    预算编制情况 | 目标设置 | 绩效目标合理性         | 5      | judgement
    预算编制情况 | 目标设置 | 绩效指标明确性         | 5      | judgement
    预算执行情况 | 资金管理 | 部门预算资金支出率     | 6      | proportional
    预算执行情况 | 资金管理 | 结转结余率             | 4      | bands
    预算执行情况 | 资金管理 | 政府采购执行率         | 3      | proportional
    预算执行情况 | 资金管理 | 财务合规性             | 4      | violations
    预算执行情况 | 资金管理 | 预决算信息公开性       | 3      | checklist
    预算执行情况 | 项目管理 | 项目实施程序           | 3      | checklist
    预算执行情况 | 项目管理 | 项目监管               | 3      | checklist
    预算执行情况 | 资产管理 | 资产管理安全性         | 2      | checklist
    预算执行情况 | 资产管理 | 固定资产利用率         | 2      | bands
    预算执行情况 | 人员管理 | 财政供养人员控制率     | 2      | bands
    预算执行情况 | 制度管理 | 管理制度健全性         | 3      | checklist
    预算使用效益 | 经济性   | 公用经费控制率         | 3      | bands
    预算使用效益 | 经济性   | “三公”经费控制率       | 3      | bands
    预算使用效益 | 效率性   | 重点工作完成率         | 6      | proportional
    预算使用效益 | 效率性   | 绩效目标完成率         | 6      | proportional
    预算使用效益 | 效率性   | 项目完成及时性         | 5      | proportional
    预算使用效益 | 效果性   | 社会经济环境效益       | 12     | judgement
    预算使用效益 | 公平性   | 群众信访办理情况       | 4      | checklist
    预算使用效益 | 公平性   | 公众或服务对象满意度   | 6      | bands
""")

HUNAN_POINTS = table("""
    level      | group    | indicator                  | points | kind
    投入       | 预算配置 | 在职人员控制率             | 5      | deduction
    投入       | 预算配置 | “三公经费”变动率           | 5      | deduction
    过程       | 预算执行 | 预算完成率                 | 5      | deduction
    过程       | 预算执行 | 预算控制率                 | 5      | bands
    过程       | 预算执行 | 新建楼堂馆所面积控制率     | 5      | deduction
    过程       | 预算执行 | 新建楼堂馆所投资概算控制率 | 5      | deduction
    过程       | 预算管理 | 公用经费控制率             | 8      | deduction
    过程       | 预算管理 | “三公经费”控制率           | 7      | deduction
    过程       | 预算管理 | 政府采购执行率             | 6      | deduction
    过程       | 预算管理 | 管理制度健全性             | 8      | checklist
    过程       | 预算管理 | 资金使用合规性             | 6      | violations
    过程       | 预算管理 | 预决算信息公开性           | 5      | checklist
    产出及效率 | 职责履行 | 重点工作实际完成率         | 8      | proportional
    产出及效率 | 履职效益 | 经济效益、社会效益（生态效益） | 10 | judgement
    产出及效率 | 履职效益 | 行政效能                   | 6      | choice
    产出及效率 | 履职效益 | 社会公众或服务对象满意度   | 6      | bands
""")


def outline(scheme: Scheme) -> list[dict[str, str]]:
    return [
        {
            "level": level.name,
            "group": group.name,
            "indicator": indicator.name,
            "points": f"{indicator.points:g}",
            "kind": str(indicator.rule.__struct_config__.tag),
        }
        for level in scheme.levels
        for group in level.groups
        for indicator in group.indicators
    ]


@pytest.mark.parametrize(("scheme_id", "points"), [(GUANGDONG, GUANGDONG_POINTS), (HUNAN, HUNAN_POINTS)])
def test_the_scoring_sheet_has_the_indicators_points_and_kinds_of_its_source(
    scheme_id: str, points: list[dict[str, str]]
) -> None:
    assert outline(load_scheme(scheme_id)) == points


def test_no_guangdong_weight_poses_as_issued() -> None:
    scheme = load_scheme(GUANGDONG)
    assert scheme.weights == "example"
    assert {indicator.status for indicator in scheme.indicators()} == {"example"}
    assert all("示例" in indicator.note for indicator in scheme.indicators())


def test_of_hunan_only_what_the_excerpt_shows_is_issued() -> None:
    scheme = load_scheme(HUNAN)
    assert scheme.weights == "example"
    assert [one.name for one in scheme.indicators() if one.status == "issued"] == [
        "在职人员控制率", "“三公经费”变动率", "预算完成率", "预算控制率", "新建楼堂馆所面积控制率",
    ]  # fmt: skip
    assert all(one.source == "S3" for one in scheme.indicators() if one.status == "issued")


def indicator(scheme_id: str, name: str) -> Indicator:
    return next(one for one in load_scheme(scheme_id).indicators() if one.id == name)


@pytest.mark.parametrize(
    ("scheme_id", "name", "measure", "score"),
    [
        # The rules' own worked example: 9 people on 8 posts, 112.50%, 12.5 points over, 6 to be deducted.
        (HUNAN, "在职人员控制率", 9 / 8, 0),
        (HUNAN, "在职人员控制率", 1.0, 5),
        (HUNAN, "在职人员控制率", 1.025, 4),
        (HUNAN, "三公经费变动率", 0.0, 5),
        (HUNAN, "三公经费变动率", -0.2, 5),
        (HUNAN, "三公经费变动率", 0.032, 3.5),
        # Slightly below 100% keeps full marks: whole steps of 5% only.
        (HUNAN, "预算完成率", 0.9501, 5),
        (HUNAN, "预算完成率", 0.95, 3),
        (HUNAN, "预算完成率", 0.85, 0),
        (HUNAN, "预算控制率", 0.0, 5),
        (HUNAN, "预算控制率", 0.10, 4),
        (HUNAN, "预算控制率", 0.1001, 3),
        (HUNAN, "预算控制率", 0.30, 2),
        (HUNAN, "预算控制率", 0.3001, 0),
        (HUNAN, "楼堂馆所面积控制率", 1.12, 1),
        (HUNAN, "公用经费控制率", 1.029, 6),
        (HUNAN, "三公经费控制率", 1.10, 0),
        (HUNAN, "政府采购执行率", 0.88, 2),
        (HUNAN, "政府采购执行率", 1.051, 4),
        (HUNAN, "重点工作实际完成率", 92, 7.36),
        (HUNAN, "社会公众或服务对象满意度", 0.8999, 4),
        (GUANGDONG, "部门预算资金支出率", 1.2, 6),
        (GUANGDONG, "部门预算资金支出率", 0.875, 5.25),
        (GUANGDONG, "结转结余率", 0.10, 4),
        (GUANGDONG, "结转结余率", 0.15, 2.8),
        (GUANGDONG, "结转结余率", 0.31, 0),
        (GUANGDONG, "固定资产利用率", 0.75, 1.4),
        (GUANGDONG, "固定资产利用率", 0.5999, 0),
        (GUANGDONG, "财政供养人员控制率", 1.0, 2),
        (GUANGDONG, "财政供养人员控制率", 1.125, 0),
        (GUANGDONG, "公众或服务对象满意度", 0.90, 6),
        (GUANGDONG, "公众或服务对象满意度", 0.70, 2.4),
    ],
)
def test_a_measure_scores_as_the_clause_says(scheme_id: str, name: str, measure: float, score: float) -> None:
    one = indicator(scheme_id, name)
    assert one.rule.work(one.points, Answer(measure=measure)).score == score


def having(values: Mapping[str, Resolved]):
    def resolve(name: str) -> Resolved:
        if name not in values:
            raise MissingValue((name,))
        return values[name]

    return resolve


@pytest.mark.parametrize(
    ("scheme_id", "name", "values"),
    [
        (GUANGDONG, "政府采购执行率", {"政府采购预算": 0.0, "实际采购金额": 0.0}),
        (GUANGDONG, "固定资产利用率", {"固定资产总额": 0.0, "在用固定资产": 0.0}),
        (GUANGDONG, "财政供养人员控制率", {"编制数": 0.0, "在职人员数": 0.0}),
        (GUANGDONG, "公用经费控制率", {"公用经费_调整预算": 0.0, "公用经费_决算": 0.0}),
        (GUANGDONG, "三公经费控制率", {"三公经费_本年预算": 0.0, "三公经费_本年决算": 0.0}),
        (GUANGDONG, "项目完成及时性", {"项目支出_调整预算": 0.0, "项目支出_决算": 0.0}),
        (HUNAN, "楼堂馆所面积控制率", {"是否有新建楼堂馆所": "否"}),
        (HUNAN, "楼堂馆所投资概算控制率", {"是否有新建楼堂馆所": "否"}),
        (HUNAN, "政府采购执行率", {"政府采购_本年预算": 0.0, "政府采购_本年决算": 0.0}),
        (HUNAN, "三公经费控制率", {"三公经费_本年预算": 0.0, "三公经费_本年决算": 0.0}),
    ],
)
def test_what_was_neither_budgeted_nor_spent_does_not_apply(
    scheme_id: str, name: str, values: dict[str, Resolved]
) -> None:
    assert parse(indicator(scheme_id, name).applicable).evaluate(having(values)) is False


def test_a_cut_in_the_budget_counts_by_its_size() -> None:
    measure = parse(indicator(HUNAN, "预算控制率").measure)
    assert measure.evaluate(having({"本年追加预算": -20.0, "年初预算": 100.0})) == 0.2


def test_without_a_survey_satisfaction_is_zero_and_not_missing() -> None:
    for scheme_id, name in ((GUANGDONG, "公众或服务对象满意度"), (HUNAN, "社会公众或服务对象满意度")):
        measure = parse(indicator(scheme_id, name).measure)
        assert measure.evaluate(having({"满意度有效样本数": 0.0, "满意份数": 0.0})) == 0
        assert measure.evaluate(having({"满意度有效样本数": 50.0, "满意份数": 47.0})) == 0.94


def test_a_project_that_is_not_finished_is_not_counted_as_on_time() -> None:
    measure = parse(indicator(GUANGDONG, "项目完成及时性").measure)
    values = {"项目_是否按时": ("是", "否", "否"), "项目_名称": ("甲", "乙", "丙")}
    assert measure.evaluate(having(values)) == pytest.approx(1 / 3)


def test_where_no_project_is_finished_the_rate_is_zero_and_not_missing() -> None:
    scheme = load_scheme(GUANGDONG)
    rows = [{"名称": "甲", "计划完成时间": dt.date(2020, 12, 31)}, {"名称": "乙"}]
    given = submission(scheme, tables={"项目清单": rows})
    assert resolver(scheme, given)("项目_是否按时") == ("否", None)
    assert parse(indicator(GUANGDONG, "项目完成及时性").measure).evaluate(resolver(scheme, given)) == 0


def test_only_the_three_public_expenses_change_may_be_scored_by_hand() -> None:
    for scheme_id, names in ((GUANGDONG, []), (HUNAN, ["三公经费变动率"])):
        assert [one.id for one in load_scheme(scheme_id).indicators() if one.by_hand] == names


REQUIRED = table("""
    name             | required
    部门名称         | 是
    预算编码         | 否
    主管部门         | 是
    编制数           | 是
    行政编制数       | 否
    编外人数         | 否
    总支出_年初预算  | 是
    一般项目_决算    | 是
    年末结转结余     | 是
    资金来源_单位资金 | 否
    三公经费_上年预算 | 是
    公车购置费_上年预算 | 否
    公车购置费_上年决算 | 是
    办公费_本年决算  | 否
    政府采购预算     | 是
    闲置固定资产     | 否
    楼堂馆所批准面积 | 否
    满意度有效样本数 | 是
    部门概况         | 是
    厉行节约措施     | 否
""")


@pytest.mark.parametrize("line", REQUIRED, ids=[line["name"] for line in REQUIRED])
def test_what_must_be_filled_in_is_what_the_source_requires(line: dict[str, str]) -> None:
    field = input_fields(load_scheme(GUANGDONG))[line["name"]]
    assert field.required is (line["required"] == "是")


def test_a_computed_column_reads_its_own_rows_cells() -> None:
    formulas = formula_fields(load_scheme(GUANGDONG))
    assert formulas["公用经费_执行率"].formula == "公用经费_决算 / 公用经费_调整预算"


def test_the_wrong_headings_of_a_published_report_can_be_entered() -> None:
    scheme = load_scheme(GUANGDONG)
    inputs = input_fields(scheme)
    assert [inputs[name].default for name in scheme.roles.headings] == [
        "一、部门基本情况", "二、绩效自评情况", "（一）预算执行情况", "（二）取得的主要成效",
        "三、存在问题及改进意见",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_every_check_has_its_wording_and_every_figure_that_the_wording_shows(scheme_id: str) -> None:
    for check in load_scheme(scheme_id).checks:
        case = catalogue()[check.code, check.case]
        wanted = {
            name
            for text in (case.fault, case.expected, case.remedy)
            for _, name, _, _ in string.Formatter().parse(text)
            if name
        }
        offered = {"label", "place", *check.values}
        offered |= {"left", "right", "difference", "sum"} if check.left else set()
        offered |= {"x"} if check.each else set()
        offered |= {"row"} if check.table else set()
        assert wanted <= offered, (check.code, check.case)


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_every_measure_has_words_and_every_money_row_a_prompt(scheme_id: str) -> None:
    scheme = load_scheme(scheme_id)
    for one in scheme.indicators():
        assert bool(one.measure_label) is (Asks.MEASURE in one.rule.asks)
    for _, block in scheme.blocks():
        if isinstance(block, MatrixBlock):
            assert all(row.prompt for row in block.rows if row.required)


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_the_proof_knows_the_sheets_and_areas_that_every_workbook_has(scheme_id: str) -> None:
    scheme = load_scheme(scheme_id)
    layout = plan(scheme)
    own = set(layout.sheet_names) - {sheet.name for sheet in scheme.sheets}
    assert own == set(inventory.OWN_SHEETS)
    scored = {inventory.TOTAL, inventory.TOTAL_TITLE, inventory.GRADE, inventory.UNSCORED}
    for slot in layout.slots.values():
        if slot.sheet in own and slot.sheet != "评分表":
            assert slot.name.startswith(inventory.OWN_PREFIX)
    assert scored <= set(layout.slots)


GUIDE = Path(__file__).parents[2] / "docs" / "schemes.md"


def test_the_guides_examples_are_a_complete_scheme(tmp_path: Path) -> None:
    examples = re.findall(
        r"^```toml\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    scheme = load_scheme(scheme_folder(tmp_path, "\n".join(examples)))
    assert [f"{one.id} {one.rule.__struct_config__.tag}" for one in scheme.indicators()] == [
        "支出率 proportional", "在职人员控制率 deduction", "公开性 checklist", "增支率 bands",
    ]  # fmt: skip


def test_the_guide_explains_every_key() -> None:
    records = [
        one for one in vars(model).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)
    ]
    records += [
        one for one in vars(rules).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)
    ]
    guide = GUIDE.read_text(encoding="utf-8")
    for record in records:
        for key in record.__struct_fields__:
            assert re.search(rf"(?<![\w]){key}(?![\w])", guide), f"{record.__name__}.{key}"
