"""Given values go into the inputs: all of them or, where anything is wrong, none, with every fault listed."""

import datetime as dt
import json
from pathlib import Path

import msgspec
import openpyxl
import pytest

from perfxl.engines import open_closed
from perfxl.errors import FileError, ValuesError
from perfxl.scheme.model import ListBlock
from perfxl.submission import State, Submission
from perfxl.workbook.filling.fill import FillReport, fill
from perfxl.workbook.filling.matching import match
from perfxl.workbook.filling.values import Given, read_values
from perfxl.workbook.reading.live import read_submission
from tests.support import files
from tests.support.workbooks import cell_of, edited, place_of, scheme, template, written


@pytest.fixture
def filled(tmp_path: Path):
    """Fills a workbook (the template with some edits) and reads it back."""

    def fill_in(
        given: Given, edits=None, *, overwrite: bool = False, change=None
    ) -> tuple[FillReport, Submission]:
        book = open_closed(written(tmp_path, edited(template(), edits, change)))
        try:
            report = fill(book, scheme(), given, overwrite=overwrite)
            return report, read_submission(book, scheme())
        finally:
            book.close()

    return fill_in


@pytest.fixture
def values(tmp_path: Path):
    """Writes a file of values and reads it."""

    def read(name: str, content: str | bytes) -> Given:
        file = tmp_path / name
        file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return read_values(file)

    return read


def singles(**given: object) -> Given:
    return Given(given, {})


def faults_of(error: pytest.ExceptionInfo[ValuesError]) -> list[str]:
    assert error.value.code == "E405"
    return str(error.value).split("\n")[1:]


DOCUMENT = {
    "部门名称": "某县行政服务中心",
    "编制数（机构编制部门核定）": 8,
    "总支出": {"年初预算": 3908.5, "决算": 4047.52},
    "填报日期": "2021-04-15",
    "单位性质": "公益一类",
    "项目清单": [
        {
            "名称": "政务大厅建设",
            "类别": "基本建设类项目",
            "全年执行": 3712.5,
            "计划完成时间": "2020年12月31日",
        },
        {"名称": "热线运行", "类别": "一般项目", "全年执行": 223.16},
    ],
    "备注里的空值": None,
}


def test_json_fills_fields_matrices_and_tables(values, filled) -> None:
    document = {key: value for key, value in DOCUMENT.items() if value is not None}
    report, submission = filled(values("数据.json", json.dumps(document, ensure_ascii=False)))
    assert report == FillReport(13)
    assert submission.remarks == ()
    assert submission.value("部门名称") == "某县行政服务中心"
    assert submission.value("编制数") == 8.0
    assert submission.value("总支出_决算") == 4047.52
    assert submission.value("填报日期") == dt.date(2021, 4, 15)
    first, second = submission.tables["项目清单"]
    assert first.cells["计划完成时间"].value == dt.date(2020, 12, 31)
    assert (second.cells["名称"].value, second.cells["全年执行"].value) == ("热线运行", 223.16)
    assert second.cells["计划完成时间"].state is State.BLANK


TOML = """
"编制数" = 8
"填报日期" = 2021-04-15
["总支出"]
"决算" = 4047.52
[["重点工作"]]
"名称" = "全市通办"
"计划值" = 444
"""

CSV = """栏目,数值
编制数,8
填报日期,2021/4/15
总支出_决算,"4,047.52"
重点工作[1].名称,全市通办
重点工作[1].计划值,444
,
下属预算单位数,
"""


def expect_the_same(given: Given, filled) -> None:
    report, submission = filled(given)
    assert report == FillReport(5)
    assert submission.value("编制数") == 8.0
    assert submission.value("填报日期") == dt.date(2021, 4, 15)
    assert submission.value("总支出_决算") == 4047.52
    (row,) = submission.tables["重点工作"]
    assert (row.cells["名称"].value, row.cells["计划值"].value) == ("全市通办", "444")
    assert submission.entries["下属预算单位数"].state is State.BLANK


def test_toml_fills_the_same(values, filled) -> None:
    expect_the_same(values("数据.toml", TOML), filled)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_fills_the_same_in_every_encoding_that_programs_write(values, filled, encoding: str) -> None:
    expect_the_same(values("数据.csv", CSV.encode(encoding)), filled)


@pytest.mark.parametrize(
    ("name", "content"),
    [("数据.json", "{}"), ("数据.csv", "编制数\n8\n"), ("数据.toml", "# 空"), ("数据.csv", "")],
)
def test_a_file_without_a_single_value_is_refused(values, name: str, content: str) -> None:
    with pytest.raises(ValuesError) as error:
        values(name, content)
    assert error.value.code == "E408"


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_below(values) -> None:
    with pytest.raises(ValuesError) as error:
        values("数据.csv", '编制数,8\n部门名称,"某县\n在职人员数,9\n')
    assert error.value.code == "E403"


def test_tabs_and_semicolons_separate_as_well(values) -> None:
    assert values("数据.txt", "编制数\t8\n在职人员数\t9").singles == {"编制数": "8", "在职人员数": "9"}
    assert values("数据.csv", "编制数;8").singles == {"编制数": "8"}


def test_a_workbook_of_two_columns_fills_the_same(tmp_path: Path, filled) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("名称", "数值"),
        ("编制数", 8),
        ("填报日期", dt.datetime.fromisoformat("2021-04-15")),
        ("总支出_决算", 4047.52),
        ("重点工作[1].名称", "全市通办"),
        ("重点工作[1].计划值", 444),
        ("下属预算单位数", None),
    ):
        book.active.append(row)
    file = tmp_path / "数据.xlsx"
    book.save(file)
    expect_the_same(read_values(file), filled)


def test_text_goes_in_as_text_whatever_it_looks_like(filled) -> None:
    given = singles(
        部门名称='=HYPERLINK("x")', 预算编码="001002", 联系电话="0751-1234567", 部门概况="+1-1\n@二行"
    )
    _, submission = filled(given)
    assert submission.value("部门名称") == '=HYPERLINK("x")'
    assert submission.value("预算编码") == "001002"
    assert submission.value("联系电话") == "0751-1234567"
    assert submission.value("部门概况") == "+1-1\n@二行"
    assert submission.remarks == ()


def test_every_fault_is_listed_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    given = Given(
        {
            "编制人数": 8,
            "在职人员控制率": 1,
            "总支出_决算": "很多",
            "单位性质": "国企",
            "其中：事业": 3,
            "部门名称": "某县行政服务中心",
        },
        {"项目": ({"名称": "甲", "金额": 3, "执行率": 1},), "项目表": (), "重点工作": ({"名称": "x"},) * 7},
        ("先前的问题",),
    )
    book = open_closed(written(tmp_path, template()))
    with pytest.raises(ValuesError) as error:
        fill(book, scheme(), given)
    after = read_submission(book, scheme())
    book.close()
    assert faults_of(error) == [
        "先前的问题",
        "“编制人数”：指标体系里没有这个栏目，是否为“编制数”？",
        "“在职人员控制率”：该栏由公式算出，不能填入。",
        "“总支出_决算”：“很多”不是数字，未能读取。应为：数字，单位：万元，保留两位小数。",
        "“单位性质”：“国企”不是下拉列表中的选项，未能读取。应为：从下拉列表中选择：行政、参公、公益一类、公益二类。",
        "“项目[1].金额”：指标体系里没有这个栏目。",
        "“项目[1].执行率”：该栏由公式算出，不能填入。",
        "“项目表”：指标体系里没有这个栏目，是否为“项目清单”？",
        "明细表“重点工作”：有7行，工作簿里只有6行可填，请先在填报区中间整行插入。",
    ]
    assert after.entries["部门名称"].state is State.BLANK


def test_a_text_that_no_cell_holds_is_refused_by_its_length() -> None:
    assert match(scheme(), singles(部门概况="字" * 32767)).faults == []
    (fault,) = match(scheme(), singles(部门概况="字" * 32766 + "𠮷")).faults
    assert fault == "“部门概况”：有32768个字，一个单元格最多容纳32767个字。"


def test_a_number_out_of_range_is_refused_with_the_range() -> None:
    (fault,) = match(scheme(), singles(评价年度=1899)).faults
    assert fault == "“评价年度”：本栏的数 1899 超出允许范围，未予采用。应为：2000 至 2100 之间。"


def test_unseen_characters_go_in_and_are_told() -> None:
    matched = match(scheme(), singles(部门名称="某县\u200b局"))
    assert matched.singles == {"部门名称": "某县\u200b局"}
    (note,) = matched.notes
    assert note.startswith("“部门名称”已填入，请核对：文字里夹有1个看不见的字符（U+200B）")


def two_columns(tmp_path: Path, *rows: tuple[object, object]) -> Given:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "数据.xlsx")
    return read_values(tmp_path / "数据.xlsx")


def test_formulas_without_results_and_times_of_day_are_told_with_their_rows(tmp_path: Path) -> None:
    clock = dt.time(8, 30)
    given = two_columns(
        tmp_path,
        (None, None), ("名称", "数值"), ("编制数", "=3+5"), (None, None), ("级别", clock),
        ("填报日期", dt.timedelta(hours=30)), ("在职人员数", 7),
    )  # fmt: skip
    assert given.singles == {"在职人员数": 7}
    assert given.faults == (
        "第3行“编制数”：是公式，文件里没有保存它的结果；请用 Excel 或 WPS 打开该文件并保存一次。",
        "第5行“级别”：给的是时间，不是所要的值。",
        "第6行“填报日期”：给的是时间，不是所要的值。",
    )


def test_a_label_that_several_fields_have_is_not_guessed() -> None:
    twins = msgspec.structs.replace(scheme(), sheets=tuple(_with_twins(scheme().sheets)))
    matched = match(twins, singles(编外人数=1, 编外=2))
    assert matched.singles == {"编外人数": 1.0}
    assert matched.faults == ["“编外”：有几个栏目都叫这个名称，请改用：离退休人数、编外人数。"]


def _with_twins(sheets):
    """Two fields of the first sheet get the same label."""
    first, *others = sheets
    blocks = [
        msgspec.structs.replace(block, fields=tuple(_relabelled(block.fields)))
        for block in first.blocks
        if isinstance(block, ListBlock)
    ]
    return [msgspec.structs.replace(first, blocks=tuple(blocks)), *others]


def _relabelled(fields):
    twins = ("离退休人数", "编外人数")
    return [msgspec.structs.replace(one, label="编外") if one.name in twins else one for one in fields]


def test_what_stands_in_a_cell_is_kept_unless_overwriting_was_asked_for(filled) -> None:
    given, edits = singles(编制数=8, 在职人员数=9, 评价年度=2021), {"编制数": 7, "在职人员数": 9}
    with pytest.raises(ValuesError) as error:
        filled(given, edits)
    (fault,) = faults_of(error)
    assert place_of("编制数") in fault
    assert "“7”" in fault
    report, submission = filled(given, edits, overwrite=True)
    assert submission.value("编制数") == 8.0
    # What the blank template itself holds (评价年度 2020) is nobody's entry; an equal value needs no writing.
    assert submission.value("评价年度") == 2021.0
    assert report.count == 2
    (replaced,) = report.lines()
    assert "“7”" in replaced
    assert "“8”" in replaced


def test_a_table_that_has_rows_is_kept_or_replaced_as_a_whole(filled) -> None:
    edits = {"项目_名称[1]": "旧甲", "项目_类别[1]": "一般项目", "项目_名称[3]": "旧丙"}
    given = Given({}, {"项目清单": ({"名称": "新甲"},)})
    with pytest.raises(ValuesError) as error:
        filled(given, edits)
    assert "已填有2行" in faults_of(error)[0]
    report, submission = filled(given, edits, overwrite=True)
    (row,) = submission.tables["项目清单"]
    assert (row.cells["名称"].value, row.cells["类别"].value) == ("新甲", None)
    assert len(report.replaced) == 2
    assert "旧丙" in report.replaced[1]
    assert report.count == 1


def test_filling_the_same_values_again_changes_nothing(filled) -> None:
    given = Given({"编制数": 8}, {"项目清单": ({"名称": "甲", "类别": "一般项目"},)})
    report, _ = filled(given, {"编制数": 8, "项目_名称[1]": "甲", "项目_类别[1]": "一般项目"})
    assert report == FillReport(0)


def test_odd_values_are_understood_and_noted(filled) -> None:
    report, submission = filled(singles(编制数="8人", 单位性质=" 公益 一类", 总支出_决算="1,234.50"))
    assert submission.value("编制数") == 8.0
    assert submission.value("单位性质") == "公益一类"
    assert [note.split("”")[0] for note in report.notes] == ["“编制数", "“单位性质"]


def test_a_cell_that_is_gone_is_a_fault(filled) -> None:
    def lose(book) -> None:
        del book.defined_names["编制数"]
        del book.defined_names["项目_类别"]

    with pytest.raises(ValuesError) as error:
        filled(Given({"编制数": 8}, {"项目清单": ({"类别": "一般项目"},)}), change=lose)
    assert len(faults_of(error)) == 2


def test_a_locked_cell_is_told(filled) -> None:
    def lock(book) -> None:
        sheet, cell = cell_of("编制数")
        book[sheet][cell].protection = openpyxl.styles.Protection(locked=True)

    with pytest.raises(ValuesError) as error:
        filled(singles(编制数=8), change=lock)
    assert error.value.code == "E407"
    assert place_of("编制数") in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("数据.docx", "x", "E402"),
        ("数据.json", '{"编制数": 8,,}', "E403"),
        ("数据.json", "[" * 100_000, "E403"),
        ("数据.json", "[1]", "E405"),
        ("数据.toml", '编制数 = "8', "E403"),
        ("数据.csv", b"\xff\xff\xff\x81", "E404"),
        ("数据.json", b" " * (11 * 1024 * 1024), "E406"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_its_code(values, name: str, content, code: str) -> None:
    with pytest.raises(ValuesError) as error:
        values(name, content)
    assert error.value.code == code
    assert error.value.remedy


def test_a_syntax_error_is_told_with_its_line(values) -> None:
    with pytest.raises(ValuesError) as error:
        values("数据.json", '{\n"编制数": 8\n"在职人员数": 9}')
    assert "第 3 行" in str(error.value)
    with pytest.raises(ValuesError) as error:
        values("数据.toml", '"编制数" = 8\n在职人员数 = 九')
    assert "第 2 行" in str(error.value)


def test_a_missing_file_is_E401_and_a_bad_workbook_of_values_does_not_pass_the_gate(tmp_path: Path) -> None:
    with pytest.raises(ValuesError) as error:
        read_values(tmp_path / "没有.json")
    assert error.value.code == "E401"
    file = tmp_path / "数据.xlsx"
    file.write_bytes(files.workbook_bytes({files.SHEET: files.ENTITY_BOMB}))
    with pytest.raises(FileError) as gate:
        read_values(file)
    assert gate.value.code == "E117"


def test_values_given_twice_or_in_the_wrong_shape_are_faults(values) -> None:
    assert len(values("数据.json", '{"编制数": 8, "编制数": 9}').faults) == 1
    assert len(values("数据.json", '{"编制数": [8], "总支出": {"决算": [1]}}').faults) == 2
    assert len(values("数据.csv", "编制数,8\n编制数,9\n在职人员数,8,人\n项目[2].名称,乙").faults) == 3


def test_a_name_with_quotation_marks_is_quoted_properly(filled) -> None:
    edits = {"部门名称": "某县“放管服”办"}
    with pytest.raises(ValuesError) as error:
        filled(singles(部门名称="某县局"), edits)
    report, _ = filled(singles(部门名称="某县局"), edits, overwrite=True)

    assert "已填有“某县‘放管服’办”" in faults_of(error)[0]
    assert "“某县‘放管服’办”" in report.replaced[0]


def test_what_stands_in_a_cell_is_quoted_no_longer_than_can_be_read(filled) -> None:
    with pytest.raises(ValuesError) as error:
        filled(singles(部门概况="新的"), {"部门概况": "旧的一段。\n" * 900})

    (fault,) = faults_of(error)
    assert "已填有“" + "旧的一段。 " * 10 + "…”" in fault


def test_chinese_names_without_quotes_in_toml_are_told_of_with_the_mend(tmp_path: Path) -> None:
    file = tmp_path / "数据.toml"
    file.write_text('填报人 = "某某"\n', encoding="utf-8")
    with pytest.raises(ValuesError) as error:
        read_values(file)
    assert error.value.code == "E403"
    assert "中文名称，两边也要加英文双引号" in error.value.remedy
