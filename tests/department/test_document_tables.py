"""The attachments: every figure and word of the submission, every score, and nothing that is not final."""

import datetime as dt

import msgspec
import pytest

from perfxl.evaluation import evaluate
from perfxl.scheme.inventory import input_fields, point_name, reason_name
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import ListBlock
from perfxl.submission import State
from tests.support.documents import W, read
from tests.support.kinds import KINDS
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import submission

BASIC = "部门整体支出绩效评价基本情况表"
SCORES = "部门整体支出绩效评价评分表（分值为示例）"
OPEN_SCORES = "部门整体支出绩效评价评分表（分值为示例，评分未完成）"
HUNAN = load_scheme("hunan-county-2018")


@pytest.fixture(scope="module")
def given():
    return sound()


@pytest.fixture(scope="module")
def document(given):
    return read(given)


def listed(document, title=BASIC):
    """Label and content of every field of a list, which stand side by side."""
    found = {}
    for table in document.tables(title):
        if table[0][:2] == ["栏目", "填报内容"]:
            found |= {
                label: text for row in table[1:] for label, text in zip(row[::2], row[1::2], strict=True)
            }
    return found


# ── 基本情况表 ──


def test_the_blocks_of_the_basic_table_stand_under_their_titles_in_order(document):
    titles = [text for style, text in document.attachments[BASIC] if style == "TableTitle"]

    assert titles == [block.title for block in GUANGDONG.sheets[0].blocks]


def test_every_field_of_the_lists_is_there_with_what_was_entered(document, given):
    shown = listed(document)
    fields = [
        field
        for block in GUANGDONG.sheets[0].blocks
        if isinstance(block, ListBlock)
        for field in block.fields
        if not field.formula
    ]

    assert len(fields) > 40
    for field in fields:
        value = given.value(field.name)
        if value is None:
            assert shown[field.label] == "", field.label
        elif field.type == "money":
            assert shown[field.label] == f"{value:.2f}万元"
        elif field.type == "integer":
            assert shown[field.label] == f"{int(value)}{field.unit}"
        elif isinstance(value, dt.date):
            assert shown[field.label] == "2021年4月15日"
        elif isinstance(value, str):
            assert shown[field.label] == value


def test_live_formulas_are_worked_out(document):
    shown = listed(document)

    assert shown["在职人员控制率"] == "87.50%"
    assert shown["列入《项目清单》的项目个数"] == "2个"
    assert shown["政府采购执行率"] == "95.00%"


def test_every_cell_of_a_matrix_is_there(document):
    (table,) = [one for one in document.tables(BASIC) if one[0][1] == "年初预算数"]

    assert table[0] == [
        "项目（单位：万元）",
        "年初预算数",
        "调整后预算数（全年预算数）",
        "支出决算数（全年执行数）",
        "预算执行率",
    ]
    assert table[1] == ["支出合计", "3320.00", "4065.66", "3936.16", "96.81%"]
    assert table[-1] == ["其中：一般项目（行政事业类）", "200.00", "223.16", "210.16", "94.17%"]
    assert len(table) == 8


def test_a_cell_that_the_form_does_not_have_is_crossed_out_and_a_blank_one_is_blank(document):
    (table,) = [one for one in document.tables(BASIC) if one[0][1] == "上年决算数"]
    rows = {row[0]: row[1:] for row in table[1:]}

    assert rows["公用经费其中：办公费"] == ["", "—", "", ""]
    assert rows["1．因公出国（境）费"] == ["0.00", "", "0.00", "0.00"]


def test_a_cell_that_cannot_be_read_shows_what_stands_in_it():
    shown = listed(read(sound({"编制数": State.INVALID})))

    assert shown["编制数（机构编制部门核定）"] == "#?"
    assert shown["在职人员控制率"] == ""


def test_the_words_of_the_report_are_not_repeated_in_an_attachment(document):
    shown = str(document.attachments)

    assert "部门概况" not in shown
    assert "新大厅投入使用" not in shown
    assert "标题_成效" not in shown


# ── tables of rows ──


def test_every_filled_row_of_a_table_is_there_with_its_formulas(document):
    (table,) = document.tables("部门预算项目清单")

    assert table[0][:4] == ["序号", "项目名称", "类别", "年初预算数（万元）"]
    assert table[1:] == [
        ["1", "政务服务大厅建设", "基本建设类项目", "3000.00", "3712.50", "3600.00", "96.97%",
         "2020-12-31", "2020-11-30", "是", "98", ""],
        ["2", "系统运行维护", "一般项目", "200.00", "223.16", "210.16", "94.17%",
         "2020-12-31", "2020-12-31", "是", "100", ""],
    ]  # fmt: skip


def test_words_and_numbers_typed_into_a_text_column_stay_as_they_are(document):
    (table,) = document.tables("年度重点工作完成情况表")

    assert table[1] == ["1", "事项标准化", "1097", "1100", "项", "是", "是", ""]
    assert table[2][2:4] == ["全面推行", "已推行"]


def test_two_hundred_projects_are_two_hundred_rows():
    rows = "\n".join(f"项目{number} | 一般项目 | 1 | 1 | 1" for number in range(200))
    document = read(sound(tables={"项目清单": f"名称 | 类别 | 年初预算 | 全年预算 | 全年执行\n{rows}"}))
    (table,) = document.tables("部门预算项目清单")

    assert [row[0] for row in table[1:]] == [str(number) for number in range(1, 201)]
    assert table[200][1] == "项目199"


# ── 评分表 ──


def scores(document, title=SCORES):
    """The rows of the indicators, by name."""
    return {row[2]: row for row in document.tables(title)[0][1:] if len(row) == 8}


def test_every_indicator_is_there_with_points_clause_score_and_reason(document, given):
    rows = scores(document)
    card = evaluate(GUANGDONG, given).scorecard

    assert list(rows) == [indicator.name for indicator in GUANGDONG.indicators()]
    for mark in card.marks:
        *_, points, clause, _, score, reason = rows[mark.indicator.name]
        assert float(points) == mark.indicator.points
        assert clause == mark.indicator.clause
        assert float(score) == mark.score
        assert reason == given.text(reason_name(mark.indicator.id))


def test_what_a_score_rests_on_is_shown(document):
    rows = scores(document)

    assert rows["部门预算资金支出率"][5] == "96.81%"
    assert rows["预算编制合理性"][5] == "达成预期指标"
    assert rows["财务合规性"][5] == "0例"


def test_subtotals_and_total_are_the_sums_of_the_scores(document):
    table = document.tables(SCORES)[0]
    sums = {row[0]: row for row in table if len(row) == 5}
    card = evaluate(GUANGDONG, sound()).scorecard

    for level, score in card.levels:
        assert sums[f"{level.name}小计"][3] == f"{score:g}"
    assert sums["自评总分"][1::2] == ["100", f"{card.total:g}"]
    assert table[-1] == ["自评等级", "优"]
    assert sum(float(row[6]) for row in scores(document).values()) == pytest.approx(card.total)


def test_first_and_second_level_stand_once_over_their_rows(document):
    rows = list(scores(document).values())
    firsts = [row[0] for row in rows if row[0]]

    assert firsts == [f"{level.name}\n（{level.points:g}分）" for level in GUANGDONG.levels]
    assert rows[0][1] == "预算编制\n（10分）"


def test_the_answers_to_checklists_are_there(document, given):
    points = document.tables(SCORES)[1]
    answers = [row[-1] for row in points[1:]]
    expected = [
        given.text(point_name(indicator.id, number))
        for indicator in GUANGDONG.indicators()
        if indicator.rule.__class__.__name__ == "Checklist"
        for number in range(1, len(indicator.rule.items) + 1)
    ]

    assert points[0] == ["三级指标", "评分要点", "分值", "是否符合"]
    assert answers == expected


def test_example_points_are_called_so_in_the_table_and_below_it(document):
    header = document.tables(SCORES)[0][0]
    notes = [text for style, text in document.attachments[SCORES] if style == "TableNote"]

    assert "分值\n（示例）" in header
    assert len(notes) == 1
    assert "不是财政部门正式下达的分值" in notes[0]


def test_where_some_points_are_examples_those_are_marked():
    document = read(submission(HUNAN), HUNAN)
    title = "部门整体支出绩效评价评分表（部分分值为示例，评分未完成）"
    rows = scores(document, title)
    examples = {indicator.name for indicator in HUNAN.indicators() if indicator.status == "example"}

    assert 0 < len(examples) < len(rows)
    assert {name for name, row in rows.items() if "示例" in row[3]} == examples


def test_points_from_a_notice_are_not_called_examples():
    issued = msgspec.structs.replace(GUANGDONG, weights="issued")
    document = read(scheme=issued)

    assert "示例" not in str(document.attachments["部门整体支出绩效评价评分表"])


def test_as_long_as_a_score_is_missing_no_sum_is_called_the_total():
    document = read(sound({"自评_预算编制合理性": None}))
    table = document.tables(OPEN_SCORES)[0]
    sums = {row[0]: row[3] for row in table if len(row) == 5}
    notes = "".join(text for style, text in document.attachments[OPEN_SCORES] if style == "TableNote")

    assert "自评总分" not in sums
    assert sums["已评指标合计（暂计，不是自评总分）"].endswith("（暂计）")
    assert sums["预算编制情况小计"].endswith("（暂计）")
    assert not sums["预算执行情况小计"].endswith("（暂计）")
    assert scores(document, OPEN_SCORES)["预算编制合理性"][6] == "待评定"
    assert table[-1] == ["自评等级", "待定"]
    assert "还有1项三级指标没有得分" in notes


def test_where_nothing_is_scored_there_is_no_sum():
    document = read(submission(GUANGDONG))
    sums = [row[3] for row in document.tables(OPEN_SCORES)[0] if len(row) == 5]

    assert set(sums) == {"—"}


# ── as Word tables ──


def every_table(document):
    return list(document.word.element.body.iter(f"{W}tbl"))


def test_headings_are_repeated_on_every_page_and_rows_are_not_torn(document):
    for table in every_table(document):
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in [first, *others])


def test_a_row_that_may_be_taller_than_a_page_may_be_torn():
    document = read(sound({"结转原因说明": "年末结转较多，主要是项目跨年实施。" * 60}))
    (row,) = [
        row
        for table in every_table(document)
        for row in table.findall(f"{W}tr")
        if "跨年" in row.xpath("string()")
    ]

    assert row.find(f"{W}trPr/{W}cantSplit") is None


def test_every_table_is_as_wide_as_the_page_and_every_row_fills_it(document):
    for table in every_table(document):
        widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
        assert sum(widths) == round(225 * 1440 / 25.4)
        for row in table.findall(f"{W}tr"):
            spans = [
                int(span.get(f"{W}val")) if (span := cell.find(f"{W}tcPr/{W}gridSpan")) is not None else 1
                for cell in row.findall(f"{W}tc")
            ]
            assert sum(spans) == len(widths)
            assert sum(
                int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.findall(f"{W}tc")
            ) == sum(widths)


def test_figures_have_the_room_that_they_need_on_one_line(document):
    (table,) = [
        one
        for one in every_table(document)
        if "基本建设类项目" in one.xpath("string()") and "序号" in one.xpath("string()")
    ]
    widths = [int(column.get(f"{W}w")) / 20 / 9 for column in table.find(f"{W}tblGrid")]

    # In characters of 9 points, 2 mm for the margins of the cell: 9999999.99, 100.00%, 2020-12-31.
    assert all(width >= 5 + 0.63 for width in widths[3:6])
    assert widths[6] >= 4.1 + 0.63
    assert all(width >= 5 + 0.63 for width in widths[7:9])
    assert widths[2] >= 7 + 0.63


@pytest.mark.parametrize("scheme", [GUANGDONG, HUNAN, KINDS], ids=lambda scheme: scheme.id)
def test_every_scheme_gives_a_document(scheme):
    document = read(submission(scheme), scheme)
    titles = list(document.attachments)

    assert any("评分表" in title for title in titles)
    assert all(document.tables(title) for title in titles)
    assert input_fields(scheme)[scheme.roles.department].label in str(document.attachments)
