"""A workbook is read whole: values with their cells, and a remark on every entry that is not as asked."""

import datetime as dt

from openpyxl import Workbook

from perfxl.findings import Finding, Place, Severity
from perfxl.submission import State, Submission
from perfxl.workbook.layout import plan
from tests.support.workbooks import (
    Saved,
    cell_of,
    codes,
    place_of,
    scheme,
    table_edits,
)


def at(submission: Submission, name: str) -> tuple[State, object]:
    entry = submission.entries[name]
    return entry.state, entry.value


def found(submission: Submission, code: str, case: str = "") -> list[Finding]:
    return [one for one in submission.remarks if (one.code, one.case) == (code, case)]


def test_the_blank_template_reads_blank_and_without_a_single_remark(read) -> None:
    submission = read()
    layout = plan(scheme())
    assert submission.remarks == ()
    assert submission.scheme_id == "guangdong-county-2020"
    assert all(rows == () for rows in submission.tables.values())
    assert at(submission, "编制数") == (State.BLANK, None)
    assert at(submission, "评价年度") == (State.GIVEN, 2020.0)
    single = {slot.name for slot in layout.of_kind("input") if slot.rows == 1}
    assert set(submission.entries) == single
    assert not any(claim.typed for claim in submission.claims.values())
    assert set(submission.places) >= set(layout.slots) | set(layout.tables)


def test_values_know_their_cells(read) -> None:
    submission = read(
        {
            "部门名称": "某县行政服务中心",
            "编制数": 8,
            "总支出_决算": 3935.66,
            "填报日期": dt.date(2021, 4, 15),
            "联系电话": 7511234567,
            "单位性质": "公益一类",
            "要点_结转结余控制_1"
            if "要点_结转结余控制_1" in plan(scheme()).slots
            else "是否有新建楼堂馆所": "是",
        }
    )
    assert submission.remarks == ()
    assert at(submission, "编制数") == (State.GIVEN, 8.0)
    assert submission.entries["编制数"].place == Place(*cell_of("编制数"))
    assert at(submission, "填报日期") == (State.GIVEN, dt.date(2021, 4, 15))
    assert at(submission, "联系电话") == (State.GIVEN, "7511234567")
    assert at(submission, "总支出_决算") == (State.GIVEN, 3935.66)


def test_a_table_is_read_row_by_row_with_the_rows_real_numbers(read) -> None:
    submission = read(
        table_edits(
            "项目",
            """
            名称         类别           年初预算  全年预算  全年执行
            政务大厅建设  基本建设类项目  3700      3712.5    3712.5
            热线运行      一般项目        223.16    223.16    223.16
            """,
        )
    )
    first, second = submission.tables["项目清单"]
    _, cell = cell_of("项目_名称[1]")
    assert (first.number, second.number) == (int(cell[1:]), int(cell[1:]) + 1)
    assert first.cells["全年执行"].value == 3712.5
    assert second.cells["类别"].place == Place(*cell_of("项目_类别[2]"))
    assert second.cells["备注"].state is State.BLANK
    assert submission.remarks == ()


def test_every_odd_entry_gets_its_remark_in_its_own_cell_and_none_hides_another(read) -> None:
    odd = {
        "编制数": ("9人", "T14.unit", State.MENDED),
        "在职人员数": ("１２", "T14.fullwidth", State.MENDED),
        "离退休人数": ("三", "T14.spelt", State.INVALID),
        "编外人数": (2.5, "R05.fraction", State.INVALID),
        "领导职数": (-1, "R05.negative", State.INVALID),
        "内设机构数": ("#N/A", "R02", State.INVALID),
        "总支出_年初预算": ("3935.66万元", "T14.unit", State.MENDED),
        "总支出_调整预算": ("39356600元", "T14.other_unit", State.INVALID),
        "总支出_决算": ("1,234.5", "T14.separators", State.MENDED),
        "基本支出_决算": ("—", "T14.nothing", State.INVALID),
        "项目支出_决算": ("(12)", "T14.parentheses", State.INVALID),
        "人员经费_决算": (1.23456, "R06", State.GIVEN),
        "公用经费_决算": ("  ", "R08", State.BLANK),
        "一般项目_决算": (dt.datetime.fromisoformat("2021-03-05"), "R09.date", State.INVALID),
        "基本建设类项目_决算": (True, "R09.boolean", State.INVALID),
        "填报日期": ("2021年3月5日", "R03.text", State.MENDED),
        "单位性质": ("公益１类", "R04.near", State.INVALID),
        "评价年度": (20, "R05.range", State.INVALID),
    }
    submission = read({name: content for name, (content, _, _) in odd.items()})
    assert codes(submission.remarks) == {f"{place_of(name)} {code}" for name, (_, code, _) in odd.items()}
    assert {name: submission.entries[name].state for name in odd} == {
        n: state for n, (_, _, state) in odd.items()
    }
    assert submission.value("总支出_年初预算") == 3935.66
    assert submission.entries["总支出_调整预算"].raw == "39356600元"


def test_a_remark_names_label_fault_and_remedy(read) -> None:
    (remark,) = read({"总支出_决算": "39356600元"}).remarks
    assert remark.severity is Severity.ERROR
    assert remark.label == "支出合计（支出决算数（全年执行数））"
    assert "39356600元" in remark.fault
    assert "3935.66" in remark.remedy
    assert "万元" in remark.expected


def test_a_formula_in_an_input_is_read_by_its_saved_value_and_remarked(read) -> None:
    submission = read(
        {
            "编制数": Saved("=3+5", 8),
            "政府采购预算": Saved("='[决算.xlsx]表1'!B2", 120.5),
            "实际采购金额": "=1+1",
            "固定资产总额": Saved("=1/0", "#DIV/0!"),
        }
    )
    assert at(submission, "编制数") == (State.GIVEN, 8.0)
    assert at(submission, "政府采购预算") == (State.GIVEN, 120.5)
    assert at(submission, "实际采购金额") == (State.INVALID, None)
    assert at(submission, "固定资产总额") == (State.INVALID, None)
    assert codes(submission.remarks) == {
        f"{place_of('编制数')} R01.formula",
        f"{place_of('政府采购预算')} R01.linked",
        f"{place_of('实际采购金额')} R01.unknown",
        f"{place_of('固定资产总额')} R01.error",
    }


def test_a_text_that_begins_with_an_equals_sign_is_a_text(read) -> None:
    def as_text(book: Workbook) -> None:
        sheet, cell = cell_of("部门概况")
        book[sheet][cell] = "=1+1"
        book[sheet][cell].data_type = "s"

    submission = read(change=as_text)
    assert submission.value("部门概况") == "=1+1"
    assert submission.remarks == ()


def test_a_formula_typed_over_is_a_typed_claim_and_an_error(read) -> None:
    submission = read({"在职人员控制率": 0.9, "总支出_执行率": None, "满意度": "98%"})
    claims = submission.claims
    assert (claims["在职人员控制率"].value, claims["在职人员控制率"].typed) == (0.9, True)
    assert (claims["总支出_执行率"].value, claims["总支出_执行率"].typed) == (None, True)
    assert claims["满意度"].value == "98%"
    assert not claims["政府采购执行率"].typed
    assert codes(submission.remarks) == {
        f"{place_of('在职人员控制率')} T13.formula_typed",
        f"{place_of('满意度')} T13.formula_typed",
        f"{place_of('总支出_执行率')} T13.formula_gone",
    }


def test_the_saved_value_of_a_formula_is_its_claim(read) -> None:
    def with_value(book: Workbook) -> None:
        sheet, cell = cell_of("在职人员控制率")
        formulas.append(book[sheet][cell].value)

    formulas: list[str] = []
    read(change=with_value)
    submission = read({"在职人员控制率": Saved(formulas[0], 1.125)})
    assert submission.claims["在职人员控制率"].value == 1.125
    assert not submission.claims["在职人员控制率"].typed
    assert submission.remarks == ()
