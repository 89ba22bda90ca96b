"""A judgement written back: explanations, 审核结果, the values beside formulas; no input is changed."""

import datetime as dt

import msgspec
import pytest

from perfxl.checks.base import Skipped
from perfxl.evaluation import Evaluation
from perfxl.findings import Finding, Place, Severity
from perfxl.scheme.inventory import explanation_name, input_fields
from perfxl.workbook.layout import FINDINGS_COLUMNS
from perfxl.workbook.results.findings_sheet import link_formula, status
from perfxl.workbook.results.writing import saved_values, write_results
from tests.support.random_values import random_values
from tests.support.workbooks import cell_of, insert_rows, remove_sheet, scheme, table_edits
from tests.support.written_back import JUDGED, Bench, at_fault, cell, colour_of, note_of

AT = dt.datetime(2021, 4, 15, 9, 5)  # noqa: DTZ001 - as a user's clock shows it
FIRST = 5
"""The row of the first finding in 审核结果."""

FILLED = {
    "部门名称": "某县行政服务中心",
    "编制数": 8,
    "在职人员数": 7,
    "总支出_年初预算": 100,
    "总支出_调整预算": 100,
    "总支出_决算": 90,
    "档次_预算编制合理性": "达成预期指标",
    "自评_预算编制合理性": 4.5,
    **table_edits("项目", "名称 全年预算 全年执行\n甲 40 30\n乙 60 60"),
}


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path).start(FILLED)


def run(bench: Bench, evaluation: Evaluation | None = None, **changed: object) -> Evaluation:
    """Judge the workbook and write the judgement, parts of it replaced, back into it."""
    evaluation = evaluation or bench.judge()
    for name, value in changed.items():
        evaluation = _with(evaluation, name, value)
    values = {}
    with bench.open(values) as book:
        values.update(write_results(book, evaluation, at=AT))
    return evaluation


def _with(evaluation: Evaluation, name: str, value: object) -> Evaluation:
    parts = {field: getattr(evaluation, field) for field in Evaluation.__dataclass_fields__}
    return Evaluation(**parts | {name: value})


def rows_of(book) -> list[dict[str, object]]:
    """What 审核结果 lists, by the names of its columns."""
    sheet = book["审核结果"]
    lines = sheet.iter_rows(min_row=FIRST, max_col=len(FINDINGS_COLUMNS), values_only=True)
    return [dict(zip(FINDINGS_COLUMNS, line, strict=True)) for line in lines if any(line)]


def test_every_explanation_stands_in_its_own_cell_in_a_row_that_shows_all_of_it(bench):
    evaluation = run(bench)
    book = bench.saved()
    for mark in evaluation.scorecard.marks:
        place = cell(book, explanation_name(mark.indicator.id))
        assert place.value == mark.explanation
        assert place.parent.row_dimensions[place.row].height >= 13 * len(mark.explanation) * 2 / 42
    assert cell(book, "说明_预算编制合理性").value.endswith("（评分表!H5、I5）")


def test_no_input_is_changed_and_no_formula(bench):
    before = bench.saved()
    run(bench)
    after = bench.saved()
    outputs = {cell_of(explanation_name(mark.indicator.id)) for mark in bench.judge().scorecard.marks}
    for sheet in before:
        if sheet.title in ("审核结果", "自评报告"):
            continue
        for row in sheet.iter_rows():
            for old in row:
                if (sheet.title, old.coordinate) not in outputs:
                    assert after[sheet.title][old.coordinate].value == old.value


def test_the_list_tells_every_finding_with_all_its_texts(bench):
    found = (at_fault("总支出_决算", "B06"), at_fault("部门名称", "T03", Severity.REMINDER))
    run(bench, findings=found)
    book = bench.saved(values=True)
    first, second = rows_of(book)[:2]
    assert first == {
        "number": 1,
        "severity": "错误",
        "code": "B06",
        "place": "基本情况表!" + cell_of("总支出_决算")[1],
        "label": "某栏目",
        "fault": "B06的问题。",
        "expected": "B06应有的样子。",
        "remedy": "B06的改法。",
        "basis": "OWN",
    }
    assert (second["number"], second["severity"], second["code"]) == (2, "提醒", "T03")


def test_each_finding_links_to_its_cell_by_a_formula_that_keeps_its_text_in_the_file(bench):
    run(bench, findings=(at_fault("总支出_决算", "B06"),))
    address = cell_of("总支出_决算")[1]
    link = bench.saved()["审核结果"]["D5"]
    assert link.value == f'=HYPERLINK("#\'基本情况表\'!{address}","基本情况表!{address}")'
    assert bench.saved(values=True)["审核结果"]["D5"].value == f"基本情况表!{address}"


@pytest.mark.parametrize(
    ("place", "formula"),
    [
        (Place("评分表"), '=HYPERLINK("#\'评分表\'!A1","评分表")'),
        (Place("甲'乙", "B2"), "=HYPERLINK(\"#'甲''乙'!B2\",\"甲'乙!B2\")"),
        (Place('甲"乙', "B2"), '=HYPERLINK("#\'甲""乙\'!B2","甲""乙!B2")'),
    ],
)
def test_a_link_leads_to_sheets_of_any_name(place, formula):
    assert link_formula(place) == formula


def test_a_place_on_a_sheet_that_is_gone_is_named_and_not_linked(bench):
    lost = Finding("R01", "", Severity.ERROR, Place("旧表", "A1"), "", "没有了。", "在。", "恢复。", "OWN")
    run(bench, findings=(lost,))
    assert bench.saved()["审核结果"]["D5"].value == "旧表!A1"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+86", "-5", "001", "2020-01-02", "50%", "'甲"])
def test_texts_of_findings_and_explanations_stay_text(bench, text):
    card = bench.judge().scorecard
    marks = tuple(_explained(mark, text) for mark in card.marks)
    parts = {field: getattr(card, field) for field in type(card).__dataclass_fields__}
    run(
        bench,
        findings=(at_fault("编制数", "P01", fault=text, remedy=text),),
        scorecard=type(card)(**parts | {"marks": marks}),
    )
    book = bench.saved()
    for place in (book["审核结果"]["F5"], cell(book, explanation_name(marks[0].indicator.id))):
        assert (place.value, place.data_type) == (text, "s")


def _explained(mark, text: str):
    parts = {field: getattr(mark, field) for field in type(mark).__dataclass_fields__}
    return type(mark)(**parts | {"explanation": text})


def test_rules_that_were_not_checked_are_listed_below_and_never_look_passed(bench):
    skipped = (
        Skipped("B07", "年末结转平衡", ("年初结转和结余", "年末结转和结余")),
        Skipped("B09", "资金来源", ("甲", "乙", "丙", "丁", "戊", "己")),
    )
    run(bench, findings=(at_fault("编制数"),), skipped=skipped)
    book = bench.saved(values=True)
    _, heading, first, second = rows_of(book)
    assert heading["number"] == "没有核对的规则（缺少数据，不等于通过）"
    assert (first["severity"], first["code"], first["label"]) == ("未核对", "B07", "年末结转平衡")
    assert first["expected"] == "填写：年初结转和结余、年末结转和结余。"
    assert second["expected"] == "填写：甲、乙、丙、丁等6项。"
    assert "另有2条规则缺少数据，没有核对" in book["审核结果"]["A2"].value


def test_a_second_run_leaves_nothing_of_the_first(bench):
    run(bench, findings=tuple(at_fault("编制数", f"B{n:02}") for n in range(1, 9)))
    run(bench, findings=(at_fault("在职人员数", "P01"),), skipped=())
    book = bench.saved(values=True)
    assert [row["code"] for row in rows_of(book)] == ["P01"]
    assert note_of(book, "编制数") is None
    assert colour_of(book, "编制数") == colour_of(book, "领导职数")
    assert book["审核结果"].row_dimensions[FIRST + 3].height == 18
    assert book["审核结果"]["B8"].fill.fill_type is None


def test_writing_the_same_judgement_again_and_again_changes_nothing(bench):
    evaluation = run(bench)
    run(bench, evaluation)  # only now does the table of styles hold all that a run passes through
    twice = bench.file.read_bytes()
    run(bench, evaluation)
    assert bench.file.read_bytes() == twice


def test_a_clean_workbook_says_so_and_lists_nothing(bench):
    run(bench, findings=(), skipped=())
    book = bench.saved()
    assert rows_of(book) == []
    assert book["审核结果"]["A2"].value.startswith(
        "审核时间：2021年4月15日9时05分。没有发现错误，也没有需要核实的事项。"
    )


def test_more_findings_than_the_sheet_has_room_for_are_counted(bench):
    def shorten(book):
        book.defined_names["perfxl_findings"].attr_text = "'审核结果'!$A$5:$I$9"

    bench.edit(change=shorten)
    run(bench, findings=tuple(at_fault("编制数", f"B{n}") for n in range(10)), skipped=())
    *rows, last = rows_of(bench.saved(values=True))
    assert [row["code"] for row in rows] == ["B0", "B1", "B2", "B3"]
    assert last["number"].startswith("本表写不下，另有6行没有列出")


@pytest.mark.parametrize(
    ("severities", "told"),
    [
        ((), "没有发现错误，也没有需要核实的事项。"),
        (("错误", "错误"), "共2处错误。错误须全部改正后才能上报。"),
        (("提醒",), "没有错误，共1处提醒。"),
        (("错误", "提醒", "提醒"), "共1处错误、2处提醒。"),
    ],
)
def test_the_status_counts_findings_and_says_whether_they_block(bench, severities, told):
    findings = tuple(at_fault("编制数", severity=Severity(one)) for one in severities)
    text = status(_with(_with(bench.judge(), "findings", findings), "skipped", ()))
    assert text.startswith(told)
    assert "评分尚未完成：已有得分合计4.5分（满分100分），还有3项三级指标没有得分" in text
    assert text.endswith("评分表所列分值为示例，得分和等级仅供参考。")


def test_a_final_score_is_told_with_its_grade_and_issued_weights_without_a_warning(bench):
    evaluation = bench.judge()
    card = evaluation.scorecard
    parts = {field: getattr(card, field) for field in type(card).__dataclass_fields__}
    final = type(card)(**parts | {"total": 91.94, "unscored": 0, "grade": "优"})
    issued = msgspec.structs.replace(evaluation.scheme, weights="issued")
    text = status(_with(_with(evaluation, "scorecard", final), "scheme", issued))
    assert text.endswith("自评总分91.94分（满分100分），自评等级“优”。")


def test_every_formula_of_the_template_shows_its_value_without_being_calculated(bench):
    run(bench)
    book = bench.saved(values=True)
    assert cell(book, "在职人员控制率").value == 0.875
    assert cell(book, "总支出_执行率").value == 0.9
    assert [cell(book, f"项目_执行率[{row}]").value for row in (1, 2, 3)] == [0.75, 1, None]
    assert cell(book, "得分_预算编制合理性").value == 4.5
    assert cell(book, "自评总分").value == 4.5
    assert cell(book, "未评项数").value == 3
    assert cell(book, "合计说明").value == "合计（暂计，尚有3项未评）"


def bare_dates(book):
    for name in ("项目_计划完成时间[1]", "项目_实际完成时间[1]"):
        cell(book, name).number_format = "General"


def test_a_date_bare_of_its_format_counts_beside_formulas_as_the_spreadsheet_counts_it(bench):
    bench.edit({"项目_计划完成时间[1]": 44260, "项目_实际完成时间[1]": 44261}, bare_dates)
    run(bench)
    assert cell(bench.saved(values=True), "项目_是否按时[1]").value == "否"


def as_date(book):
    cell(book, "在职人员数").number_format = "yyyy-mm-dd"


def test_a_number_that_looks_like_a_date_is_a_number_beside_formulas(bench):
    bench.edit({"在职人员数": 44260}, as_date)
    evaluation = run(bench)
    assert {one.code for one in evaluation.findings if one.place == Place(*cell_of("在职人员数"))} == {"R09"}
    assert cell(bench.saved(values=True), "在职人员控制率").value == 5532.5


def test_a_number_typed_as_text_that_is_refused_besides_is_no_number_beside_formulas(bench):
    for held, shown in ((-7, -0.875), ("-7", "")):
        bench.edit({"在职人员数": held})
        assert saved_values(bench.judge())[cell_of("在职人员控制率")] == shown


def test_values_go_to_the_cells_where_inserted_rows_have_moved_the_formulas(bench):
    before = saved_values(bench.judge())
    bench.edit(change=insert_rows("评分表", 2, 3))
    after = saved_values(bench.judge())
    old, new = cell_of("自评总分")[1], f"J{int(cell_of('自评总分')[1][1:]) + 3}"
    assert after["评分表", new] == before["评分表", old] == 4.5
    evaluation = run(bench)
    row = int(cell_of("说明_预算编制合理性")[1][1:]) + 3
    assert bench.saved()["评分表"][f"L{row}"].value == evaluation.scorecard.marks[0].explanation


@pytest.mark.parametrize("sheet", ["审核结果", "评分表"])
def test_a_missing_sheet_keeps_nothing_else_from_being_written(bench, sheet):
    bench.edit(change=remove_sheet(sheet))
    run(bench, findings=(at_fault("编制数", "P01"),))
    assert note_of(bench.saved(), "编制数") is not None


def test_every_input_of_the_scheme_can_be_marked_at_once(bench):
    names = list(input_fields(scheme()))
    run(bench, findings=tuple(at_fault(name) for name in names))
    book = bench.saved()
    assert all(note_of(book, name) for name in names)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_entered_is_judged_written_back_and_read_again_as_it_was(tmp_path, seed):
    given = random_values(JUDGED, seed)
    rows = {name: given.pop(name) for name in JUDGED.tables()}
    cells = {
        f"{table.prefix}_{column}[{number}]": value
        for name, table in JUDGED.tables().items()
        for number, row in enumerate(rows[name][: table.capacity], start=1)
        for column, value in row.items()
    }
    bench = Bench(tmp_path).start(given | cells)
    before = bench.judge()
    run(bench, before)
    assert bench.judge().submission.entries == before.submission.entries
    assert bench.judge().submission.tables == before.submission.tables
    assert bench.judge().findings == before.findings
