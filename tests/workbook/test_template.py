"""The blank workbook, read back by another library: names, locks, prompts, formulas and values, paper."""

import io
import math
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import msgspec
import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from perfxl import __version__
from perfxl.scheme.inventory import GRADE, TOTAL, TOTAL_TITLE, UNSCORED
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Scheme
from perfxl.workbook.layout import Layout, plan
from perfxl.workbook.slots import Slot
from perfxl.workbook.template.blank import write_template
from tests.support.small_scheme import small_scheme
from tests.support.workbooks import unzipped

SCHEMES = ("guangdong-county-2020", "hunan-county-2018")
UNPROTECTED = {"审核结果", "自评报告", "_perfxl"}
SINCE_2010 = {
    "ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "IF", "IFERROR", "INT", "ISBLANK", "ISERROR", "ISNUMBER",
    "ISTEXT", "LEN", "MAX", "MIN", "N", "NOT", "OR", "ROUND", "ROWS", "SEARCH", "SUM", "SUMIF",
    "SUMPRODUCT", "YEAR",
}  # fmt: skip


def made(scheme: Scheme, **options) -> bytes:
    buffer = io.BytesIO()
    write_template(scheme, buffer, **options)
    return buffer.getvalue()


@cache
def template(scheme_id: str) -> bytes:
    return made(load_scheme(scheme_id))


@cache
def opened(scheme_id: str, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(scheme_id)), data_only=values)


@pytest.fixture(params=SCHEMES)
def scheme_id(request) -> str:
    return request.param


@pytest.fixture
def layout(scheme_id) -> Layout:
    return plan(load_scheme(scheme_id))


@pytest.fixture
def book(scheme_id) -> openpyxl.Workbook:
    return opened(scheme_id)


def small(change=None, **options) -> openpyxl.Workbook:
    scheme = msgspec.convert(small_scheme(change), Scheme)
    return openpyxl.load_workbook(io.BytesIO(made(scheme, **options)))


def cell(book: openpyxl.Workbook, slot: Slot, offset: int = 0):
    return book[slot.sheet][slot.cell(offset)]


def rules(sheet: Worksheet) -> dict[str, DataValidation]:
    """The validation of each first cell that has one."""
    return {
        str(area).split(":")[0]: each
        for each in sheet.data_validations.dataValidation
        for area in each.sqref.ranges
    }


# ── the file ──


def test_an_independent_validator_finds_nothing_wrong_with_the_file(scheme_id, tmp_path):
    file = tmp_path / "template.xlsx"
    file.write_bytes(template(scheme_id))
    result = OpenXmlValidator().validate(file)
    assert result.is_valid, [str(error) for error in result.errors]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_in_another_folder_writes_the_same_bytes(seed, tmp_path):
    root = Path(__file__).parents[2]
    program = (
        "import sys; from pathlib import Path\n"
        "from perfxl.scheme.load import load_scheme\n"
        "from perfxl.workbook.template.blank import write_template\n"
        f"write_template(load_scheme({SCHEMES[0]!r}), Path('out.xlsx'))\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "out.xlsx").read_bytes() == template(SCHEMES[0])


def test_the_second_workbook_of_a_process_is_like_the_first():
    contents = []
    for _ in range(2):
        buffer = io.BytesIO()
        write_template(load_scheme(SCHEMES[0]), buffer)
        contents.append(buffer.getvalue())

    assert contents[0] == contents[1]


def test_a_file_and_a_stream_get_the_same(tmp_path):
    file = tmp_path / "空白填报表.xlsx"
    write_template(load_scheme(SCHEMES[1]), file)
    assert file.read_bytes() == template(SCHEMES[1])


def test_the_properties_name_the_scheme_and_no_clock(scheme_id, book):
    properties = book.properties
    assert load_scheme(scheme_id).title in properties.title
    assert scheme_id in properties.description
    assert properties.created.isoformat() == properties.modified.isoformat() == "2020-01-01T00:00:00"


# ── names and identity ──


def test_every_name_of_the_layout_is_defined_and_no_other(book, layout):
    assert {name: f"{defined.attr_text}" for name, defined in book.defined_names.items()} == {
        slot.name: slot.reference for slot in layout.slots.values()
    }


def test_the_sheets_come_in_the_order_of_the_layout_and_the_last_is_hidden_deeply(book, layout):
    assert book.sheetnames == list(layout.sheet_names)
    assert [sheet.sheet_state for sheet in book] == ["visible"] * (len(book.sheetnames) - 1) + ["veryHidden"]
    assert book.active.title == "填报说明"


def test_the_hidden_sheet_tells_which_scheme_wrote_the_workbook(book, scheme_id):
    scheme = load_scheme(scheme_id)
    assert dict(book["_perfxl"].iter_rows(values_only=True)) == {
        "scheme": scheme.id,
        "version": scheme.version,
        "digest": scheme.digest,
        "perfxl": __version__,
        "layout": "2",
    }
    assert len(scheme.digest) == 64


# ── inputs ──


def test_only_inputs_and_what_perfxl_writes_can_be_changed(book, layout):
    for slot in layout.slots.values():
        if slot.sheet in UNPROTECTED:
            continue
        open_to = slot.kind in {"input", "output"}
        for offset in (0, slot.rows - 1):
            assert cell(book, slot, offset).protection.locked is not open_to, slot.name


def test_sheets_are_protected_without_a_password_but_for_those_that_perfxl_writes(book):
    assert {sheet.title for sheet in book if not sheet.protection.sheet} == UNPROTECTED
    for sheet in book:
        assert sheet.protection.password is None
        if sheet.title not in UNPROTECTED:
            allowed = sheet.protection
            # openpyxl reads the file's own words: False is "not forbidden".
            assert not any((allowed.formatCells, allowed.formatColumns, allowed.formatRows, allowed.objects))


def test_rows_can_be_inserted_where_there_are_tables_and_nowhere_else(book, layout):
    tables = {table.sheet for table in layout.tables.values()}
    insertable = {sheet.title for sheet in book if sheet.protection.sheet and not sheet.protection.insertRows}
    assert insertable == tables


def test_every_input_tells_what_to_enter_and_refuses_in_chinese(book, layout):
    for slot in layout.of_kind("input"):
        rule = rules(book[slot.sheet]).get(slot.address)
        assert rule is not None, slot.name
        assert 0 < len(rule.promptTitle) <= 32
        assert 0 < len(rule.prompt) <= 255
        assert 0 < len(rule.errorTitle) <= 32
        assert 0 < len(rule.error) <= 255
        assert rule.showInputMessage
        assert rule.showErrorMessage
        assert rule.errorStyle in {None, "stop"}  # what Excel does unless told otherwise
        assert re.search("[\u4e00-\u9fff]", rule.prompt + rule.error)
        assert "{" not in rule.prompt + rule.error


def test_a_validation_covers_every_row_of_its_table_column(book, layout):
    for table in layout.tables.values():
        covered = {
            str(area)
            for rule in book[table.sheet].data_validations.dataValidation
            for area in rule.sqref.ranges
        }
        assert {slot.range for slot in table.columns.values() if slot.kind == "input"} <= covered


@pytest.mark.parametrize(
    ("name", "kind", "limits"),
    [
        ("部门名称", "textLength", ("500", None)),
        ("追加调整原因", "textLength", ("32767", None)),
        ("单位性质", "list", ('"行政,参公,公益一类,公益二类"', None)),
        ("填报日期", "date", ("36526", "73050")),
        ("评价年度", "whole", ("2000", "2100")),
        ("编制数", "whole", ("0", "1000000000")),
        ("年初结转结余", "decimal", ("0", "1000000000")),
        ("本年追加预算", "decimal", ("-1000000000", "1000000000")),
        ("项目_自评得分", "decimal", ("0", "100")),
        ("自评_财务合规性", "whole", ("0", "1000000000")),
        ("自评_预算编制合理性", "decimal", ("0", "5")),
        ("要点_预决算信息公开性_1", "list", ('"是,否"', None)),
    ],
)
def test_each_type_of_field_is_validated_as_what_it_is(name, kind, limits):
    slot = plan(load_scheme(SCHEMES[0])).slots[name]
    rule = rules(opened(SCHEMES[0])[slot.sheet])[slot.address]
    assert (rule.type, (rule.formula1, rule.formula2)) == (kind, limits)


def test_the_prompt_of_a_judged_indicator_gives_the_points_of_each_standard():
    slot = plan(load_scheme(SCHEMES[0])).slots["档次_预算编制合理性"]
    prompt = rules(opened(SCHEMES[0])["评分表"])[slot.address].prompt
    assert "“达成预期指标”：4至5分。" in prompt
    assert "“未达成预期指标且效果较差”：0至3分。" in prompt


def test_a_default_stands_in_its_cell_as_the_field_s_type(book, layout):
    assert cell(book, layout.slots["评价年度"]).value in {2018, 2020}
    assert cell(book, layout.slots["报告标题"]).value.endswith("报告")


def test_a_text_is_kept_as_text_and_a_long_one_is_not_formatted_as_such(book, layout):
    assert cell(book, layout.slots["联系电话"]).number_format == "@"
    assert cell(book, layout.slots["追加调整原因"]).number_format == "General"
    assert cell(book, layout.slots["填报日期"]).number_format == "yyyy-mm-dd"


def test_prefilled_values_stand_in_their_cells_before_the_defaults():
    book = small(prefilled={"部门名称": "某局", "评价年度": 2021})
    assert (book["基本情况表"]["C5"].value, book["基本情况表"]["C6"].value) == ("某局", 2021)


def test_a_prefilled_value_shows_at_once_in_the_formulas_that_read_it():
    content = made(
        msgspec.convert(small_scheme(), Scheme),
        prefilled={"支出_预算": 200.0, "支出_决算": 150.0, "部门名称": "某局"},
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert sheet["基本情况表"]["C9"].value == 0.75
    assert sheet["评分表"]["J5"].value == 4.5
    assert sheet["评分表"]["J9"].value == 1


@pytest.mark.parametrize("name", ["没有这一栏", "项目_名称", "总执行率"])
def test_only_single_inputs_can_be_prefilled(name):
    with pytest.raises(KeyError, match=name):
        small(prefilled={name: "某"})


def test_choices_that_no_in_cell_list_can_hold_are_refused():
    def with_comma(content):
        content["sheets"][0]["blocks"][0]["fields"][2]["options"] = ["行政,参公", "事业"]

    with pytest.raises(ValueError, match="性质"):
        small(with_comma)


# ── formulas ──


def test_every_formula_cell_holds_a_formula_in_all_rows_of_its_table(book, layout):
    for slot in layout.of_kind("formula"):
        for offset in (0, slot.rows // 2, slot.rows - 1):
            assert str(cell(book, slot, offset).value).startswith("="), slot.name


def test_the_formulas_of_a_table_read_their_own_row():
    sheet = small()["基本情况表"]
    for row in (19, 28):
        assert set(re.findall(r"\$?[A-Z]+\d+", sheet[f"F{row}"].value)) == {f"$E{row}", f"$D{row}"}


def test_the_blank_workbook_saves_no_score_no_rate_and_no_error(scheme_id, layout):
    values = opened(scheme_id, values=True)
    shown = {
        slot.name: cell(values, slot, offset).value
        for slot in layout.of_kind("formula")
        for offset in range(slot.rows)
    }
    indicators = len(list(layout.scheme.indicators()))
    titles = {name: shown.pop(name) for name in list(shown) if name.startswith((TOTAL_TITLE, "小计说明_"))}
    assert {name: value for name, value in shown.items() if value} == {UNSCORED: indicators}
    assert titles[TOTAL_TITLE] == f"合计（暂计，尚有{indicators}项未评）"
    assert len(titles) == 1 + len(layout.scheme.levels)
    assert not shown[TOTAL]
    assert not shown[GRADE]


def test_formulas_use_only_functions_that_excel_2010_and_wps_know(book, layout):
    texts = [cell(book, slot).value for slot in layout.of_kind("formula")]
    for sheet in book:
        texts += [
            text for area in sheet.conditional_formatting for rule in area.rules for text in rule.formula
        ]
    used = {name for text in texts for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", str(text))}
    assert used <= SINCE_2010
    assert max(len(str(text)) for text in texts) < 8192


def test_points_are_the_scheme_s_own(book, layout):
    for indicator in layout.scheme.indicators():
        assert cell(book, layout.slots[f"分值_{indicator.id}"]).value == indicator.points


# ── what a reader sees ──


def all_text(sheet: Worksheet) -> str:
    return "\n".join(
        str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None
    )


def test_example_weights_are_called_so_on_the_first_sheet_and_over_every_score(book):
    assert "示例分值" in all_text(book["填报说明"])
    assert "示例分值" in all_text(book["评分表"])
    assert book["评分表"]["E4"].value == "分值\n（示例）"


def test_issued_weights_bear_no_such_notice():
    book = small(lambda content: content.update(weights="issued"))
    assert "示例" not in all_text(book["填报说明"]) + all_text(book["评分表"])
    assert book["评分表"]["E4"].value == "分值"


def test_the_instructions_lead_to_every_sheet_that_a_user_sees(book):
    cells_ = (cell_ for row in book["填报说明"].iter_rows() for cell_ in row)
    links = {cell_.hyperlink.location.split("!")[0].strip("'") for cell_ in cells_ if cell_.hyperlink}
    assert links == set(book.sheetnames) - {"填报说明", "_perfxl"}


def test_the_instructions_advise_on_inserted_rows_what_protection_allows(book):
    advice = all_text(book["填报说明"])
    assert "在填报区中间整行插入" in advice
    assert "插入的行没有公式：请撤销工作表保护（没有密码），从上一行复制公式填入" in advice
    assert "不要插入行" not in advice


def test_no_placeholder_is_left_in_any_text(book):
    for sheet in book:
        assert not re.search(r"[{}]", all_text(sheet)), sheet.title


def test_each_level_stands_once_with_its_points_over_all_its_rows():
    sheet = opened(SCHEMES[0])["评分表"]
    assert sheet["B5"].value == "预算编制情况\n（20分）"
    assert {"B5:B8", "C5:C6", "C7:C8"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_an_unfinished_total_is_shown_as_provisional():
    layout = plan(load_scheme(SCHEMES[0]))
    total, unscored = layout.slots[TOTAL], layout.slots[UNSCORED]
    areas = opened(SCHEMES[0])["评分表"].conditional_formatting
    (rule,) = [rule for area in areas if str(area.sqref) == total.address for rule in area.rules]
    assert rule.formula == [f"N(${unscored.address})>0"]
    assert rule.dxf.numFmt.formatCode == '"暂计 "0.00'


def test_paper_is_a4_one_page_wide_with_headings_on_every_page(book):
    for sheet in book.worksheets[:-1]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in {None, 1}  # a file that tells nothing means 1
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text
        assert not sheet.sheet_view.showGridLines
    for name in ("基本情况表", "项目清单", "评分表", "成效与问题"):
        if name in book.sheetnames:
            assert book[name].print_title_rows.startswith("$1:")
            assert book[name].print_area


def test_the_heading_of_a_table_and_the_name_of_its_rows_stay_in_sight(book):
    assert book["项目清单"].freeze_panes == "C4"
    assert book["评分表"].freeze_panes == "E5"


def test_the_cursor_waits_in_the_first_input(book, layout):
    for sheet in layout.sheets:
        if sheet.kind not in {"fields", "scoring"}:
            continue
        active = {pane.activeCell for pane in book[sheet.name].sheet_view.selection}
        inputs = {slot.address for slot in layout.of_kind("input") if slot.sheet == sheet.name}
        assert active & inputs, sheet.name


def test_rows_of_tables_may_grow_and_rows_with_merged_texts_keep_their_height():
    layout = plan(load_scheme(SCHEMES[0]))
    parts = unzipped(template(SCHEMES[0]))

    def row(name: str) -> str:
        slot = layout.slots[name]
        xml = parts[f"xl/worksheets/sheet{layout.sheet_names.index(slot.sheet) + 1}.xml"].decode()
        return re.search(rf'<row r="{slot.row + 1}"[^>]*>', xml)[0]

    assert re.search(r'ht="20[".]', row("项目_名称"))
    assert "customHeight" not in row("项目_名称")
    assert "customHeight" in row("追加调整原因")


def test_no_row_is_too_low_for_its_clause(book, layout):
    pixels_a_line = 38 * 8 - 4
    for indicator in layout.scheme.indicators():
        row = layout.scoring.indicators[indicator.id] + 1
        pixels = sum(7 if character.isascii() else 13.4 for character in indicator.clause)  # of 10 points
        lines = math.ceil(pixels / pixels_a_line)
        assert book["评分表"].row_dimensions[row].height >= lines * 12.5, indicator.id
