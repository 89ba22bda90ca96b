"""Every case of the rules of reading (R, T13, T14) fires in its cell with its figures, and is silent without.

Each row changes the blank template in one way. Silent is the workbook with what ``mended`` says in
place of the odd entries, and with nothing changed beyond entries.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec
import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill, Protection

from perfxl.engines import open_closed
from perfxl.findings import Finding
from perfxl.scheme.model import Field, ListBlock, Scheme, Sheet
from perfxl.workbook.reading.damage import damage
from perfxl.workbook.reading.live import read_submission
from tests.support import workbooks
from tests.support.firing import fires
from tests.support.workbooks import (
    Saved,
    cell_of,
    copy_sheet,
    edited,
    insert_rows,
    names_on,
    place_of,
    remove_sheet,
    rename_sheet,
    template,
    unzipped,
    written,
    zipped,
)

Change = Callable[[Workbook], object]


@dataclass(frozen=True)
class Odd:
    """``code`` and ``case`` stand at ``at`` (a field, a cell, a sheet) and say ``says``."""

    code: str
    case: str
    at: str
    says: tuple[str, ...]
    edits: Mapping[str, object] = field(default_factory=dict)
    change: Change | None = None
    mended: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}-{self.case}-{self.at}"

    @property
    def place(self) -> str:
        """Where it is found, as a user would name it."""
        is_sheet = self.at in {sheet.name for sheet in workbooks.scheme().sheets} or self.at in _OTHER_PLACES
        return self.at if is_sheet else place_of(self.at)


_OTHER_PLACES = {
    "评分表",
    "基本情况表（定稿）",
    "基本情况表 (2)",
    "重点工作 (2)",
    "重点工作（旧）",
    "审核结果",
    "工作簿",
}
SMALL = "项目清单"
_, NAME_1 = cell_of("项目_名称[1]")
_, NAME_6 = cell_of("项目_名称[6]")
TOP, BOTTOM = int(NAME_1[1:]), int(NAME_6[1:])
POINTS = f"分值_{next(workbooks.scheme().indicators()).id}"
MANY = ("编制数", "在职人员数", "离退休人数", "编外人数", "填报人", "联系电话", "填报日期")
QUOTA = cell_of("编制数")[1]


def left(name: str) -> str:
    """The cell of the label beside a field."""
    sheet, cell = cell_of(name)
    return f"{sheet}!{chr(ord(cell[0]) - 1)}{cell[1:]}"


def typed(code: str, case: str, name: str, content: object, proper: object, *says: str) -> Odd:
    """An odd entry; its sheet shows nothing of the kind once the entry is a proper one."""
    return Odd(code, case, name, says, {name: content}, mended={name: proper})


# ── changes of more than an entry ──


def lose_names(*names: str) -> Change:
    def change(book: Workbook) -> None:
        for name in names:
            del book.defined_names[name]

    return change


def lose_all_names(book: Workbook) -> None:
    for name in names_on(book, "重点工作"):
        del book.defined_names[name]


def merge(book: Workbook) -> None:
    sheet, cell = cell_of("编制数")
    book[sheet].merge_cells(f"{cell}:{cell[0]}{int(cell[1:]) + 1}")


def merge_over(book: Workbook) -> None:
    """As a format brush does it: what stands below stays there."""
    sheet, cell = cell_of("编制数")
    page, below = book[sheet], f"{cell[0]}{int(cell[1:]) + 1}"
    page[below] = 3
    page.merged_cells.add(f"{cell}:{below}")


def tear(book: Workbook) -> None:
    defined = book.defined_names["项目_全年执行"]
    defined.attr_text = defined.attr_text.replace(f"${TOP}:", f"${TOP + 1}:")


def change_many_labels(book: Workbook) -> None:
    for name in MANY:
        sheet, _, cell = left(name).partition("!")
        book[sheet][cell] = "改过的文字"


def remove_and_replace(book: Workbook) -> None:
    remove_sheet("项目清单")(book)
    book.create_sheet("项目清单表")


def exchange_sheet(book: Workbook) -> None:
    rename_sheet("重点工作", "重点工作（旧）")(book)
    book.create_sheet("重点工作")


def replace_by_copy(book: Workbook) -> None:
    copy_sheet("重点工作", "重点工作 (2)")(book)
    remove_sheet("重点工作")(book)


def above_table(book: Workbook) -> None:
    insert_rows(SMALL, TOP, 1)(book)
    book[SMALL][f"{NAME_1[0]}{TOP}"] = "挤在上面"
    book[SMALL][f"{chr(ord(NAME_1[0]) + 1)}{TOP}"] = "一般项目"


def hide_row(book: Workbook) -> None:
    book["基本情况表"].row_dimensions[int(QUOTA[1:])].hidden = True


def hide_sheet(book: Workbook) -> None:
    book["重点工作"].sheet_state = "hidden"


def paste_over(fill: str | None = None, *, locked: bool | None = None) -> Change:
    def change(book: Workbook) -> None:
        for name in ("项目_名称[2]", "项目_名称[3]"):
            sheet, cell = cell_of(name)
            if fill:
                book[sheet][cell].fill = PatternFill("solid", fgColor=fill)
            if locked is not None:
                book[sheet][cell].protection = Protection(locked=locked)

    return change


def lose_validations(book: Workbook) -> None:
    book["重点工作"].data_validations.dataValidation = []


def unlock(book: Workbook) -> None:
    sheet, cell = cell_of("在职人员控制率")
    book[sheet][cell].protection = Protection(locked=False)


def unprotect(book: Workbook) -> None:
    book["评分表"].protection.sheet = False


def lose_conditional_formats(book: Workbook) -> None:
    sheet = book["基本情况表"]
    for area in list(sheet.conditional_formatting):
        del sheet.conditional_formatting[str(area.sqref)]


def bare_date(book: Workbook) -> None:
    sheet, cell = cell_of("填报日期")
    book[sheet][cell] = 44260
    book[sheet][cell].number_format = "General"


DAY, MIDNIGHT = dt.date(2021, 3, 5), dt.datetime.fromisoformat("2021-03-05")
ODD = (
    typed("T14", "text", "编制数", "8", 8, "“8”是以文本格式保存的数字", "按 8"),
    typed("T14", "fullwidth", "编制数", "１２", 12, "“１２”用了全角数字", "按 12"),
    typed("T14", "separators", "总支出_决算", "1,234.5", 1234.5, "“1,234.5”", "按 1234.5"),
    typed("T14", "spaces", "总支出_决算", "3935 .66", 3935.66, "夹有空格", "按 3935.66"),
    typed("T14", "unit", "编制数", "9人", 9, "“9人”把单位也录入了单元格", "按 9"),
    typed("T14", "percent", "绩效指标设定数", "95.5%", 0.955, "“95.5%”", "按 95.5%"),
    typed("T14", "percent_here", "总支出_决算", "95%", 95, "百分比“95%”，不是本栏所要的数"),
    typed("T14", "other_unit", "总支出_决算", "39356600元", 3935.66, "“39356600元”的单位与本栏不同"),
    typed("T14", "parentheses", "本年追加预算", "(12.5)", -12.5, "“(12.5)”是带括号的文本"),
    typed("T14", "nothing", "总支出_决算", "—", 0, "本栏填的是“—”，不是数字"),
    typed("T14", "spelt", "编制数", "十二", 12, "“十二”是中文数字"),
    typed("T14", "words", "总支出_决算", "约3936万元", 3936, "“约3936万元”不是数字"),
    typed("R01", "formula", "编制数", Saved("=3+5", 8), 8, "“=3+5”", "按其结果“8”"),
    typed("R01", "linked", "政府采购预算", Saved("='[决算.xlsx]表1'!B2", 120.5), 120.5, "120.5", "决算.xlsx"),
    typed("R01", "unknown", "编制数", "=3+5", 8, "“=3+5”，文件里没有保存它的结果"),
    typed("R01", "error", "编制数", Saved("=1/0", "#DIV/0!"), 8, "“=1/0”，它的结果是错误值 #DIV/0!"),
    typed("R02", "", "编制数", "#N/A", 8, "错误值 #N/A"),
    typed("R03", "text", "填报日期", "2021年3月5日", DAY, "“2021年3月5日”", "按 2021-03-05"),
    typed("R03", "eight", "填报日期", 20210305, DAY, "“20210305”是八位数字", "按 2021-03-05"),
    Odd("R03", "serial", "填报日期", ("“44260”是失去日期格式的日期序号", "按 2021-03-05"), change=bare_date),
    typed("R03", "no_day", "填报日期", "2021年3月", DAY, "“2021年3月”只有年月"),
    typed("R03", "impossible", "填报日期", "2021年2月30日", DAY, "“2021年2月30日”不是实有的日期"),
    typed("R03", "unclear", "填报日期", "3月5日", DAY, "“3月5日”看不出是哪一天"),
    typed("R03", "range", "填报日期", "1921-03-05", DAY, "1921-03-05 不在合理范围内"),
    typed("R04", "mended", "单位性质", " 公益 一类", "公益一类", "按“公益一类”读取"),
    typed("R04", "near", "单位性质", "公益１类", "公益一类", "“公益１类”不是下拉列表中的选项"),
    typed("R04", "unknown", "单位性质", "股份公司", "公益一类", "“股份公司”不是下拉列表中的选项"),
    typed("R05", "fraction", "编制数", 2.5, 2, "现在是 2.5人"),
    typed("R05", "negative", "编制数", -1, 1, "现在是 -1人"),
    typed("R05", "range", "评价年度", 20, 2020, "本栏的数 20"),
    typed("R06", "", "总支出_决算", 3935.6612, 3935.66, "3935.6612", "两位小数"),
    typed("R07", "", "级别", "正" * 501, "正科级", "有501个字", "500个字的上限"),
    typed("R15", "", "部门名称", "某县卫\u200b健\u202e局", "某县卫健局", "2个看不见的字符（U+200B、U+202E）",
        "“某县卫□健□局”"),
    typed("R08", "", "总支出_决算", "  ", None, "看似空白，其实录入了空格"),
    typed("R09", "date", "总支出_决算", MIDNIGHT, 5, "2021-03-05"),
    typed("R09", "boolean", "总支出_决算", True, 1, "逻辑值 TRUE"),
    typed("R09", "text_date", "重点工作_计划值[1]", MIDNIGHT, "3-5", "2021-03-05"),
    typed("R10", "", "联系电话", 75112345678901234, "0751-1234567", "超过15位"),
    Odd("T13", "formula_typed", "在职人员控制率", ("固定的内容“0.9”",), {"在职人员控制率": 0.9}),
    Odd("T13", "formula_gone", "总支出_执行率", ("公式被删除了",), {"总支出_执行率": None}),
    Odd("T13", "formula_changed", "在职人员控制率", ("现在是“=0.95”",),
        {"在职人员控制率": Saved("=0.95", 0.95)}),
    Odd("T13", "column_typed", "项目_执行率[1]", (f"第{TOP}行",), {"项目_执行率[1]": 1}),
    Odd("T13", "column_changed", "项目_执行率[2]", (f"第{TOP + 1}行的公式被改动",), {"项目_执行率[2]": "=1"}),
    Odd("T13", "column_gone", "项目_执行率[1]", (f"第{TOP}行没有公式",),
        {"项目_执行率[1]": None, "项目_名称[1]": "甲"}),
    Odd("T13", "points_changed", POINTS, ("被改为“50”",), {POINTS: 50}),
    Odd("T13", "label_changed", left("编制数"), ("被改成了“编制人数”",), {left("编制数"): "编制人数"}),
    Odd("T13", "label_gone", left("编制数"), ("“编制数（机构编制部门核定）”不见了",), {left("编制数"): None}),
    Odd("T13", "labels_changed", "基本情况表", ("有7处模板文字被改动",), change=change_many_labels),
    Odd("T13", "sheet_missing", SMALL, ("缺少工作表“项目清单”",), change=remove_sheet(SMALL)),
    Odd("T13", "sheet_missing_likely", SMALL, ("名称相近的“项目清单表”",), change=remove_and_replace),
    Odd("T13", "sheet_renamed", "基本情况表（定稿）", ("“基本情况表”被改名为“基本情况表（定稿）”",),
        change=rename_sheet("基本情况表", "基本情况表（定稿）")),
    Odd("T13", "sheet_exchanged", "重点工作（旧）", ("“重点工作”这个名称却被另一张工作表占用",),
        change=exchange_sheet),
    Odd("T13", "own_area_lost", "审核结果", ("“审核结果”不见了",), change=remove_sheet("审核结果")),
    Odd("T13", "all_names_lost", "重点工作", ("“重点工作”里各栏目的名称全部丢失",), change=lose_all_names),
    Odd("T13", "name_lost", "基本情况表", (f"原在 {QUOTA}",), change=lose_names("编制数")),
    Odd("T13", "names_lost", "基本情况表", (f"有{len(MANY)}个栏目的名称丢失", "编制数（机构编制部门核定）"),
        change=lose_names(*MANY)),
    Odd("T13", "merged", "行政编制数", (f"合并进了 {QUOTA}:",), {"编制数": 8}, merge),
    Odd("T13", "torn", SMALL, ("不再对齐",), {"项目_名称[1]": "甲", "项目_全年执行[1]": 5}, tear),
    Odd("R11", "below", f"{SMALL}!{NAME_1[0]}{BOTTOM + 2}:L{BOTTOM + 2}",
        (f"到第{BOTTOM}行为止", f"第{BOTTOM + 2}行"),
        {f"{SMALL}!{NAME_1[0]}{BOTTOM + 2}": "写在下面",
         f"{SMALL}!{chr(ord(NAME_1[0]) + 1)}{BOTTOM + 2}": "一般项目"}),
    Odd("R11", "above", f"{SMALL}!{NAME_1[0]}{TOP}:L{TOP}",
        (f"从第{TOP + 1}行开始",), {"项目_名称[1]": "甲"}, above_table),
    Odd("R12", "", "重点工作!B5:H6", ("第5至6行是空行",),
        {"重点工作_名称[1]": "甲", "重点工作_名称[4]": "乙"}),
    Odd("R13", "cells", "编制数",
        (f"有1个填了内容的单元格所在的行或列被隐藏了（{QUOTA}）",), {"编制数": 8}, hide_row),
    Odd("R13", "covered", "行政编制数", ("有1个填了内容的单元格被合并单元格盖住了",), change=merge_over),
    Odd("R13", "sheet", "重点工作", ("“重点工作”被隐藏了",), {"重点工作_名称[1]": "甲"}, hide_sheet),
    Odd("R14", "ignored", "基本情况表 (2)", ("“基本情况表 (2)”是填报用工作表的副本",),
        change=copy_sheet("基本情况表", "基本情况表 (2)")),
    Odd("R14", "read", "重点工作 (2)", ("改从其副本“重点工作 (2)”读取",), change=replace_by_copy),
    Odd("R20", "", "重点工作!B4:B9", ("丢失了下拉列表或录入校验",), change=lose_validations),
    Odd("R21", "", f"{SMALL}!B5:B6", ("有2个填报单元格的底色",), change=paste_over("FFFFFFFF")),
    Odd("R22", "", f"{SMALL}!B5:B6", ("有2个填报单元格被锁定",), change=paste_over(locked=True)),
    Odd("R23", "", "在职人员控制率", ("有1个公式单元格没有锁定",), change=unlock),
    Odd("R24", "", "评分表", ("“评分表”的保护被取消了",), change=unprotect),
    Odd("R25", "", "基本情况表", ("“基本情况表”的条件格式都不见了",), change=lose_conditional_formats),
)  # fmt: skip


OF_THE_FILE = {"R13", "R20", "R21", "R22", "R23", "R24", "R25"}
"""What the file shows and the open workbook does not."""


@cache
def probing() -> Scheme:
    """The scheme with one input that is a ratio, since no scheme that comes with perfxl asks for one."""
    return msgspec.structs.replace(
        workbooks.scheme(), sheets=tuple(map(_with_ratio, workbooks.scheme().sheets))
    )


def _with_ratio(sheet: Sheet) -> Sheet:
    def changed(asked: Field) -> Field:
        is_asked = asked.name == "绩效指标设定数"
        return msgspec.structs.replace(asked, type="ratio", unit="") if is_asked else asked

    blocks = tuple(
        msgspec.structs.replace(block, fields=tuple(map(changed, block.fields)))
        if isinstance(block, ListBlock)
        else block
        for block in sheet.blocks
    )
    return msgspec.structs.replace(sheet, blocks=blocks)


def of(one: Finding, odd: Odd) -> bool:
    return (one.code, one.case) == (odd.code, odd.case)


def findings_in(folder: Path, content: bytes, *, file_too: bool) -> list[Finding]:
    """What reading remarks; with ``file_too`` also what the look at the file does."""
    file, asked = written(folder, content), probing()
    with open_closed(file) as book:
        submission = read_submission(book, asked)
        return [*submission.remarks, *(damage(file, asked, submission) if file_too else ())]


@cache
def batches() -> tuple[tuple[Odd, ...], ...]:
    """Odd entries that stand in different cells are read together; every other change by itself."""
    made: list[list[Odd]] = []
    for odd in ODD:
        room = [batch for batch in made if batch[0].change is odd.change is None and not _meet(batch, odd)]
        room[0].append(odd) if room else made.append([odd])
    return tuple(map(tuple, made))


def _meet(batch: list[Odd], odd: Odd) -> bool:
    return any(not one.edits.keys().isdisjoint(odd.edits) for one in batch)


@pytest.mark.parametrize("content", ["１２", "12人", " 12", "12"])
def test_what_is_to_be_typed_again_is_told_as_it_must_be_typed(tmp_path, content):
    found = findings_in(tmp_path, edited(template(), {"编制数": content}), file_too=False)
    assert [one.code for one in found] == ["T14"]
    assert "12人" not in found[0].remedy


def test_an_error_value_of_a_formula_is_told_once(tmp_path):
    edits = {"编制数": Saved("=1/0", "#DIV/0!")}
    assert [one.code for one in findings_in(tmp_path, edited(template(), edits), file_too=False)] == ["R01"]


@pytest.fixture(scope="module")
def fired(tmp_path_factory) -> Mapping[str, list[Finding]]:
    """What was found in the workbook of every row."""
    folder, found = tmp_path_factory.mktemp("odd"), {}
    for batch in batches():
        edits = {name: content for odd in batch for name, content in odd.edits.items()}
        file_too = any(odd.code in OF_THE_FILE for odd in batch)
        findings = findings_in(folder, edited(template(), edits, batch[0].change), file_too=file_too)
        found |= {str(odd): findings for odd in batch}
    return found


@pytest.fixture(scope="module")
def silent(tmp_path_factory) -> list[Finding]:
    """What is found where every odd entry is a proper one, and nothing else is changed."""
    mended = {name: content for odd in ODD for name, content in odd.mended.items()}
    return findings_in(tmp_path_factory.mktemp("mended"), edited(template(), mended), file_too=True)


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_it_fires_in_its_cell_with_its_figures(odd: Odd, fired) -> None:
    found = {str(one.place): one for one in fired[str(odd)] if of(one, odd)}
    assert odd.place in found, f"{odd} fired at {sorted(found)}"
    for words in odd.says:
        assert words in found[odd.place].fault


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_it_is_silent_where_there_is_nothing_of_the_kind(odd: Odd, silent) -> None:
    assert [one.fault for one in silent if of(one, odd)] == []


@fires("R26")
def test_links_to_other_workbooks_fire_for_the_workbook_as_a_whole(tmp_path: Path, silent) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = (
        f'<Relationship Id="linked" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    parts, rels = unzipped(template()), "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    with open_closed(written(tmp_path, template(), "原件.xlsx")) as book:
        submission = read_submission(book, probing())
    (told,) = damage(written(tmp_path, zipped(parts)), probing(), submission)
    assert (told.code, str(told.place)) == ("R26", "工作簿")
    assert "有1处到其他工作簿的链接" in told.fault
    assert [one.fault for one in silent if one.code == "R26"] == []
