"""Where the cells of a scheme stand: every name has its cell, no two share one, sheets come in order."""

from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter

from perfxl.scheme.inventory import (
    GRADE,
    TOTAL,
    TOTAL_TITLE,
    UNSCORED,
    explanation_name,
    formula_fields,
    input_fields,
    measure_name,
    points_name,
    score_name,
    subtotal_name,
    subtotal_title_name,
)
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Field, ListBlock, Scheme, Sheet, TableBlock
from perfxl.workbook.layout import Layout, plan
from perfxl.workbook.slots import Slot, column_letters
from tests.support.small_scheme import small_scheme

SCHEMES = ("guangdong-county-2020", "hunan-county-2018")


@pytest.fixture
def small() -> Scheme:
    return msgspec.convert(small_scheme(), Scheme)


@pytest.fixture(params=SCHEMES)
def scheme(request) -> Scheme:
    return load_scheme(request.param)


def where(layout: Layout, sheet: str) -> str:
    """The slots of a sheet as a table: address, kind, name."""
    slots = sorted(
        (slot for slot in layout.slots.values() if slot.sheet == sheet), key=lambda s: (s.row, s.column)
    )
    return "\n".join(f"{slot.range} {slot.kind} {slot.name}" for slot in slots)


def test_lists_matrices_and_tables_stand_one_below_another_on_one_grid(small):
    assert where(plan(small), "基本情况表").splitlines() == [
        "C5 input 部门名称",
        "C6 input 评价年度",
        "C7 input 性质",
        "C8 input 编制数",
        "C9 formula 总执行率",
        "C10 input 情况说明",
        "C14 input 支出_预算",
        "D14 input 支出_决算",
        "E14 formula 支出_占比",
        "D15 input 办公费_决算",
        "B19:B28 input 项目_名称",
        "C19:C28 input 项目_类别",
        "D19:D28 input 项目_预算",
        "E19:E28 input 项目_执行",
        "F19:F28 formula 项目_执行率",
    ]


def test_each_indicator_has_a_row_of_the_scoring_sheet_and_the_totals_stand_below(small):
    assert where(plan(small), "评分表").splitlines() == [
        "E5 constant 分值_支出率",
        "G5 formula 指标值_支出率",
        "J5 formula 得分_支出率",
        "K5 input 理由_支出率",
        "L5 output 说明_支出率",
        "E6 constant 分值_合理性",
        "H6 input 档次_合理性",
        "J6 formula 得分_合理性",
        "K6 input 理由_合理性",
        "L6 output 说明_合理性",
        "A7 formula 小计说明_1",
        "J7 formula 小计_1",
        "A8 formula 合计说明",
        "J8 formula 自评总分",
        "J9 formula 未评项数",
        "J10 formula 自评等级",
    ]


def test_checklist_points_are_answered_below_the_totals():
    layout = plan(load_scheme("guangdong-county-2020"))
    points = [slot for name, slot in layout.slots.items() if name.startswith("要点_")]
    rows = [slot.row for slot in points]
    assert points[0].name == "要点_预决算信息公开性_1"
    assert rows == list(range(rows[0], rows[0] + len(rows)))
    assert rows[0] > layout.slots[GRADE].row
    assert {column_letters(slot.column) for slot in points} == {"G"}


def expected_names(scheme: Scheme) -> set[str]:
    names = set(input_fields(scheme)) | set(formula_fields(scheme)) | {TOTAL, GRADE, UNSCORED}
    for table in scheme.tables().values():
        names |= {f"{table.prefix}_{column.name}" for column in table.columns}
    for indicator in scheme.indicators():
        parts = [points_name, score_name, explanation_name] + ([measure_name] if indicator.measure else [])
        names |= {part(indicator.id) for part in parts}
    for number, _ in enumerate(scheme.levels, start=1):
        names |= {subtotal_name(number), subtotal_title_name(number)}
    return names | {TOTAL_TITLE}


def test_every_name_of_the_data_contract_has_a_cell_and_all_other_names_are_perfxls_own(scheme):
    names = set(plan(scheme).slots)
    own = {name for name in names if name.startswith("perfxl_")}
    assert names - own == expected_names(scheme)
    areas = {"perfxl_status", "perfxl_findings", "perfxl_report", "perfxl_identity"}
    assert own == areas | {"perfxl_state", "perfxl_finished", "perfxl_changes"}


def cells(slot: Slot) -> set[tuple[str, int, int]]:
    rows = range(slot.row, slot.row + slot.rows)
    columns = range(slot.column, slot.column + max(slot.columns, slot.merged))
    return {(slot.sheet, row, column) for row, column in product(rows, columns)}


def test_no_two_names_share_a_cell_merged_ones_included(scheme):
    taken: dict[tuple[str, int, int], str] = {}
    for slot in plan(scheme).slots.values():
        for cell in cells(slot):
            assert cell not in taken, f"{slot.name} and {taken[cell]} both stand in {cell}"
            taken[cell] = slot.name


def test_no_name_stands_outside_the_columns_of_its_sheet(scheme):
    layout = plan(scheme)
    for slot in layout.slots.values():
        assert slot.column + max(slot.columns, slot.merged) <= len(layout.sheet(slot.sheet).widths), slot.name


@pytest.mark.parametrize(
    ("scheme_id", "figures"),
    [
        ("guangdong-county-2020", ["基本情况表", "项目清单", "重点工作"]),
        ("hunan-county-2018", ["基础数据表", "项目清单"]),
    ],
)
def test_the_scoring_sheet_comes_after_the_figures_and_before_the_words(scheme_id, figures):
    assert list(plan(load_scheme(scheme_id)).sheet_names) == [
        "填报说明", *figures, "评分表", "成效与问题", "审核结果", "自评报告", "_perfxl",
    ]  # fmt: skip


def test_a_scheme_with_one_sheet_keeps_the_scoring_sheet_behind_it(small):
    assert plan(small).sheet_names[:3] == ("填报说明", "基本情况表", "评分表")


def test_a_layout_is_made_once_for_each_scheme(small):
    assert plan(small) is plan(small)
    assert plan(small) is not plan(msgspec.convert(small_scheme(), Scheme))


def test_two_cells_of_the_same_name_are_refused(small):
    sheet = small.sheets[0]
    block = sheet.blocks[0]
    twice = msgspec.structs.replace(block, fields=(*block.fields, block.fields[0]))
    broken = msgspec.structs.replace(small, sheets=(msgspec.structs.replace(sheet, blocks=(twice,)),))
    with pytest.raises(ValueError, match="部门名称"):
        plan(broken)


def text(name: str, **more: object) -> Field:
    return Field(name=name, label=name, type="text", **more)


def test_a_narrow_table_moves_right_to_end_where_a_wider_one_ends(small):
    wide = TableBlock(
        name="宽", prefix="宽", title="", capacity=2, columns=(text("甲"), text("乙", width=60))
    )
    narrow = TableBlock(name="窄", prefix="窄", title="", capacity=2, columns=(text("丙", width=60),))
    listed = ListBlock(title="", fields=(text("标题"),))
    sheet = Sheet(name="文字", title="", blocks=(listed, wide, narrow))
    layout = plan(msgspec.structs.replace(small, sheets=(*small.sheets, sheet)))
    columns = {
        name: column_letters(layout.slots[name].column) for name in ("标题", "宽_甲", "宽_乙", "窄_丙")
    }
    assert columns == {"标题": "C", "宽_甲": "B", "宽_乙": "C", "窄_丙": "C"}
    assert len(layout.sheet("文字").widths) == 3


def test_a_block_that_has_its_sheet_to_itself_needs_no_title():
    layout = plan(load_scheme("guangdong-county-2020"))
    (alone,) = layout.sheet("项目清单").blocks
    assert (alone.title_row, alone.header_row, alone.first_row) == (None, 2, 3)
    assert layout.sheet("基本情况表").blocks[0].title_row == 2


def test_a_long_text_is_merged_over_the_rest_of_its_row_where_columns_are_narrow():
    layout = plan(load_scheme("guangdong-county-2020"))
    wide, figure = layout.slots["追加调整原因"], layout.slots["年初结转结余"]
    assert wide.column + wide.merged == len(layout.sheet("基本情况表").widths)
    assert figure.merged == 1


def test_a_table_knows_its_columns_and_its_rows():
    table = plan(load_scheme("guangdong-county-2020")).tables["项目清单"]
    assert (table.sheet, table.rows) == ("项目清单", 200)
    assert table.columns["名称"].range == "B4:B203"
    assert table.columns["执行率"].kind == "formula"
    assert table.columns["名称"].cell(2) == "B6"


def test_a_slot_tells_its_place_as_a_user_and_as_excel_would():
    slot = Slot("项目_名称", "项目清单", row=3, column=27, rows=2)
    assert (str(slot.place), slot.range, slot.reference) == (
        "项目清单!AB4", "AB4:AB5", "'项目清单'!$AB$4:$AB$5",
    )  # fmt: skip
    assert slot.label == "项目_名称"


@given(st.integers(min_value=0, max_value=16383))
def test_column_letters_are_those_of_a_spreadsheet(column):
    assert column_letters(column) == get_column_letter(column + 1)
    assert column_index_from_string(column_letters(column)) == column + 1
